"""How tasks end together with their case."""

from collections.abc import Sequence

from gateway.cases.conditions import PENDING
from gateway.cases.lifecycle import TASK_MOVES
from gateway.cases.models import Case, CaseTask
from gateway.cases.writing import asks, record
from gateway.request.actions.context import Act
from gateway.request.actions.refusals import InvalidInput, Refused


async def end_tasks(case: Case, act: Act, *, cancel: bool) -> None:
    """Cancels what is still to be done, if that is wished. Raises Refused, naming it, if not.

    Tasks that a customer cannot see never stand in the way of his closing the case.
    """
    tasks = await _open_tasks(case)
    in_the_way = [task for task in tasks if task.visible_to_customer or not asks(act.actor)]
    if in_the_way and not cancel:
        numbers = ", ".join(task.number for task in in_the_way)
        raise Refused(InvalidInput(f"Still to be done: {numbers}.", "cancel_tasks"))
    await _cancel(case, act, tasks)


async def cancel_open_tasks(case: Case, act: Act) -> None:
    """Cancels what is still to be done."""
    await _cancel(case, act, await _open_tasks(case))


async def _open_tasks(case: Case) -> Sequence[CaseTask]:
    rows = CaseTask.filter(case_id=case.id, state__in=PENDING).order_by("id")
    return await rows.select_for_update()


async def _cancel(case: Case, act: Act, tasks: Sequence[CaseTask]) -> None:
    for task in tasks:
        act.touch(task)
        task.state = TASK_MOVES[task.state, "cancel"]
        task.closed_at, task.closed_by_id = act.at, act.actor.user_id
    if tasks:
        numbers = ", ".join(task.number for task in tasks)
        await record(case, act, f"Cancelled with the case: {numbers}")
