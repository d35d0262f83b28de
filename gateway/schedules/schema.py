"""What clients may ask about schedules, the hours of their week, exceptions and holidays."""

from gateway.request.sources import column, many, menu, node, one, text
from gateway.schedules import actions as actions
from gateway.schedules import reckoning as reckoning
from gateway.schedules.policy import (
    HOLIDAY,
    HOLIDAY_CALENDAR,
    SCHEDULE,
    SCHEDULE_CALENDAR,
    SCHEDULE_ENTRY,
    SCHEDULE_EXCEPTION,
)

CREATED_AT = "When the record was made."
UPDATED_AT = "When the record last changed."
CREATED_BY = "The user who made the record."
UPDATED_BY = "The user who last changed the record."
VERSION = "How often the record has changed; send it back to change only what you saw."
MENU = "What you may do with it now."
STARTS = "When they begin, as 09:00 on the clock on the wall."
ENDS = "When they end; a time that is not later than their beginning is one of the next day."
PART_STARTS = "When it begins, as 09:00; without it, it is the whole day."
PART_ENDS = "When it ends; a time that is not later than its beginning is one of the next day."


@node(SCHEDULE, order=("name",), search=("name",))
class Schedule:
    """When work is done: the hours of a week in a time zone, with holidays and exceptions."""

    name: str = column("The schedule's name; unique.")
    description: str = text("What it is for.")
    timezone: str = column("IANA name of the zone in which its hours are meant.")
    always: bool = column("Whether it is open around the clock; nothing else of it counts then.")
    active: bool = column("Whether it may still be chosen.")
    entries = many(
        "ScheduleEntry", by="schedule", order=("starts",), description="The hours of its week."
    )
    exceptions = many(
        "ScheduleException",
        by="schedule",
        order=("-day",),
        description="Dates on which it is open or closed against its week.",
    )
    kept = many(
        "ScheduleCalendar", by="schedule", description="Its ties to the calendars that it keeps."
    )
    calendars = many(
        "HolidayCalendar",
        through="ScheduleCalendar",
        by="schedule",
        to="calendar",
        order=("name",),
        description="The calendars whose holidays it keeps.",
    )
    actions = menu(MENU)
    created_at: str = column(CREATED_AT)
    created_by = one("User", CREATED_BY)
    updated_at: str = column(UPDATED_AT)
    updated_by = one("User", UPDATED_BY)
    version: int = column(VERSION)


@node(SCHEDULE_ENTRY, order=("starts",))
class ScheduleEntry:
    """Hours on some days of the week."""

    schedule = one("Schedule", "The schedule whose hours they are.")
    monday: bool = column("Whether they begin on Mondays.")
    tuesday: bool = column("Whether they begin on Tuesdays.")
    wednesday: bool = column("Whether they begin on Wednesdays.")
    thursday: bool = column("Whether they begin on Thursdays.")
    friday: bool = column("Whether they begin on Fridays.")
    saturday: bool = column("Whether they begin on Saturdays.")
    sunday: bool = column("Whether they begin on Sundays.")
    starts: str = column(STARTS)
    ends: str = column(ENDS)
    actions = menu(MENU)
    created_at: str = column(CREATED_AT)
    created_by = one("User", CREATED_BY)
    updated_at: str = column(UPDATED_AT)
    updated_by = one("User", UPDATED_BY)
    version: int = column(VERSION)


@node(SCHEDULE_EXCEPTION, order=("-day",))
class ScheduleException:
    """A date on which a schedule is open or closed against its week; it outdoes holidays."""

    schedule = one("Schedule", "The schedule.")
    day: str = column("The date, in the schedule's zone.")
    name: str = column("The reason.")
    open: bool = column("Whether work is done then; else none is.")
    starts: str = column(PART_STARTS)
    ends: str = column(PART_ENDS)
    actions = menu(MENU)
    created_at: str = column(CREATED_AT)
    created_by = one("User", CREATED_BY)
    updated_at: str = column(UPDATED_AT)
    updated_by = one("User", UPDATED_BY)
    version: int = column(VERSION)


@node(HOLIDAY_CALENDAR, order=("name",), search=("name", "region"))
class HolidayCalendar:
    """The holidays of a place, which several schedules may keep."""

    name: str = column("The calendar's name; unique.")
    region: str = column("Where it is kept.")
    active: bool = column("Whether it may still be chosen.")
    holidays = many("Holiday", by="calendar", order=("-day",), description="Its days off.")
    schedules = many(
        "Schedule",
        through="ScheduleCalendar",
        by="calendar",
        to="schedule",
        order=("name",),
        description="The schedules that keep it.",
    )
    actions = menu(MENU)
    created_at: str = column(CREATED_AT)
    created_by = one("User", CREATED_BY)
    updated_at: str = column(UPDATED_AT)
    updated_by = one("User", UPDATED_BY)
    version: int = column(VERSION)


@node(HOLIDAY, order=("-day",))
class Holiday:
    """A day off: it takes the hours that begin on its date."""

    calendar = one("HolidayCalendar", "The calendar that it stands in.")
    day: str = column("The date, in the zone of whoever keeps it.")
    name: str = column("What the day is called.")
    starts: str = column(PART_STARTS)
    ends: str = column(PART_ENDS)
    actions = menu(MENU)
    created_at: str = column(CREATED_AT)
    created_by = one("User", CREATED_BY)
    updated_at: str = column(UPDATED_AT)
    updated_by = one("User", UPDATED_BY)
    version: int = column(VERSION)


@node(SCHEDULE_CALENDAR)
class ScheduleCalendar:
    """That a schedule keeps the holidays of a calendar."""

    schedule = one("Schedule", "The schedule.")
    calendar = one("HolidayCalendar", "The calendar.")
    actions = menu(MENU)
    created_at: str = column(CREATED_AT)
    created_by = one("User", CREATED_BY)
    updated_at: str = column(UPDATED_AT)
    updated_by = one("User", UPDATED_BY)
    version: int = column(VERSION)
