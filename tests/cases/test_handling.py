"""What handlers do with a case: take it up, hand it on, ask back, open it again, give it up."""

from itertools import pairwise

import pytest

from gateway.cases.kinds import ResolutionCode
from gateway.cases.lifecycle import CaseState, CaseTaskState
from gateway.cases.models import StateInterval
from tests.cases.deeds import comments, done, errors, refused, work_notes
from tests.world import (
    MONDAY,
    a_case,
    a_group,
    a_provider,
    a_task,
    a_user,
    an_outsourced_agent,
)

pytestmark = pytest.mark.usefixtures("world")


# -- taking up ------------------------------------------------------------------------------------


async def test_the_assignee_accepts() -> None:
    agent = await a_user("agent")
    case = await a_case(assigned_to=agent)

    await done("caseAccept", agent, case)

    assert case.state is CaseState.OPEN
    assert case.accepted_at is not None
    assert case.version == 2


async def test_nobody_else_accepts() -> None:
    case = await a_case(assigned_to=await a_user("agent"))

    (error,) = await errors("caseAccept", await a_user("manager"), case)

    assert error["code"] == "FORBIDDEN"


async def test_who_takes_a_new_case_opens_it() -> None:
    agent = await a_user("agent")
    group = await a_group(agent)
    case = await a_case()

    await done("caseAssignToMe", agent, case)

    assert (case.assigned_to_id, case.assignment_group_id) == (agent.id, group.id)
    assert case.state is CaseState.OPEN
    assert case.accepted_at == case.assigned_at is not None


async def test_who_takes_a_waiting_case_lets_it_wait() -> None:
    agent = await a_user("agent")
    await a_group(agent)
    case = await a_case(state=CaseState.AWAITING_INFO)

    await done("caseAssignToMe", agent, case)

    assert (case.state, case.assigned_to_id) == (CaseState.AWAITING_INFO, agent.id)


async def test_a_case_stays_in_its_group_if_that_is_one_of_mine() -> None:
    agent = await a_user("agent")
    await a_group(agent)
    group = await a_group(agent)
    case = await a_case(assignment_group=group)

    await done("caseAssignToMe", agent, case)

    assert case.assignment_group_id == group.id


async def test_who_is_in_several_groups_says_for_which() -> None:
    agent = await a_user("agent")
    group, _ = await a_group(agent), await a_group(agent)
    case = await a_case()

    assert await refused("caseAssignToMe", agent, case) == [("MISSING_INPUT", "assignmentGroup")]
    await done("caseAssignToMe", agent, case, assignmentGroup=group)
    assert case.assignment_group_id == group.id


async def test_nobody_takes_a_case_for_a_group_that_is_not_theirs() -> None:
    agent, case = await a_user("agent"), await a_case()

    assert await refused("caseAssignToMe", agent, case, assignmentGroup=await a_group()) == [
        ("BAD_REFERENCE", "assignmentGroup")
    ]
    assert await refused("caseAssignToMe", agent, case) == [("BAD_REFERENCE", "assignmentGroup")]


# -- handing on -----------------------------------------------------------------------------------


async def test_a_case_is_assigned_to_a_group_and_a_member() -> None:
    colleague = await a_user("agent")
    provider = await a_provider()
    group = await a_group(colleague, provider=provider)
    case = await a_case()

    await done(
        "caseAssign", await a_user("agent"), case, assignmentGroup=group, assignedTo=colleague
    )

    assert (case.assignment_group_id, case.assigned_to_id) == (group.id, colleague.id)
    assert (case.provider_id, case.state) == (provider.id, CaseState.NEW)
    assert case.assigned_at is not None
    assert case.reassignment_count == 0


async def test_assigning_needs_a_group() -> None:
    agent, case = await a_user("agent"), await a_case()

    assert await refused("caseAssign", agent, case) == [("MISSING_INPUT", "assignmentGroup")]


async def test_a_member_of_the_cases_group_gets_it_there() -> None:
    agent, colleague = await a_user("agent"), await a_user("agent")
    await a_group(colleague)
    group = await a_group(agent, colleague)
    case = await a_case(assignment_group=group)

    await done("caseAssign", agent, case, assignedTo=agent)
    await done("caseReassign", agent, case, assignedTo=colleague)

    assert (case.assignment_group_id, case.assigned_to_id) == (group.id, colleague.id)


async def test_what_somebody_works_on_is_reassigned_not_assigned() -> None:
    agent, group = await a_user("agent"), await a_group()
    case = await a_case(assigned_to=await a_user("agent"))

    (error,) = await errors("caseAssign", agent, case, assignmentGroup=group)
    assert error["code"] == "FORBIDDEN"
    await done("caseReassign", agent, case, assignmentGroup=group)
    assert (case.assignment_group_id, case.assigned_to_id) == (group.id, None)
    assert case.reassignment_count == 1


async def test_every_further_hand_counts() -> None:
    first, second = await a_user("agent"), await a_user("agent")
    group = await a_group(first, second)
    case = await a_case(assignment_group=group, assigned_to=first, assigned_at=MONDAY)

    await done("caseReassign", first, case, assignmentGroup=group, assignedTo=second)
    assert (case.reassignment_count, case.assigned_to_id) == (1, second.id)
    assert case.assigned_at > MONDAY
    await done("caseReassign", first, case, assignmentGroup=group, assignedTo=second)
    assert case.reassignment_count == 1


