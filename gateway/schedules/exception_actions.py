"""What is done with exceptions: a date on which a schedule is open or closed against its week."""

from datetime import date
from typing import Any

from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.record import fill
from gateway.request.actions.refusals import refuse
from gateway.schedules.models import Schedule, ScheduleException
from gateway.schedules.policy import SCHEDULE_EXCEPTION
from gateway.schedules.reading import exceptional_of
from gateway.schedules.settling import settle
from gateway.schedules.writing import clock_errors


@action(SCHEDULE_EXCEPTION, fields=("open", "starts", "ends"), label="Add an exception", bulk=False)
async def create(
    exception: ScheduleException,
    act: Act,
    *,
    schedule: Schedule,
    day: date,
    name: str,
    **given: Any,
) -> None:
    """Open or close a schedule on one date, all day or for some hours."""
    fill(exception, {"schedule": schedule, "day": day, "name": name, **given})
    refuse(clock_errors(exception, whole=True))
    await act.add(exception)
    await settle(schedule.pk, act, "day")


@action(
    SCHEDULE_EXCEPTION,
    fields=("day", "name", "open", "starts", "ends"),
    above="schedule",
    bulk=False,
)
async def edit(exception: ScheduleException, act: Act, **given: Any) -> None:
    """Change the exception."""
    fill(exception, given)
    refuse(clock_errors(exception, whole=True))
    await settle(exception.schedule_id, act, "day", exceptions=exceptional_of(exception))


@action(
    SCHEDULE_EXCEPTION,
    label="Remove the exception",
    above="schedule",
    removes=True,
    bulk=False,
)
async def delete(exception: ScheduleException, act: Act) -> None:
    """End the exception: the week counts again."""
    await act.remove(exception)
    await settle(exception.schedule_id, act, "")
