"""Who sees which cases, and what of them, asked through GraphQL."""

from typing import Any

import pytest

from gateway.cases.kinds import ResolutionCode
from gateway.cases.lifecycle import CaseState
from gateway.cases.models import InformedUser
from gateway.customers.models import AccountRelation, PortalRole
from gateway.errors import ValidationFailed
from tests.world import (
    MONDAY,
    Somebody,
    a_case,
    a_consumer,
    a_contact,
    a_group,
    a_provider,
    a_token,
    a_user,
    an_account,
    an_asset,
    an_outsourced_agent,
    answer,
    ask,
    hidden,
)

pytestmark = pytest.mark.usefixtures("world")


async def numbers(by: Somebody, arguments: str = "") -> list[str]:
    """The numbers of the cases that somebody sees, oldest first."""
    found = await ask(f"{{ cases{arguments} {{ nodes {{ number }} }} }}", by=by)
    return sorted(node["number"] for node in found["cases"]["nodes"])


async def one(number: str, fields: str, by: Somebody) -> Any:
    """These fields of one case."""
    text = f'{{ caseByNumber(number: "{number}") {{ {fields} }} }}'
    return (await ask(text, by=by))["caseByNumber"]


# -- which cases ----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["admin", "agent", "manager"])
async def test_the_enterprise_sees_every_case(role: str) -> None:
    case = await a_case()
    of_provider = await a_case(assignment_group=await a_group(provider=await a_provider()))

    assert await numbers(by=await a_user(role)) == [case.number, of_provider.number]


async def test_an_outsourced_agent_sees_the_providers_cases_and_those_assigned_to_him() -> None:
    provider = await a_provider()
    olga = await an_outsourced_agent(provider)
    of_provider = await a_case(assignment_group=await a_group(provider=provider))
    assigned = await a_case(assigned_to=olga)
    await a_case(assignment_group=await a_group(provider=await a_provider()))
    await a_case(assignment_group=await a_group())
    await a_case()

    assert await numbers(by=olga) == [of_provider.number, assigned.number]


async def test_the_agents_of_an_inactive_provider_see_nothing() -> None:
    provider = await a_provider(active=False)
    olga = await an_outsourced_agent(provider)
    await a_case(assignment_group=await a_group(provider=provider), assigned_to=olga)

    with pytest.raises(ValidationFailed):
        await numbers(by=olga)


async def test_a_provider_lead_sees_the_cases_of_the_providers_that_he_manages() -> None:
    lead = await a_user("provider_lead")
    managed = await a_provider(manager=lead)
    case = await a_case(assignment_group=await a_group(provider=managed))
    await a_case(assignment_group=await a_group(provider=await a_provider()))
    await a_case()

    assert await numbers(by=lead) == [case.number]


async def test_a_contact_sees_only_the_cases_that_are_his_own() -> None:
    account = await an_account()
    carl, colleague = await a_contact(account), await a_contact(account)
    his = await a_case(contact=carl)
    await a_case(contact=colleague)
    await a_case(account=account)

    assert await numbers(by=carl) == [his.number]


async def test_a_case_manager_sees_the_account_those_below_it_and_related_ones() -> None:
    account = await an_account()
    daughter, partner = await an_account(parent=account), await an_account()
    await AccountRelation.create(source=account, target=partner, type="supplier")
    manager = await a_contact(account, portal_role=PortalRole.CASE_MANAGER)
    seen = [await a_case(account=each) for each in (account, daughter, partner)]
    await a_case(account=await an_account())

    assert await numbers(by=manager) == [case.number for case in seen]


async def test_a_consumer_sees_only_his_own_cases() -> None:
    clara = await a_consumer()
    case = await a_case(consumer=clara)
    await a_case(consumer=await a_consumer())

    assert await numbers(by=clara) == [case.number]


@pytest.mark.parametrize("role", ["approver", "stakeholder", "field_agent", "author"])
async def test_for_roles_that_nothing_leads_to_a_case_there_are_none(role: str) -> None:
    await a_case()

    with pytest.raises(ValidationFailed, match="cases"):
        await numbers(by=await a_user(role))


