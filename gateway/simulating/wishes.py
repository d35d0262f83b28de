"""Changes of promises as they are written on a command line.

Raises BadInput for what means nothing, with what may be written instead.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from gateway.errors import BadInput
from gateway.levels.actions import LONGEST
from gateway.levels.clocks import Hours
from gateway.levels.hours import ALWAYS
from gateway.levels.words import reading
from gateway.schedules.models import Schedule
from gateway.schedules.reading import hours_of, work_of
from gateway.schedules.timetable import Timetable, overlap, overlaps_itself
from gateway.schedules.worktime import NeverOpen, work_time
from gateway.schedules.writing import week, zones
from gateway.simulating.promises import Promise, altered

UNITS = {"d": 24 * 3600, "h": 3600, "m": 60, "s": 1}  # a day is 24 hours of those that count
SPAN = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")
AROUND = ("24x7", "always", "none")
HOW = (
    "name a schedule of the database, write 24x7, or hours and their time zone, "
    "such as 'Mon-Fri 09:00-18:00 Europe/Madrid'."
)


def duration(text: str) -> int:
    """Seconds of the hours that count: 4h, 30m, 1h30m, 2d."""
    found = SPAN.fullmatch(text.replace(" ", "").lower().replace("min", "m"))
    parts = zip(found.groups(default="0"), UNITS.values(), strict=True) if found else ()
    seconds = sum(int(much) * unit for much, unit in parts)
    if not 0 < seconds <= LONGEST:
        raise BadInput(f"--duration {text!r}: write 4h, 30m, 1h30m or 2d, a year at most.")
    return seconds


def conditions(given: Mapping[str, str | None]) -> dict[str, str]:
    """Those that were written, each of them understood."""
    for name, text in given.items():
        faults = reading(text).faults if text else ()
        if faults:
            raise BadInput(f"--{name}: {'; '.join(map(str, faults))}.")
    return {name: text for name, text in given.items() if text}


async def hours(text: str, *, stored: bool) -> Hours:
    """The hours that somebody means. `stored`: whether there is a database that may name them."""
    if text.lower() in AROUND:
        return ALWAYS
    found = await Schedule.get_or_none(name=text) if stored else None
    if found:
        try:
            return Hours(await work_of(found), found.pk, found.timezone)
        except NeverOpen as why:
            raise BadInput(f"--schedule {text!r}: {why}") from None
    return _written(text)


def _written(text: str) -> Hours:
    said, _, zone = text.strip().rpartition(" ")
    try:
        entries = tuple(hours_of(entry) for entry in week(said))
    except ValueError:
        entries = ()
    if not entries or zone not in zones():
        raise BadInput(f"--schedule {text!r}: {HOW}")
    if overlap(entries) or any(map(overlaps_itself, entries)):
        raise BadInput(f"--schedule {text!r}: some of these hours meet.")
    return Hours(work_time(Timetable(zone, entries)), None, zone)


def pairs(
    promises: Sequence[Promise],
    names: Sequence[str],
    given: Mapping[str, Any],
    counted: Hours | None,
) -> list[tuple[Promise, Promise]]:
    """The promises that are named, else all of them, each beside what it would be."""
    known = {one.definition.name.lower(): one for one in promises}
    unknown = [name for name in names if name.lower() not in known]
    if unknown or not known:
        there = ", ".join(one.definition.name for one in promises) or "none"
        raise BadInput(f"No definition is called {', '.join(unknown) or 'so'}. There are: {there}.")
    if given and not names:
        raise BadInput("Name the definition that changes: --definition 'P3 resolution'.")
    chosen = [known[name.lower()] for name in dict.fromkeys(names)] or list(promises)
    change = bool(given) or counted is not None
    return [(one, altered(one, given, counted) if change else one) for one in chosen]
