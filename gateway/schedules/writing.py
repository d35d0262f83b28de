"""How hours are written: times of the day, weeks such as "Mon-Fri 09:00-17:00", and zones."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from gateway.request.actions.refusals import InvalidInput, MissingInput, UserError
from gateway.schedules.models import DAYS, ScheduleEntry

UNKNOWN_ZONE = "There is no such time zone; the names are those of IANA, such as Europe/Madrid."
NO_TIME = "This is no time of the day, such as 09:00."
BOTH = "Give both times, or neither for the whole day."
UNREADABLE = "Write it as Mon-Fri 09:00-17:00; Sat 10:00-14:00."
NO_DAY = "Choose a day of the week at least."
CLOCK = re.compile(r"([01]?\d|2[0-4])(?::([0-5]\d))?")
PART = re.compile(
    r"([a-z]{2,9}(?:\s*-\s*[a-z]{2,9})?(?:\s*,\s*[a-z]{2,9}(?:\s*-\s*[a-z]{2,9})?)*)\s+(\S.*)"
)
SPAN = re.compile(r"(\S+?)\s*-\s*(\S+)")
EVERY = ("daily", "every")


@cache
def zones() -> frozenset[str]:
    """The names of all time zones."""
    return frozenset(available_timezones())


def zone_errors(record: Any, sent: Iterable[str]) -> list[UserError]:
    """What is wrong with the zone that was sent."""
    if "timezone" not in sent or record.timezone in zones():
        return []
    return [InvalidInput(UNKNOWN_ZONE, "timezone")]


def clock_errors(record: Any, *, whole: bool) -> list[UserError]:
    """What is wrong with `starts` and `ends`; the right ones are spelled 09:00.

    whole: Whether both may be left out, for the whole day.
    """
    given = [name for name in ("starts", "ends") if getattr(record, name)]
    if not given and whole:
        record.starts = record.ends = None
        return []
    if len(given) < 2:
        missing = next(name for name in ("starts", "ends") if name not in given)
        return [MissingInput(BOTH if whole else NO_TIME, missing)]
    errors: list[UserError] = []
    for name in given:
        spelled = _clock(getattr(record, name))
        if spelled is None:
            errors.append(InvalidInput(NO_TIME, name))
        else:
            setattr(record, name, spelled)
    return errors


def day_errors(entry: ScheduleEntry) -> list[UserError]:
    """What is wrong where hours begin on no day at all."""
    return [] if any(getattr(entry, day) for day in DAYS) else [MissingInput(NO_DAY, "monday")]


def week(text: str) -> list[ScheduleEntry]:
    """The entries that a week such as "Mon-Fri 09:00-13:00, 14:00-18:00; Sat 10:00-14:00" means.

    Raises ValueError where it means none.
    """
    return [entry for part in re.split(r"[;\n]", text) if part.strip() for entry in _part(part)]


def _part(text: str) -> Iterator[ScheduleEntry]:
    found = PART.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError(UNREADABLE)
    days = {day: True for part in found[1].split(",") for day in _days(part.strip())}
    for span in found[2].split(","):
        times = SPAN.fullmatch(span.strip())
        starts, ends = (_clock(times[1]), _clock(times[2])) if times else (None, None)
        if starts is None or ends is None:
            raise ValueError(UNREADABLE)
        yield ScheduleEntry(starts=starts, ends=ends, **days)


def _days(text: str) -> list[str]:
    if text in EVERY:
        return list(DAYS)
    first, _, last = (part.strip() for part in text.partition("-"))
    start = _day(first)
    length = (_day(last) - start) % 7 if last else 0
    return [DAYS[(start + n) % 7] for n in range(length + 1)]


def _day(text: str) -> int:
    found = [number for number, day in enumerate(DAYS) if day.startswith(text)]
    if len(found) != 1:
        raise ValueError(UNREADABLE)
    return found[0]


def _clock(text: str) -> str | None:
    """09:00, for 9 and 9:00 as well; 24:00 is midnight."""
    found = CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute = int(found[1]), found[2] or "00"
    if hour == 24 and minute != "00":
        return None
    return f"{hour % 24:02}:{minute}"
