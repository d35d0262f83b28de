"""Working time counted minute by minute, by a second reading of the rules: the tests' oracle.

It never turns local time into UTC: it looks at the clock on the wall in every minute of UTC, and
finds where an entry begins and ends by what the clock shows.
"""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from gateway.schedules.timetable import Timetable

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
AROUND = timedelta(days=9)  # no question reaches further from the day it is about


class Wall:
    """What a clock in a zone shows in each minute around a day."""

    def __init__(self, zone: str, day: date) -> None:
        self.shown: dict[datetime, list[int]] = defaultdict(list)
        self.skipped: list[tuple[datetime, datetime]] = []
        before = None
        at = utc(day) - AROUND
        while at < utc(day) + AROUND:
            wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
            self.shown[wall].append(minute(at))
            if before is not None and wall > before + MINUTE:
                self.skipped.append((before + MINUTE, wall))
            before = wall
            at += MINUTE

    def begins(self, day: date, at: time) -> int:
        wanted = datetime.combine(day, at)
        for low, high in self.skipped:
            if low <= wanted < high:
                wanted += high - low
        return self.shown[wanted][0]

    def ends(self, day: date, at: time) -> int:
        wanted = datetime.combine(day, at)
        for low, high in self.skipped:
            if low <= wanted < high:
                wanted -= high - low
        return self.shown[wanted][-1]


def minute(at: datetime) -> int:
    return int(at.timestamp()) // 60


wall_around = cache(Wall)


def open_minutes(table: Timetable, around: date, start: datetime, end: datetime) -> set[int]:
    """Every minute between the two in which the schedule is open; they lie `around` a day."""
    wall = wall_around(table.zone, around)
    days = [around + n * DAY for n in range(-7, 8)]
    taken = {off.day for off in table.days_off if off.start is None}
    taken |= {x.day for x in table.exceptions if not x.open and x.start is None}
    found: set[int] = set()
    for hours in table.hours:
        for day in (d for d in days if d.weekday() in hours.weekdays and d not in taken):
            found |= _minutes(wall, day, hours.start, hours.end)
    for off in (x for x in table.days_off if x.start is not None):
        found -= _minutes(wall, off.day, off.start, off.end)
    for x in (x for x in table.exceptions if x.open):
        found |= _minutes(wall, x.day, x.start, x.end)
    for x in (x for x in table.exceptions if not x.open and x.start is not None):
        found -= _minutes(wall, x.day, x.start, x.end)
    return {at for at in found if minute(start) <= at < minute(end)}


def _minutes(wall: Wall, day: date, start: time | None, end: time | None) -> set[int]:
    begins, ends = start or time(), end or time()
    last = day if ends > begins else day + DAY
    return set(range(wall.begins(day, begins), wall.ends(last, ends)))


def utc(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
