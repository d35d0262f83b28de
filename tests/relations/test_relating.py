"""What is tied to cases: made from them, found and tied, cut off again; seen from both ends."""

from typing import Any

import pytest

from gateway.cases.models import Case, JournalEntry
from gateway.changes.models import ChangeRequest
from gateway.incidents.models import Incident
from gateway.request.scalars import global_id
from gateway.work.models import CaseRelation
from tests.cases.deeds import done, payload, refused
from tests.world import (
    a_case,
    a_consumer,
    a_contact,
    a_group,
    a_provider,
    a_user,
    an_account,
    an_outsourced_agent,
    ask,
    id_of,
)

pytestmark = pytest.mark.usefixtures("world")

PLAN = {
    "plannedStart": "2026-12-01T20:00:00Z",
    "plannedEnd": "2026-12-01T22:00:00Z",
    "implementationPlan": "Swap the board.",
    "backoutPlan": "Put the old one back.",
    "testPlan": "Run the self-test.",
}


async def notes(case: Case) -> list[str]:
    return [e.text for e in await JournalEntry.filter(case_id=case.pk).order_by("id")]


async def test_an_incident_takes_its_words_from_the_case_from_which_it_is_made() -> None:
    account = await an_account()
    case = await a_case(
        account=account, contact=await a_contact(account), impact=1, urgency=2, priority=2
    )
    ana = await a_user("agent", "itsm_write")

    incident = await done("incidentCreate", ana, sourceCase=case)

    assert isinstance(incident, Incident)
    assert incident.number == "INC0000001"
    assert (incident.short_description, incident.caller_id) == ("The pump leaks", case.contact_id)
    assert (incident.impact, incident.urgency, incident.priority) == (1, 2, 2)
    tie = await CaseRelation.get()
    assert (tie.case_id, tie.kind, tie.incident_id) == (case.pk, "INCIDENT", incident.pk)
    assert await notes(case) == ["Incident INC0000001 made from this case: The pump leaks"]
    assert (await JournalEntry.get()).enterprise_only


async def test_every_step_of_what_is_tied_to_a_case_is_told_to_the_case() -> None:
    ana = await a_user("agent", "itsm_write")
    await a_group(ana)
    case = await a_case()
    problem = await done("problemCreate", ana, firstReportedBy=case)

    await done("problemAssess", ana, problem, assignedTo=ana)
    await done("problemConfirm", ana, problem)
    await done("problemFix", ana, problem, causeNotes="The seal is too thin.")
    await done("problemResolve", ana, problem, fixNotes="Thicker seals.")

    entries = await JournalEntry.filter(case_id=case.pk).order_by("id")
    assert [(e.text, e.enterprise_only) for e in entries[1:]] == [
        ("Problem PRB0000001: Assess", True),
        ("Problem PRB0000001: Root cause analysis", True),
        ("Problem PRB0000001: Fix in progress\n\nThe seal is too thin.", True),
        ("Problem PRB0000001: Resolved\n\nFix applied\n\nThicker seals.", True),
    ]


async def test_one_question_walks_everything_that_is_tied_to_a_case() -> None:
    ana = await a_user("agent", "itsm_write")
    case = await a_case(contact=await a_contact())
    await done("incidentCreate", ana, sourceCase=case)
    await done("problemCreate", ana, firstReportedBy=case)
    await done("changeRequestCreate", ana, sourceCase=case)
    await done("serviceRequestCreate", ana, sourceCase=case, item="A seal")

    found = await ask(
        "query($id: ID!) { case(id: $id) { relations { nodes { kind record {"
        " __typename number shortDescription ... on TaskLike { closedAt } } } } } }",
        by=ana,
        id=id_of(case),
    )

    said = {"shortDescription": "The pump leaks", "closedAt": None}
    assert found["case"]["relations"]["nodes"] == [
        {"kind": kind, "record": {"__typename": name, "number": number, **said}}
        for kind, name, number in (
            ("INCIDENT", "Incident", "INC0000001"),
            ("PROBLEM", "Problem", "PRB0000001"),
            ("CHANGE", "ChangeRequest", "CHG0000001"),
            ("REQUEST", "ServiceRequest", "REQ0000001"),
        )
    ]
    back = await ask("{ problems { nodes { relations { nodes { case { number } } } } } }", by=ana)
    assert back == {
        "problems": {"nodes": [{"relations": {"nodes": [{"case": {"number": case.number}}]}}]}
    }