async def test_an_osp_administrator_sees_no_cases() -> None:
    provider = await a_provider()
    await a_case(assignment_group=await a_group(provider=provider))

    with pytest.raises(ValidationFailed, match="cases"):
        await numbers(by=await a_user("osp_admin", provider=provider))


async def test_an_unseen_case_is_an_absent_one() -> None:
    case = await a_case(account=await an_account())
    carl = await a_contact()

    unseen, absent = [
        await answer(f'{{ caseByNumber(number: "{number}") {{ number }} }}', by=carl)
        for number in (case.number, "CS9999999")
    ]
    assert unseen == absent
    assert unseen["data"] == {"caseByNumber": None}
    assert unseen["errors"][0]["extensions"]["code"] == "NOT_FOUND"


# -- named lists and search -----------------------------------------------------------------------


async def test_the_named_lists_of_an_agent() -> None:
    ana = await a_user("agent")
    team = await a_group(ana)
    mine = await a_case(assigned_to=ana, assignment_group=team, state=CaseState.OPEN)
    of_team = await a_case(assignment_group=team, state=CaseState.RESOLVED)
    free = await a_case(assignment_group=await a_group())
    closed = await a_case(state=CaseState.CLOSED)
    every = [mine.number, of_team.number, free.number, closed.number]

    assert await numbers(by=ana, arguments="(view: ALL)") == every
    assert await numbers(by=ana, arguments="(view: MINE)") == [mine.number]
    assert await numbers(by=ana, arguments="(view: TEAM)") == [mine.number, of_team.number]
    assert await numbers(by=ana, arguments="(view: UNASSIGNED)") == [free.number]
    assert await numbers(by=ana, arguments="(view: OPEN)") == [mine.number, free.number]


async def test_search_looks_into_number_and_texts() -> None:
    ana = await a_user("agent")
    valve = await a_case(short_description="The valve sticks", description="since the flood")
    await a_case(short_description="The lamp flickers")

    assert await numbers(by=ana, arguments='(search: "VALVE flood")') == [valve.number]
    assert await numbers(by=ana, arguments=f'(search: "{valve.number}")') == [valve.number]
    assert await numbers(by=ana, arguments='(search: "nothing of the kind")') == []


async def test_lists_begin_with_the_case_that_was_opened_last() -> None:
    later = await a_case(opened_at=MONDAY.replace(hour=11))
    earlier = await a_case(opened_at=MONDAY.replace(hour=8))
    found = await ask("{ cases { nodes { number } } }", by=await a_user("agent"))

    assert found["cases"]["nodes"] == [{"number": later.number}, {"number": earlier.number}]


# -- which fields ---------------------------------------------------------------------------------


async def test_an_agent_reads_the_whole_form() -> None:
    carl = await a_contact()
    asset = await an_asset(account_id=carl.account_id)
    case = await a_case(contact=carl, asset=asset, cause="A worn seal", category="Hardware")

    assert await one(
        case.number,
        """state channel category impact urgency priority prioritySource cause reopenCount version
           customer { __typename ... on Account { name } } contact { displayName }
           asset { name } openedAt""",
        by=await a_user("agent"),
    ) == {
        "state": "NEW",
        "channel": "WEB",
        "category": "Hardware",
        "impact": "LOW",
        "urgency": "LOW",
        "priority": "LOW",
        "prioritySource": "MATRIX",
        "cause": "A worn seal",
        "reopenCount": 0,
        "version": 1,
        "customer": {"__typename": "Account", "name": (await carl.account).name},
        "contact": {"displayName": f"{carl.first_name} {carl.last_name}"},
        "asset": {"name": asset.name},
        "openedAt": "2026-11-16T09:00:00Z",
    }


@pytest.mark.parametrize("portal_role", list(PortalRole))
async def test_a_contact_reads_resolution_notes_only_if_they_are_shared(
    portal_role: PortalRole,
) -> None:
    carl = await a_contact(portal_role=portal_role)
    solved = {"resolution_code": ResolutionCode.FIXED, "resolution_notes": "New seal"}
    await a_case(contact=carl, share_resolution_notes=True, **solved)
    await a_case(contact=carl, share_resolution_notes=False, **solved)
    question = "{ cases(orderBy: {field: NUMBER}) { nodes { resolutionCode resolutionNotes } } }"

    assert (await ask(question, by=carl))["cases"]["nodes"] == [
        {"resolutionCode": "FIXED", "resolutionNotes": "New seal"},
        {"resolutionCode": "FIXED", "resolutionNotes": None},
    ]


