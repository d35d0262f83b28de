"""What is done with schedules: they begin, with the hours of a week, and change."""

from collections.abc import Mapping
from typing import Any

from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.record import fill
from gateway.request.actions.refusals import (
    Duplicate,
    InvalidInput,
    MissingInput,
    Refused,
    UserError,
    refuse,
)
from gateway.schedules.models import Schedule
from gateway.schedules.policy import SCHEDULE
from gateway.schedules.reading import read, timetable
from gateway.schedules.settling import EMPTY, check
from gateway.schedules.states import keep
from gateway.schedules.writing import week, zone_errors

TAKEN = "There is a schedule of this name already."
LAST = "These are its only hours: a schedule that is never open serves nobody."


@action(SCHEDULE, fields=("description", "always"), label="New schedule", bulk=False)
async def create(
    schedule: Schedule,
    act: Act,
    *,
    name: str,
    timezone: str,
    hours: str | None = None,
    **given: Any,
) -> None:
    """Write down when work is done.

    hours: The hours of its week, such as Mon-Fri 09:00-13:00, 14:00-18:00; Sat 10:00-14:00.
        Needed unless it is always open.
    """
    fill(schedule, {"name": name, "timezone": timezone, **given})
    refuse([*await _faults(schedule, {"name", "timezone"}), *_hourless(schedule, hours)])
    try:
        entries = week(hours or "")
    except ValueError as said:
        raise Refused(InvalidInput(str(said), "hours")) from None
    check(timetable(schedule, entries), "hours")
    await act.add(schedule)
    for entry in entries:
        entry.schedule_id = schedule.pk
        await act.add(entry)
    act.touch(schedule)
    await keep(schedule, timetable(schedule, entries), act.at)


@action(SCHEDULE, fields=("name", "description", "timezone", "always", "active"), bulk=False)
async def edit(schedule: Schedule, act: Act, **given: Any) -> None:
    """Change what it is called, its zone, and whether it is always open."""
    fill(schedule, given)
    refuse(await _faults(schedule, given))
    table = await read(schedule)
    check(table, "always")
    await keep(schedule, table, act.at)


async def _faults(schedule: Schedule, given: Mapping[str, Any] | set[str]) -> list[UserError]:
    errors = zone_errors(schedule, given)
    namesakes = Schedule.filter(name=schedule.name).exclude(id=schedule.pk or 0)
    if "name" in given and await namesakes.exists():
        errors.append(Duplicate(TAKEN, "name"))
    return errors


def _hourless(schedule: Schedule, hours: str | None) -> list[UserError]:
    return [] if hours or schedule.always else [MissingInput(EMPTY, "hours")]