async def test_what_is_there_is_tied_once_marked_and_cut_off_with_a_reason() -> None:
    ana = await a_user("agent", "itsm_write")
    case = await a_case()
    one, two = [await done("problemCreate", ana, shortDescription=f"Seals {n}") for n in range(2)]
    first = await done("caseRelationCreate", ana, case=case, problem=one, primary=True)
    second = await done("caseRelationCreate", ana, case=case, problem=two)

    assert await refused("caseRelationCreate", ana, case=case, problem=two) == [
        ("DUPLICATE", "case")
    ]
    assert await refused("caseRelationCreate", ana, case=case) == [("MISSING_INPUT", "")]
    assert await refused("caseRelationCreate", ana, case=case, problem=one, causedBy=True) == [
        ("INVALID_INPUT", "causedBy")
    ]
    await done("caseRelationMarkPrimary", ana, second)
    await first.refresh_from_db()
    assert (first.primary, second.primary) == (False, True)

    await done("caseRelationUnlink", ana, second, reason="Another seal.")
    assert await CaseRelation.all().count() == 1
    assert (await notes(case))[-1] == "Problem PRB0000002 cut off from this case: Another seal."


async def test_a_case_that_is_over_is_tied_to_nothing_more_by_agents() -> None:
    ana = await a_user("agent", "itsm_write")
    case = await a_case(state="CLOSED")
    problem = await done("problemCreate", ana, shortDescription="Seals")

    assert await refused("caseRelationCreate", ana, case=case, problem=problem) == [
        ("FORBIDDEN", "")
    ]
    assert await refused("problemCreate", ana, firstReportedBy=case) == [("FORBIDDEN", "")]


async def test_what_one_does_not_see_is_tied_like_what_never_was() -> None:
    ana, anton = await a_user("itsm_write"), await a_user("agent", "approver")
    case, change = await a_case(), await a_change(ana)

    unseen = await payload("caseRelationCreate", anton, case=case, change=change)
    absent = await payload(
        "caseRelationCreate", anton, case=case, change=global_id("ChangeRequest", 999)
    )

    assert unseen == absent
    assert unseen["errors"] == [
        {
            "code": "BAD_REFERENCE",
            "message": "There is no such record, or you may not see it.",
            "path": ["input", "change"],
        }
    ]
    await done("changeRequestSubmit", ana, change, **PLAN)
    await done("caseRelationCreate", anton, case=case, change=change)


async def test_providers_and_customers_learn_of_problems_but_not_of_incidents_or_causes() -> None:
    provider = await a_provider()
    olga = await an_outsourced_agent(provider)
    carl = await a_contact()
    ana = await a_user("agent", "itsm_write")
    case = await a_case(contact=carl, assignment_group=await a_group(olga, provider=provider))
    await done("incidentCreate", ana, sourceCase=case)
    problem = await done("problemCreate", ana, firstReportedBy=case, workaround="Tape.")
    cause = await done("changeRequestCreate", ana, shortDescription="New seals")
    await done("caseRelationCreate", ana, case=case, change=cause, causedBy=True)

    for who in (olga, carl):
        found = await ask(
            "{ cases { nodes { relations { totalCount nodes { kind problem { number state } } } } }"
            " problems { nodes { number } } changeRequests { nodes { number } } }",
            by=who,
        )
        tied = {"kind": "PROBLEM", "problem": {"number": problem.number, "state": "NEW"}}
        assert found == {
            "cases": {"nodes": [{"relations": {"totalCount": 1, "nodes": [tied]}}]},
            "problems": {"nodes": [{"number": problem.number}]},
            "changeRequests": {"nodes": []},
        }
    clara = await a_consumer()
    assert await ask("{ problems { totalCount } }", by=clara) == {"problems": {"totalCount": 0}}


async def test_a_duplicate_hands_its_cases_to_the_original() -> None:
    ana = await a_user("agent", "itsm_write")
    case, other = await a_case(), await a_case()
    one, two = [await done("problemCreate", ana, firstReportedBy=case) for _ in range(2)]
    await done("caseRelationCreate", ana, case=other, problem=two)

    assert await refused("problemDuplicate", ana, two, original=two) == [
        ("INVALID_INPUT", "original")
    ]
    await done("problemDuplicate", ana, two, original=one)

    ties = await CaseRelation.all().order_by("case_id").values_list("case_id", "problem_id")
    assert ties == [(case.pk, one.pk), (other.pk, one.pk)]
    assert (two.state, two.resolution_code, two.original_id) == ("CLOSED", "DUPLICATE", one.pk)