async def test_an_inactive_group_takes_nothing() -> None:
    group = await a_group(active=False)

    assert await refused(
        "caseAssign", await a_user("agent"), await a_case(), assignmentGroup=group
    ) == [("BAD_REFERENCE", "assignmentGroup")]


async def test_a_provider_hands_on_within_itself() -> None:
    provider = await a_provider()
    worker, colleague = await an_outsourced_agent(provider), await an_outsourced_agent(provider)
    group = await a_group(worker, colleague, provider=provider)
    back = await provider.case_transfer_group
    case = await a_case(assignment_group=group, assigned_to=worker)

    assert await refused("caseReassign", worker, case, assignmentGroup=back) == [
        ("BAD_REFERENCE", "assignmentGroup")
    ]
    await done("caseReassign", worker, case, assignmentGroup=group, assignedTo=colleague)
    assert (case.assigned_to_id, case.provider_id) == (colleague.id, provider.id)


async def test_each_hand_has_its_interval() -> None:
    agent = await a_user("agent")
    group = await a_group(agent)
    case = await a_case(assignment_group=group)
    await StateInterval.create(
        case=case, state=CaseState.NEW, group=group, started_at=case.opened_at
    )

    await done("caseAssign", agent, case, assignmentGroup=group, assignedTo=agent)
    await done("caseAccept", agent, case)

    first, *others = await StateInterval.filter(case=case).order_by("started_at", "id")
    assert (first.state, first.assignee_id) == (CaseState.NEW, None)
    assert [each.assignee_id for each in others] == [agent.id] * len(others)
    last = others[-1]
    assert (last.state, last.ended_at) == (CaseState.OPEN, None)
    stretches = [first, *others]
    for before, after in pairwise(stretches):
        assert before.started_at < before.ended_at == after.started_at


# -- asking back, opening again, giving up --------------------------------------------------------


async def test_a_question_is_a_comment_and_the_case_waits() -> None:
    case = await a_case(state=CaseState.OPEN, needs_attention=True)

    await done("caseRequestInfo", await a_user("agent"), case, text="Which seal?")

    assert case.state is CaseState.AWAITING_INFO
    assert await comments(case) == ["Which seal?"]
    assert case.first_response_at is not None
    assert not case.needs_attention


async def test_asking_for_information_needs_words() -> None:
    case = await a_case(state=CaseState.OPEN)

    assert await refused("caseRequestInfo", await a_user("agent"), case, text="") == [
        ("MISSING_INPUT", "text")
    ]


async def test_what_waits_is_opened_without_a_reason() -> None:
    case = await a_case(state=CaseState.AWAITING_INFO)

    await done("caseOpen", await a_user("agent"), case)

    assert (case.state, case.reopen_count) == (CaseState.OPEN, 0)
    assert await work_notes(case) == []


async def test_a_solution_is_taken_back_into_the_journal() -> None:
    case = await a_case(
        state=CaseState.RESOLVED,
        resolution_code=ResolutionCode.FIXED,
        resolution_notes="Replaced the seal.",
        resolved_at=MONDAY,
        reminded_at=MONDAY,
        sla_anchor_at=MONDAY,
    )
    agent = await a_user("agent")

    assert await refused("caseOpen", agent, case) == [("MISSING_INPUT", "reason")]
    await done("caseOpen", agent, case, reason="It leaks again")

    assert (case.state, case.reopen_count) == (CaseState.OPEN, 1)
    assert case.sla_anchor_at > MONDAY
    assert (case.resolution_code, case.resolution_notes) == (None, None)
    assert (case.resolved_at, case.reminded_at) == (None, None)
    assert await work_notes(case) == [
        "Opened again: It leaks again",
        "Solution taken back: Fixed\n\nReplaced the seal.",
    ]


async def test_a_cancelled_case_takes_its_tasks_along() -> None:
    manager, case = await a_user("manager"), await a_case()
    task = await a_task(case)
    ended = await a_task(case, state=CaseTaskState.CLOSED)

    await done("caseCancel", manager, case, reason="Reported twice")

    assert (case.state, case.closed_by_id) == (CaseState.CANCELLED, manager.id)
    assert await work_notes(case) == [
        "Cancelled: Reported twice",
        f"Cancelled with the case: {task.number}",
    ]
    await task.refresh_from_db()
    await ended.refresh_from_db()
    assert (task.state, task.closed_by_id) == (CaseTaskState.CANCELLED, manager.id)
    assert ended.state is CaseTaskState.CLOSED


async def test_cancelling_needs_a_reason_and_a_manager() -> None:
    case = await a_case()

    assert await refused("caseCancel", await a_user("manager"), case, reason=" ") == [
        ("MISSING_INPUT", "reason")
    ]
    assert await refused("caseCancel", await a_user("agent"), case, reason="Bored") == [
        ("FORBIDDEN", "")
    ]
