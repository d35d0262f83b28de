"""What is done with calendars and their holidays: made by hand, or taken over from a library."""

from datetime import date
from typing import Any

from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.record import fill
from gateway.request.actions.refusals import Duplicate, UserError, refuse
from gateway.schedules.almanac import holidays_of
from gateway.schedules.models import Holiday, HolidayCalendar
from gateway.schedules.policy import HOLIDAY_CALENDAR
from gateway.schedules.settling import settle_keepers

TAKEN = "There is a calendar of this name already."


@action(HOLIDAY_CALENDAR, fields=("region",), label="New holiday calendar", bulk=False)
async def create(calendar: HolidayCalendar, act: Act, *, name: str, **given: Any) -> None:
    """Begin a calendar of holidays."""
    del act
    fill(calendar, {"name": name, **given})
    refuse(await _taken(calendar))


@action(HOLIDAY_CALENDAR, fields=("name", "region", "active"), bulk=False)
async def edit(calendar: HolidayCalendar, act: Act, **given: Any) -> None:
    """Change what the calendar is called, and whether it may still be chosen."""
    del act
    fill(calendar, given)
    refuse(await _taken(calendar))


@action(HOLIDAY_CALENDAR, bulk=False)
async def import_holidays(
    calendar: HolidayCalendar, act: Act, *, country: str, year: int, subdivision: str | None = None
) -> None:
    """Write down the public holidays of a country in one year; they can be edited afterwards.

    country: The two letters of ISO 3166-1, such as ES.
    year: Of which year.
    subdivision: The code of a state or province, such as MD, for those that it has of its own.
    """
    found = holidays_of(country, year, subdivision)
    kept = Holiday.filter(calendar_id=calendar.pk, day__gte=date(year, 1, 1))
    there = set(await kept.values_list("day", "name"))
    for day, name in found:
        if (day, name) not in there:
            await act.add(Holiday(calendar_id=calendar.pk, day=day, name=name))
    act.tell(country=country, year=year)
    await settle_keepers(calendar.pk, act, "year")


async def _taken(calendar: HolidayCalendar) -> list[UserError]:
    namesakes = HolidayCalendar.filter(name=calendar.name).exclude(id=calendar.pk or 0)
    return [Duplicate(TAKEN, "name")] if await namesakes.exists() else []
