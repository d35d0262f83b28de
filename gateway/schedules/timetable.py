"""What a schedule says, as plain values: the hours of its week, days off, exceptions, its zone.

An entry of the week belongs to the local date on which it begins. One that ends at or before the
time at which it begins ends on the next day: 22:00-06:00 is a night, 00:00-00:00 a whole day.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from itertools import combinations, pairwise
from typing import NamedTuple

from gateway.database.fields import described

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY = 24 * 3600
WEEK = 7 * DAY
MIDNIGHT = time()


@described(
    ALWAYS="The schedule is open around the clock.",
    ENTRY="Hours of the week.",
    HOLIDAY="A holiday.",
    EXCEPTION="An exception of the schedule.",
    OUTSIDE="Outside the hours of the week.",
)
class Reason(StrEnum):
    """What makes a stretch of time open or closed."""

    ALWAYS = "ALWAYS"
    ENTRY = "ENTRY"
    HOLIDAY = "HOLIDAY"
    EXCEPTION = "EXCEPTION"
    OUTSIDE = "OUTSIDE"


class Because(NamedTuple):
    """Which record makes a stretch open or closed; `key` is null where no record does."""

    reason: Reason
    name: str
    key: int | None = None


OUTSIDE = Because(Reason.OUTSIDE, "Outside the hours of the week")
ALWAYS = Because(Reason.ALWAYS, "Around the clock")


@dataclass(frozen=True, slots=True)
class Hours:
    """Open hours on some weekdays, 0 being Monday."""

    weekdays: frozenset[int]
    start: time
    end: time
    key: int | None = None

    @property
    def because(self) -> Because:
        return Because(Reason.ENTRY, f"{day_names(self.weekdays)} {clock(self)}", self.key)

    def in_week(self) -> Iterator[tuple[int, int]]:
        """Where it stands in the week, in seconds since Monday's midnight on the wall."""
        length = (seconds(self.end) - seconds(self.start)) % DAY or DAY
        for day in sorted(self.weekdays):
            start = day * DAY + seconds(self.start)
            yield start, start + length


@dataclass(frozen=True, slots=True)
class DayOff:
    """A holiday: the whole day, or from `start` to `end`."""

    day: date
    name: str
    start: time | None = None
    end: time | None = None
    key: int | None = None

    @property
    def because(self) -> Because:
        return Because(Reason.HOLIDAY, self.name, self.key)


@dataclass(frozen=True, slots=True)
class Exceptional:
    """A date on which the schedule is open or closed beside its week; whole day without times."""

    day: date
    open: bool
    name: str
    start: time | None = None
    end: time | None = None
    key: int | None = None

    @property
    def because(self) -> Because:
        return Because(Reason.EXCEPTION, self.name, self.key)


@dataclass(frozen=True, slots=True)
class Timetable:
    """A whole schedule. When it is `always` open, nothing else of it counts."""

    zone: str  # IANA name
    hours: tuple[Hours, ...] = ()
    days_off: tuple[DayOff, ...] = ()
    exceptions: tuple[Exceptional, ...] = ()
    always: bool = False

    @property
    def empty(self) -> bool:
        """Whether no week of it is ever open; single dates that open do not count."""
        return not self.always and not any(hours.weekdays for hours in self.hours)


def overlap(hours: Iterable[Hours]) -> tuple[Hours, Hours] | None:
    """Two entries that claim the same time of the week, if there are any."""
    for one, other in combinations(hours, 2):
        if any(_meet(a, b) for a in one.in_week() for b in other.in_week()):
            return one, other
    return None


def overlaps_itself(hours: Hours) -> bool:
    """Whether hours of one weekday run into those of the next; entries of 24 hours just touch."""
    return any(end > start for (_, end), (start, _) in pairwise(sorted(hours.in_week())))


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two stretches of the week meet; Sunday night reaches into Monday."""
    shifts = (-WEEK, 0, WEEK)
    return any(one[0] < other[1] + shift and other[0] + shift < one[1] for shift in shifts)


def seconds(at: time) -> int:
    """Seconds since midnight on the wall."""
    return at.hour * 3600 + at.minute * 60 + at.second


def day_names(weekdays: Iterable[int]) -> str:
    """Mon-Fri, Sat, Sun: three and more in a row are written as a range."""
    runs: list[list[int]] = []
    for day in sorted(weekdays):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(_run(run) for run in runs)


def _run(days: list[int]) -> str:
    between = "-" if len(days) > 2 else ", "
    return between.join(dict.fromkeys((DAYS[days[0]], DAYS[days[-1]])))


def clock(hours: Hours) -> str:
    """22:00-06:00."""
    return f"{hours.start:%H:%M}-{hours.end:%H:%M}"
