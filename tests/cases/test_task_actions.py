"""What is done with the tasks of a case, and what the case hears of it."""

import pytest

from gateway.cases.kinds import CaseTaskKind
from gateway.cases.lifecycle import CaseState, CaseTaskState
from gateway.cases.models import CaseTask
from gateway.cases.priority import Priority
from tests.cases.deeds import done, errors, refused, work_notes
from tests.world import (
    a_case,
    a_contact,
    a_group,
    a_provider,
    a_task,
    a_user,
    an_outsourced_agent,
)

pytestmark = pytest.mark.usefixtures("world")


async def test_a_task_is_for_the_customer_of_its_case() -> None:
    agent = await a_user("agent")
    case = await a_case(contact=await a_contact())

    task: CaseTask = await done(
        "caseTaskCreate", agent, case=case, shortDescription="Call back", priority="HIGH"
    )

    assert (task.number, task.state) == ("CST0000001", CaseTaskState.OPEN)
    assert (task.case_id, task.account_id) == (case.id, case.account_id)
    assert (task.contact_id, task.priority) == (case.contact_id, Priority.HIGH)
    assert (task.kind, task.opened_by_id) == (CaseTaskKind.WORK, agent.id)
    assert await work_notes(case) == ["Task CST0000001 created: Call back"]


async def test_a_task_says_what_is_to_be_done() -> None:
    case = await a_case()

    assert await refused("caseTaskCreate", await a_user("agent"), case=case) == [
        ("MISSING_INPUT", "shortDescription")
    ]


async def test_finished_cases_get_no_new_tasks() -> None:
    case = await a_case(state=CaseState.CLOSED)

    assert await refused(
        "caseTaskCreate", await a_user("agent"), case=case, shortDescription="Call back"
    ) == [("FORBIDDEN", "")]
    assert await work_notes(case) == []


async def test_providers_plan_work_on_their_own_cases() -> None:
    provider = await a_provider()
    worker = await an_outsourced_agent(provider)
    ours = await a_case(assignment_group=await a_group(worker, provider=provider))
    theirs = await a_case()

    task = await done("caseTaskCreate", worker, case=ours, shortDescription="Call back")
    assert task.case_id == ours.id
    assert await refused("caseTaskCreate", worker, case=theirs, shortDescription="Call back") == [
        ("BAD_REFERENCE", "case")
    ]


async def test_a_person_brings_the_only_group_to_a_task() -> None:
    worker = await a_user("agent")
    group = await a_group(worker)

    task = await done(
        "caseTaskCreate", worker, case=await a_case(), shortDescription="Call", assignedTo=worker
    )

    assert (task.assignment_group_id, task.assigned_to_id) == (group.id, worker.id)


async def test_a_task_is_started_and_closed() -> None:
    agent, case = await a_user("agent"), await a_case()
    task = await a_task(case)

    await done("caseTaskStart", agent, task)
    assert task.state is CaseTaskState.IN_PROGRESS
    await done("caseTaskClose", agent, task)

    assert (task.state, task.closed_by_id) == (CaseTaskState.CLOSED, agent.id)
    await case.refresh_from_db()
    assert case.needs_attention
    assert await work_notes(case) == [f"Task {task.number} closed: Call back"]


async def test_a_task_is_cancelled_with_a_reason() -> None:
    agent, case = await a_user("agent"), await a_case()
    task = await a_task(case)

    assert await refused("caseTaskCancel", agent, task, reason="") == [("MISSING_INPUT", "reason")]
    await done("caseTaskCancel", agent, task, reason="He called us")

    assert task.state is CaseTaskState.CANCELLED
    await case.refresh_from_db()
    assert (case.needs_attention, case.version) == (True, 2)
    assert await work_notes(case) == [f"Task {task.number} cancelled: He called us"]


async def test_a_finished_case_is_not_changed_by_its_tasks() -> None:
    case = await a_case(state=CaseState.CLOSED)
    task = await a_task(case)

    await done("caseTaskClose", await a_user("agent"), task)

    await case.refresh_from_db()
    assert (case.needs_attention, case.version) == (False, 1)


async def test_what_is_done_stays_done() -> None:
    agent, task = await a_user("agent"), await a_task(await a_case(), state=CaseTaskState.CLOSED)

    for verb, given in (("Start", {}), ("Close", {}), ("Cancel", {"reason": "No"})):
        (error,) = await errors(f"caseTask{verb}", agent, task, **given)
        assert error["code"] == "INVALID_TRANSITION"
    (error,) = await errors("caseTaskEdit", agent, task, priority="LOW")
    assert error["code"] == "FORBIDDEN"


async def test_a_task_changes_hands_within_its_group() -> None:
    agent, colleague = await a_user("agent"), await a_user("agent")
    group, other = await a_group(agent, colleague), await a_group()
    task = await a_task(await a_case(), assignment_group=group, assigned_to=agent)

    await done("caseTaskEdit", agent, task, assignedTo=colleague)
    assert (task.assignment_group_id, task.assigned_to_id) == (group.id, colleague.id)
    await done("caseTaskEdit", agent, task, assignmentGroup=other, shortDescription="Write")
    assert (task.assignment_group_id, task.assigned_to_id) == (other.id, None)
    assert await refused("caseTaskEdit", agent, task, assignedTo=colleague) == [
        ("BAD_REFERENCE", "assignedTo")
    ]
