"""How a case ends: a solution is proposed, accepted or rejected; or the case is closed outright."""

import pytest

from gateway.cases.kinds import ResolutionCode
from gateway.cases.lifecycle import CaseState, CaseTaskState
from tests.cases.deeds import SOLVED, comments, done, errors, refused, work_notes
from tests.world import MONDAY, a_case, a_contact, a_task, a_user

pytestmark = pytest.mark.usefixtures("world")


# -- proposing ------------------------------------------------------------------------------------


async def test_the_assignee_proposes_a_solution() -> None:
    agent = await a_user("agent")
    case = await a_case(state=CaseState.OPEN, assigned_to=agent)

    await done("caseProposeSolution", agent, case, **SOLVED)

    assert case.state is CaseState.RESOLVED
    assert (case.resolution_code, case.resolution_notes) == (
        ResolutionCode.FIXED,
        "Replaced the seal.",
    )
    assert case.resolved_by_id == agent.id
    assert case.resolved_at == case.first_response_at is not None
    assert await comments(case) == []


async def test_a_proposal_answers_what_called_for_attention() -> None:
    case = await a_case(state=CaseState.OPEN, needs_attention=True)

    await done("caseProposeSolution", await a_user("manager"), case, **SOLVED)

    assert not case.needs_attention


async def test_sharing_one_solution_does_not_share_the_next() -> None:
    manager, case = await a_user("manager"), await a_case(state=CaseState.OPEN)
    await done("caseProposeSolution", manager, case, **SOLVED, shareResolutionNotes=True)
    await done("caseOpen", manager, case, reason="It leaks again")
    told = await comments(case)

    await done("caseProposeSolution", manager, case, **SOLVED)

    assert await comments(case) == told


async def test_a_solution_has_a_code_and_notes() -> None:
    case = await a_case(state=CaseState.OPEN)

    assert await refused("caseProposeSolution", await a_user("manager"), case) == [
        ("MISSING_INPUT", "resolutionCode"),
        ("MISSING_INPUT", "resolutionNotes"),
    ]


@pytest.mark.parametrize(
    ("ticked", "comment"),
    [
        ({"postCode": True}, ["Resolution: Fixed"]),
        ({"shareResolutionNotes": True}, ["Replaced the seal."]),
        (
            {"postCode": True, "shareResolutionNotes": True},
            ["Resolution: Fixed\n\nReplaced the seal."],
        ),
    ],
)
async def test_what_is_ticked_is_told_in_one_comment(
    ticked: dict[str, bool], comment: list[str]
) -> None:
    case = await a_case(state=CaseState.OPEN)

    await done("caseProposeSolution", await a_user("manager"), case, **SOLVED, **ticked)

    assert await comments(case) == comment


async def test_notes_that_were_to_be_shared_all_along_are_told() -> None:
    case = await a_case(state=CaseState.OPEN, share_resolution_notes=True)

    await done("caseProposeSolution", await a_user("manager"), case, **SOLVED)

    assert await comments(case) == ["Replaced the seal."]


# -- answering the proposal -----------------------------------------------------------------------


async def test_the_requester_accepts() -> None:
    contact = await a_contact()
    case = await a_case(contact=contact, state=CaseState.RESOLVED, resolved_at=MONDAY)

    await done("caseAcceptSolution", contact, case)

    assert (case.state, case.closed_by_id) == (CaseState.CLOSED, contact.user_id)
    assert (case.closed_at is not None, case.resolved_at) == (True, MONDAY)


async def test_nobody_else_accepts() -> None:
    case = await a_case(contact=await a_contact(), state=CaseState.RESOLVED)

    assert await refused("caseAcceptSolution", await a_user("admin"), case) == [("FORBIDDEN", "")]
    assert await refused("caseAcceptSolution", await a_contact(), case) == [("NOT_FOUND", "id")]


async def test_the_requester_rejects_with_words() -> None:
    contact = await a_contact()
    case = await a_case(
        contact=contact,
        state=CaseState.RESOLVED,
        resolution_code=ResolutionCode.WORKAROUND,
        resolution_notes="Use the other tap.",
        resolved_at=MONDAY,
    )

    assert await refused("caseRejectSolution", contact, case, text=" ") == [
        ("MISSING_INPUT", "text")
    ]
    await done("caseRejectSolution", contact, case, text="There is no other tap")

    assert (case.state, case.reopen_count, case.needs_attention) == (CaseState.OPEN, 1, True)
    assert await comments(case) == ["There is no other tap"]
    assert await work_notes(case) == ["Solution taken back: Workaround\n\nUse the other tap."]
    assert (case.resolution_code, case.resolved_at) == (None, None)
    assert case.sla_anchor_at > MONDAY


async def test_a_rejected_solution_is_noted_by_caseway_itself() -> None:
    contact = await a_contact()
    case = await a_case(contact=contact, state=CaseState.RESOLVED)

    await done("caseRejectSolution", contact, case, text="No")

    note = await case.journal.filter(kind="WORK_NOTE").get()
    assert (note.author_contact_id, note.author_user_id) == (None, None)
    assert note.source == "SYSTEM"


# -- closing --------------------------------------------------------------------------------------


async def test_a_handler_closes_with_code_and_notes() -> None:
    agent, case = await a_user("agent"), await a_case()

    assert await refused("caseClose", agent, case, resolutionCode="FIXED") == [
        ("MISSING_INPUT", "resolutionNotes")
    ]
    await done("caseClose", agent, case, **SOLVED, postCode=True)

    assert (case.state, case.closed_by_id) == (CaseState.CLOSED, agent.id)
    assert (case.resolved_at, case.resolution_code) == (None, ResolutionCode.FIXED)
    assert await comments(case) == ["Resolution: Fixed"]


async def test_a_requester_closes_without_code_and_notes() -> None:
    contact = await a_contact()
    case = await a_case(contact=contact)

    await done("caseClose", contact, case)

    assert (case.state, case.resolution_code) == (CaseState.CLOSED, None)


async def test_a_requester_writes_no_resolution() -> None:
    contact = await a_contact()
    case = await a_case(contact=contact)

    assert await refused("caseClose", contact, case, **SOLVED) == [
        ("FIELD_FORBIDDEN", "resolutionCode"),
        ("FIELD_FORBIDDEN", "resolutionNotes"),
    ]


async def test_open_tasks_keep_a_case_open_unless_they_are_cancelled_too() -> None:
    agent, case = await a_user("agent"), await a_case()
    task = await a_task(case)

    (error,) = await errors("caseClose", agent, case, **SOLVED)
    assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "cancelTasks"])
    assert task.number in error["message"]
    await done("caseClose", agent, case, **SOLVED, cancelTasks=True)

    await task.refresh_from_db()
    assert (case.state, task.state) == (CaseState.CLOSED, CaseTaskState.CANCELLED)
    assert await work_notes(case) == [f"Cancelled with the case: {task.number}"]


async def test_a_requester_never_hears_of_tasks_that_he_cannot_see() -> None:
    contact = await a_contact()
    case = await a_case(contact=contact)
    hidden = await a_task(case)

    await done("caseClose", contact, case)

    await hidden.refresh_from_db()
    assert (case.state, hidden.state) == (CaseState.CLOSED, CaseTaskState.CANCELLED)


async def test_a_requester_is_stopped_by_tasks_that_he_can_see() -> None:
    contact = await a_contact()
    case = await a_case(contact=contact)
    hidden, shown = await a_task(case), await a_task(case, visible_to_customer=True)

    (error,) = await errors("caseClose", contact, case)

    assert shown.number in error["message"]
    assert hidden.number not in error["message"]
