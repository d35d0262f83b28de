"""What follows when hours change: nothing overlaps, something is left, what is said is kept."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from gateway.request.actions.context import Act
from gateway.request.actions.refusals import InvalidInput, refuse
from gateway.schedules.models import Schedule, ScheduleCalendar
from gateway.schedules.reading import read
from gateway.schedules.states import keep
from gateway.schedules.timetable import Hours, Timetable, overlap, overlaps_itself

EMPTY = "A schedule has hours, or is always open: it would never be open."
OVERLAP = "These hours meet others of the schedule: {} and {}."
ITSELF = "These hours meet those of the next day: {}."


def check(table: Timetable, field: str) -> None:
    """Raises Refused, at the field, for a week that is empty or claims the same time twice."""
    if table.empty:
        refuse([InvalidInput(EMPTY, field)])
    for hours in table.hours:
        if overlaps_itself(hours):
            refuse([InvalidInput(ITSELF.format(hours.because.name), field)])
    if met := overlap(table.hours):
        one, other = (hours.because.name for hours in met)
        refuse([InvalidInput(OVERLAP.format(one, other), field)])


async def settle(
    schedule_id: int, act: Act, field: str, hours: Hours | None = None, **changed: Any
) -> None:
    """Checks the schedule as it is now and keeps what it says.

    `hours` stands for an entry that is changed and not written yet; so do, in `changed`, an
    exception or a holiday, by what they are of the timetable.
    """
    schedule = await Schedule.get(id=schedule_id)
    table = await read(schedule)
    if hours is not None:
        table = replace(table, hours=_put(table.hours, hours))
    for name, value in changed.items():
        table = replace(table, **{name: _put(getattr(table, name), value)})
    check(table, field)
    act.touch(schedule)
    await keep(schedule, table, act.at)


async def settle_keepers(calendar_id: int, act: Act, field: str, **changed: Any) -> None:
    """The same for every schedule that keeps a calendar."""
    for tie in await ScheduleCalendar.filter(calendar_id=calendar_id).order_by("schedule_id"):
        await settle(tie.schedule_id, act, field, **changed)


def _put(values: Iterable[Any], new: Any) -> tuple[Any, ...]:
    """The values with one of them changed."""
    return tuple(new if value.key == new.key else value for value in values)
