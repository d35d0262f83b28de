"""How a piece of work beside cases begins: by itself, or from a case whose words it takes over."""

from collections.abc import Mapping
from typing import Any

from gateway.cases.models import Case
from gateway.cases.placing import PLACE
from gateway.database.numbering import next_number
from gateway.request.actions.context import Act
from gateway.request.actions.record import fill
from gateway.request.actions.refusals import MissingInput, refuse
from gateway.work.handing import hand
from gateway.work.models import CaseRelation, Weighed, Work
from gateway.work.priority import WORK_MATRIX, WorkPriority
from gateway.work.relating import locked, relate

UNSAID = "Say in one line what it is about."
PRESSURE = frozenset({"impact", "urgency"})


async def begin(
    work: Work,
    act: Act,
    case: Case | None,
    given: Mapping[str, Any],
    *,
    prefix: str,
    copied: Mapping[str, str],
) -> None:
    """Writes a new piece of work, and its tie to the case from which it is made, if any.

    `copied` says which field of the case fills which of the work, where nothing was sent for it.
    Raises Refused.
    """
    case = await locked(case) if case else None
    taken = await _taken(act, case, copied) if case else {}
    if not PRESSURE.isdisjoint(given):
        taken.pop("priority", None)
    await take_in(work, act, {**taken, **given})
    if not work.short_description:
        refuse([MissingInput(UNSAID, "short_description")])
    work.opened_at, work.opened_by_id = act.at, act.actor.user_id
    work.number = await next_number(type(work), prefix)
    await act.add(work)
    if case:
        act.touch(case)
        await relate(CaseRelation(), case, work, act, said="made from this case")


async def _taken(act: Act, case: Case, copied: Mapping[str, str]) -> dict[str, Any]:
    """What the work takes over: no more than the actor may read of the case."""
    found: dict[str, Any] = {}
    for name, source in copied.items():
        if await act.reads(case, source):
            key = hasattr(case, f"{source}_id")
            found[name] = await getattr(case, source) if key else getattr(case, source)
    return found


async def take_in(work: Work, act: Act, given: Mapping[str, Any]) -> None:
    """Puts what was sent into the work, and what follows from it. Raises Refused."""
    fill(work, {name: value for name, value in given.items() if name not in PLACE})
    if isinstance(work, Weighed):
        _weigh(work, act, given)
    elif (priority := given.get("priority")) is not None:
        work.priority = WorkPriority(priority)
    await hand(work, act, given)


def _weigh(work: Weighed, act: Act, given: Mapping[str, Any]) -> None:
    """A priority that was sent stays; else impact and urgency make it, where they change."""
    if given.get("priority") is not None:
        work.priority = WorkPriority(given["priority"])
    elif not act.before or not PRESSURE.isdisjoint(given):
        work.priority = WORK_MATRIX[work.impact, work.urgency]