# -- changes --------------------------------------------------------------------------------------


async def a_change(by: Any, **given: Any) -> ChangeRequest:
    return await done("changeRequestCreate", by, shortDescription="Swap the board", **given)


async def test_a_change_goes_its_way_and_nobody_decides_on_their_own() -> None:
    ana, boris = await a_user("itsm_write", "approver"), await a_user("approver")
    await a_group(ana)
    change = await a_change(ana, assignedTo=ana)

    assert await refused("changeRequestSubmit", ana, change, plannedStart=PLAN["plannedEnd"]) == [
        ("MISSING_INPUT", name)
        for name in ("plannedEnd", "implementationPlan", "backoutPlan", "testPlan")
    ]
    backwards = PLAN | {"plannedEnd": "2026-11-30T20:00:00Z"}
    assert await refused("changeRequestSubmit", ana, change, **backwards) == [
        ("INVALID_INPUT", "plannedEnd")
    ]
    await done("changeRequestSubmit", ana, change, **PLAN)
    assert await refused("changeRequestApprove", ana, change) == [("FORBIDDEN", "")]
    await done("changeRequestReject", boris, change, comment="Not on a Tuesday.")
    assert (change.state, change.state_reason) == ("NEW", "Not on a Tuesday.")
    await done("changeRequestSubmit", ana, change)
    await done("changeRequestApprove", boris, change)
    await done("changeRequestApprove", boris, change)
    await done("changeRequestStart", ana, change)
    await done("changeRequestFinish", ana, change)
    await done("changeRequestClose", ana, change, closeCode="SUCCESSFUL", closeNotes="As planned.")
    assert change.state == "CLOSED"
    assert change.actual_start is not None


@pytest.mark.parametrize(
    ("type_", "state"), [("EMERGENCY", "AUTHORIZE"), ("STANDARD", "SCHEDULED")]
)
async def test_what_is_urgent_or_done_often_skips_what_it_need_not_wait_for(
    type_: str, state: str
) -> None:
    ana = await a_user("itsm_write")
    change = await a_change(ana, type=type_)
    await done("changeRequestSubmit", ana, change, **PLAN)
    assert change.state == state


async def test_a_change_is_read_with_the_role_for_it_alone() -> None:
    ana, rosa = await a_user("itsm_write"), await a_user("agent", "change_read")
    await a_change(ana, justification="It burns.")
    asked = "{ changeRequests { nodes { justification plannedStart } } }"
    assert await ask(asked, by=rosa) == {
        "changeRequests": {"nodes": [{"justification": "It burns.", "plannedStart": None}]}
    }
    with pytest.raises(Exception, match="changeRequests"):
        await ask(asked, by=await a_user("agent"))


async def test_a_request_of_a_contact_is_submitted_and_given_up_by_them() -> None:
    ana, boris, carl = await a_user("agent"), await a_user("approver"), await a_contact()
    case = await a_case(contact=carl)
    request = await done("serviceRequestCreate", ana, sourceCase=case, item="A seal")
    assert request.contact_id == carl.pk

    await done("serviceRequestSubmit", carl, request)
    assert request.state == "AWAITING_APPROVAL"
    await done("serviceRequestApprove", boris, request)
    assert await refused("serviceRequestFulfil", ana, request) == [("FORBIDDEN", "")]
    group = await a_group(ana)
    await done("serviceRequestEdit", ana, request, assignmentGroup=group)
    await done("serviceRequestFulfil", ana, request)
    await done("serviceRequestClose", ana, request, closeNotes="No seals left.", complete=False)
    assert request.state == "CLOSED_INCOMPLETE"

    other = await done(
        "serviceRequestCreate", ana, item="A seal", shortDescription="Seal", contact=carl
    )
    await done("serviceRequestEdit", ana, other, needsApproval=False)
    await done("serviceRequestCancel", carl, other, reason="We have one.")
    assert (other.state, other.state_reason) == ("CANCELLED", "We have one.")
