"""What is done with the tasks of a case; the case's work notes tell of it."""

from collections.abc import Mapping
from typing import Any

from gateway.cases.attached_policy import CASE_TASK
from gateway.cases.lifecycle import CASE_FINAL, TASK_MOVES
from gateway.cases.models import Case, CaseTask
from gateway.cases.placing import GROUP, PERSON, PLACE, chosen
from gateway.cases.writing import note
from gateway.database.numbering import next_number
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action

PREFIX = "CST"
WRITTEN = (  # grid rows that are inputs of a new task and of an edit
    *("kind", "description", "priority", "due_at", "visible_to_customer", GROUP, PERSON),
)


@action(CASE_TASK, moves=TASK_MOVES, fields=WRITTEN, label="New task")
async def create(
    task: CaseTask, act: Act, *, case: Case, short_description: str, **given: Any
) -> None:
    """Plan a piece of work on a case.

    case: The case that it helps to solve.
    """
    case = await _locked(case.pk)
    act.touch(case)
    task.case_id, task.short_description = case.pk, short_description
    task.account_id, task.contact_id = case.account_id, case.contact_id
    task.consumer_id = case.consumer_id
    task.opened_at, task.opened_by_id = act.at, act.actor.user_id
    _fill(task, given)
    await _place(task, act, given)
    task.number = await next_number(CaseTask, PREFIX)
    await act.add(task)
    await note(case, act, f"Task {task.number} created: {task.short_description}")


@action(CASE_TASK, moves=TASK_MOVES)
async def start(task: CaseTask, act: Act) -> None:
    """Begin to work on the task."""
    del task, act


@action(CASE_TASK, fields=("short_description", *WRITTEN))
async def edit(task: CaseTask, act: Act, **given: Any) -> None:
    """Change what the task says; only what is sent changes."""
    _fill(task, given)
    await _place(task, act, given)


@action(CASE_TASK, moves=TASK_MOVES, above="case")
async def close(task: CaseTask, act: Act) -> None:
    """Finish the task."""
    await _end(task, act, f"Task {task.number} closed: {task.short_description}")


@action(CASE_TASK, moves=TASK_MOVES, above="case")
async def cancel(task: CaseTask, act: Act, *, reason: str) -> None:
    """Give the task up.

    reason: Why; a work note of the case tells it.
    """
    await _end(task, act, f"Task {task.number} cancelled: {reason}")


async def _end(task: CaseTask, act: Act, text: str) -> None:
    """Ends the task; whoever works on the case should look at what comes next."""
    task.closed_at, task.closed_by_id = act.at, act.actor.user_id
    case = await _locked(task.case_id)
    await note(case, act, text)
    if case.state not in CASE_FINAL:
        act.touch(case)
        case.needs_attention = True


async def _locked(case_id: int) -> Case:
    """The case as it is now, kept so until the action ends: it cannot close meanwhile."""
    return await Case.filter(id=case_id).select_for_update(no_key=True).get()


def _fill(task: CaseTask, given: Mapping[str, Any]) -> None:
    for name, value in given.items():
        if name not in PLACE:
            setattr(task, name, value)


async def _place(task: CaseTask, act: Act, given: Mapping[str, Any]) -> None:
    if not given.keys().isdisjoint(PLACE):
        group, task.assigned_to_id = await chosen(task, act, given)
        task.assignment_group_id = group.pk if group else None
