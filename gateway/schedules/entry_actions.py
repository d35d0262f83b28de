"""What is done with the hours of a week: added, changed, taken out; never so that they meet."""

from typing import Any

from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.record import fill
from gateway.request.actions.refusals import refuse
from gateway.schedules.models import DAYS, Schedule, ScheduleEntry
from gateway.schedules.policy import SCHEDULE_ENTRY
from gateway.schedules.reading import hours_of
from gateway.schedules.settling import settle
from gateway.schedules.writing import clock_errors, day_errors


@action(SCHEDULE_ENTRY, fields=DAYS, label="Add hours", bulk=False)
async def create(
    entry: ScheduleEntry, act: Act, *, schedule: Schedule, starts: str, ends: str, **given: Any
) -> None:
    """Add hours to the week of a schedule."""
    fill(entry, {"schedule": schedule, "starts": starts, "ends": ends, **given})
    refuse([*clock_errors(entry, whole=False), *day_errors(entry)])
    await act.add(entry)
    await settle(schedule.pk, act, "starts")


@action(SCHEDULE_ENTRY, fields=("starts", "ends", *DAYS), above="schedule", bulk=False)
async def edit(entry: ScheduleEntry, act: Act, **given: Any) -> None:
    """Change these hours."""
    fill(entry, given)
    refuse([*clock_errors(entry, whole=False), *day_errors(entry)])
    await settle(entry.schedule_id, act, "starts", hours=hours_of(entry))


@action(SCHEDULE_ENTRY, label="Remove hours", above="schedule", removes=True, bulk=False)
async def delete(entry: ScheduleEntry, act: Act) -> None:
    """Take these hours out of the week."""
    await act.remove(entry)
    await settle(entry.schedule_id, act, "")
