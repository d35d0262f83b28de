"""Reads a schedule's rows as a timetable, and finds the arithmetic of it.

    work = await work_of(schedule)       # of a row of Schedule

Every change of hours, whosever they are, writes a new digest into each schedule that it concerns:
what has been worked out for a digest stays right for ever, so reading is asked once for each.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import time
from hashlib import sha256
from typing import Any

from gateway.schedules.models import (
    DAYS,
    Holiday,
    Schedule,
    ScheduleCalendar,
    ScheduleEntry,
    ScheduleException,
)
from gateway.schedules.timetable import DayOff, Exceptional, Hours, Timetable
from gateway.schedules.worktime import WorkTime, work_time

KEPT = 1024  # timetables, each in its zone
_known: dict[tuple[str, str], WorkTime] = {}  # by digest and another zone


async def work_of(schedule: Schedule, zone: str = "") -> WorkTime:
    """The working time of a schedule; in another zone, where one is given.

    Raises NeverOpen where the schedule has no hours.
    """
    if not schedule.digest:
        return work_time(_in_zone(await read(schedule), zone))
    return await worked(schedule.digest, zone, lambda: read(schedule))


async def worked(said: str, zone: str, find: Callable[[], Awaitable[Timetable]]) -> WorkTime:
    """The working time of a digest, in a zone if one is given; its timetable is found only once.

    Raises NeverOpen where it has no hours.
    """
    found = _known.get((said, zone))
    if found is None:
        found = work_time(_in_zone(await find(), zone))
        while len(_known) >= KEPT:
            _known.pop(next(iter(_known)), None)
        _known[said, zone] = found
    return found


def _in_zone(table: Timetable, zone: str) -> Timetable:
    return replace(table, zone=zone) if zone else table


async def read(schedule: Schedule) -> Timetable:
    """What the rows of a schedule say at this moment."""
    entries = await ScheduleEntry.filter(schedule_id=schedule.pk).order_by("id")
    exceptions = await ScheduleException.filter(schedule_id=schedule.pk).order_by("id")
    ties = ScheduleCalendar.filter(schedule_id=schedule.pk)
    calendars = await ties.values_list("calendar_id", flat=True)
    holidays = await Holiday.filter(calendar_id__in=calendars).order_by("id") if calendars else []
    return timetable(schedule, entries, exceptions, holidays)


def timetable(
    schedule: Schedule,
    entries: Iterable[ScheduleEntry],
    exceptions: Iterable[ScheduleException] = (),
    holidays: Iterable[Holiday] = (),
) -> Timetable:
    """The same of rows that are at hand."""
    return Timetable(
        schedule.timezone,
        tuple(hours_of(entry) for entry in entries),
        tuple(day_off_of(holiday) for holiday in holidays),
        tuple(exceptional_of(exception) for exception in exceptions),
        always=schedule.always,
    )


def hours_of(entry: ScheduleEntry) -> Hours:
    days = frozenset(number for number, day in enumerate(DAYS) if getattr(entry, day))
    return Hours(days, time.fromisoformat(entry.starts), time.fromisoformat(entry.ends), entry.pk)


def day_off_of(holiday: Holiday) -> DayOff:
    return DayOff(holiday.day, holiday.name, *_part(holiday), holiday.pk)


def exceptional_of(one: ScheduleException) -> Exceptional:
    return Exceptional(one.day, one.open, one.name, *_part(one), one.pk)


def digest(table: Timetable) -> str:
    """A text that changes with anything that the timetable says."""
    hours = ((sorted(h.weekdays), h.start, h.end, h.key) for h in table.hours)
    said = (*hours, *table.days_off, *table.exceptions, table.zone, table.always)
    return sha256("\n".join(map(repr, said)).encode()).hexdigest()


def _part(row: Any) -> tuple[time | None, time | None]:
    """The hours that a day off or an exception is about; nothing for the whole day."""
    if not row.starts or not row.ends:
        return None, None
    return time.fromisoformat(row.starts), time.fromisoformat(row.ends)
