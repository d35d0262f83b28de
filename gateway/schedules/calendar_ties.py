"""What is done with ties between schedules and calendars: a calendar is kept, or no longer."""

from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.refusals import BadReference, Duplicate, Refused
from gateway.schedules.models import HolidayCalendar, Schedule, ScheduleCalendar
from gateway.schedules.policy import SCHEDULE_CALENDAR
from gateway.schedules.settling import settle

TIED = "The schedule keeps this calendar already."
RETIRED = "It is no longer active."


@action(SCHEDULE_CALENDAR, label="Keep a calendar", bulk=False)
async def create(
    tie: ScheduleCalendar, act: Act, *, schedule: Schedule, calendar: HolidayCalendar
) -> None:
    """Let a schedule keep the holidays of a calendar."""
    if not calendar.active:
        raise Refused(BadReference(RETIRED, "calendar"))
    if await ScheduleCalendar.exists(schedule_id=schedule.pk, calendar_id=calendar.pk):
        raise Refused(Duplicate(TIED, "calendar"))
    tie.schedule_id, tie.calendar_id = schedule.pk, calendar.pk
    await act.add(tie)
    await settle(schedule.pk, act, "calendar")


@action(SCHEDULE_CALENDAR, label="Keep it no longer", above="schedule", removes=True, bulk=False)
async def delete(tie: ScheduleCalendar, act: Act) -> None:
    """Let the schedule be open on the holidays of the calendar."""
    await act.remove(tie)
    await settle(tie.schedule_id, act, "")
