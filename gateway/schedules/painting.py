"""Paints a stretch of days: which pieces of it are open or closed by which record; pure.

Layers, each over the one before: the hours of the week; days off and whole-day closings, which take
the hours that begin on their date; days off by the hour; openings; closings by the hour.

Local times become instants as PEP 495 has it. A start that occurs twice is its first pass, an end
its second: a night on which clocks go back is an hour longer. A start that the clocks skip moves
forward by what is skipped, an end moves back: no window reaches beyond what its entry says, and a
date that a zone skips altogether (Samoa, 2011-12-30) has none.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from gateway.schedules.timetable import MIDNIGHT, Because, DayOff, Exceptional, Timetable

ONE_DAY = timedelta(days=1)


class Piece(NamedTuple):
    """From `start` to `end`, in seconds since 1970 UTC, open or closed by a record."""

    start: int
    end: int
    open: bool
    because: Because


# What each layer paints over: nothing yet, closed pieces, open pieces.
HOURS = OPENING = frozenset({"nothing", "closed"})
LAPSED = frozenset({"nothing"})
CLOSING = frozenset({"open"})


def paint(table: Timetable, first: date, last: date) -> list[Piece]:
    """All pieces that begin on one of the local dates, in order; between them it is closed."""
    strip = _Strip()
    for piece in _week(table, first, last):
        strip.lay(piece, HOURS if piece.open else LAPSED)
    zone = ZoneInfo(table.zone)
    for day, layer in _layers(table):
        if first <= day.day <= last:
            start, end = _bounds(day, zone)
            strip.lay(Piece(start, end, layer is OPENING, day.because), layer)
    return strip.pieces


def _layers(table: Timetable) -> Iterator[tuple[DayOff | Exceptional, frozenset[str]]]:
    yield from ((day, CLOSING) for day in table.days_off if day.start is not None)
    yield from ((day, OPENING) for day in table.exceptions if day.open)
    yield from ((day, CLOSING) for day in table.exceptions if not day.open and day.start)


def _week(table: Timetable, first: date, last: date) -> Iterator[Piece]:
    """The hours of each date; those that a whole day off takes are closed by it."""
    zone = ZoneInfo(table.zone)
    taken = _whole_days(table)
    hours: dict[int, list[tuple[time, time, Because]]] = defaultdict(list)
    for entry in sorted(table.hours, key=lambda entry: entry.start):
        for weekday in entry.weekdays:
            hours[weekday].append((entry.start, entry.end, entry.because))
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        off = taken.get(day)
        for start, end, because in hours[day.weekday()]:
            begins, ends = _instant(day, start, zone), _end(day, start, end, zone)
            if begins < ends:
                yield Piece(begins, ends, off is None, off or because)


def _whole_days(table: Timetable) -> dict[date, Because]:
    taken = {day.day: day.because for day in table.days_off if day.start is None}
    closed = (day for day in table.exceptions if not day.open and day.start is None)
    return taken | {day.day: day.because for day in closed}


def _bounds(day: DayOff | Exceptional, zone: ZoneInfo) -> tuple[int, int]:
    start, end = day.start or MIDNIGHT, day.end or MIDNIGHT
    return _instant(day.day, start, zone), _end(day.day, start, end, zone)


def _end(day: date, start: time, end: time, zone: ZoneInfo) -> int:
    return _instant(day if end > start else day + ONE_DAY, end, zone, fold=1)


def _instant(day: date, at: time, zone: ZoneInfo, fold: int = 0) -> int:
    return int(datetime.combine(day, at, zone).replace(fold=fold).timestamp())


class _Strip:
    """Pieces in order, none upon another."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []

    def lay(self, new: Piece, over: frozenset[str]) -> None:
        """Lays a piece upon what is there, as far as it paints over it."""
        if new.start >= new.end:
            return
        if "nothing" in over and (not self.pieces or self.pieces[-1].end <= new.start):
            self.pieces.append(new)
            return
        low = bisect_right(self.pieces, new.start, key=lambda piece: piece.end)
        high = low
        while high < len(self.pieces) and self.pieces[high].start < new.end:
            high += 1
        self.pieces[low:high] = _mixed(self.pieces[low:high], new, over)


def _mixed(met: list[Piece], new: Piece, over: frozenset[str]) -> list[Piece]:
    """The pieces that a new one meets, cut where it begins and ends, and it between them."""
    result: list[Piece] = []
    at = new.start
    for piece in met:
        if "nothing" in over:
            result.append(new._replace(start=at, end=piece.start))
        upper = new if ("open" if piece.open else "closed") in over else piece
        start, end = max(piece.start, new.start), min(piece.end, new.end)
        result.append(piece._replace(end=start))
        result.append(upper._replace(start=start, end=end))
        result.append(piece._replace(start=end))
        at = end
    if "nothing" in over:
        result.append(new._replace(start=at))
    return [piece for piece in result if piece.start < piece.end]
