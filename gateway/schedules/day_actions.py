"""What is done with single holidays: added, changed, removed, in every schedule that keeps them."""

from datetime import date
from typing import Any

from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.record import fill
from gateway.request.actions.refusals import refuse
from gateway.schedules.models import Holiday, HolidayCalendar
from gateway.schedules.policy import HOLIDAY
from gateway.schedules.reading import day_off_of
from gateway.schedules.settling import settle_keepers
from gateway.schedules.writing import clock_errors


@action(HOLIDAY, fields=("starts", "ends"), label="Add a holiday", bulk=False)
async def create(
    holiday: Holiday, act: Act, *, calendar: HolidayCalendar, day: date, name: str, **given: Any
) -> None:
    """Add a day off to a calendar."""
    fill(holiday, {"calendar": calendar, "day": day, "name": name, **given})
    refuse(clock_errors(holiday, whole=True))
    await act.add(holiday)
    await settle_keepers(calendar.pk, act, "day")


@action(HOLIDAY, fields=("day", "name", "starts", "ends"), above="calendar", bulk=False)
async def edit(holiday: Holiday, act: Act, **given: Any) -> None:
    """Change the day off."""
    fill(holiday, given)
    refuse(clock_errors(holiday, whole=True))
    await settle_keepers(holiday.calendar_id, act, "day", days_off=day_off_of(holiday))


@action(HOLIDAY, label="Remove the holiday", above="calendar", removes=True, bulk=False)
async def delete(holiday: Holiday, act: Act) -> None:
    """Take the day out of the calendar."""
    await act.remove(holiday)
    await settle_keepers(holiday.calendar_id, act, "")