async def test_a_withheld_value_is_named_with_the_rule_that_withholds_it() -> None:
    carl = await a_contact()
    await a_case(contact=carl, resolution_notes="New seal")

    assert await hidden("{ cases { nodes { resolutionNotes } } }", by=carl) == [
        {
            "coordinate": "Case.resolutionNotes",
            "path": ["cases", "nodes", "*", "resolutionNotes"],
            "rows": "SOME",
            "rule": "the case shares its resolution notes with its requester",
        }
    ]


async def test_unshared_resolution_notes_cannot_be_found_by_filtering_either() -> None:
    carl = await a_contact()
    await a_case(contact=carl, resolution_notes="secret", share_resolution_notes=False)

    filtered = '(filter: {resolutionNotes: {contains: "secret"}})'
    assert await numbers(by=carl, arguments=filtered) == []


@pytest.mark.parametrize(
    "field",
    [
        *("workNotes { totalCount }", "journal { totalCount }", "workNotesList { totalCount }"),
        *("cause", "probableCause", "businessImpact", "majorState", "escalationSeverity"),
        *("reassignmentCount", "reopenCount", "timeWorked", "firstResponseAt", "needsAttention"),
        *("provider { id }", "stateIntervals { totalCount }", "externalId"),
    ],
)
async def test_what_is_internal_does_not_exist_for_a_customer(field: str) -> None:
    clara = await a_consumer()
    case = await a_case(consumer=clara)

    with pytest.raises(ValidationFailed):
        await one(case.number, field, by=clara)


async def test_a_customer_learns_the_name_of_his_handler_and_no_more() -> None:
    ana = await a_user("agent", first_name="Ana", last_name="Alder")
    group = await a_group(ana, name="Pumps")
    carl = await a_contact()
    case = await a_case(contact=carl, assigned_to=ana, assignment_group=group)

    assert await one(
        case.number, "assignedTo { displayName } assignmentGroup { name }", by=carl
    ) == {"assignedTo": {"displayName": "Ana Alder"}, "assignmentGroup": {"name": "Pumps"}}
    with pytest.raises(ValidationFailed):
        await one(case.number, "assignedTo { email }", by=carl)


async def test_of_the_informed_users_a_customer_sees_himself() -> None:
    carl = await a_contact()
    case = await a_case(contact=carl)
    for user in (await carl.user, await a_user("agent")):
        await InformedUser.create(case=case, user=user)

    fields = "informedUsers { nodes { user { displayName } } }"
    assert await one(case.number, fields, by=carl) == {
        "informedUsers": {
            "nodes": [{"user": {"displayName": "Ana " + (await carl.user).last_name}}]
        }
    }
    everyone = await one(case.number, fields, by=await a_user("agent"))
    assert len(everyone["informedUsers"]["nodes"]) == 2


async def test_related_cases_are_only_those_that_one_may_see() -> None:
    carl = await a_contact()
    parent = await a_case(contact=carl)
    child = await a_case(contact=carl, parent=parent)
    await a_case(parent=parent)

    assert await one(parent.number, "children { nodes { number } }", by=carl) == {
        "children": {"nodes": [{"number": child.number}]}
    }


async def test_the_cases_of_a_customer_hang_on_the_customer_too() -> None:
    account = await an_account()
    case = await a_case(account=account)

    text = f'{{ accountByNumber(number: "{account.number}") {{ cases {{ nodes {{ number }} }} }} }}'
    found = await ask(text, by=await a_user("agent"))

    assert found["accountByNumber"]["cases"]["nodes"] == [{"number": case.number}]


async def test_a_token_without_the_scope_of_cases_sees_none() -> None:
    await a_case()
    ana = await a_user("agent")

    with pytest.raises(ValidationFailed):
        await numbers(by=await a_token(ana, "knowledge:read"))
    assert len(await numbers(by=await a_token(ana, "cases:read"))) == 1


async def test_nobody_is_told_what_was_withheld_when_nothing_was() -> None:
    await a_case()
    body = await answer("{ cases { nodes { number } } }", by=await a_user("agent"))
    assert "extensions" not in body
