"""Arithmetic on working time: how much of it lies between two instants, and when some has passed.

    work = work_time(timetable)                  # cached by value; so are its windows
    work.measure(start, end) -> int              # whole seconds of working time between them
    work.add(start, seconds) -> datetime         # when so much working time has passed, in UTC
    work.spans(start, end)   -> Iterator[Span]   # open and closed, each with what makes it so
    work.now(at)             -> Now              # open or closed, since and until when

`measure(start, add(start, n)) == n` for every start and every n; `add(start, measure(start, end))`
is the end itself while the schedule is open there, and else the instant at which it closed before.
Adding nothing answers the start. Instants carry a zone and are cut to whole seconds.

The open windows are built in UTC a few years at a time, with the sums of their lengths: an answer
is two bisections, however long ago the start was. No clock is read here, and nothing is fetched.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from gateway.schedules.painting import Piece, paint
from gateway.schedules.timetable import ALWAYS, DAY, OUTSIDE, Because, Timetable

MARGIN = timedelta(days=3)  # more than an entry spills over, plus the zones at either end
YEARS = 100  # as far as anything is sought
EARLIEST = date(1900, 1, 1)
LATEST = date(2500, 1, 1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
OUT_OF_REACH = f"Working time is known from {EARLIEST.year} to {LATEST.year}."
TOO_MUCH = "The schedule does not have that much working time any more."


class Unworkable(ValueError):
    """There is no answer in this schedule; the message says why."""


class NeverOpen(Unworkable):
    """The schedule has no hours at all."""


class Exhausted(Unworkable):
    """The schedule does not have that much working time any more."""


class Span(NamedTuple):
    """A stretch of time, open or closed throughout, and what makes it so."""

    start: datetime
    end: datetime
    open: bool
    because: Because

    @property
    def seconds(self) -> int:
        return int((self.end - self.start).total_seconds())


class Now(NamedTuple):
    """Whether it is open, since and until when; null where that is more than a year away."""

    open: bool
    since: datetime | None
    until: datetime | None


class WorkTime:
    """The working time of one timetable."""

    def __init__(self, table: Timetable) -> None:
        """Raises NeverOpen for a timetable without hours."""
        if table.empty and not any(day.open for day in table.exceptions):
            raise NeverOpen("The schedule has no hours: it is never open.")
        self.table = table
        self._built = _Around() if table.always else _Built(table, EARLIEST, EARLIEST)

    def measure(self, start: datetime, end: datetime) -> int:
        """Seconds of working time from `start` to `end`; none if it ends before it starts."""
        low, high = _seconds(start), _seconds(end)
        if low >= high:
            return 0
        built = self._covering(low, high)
        return built.worked(high) - built.worked(low)

    def add(self, start: datetime, seconds: int) -> datetime:
        """The first instant at which so much working time has passed since `start`.

        Raises Exhausted when that never comes, ValueError for less than nothing.
        """
        if seconds < 0:
            raise ValueError("Working time is added, never taken away.")
        low = _seconds(start)
        if not seconds:
            return _moment(low)
        built = self._covering(low, low + seconds)
        while (found := built.after(low, seconds)) is None:
            built = self._further(built, low)
        return _moment(found)

    def spans(self, start: datetime, end: datetime) -> Iterator[Span]:
        """What lies between two instants, in order and without holes: open and closed stretches."""
        low, high = _seconds(start), _seconds(end)
        if low < high:
            for piece in self._covering(low, high).between(low, high):
                yield Span(_moment(piece.start), _moment(piece.end), piece.open, piece.because)

    def now(self, at: datetime) -> Now:
        """Whether it is open at an instant; open hours that touch count as one stretch."""
        moment = _seconds(at)
        built = self._covering(moment, moment)
        since, until = built.turn_before(moment), built.turn_after(moment)
        return Now(
            built.is_open(moment),
            None if since is None else _moment(since),
            None if until is None else _moment(until),
        )

    def _covering(self, low: int, high: int) -> "_Built":
        """What is built, with a year more at either end; Exhausted where no schedule reaches."""
        built = self._built
        if built.low <= low and high < built.high:
            return built
        if low < _midnight(EARLIEST) or high >= _midnight(LATEST):
            raise Exhausted(OUT_OF_REACH)
        first, last = _year(low) - 1, _year(high) + 2
        if built.low < built.high:
            first, last = min(first, built.first.year), max(last, built.last.year)
        return self._build(first, last)

    def _further(self, built: "_Built", start: int) -> "_Built":
        """The same windows and those of as many years again."""
        reach = _year(start) + YEARS
        if self.table.always or built.last.year >= min(reach, LATEST.year):
            raise Exhausted(TOO_MUCH)
        length = built.last.year - built.first.year
        return self._build(built.first.year, min(built.last.year + length, reach))

    def _build(self, first: int, last: int) -> "_Built":
        first, last = max(first, EARLIEST.year), min(last, LATEST.year)
        self._built = _Built(self.table, date(first, 1, 1), date(last, 1, 1))
        return self._built


@lru_cache(maxsize=512)
def work_time(table: Timetable) -> WorkTime:
    """The arithmetic of a timetable. Raises NeverOpen when it has no hours."""
    return WorkTime(table)


class _Built:
    """The windows from `first` to `last` (UTC midnights), and how much of them has passed."""

    def __init__(self, table: Timetable, first: date, last: date) -> None:
        self.first, self.last = first, last
        self.low, self.high = _midnight(first), _midnight(last)
        self._take(list(_cut(_pieces(table, first, last), self.low, self.high)))

    def _take(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        windows = _windows(pieces)
        self.starts = [start for start, _ in windows]
        self.ends = [end for _, end in windows]
        self.sums = list(accumulate(end - start for start, end in windows))  # to the end of each

    def worked(self, at: int) -> int:
        """Seconds of working time from the beginning to an instant."""
        index = bisect_right(self.starts, at)
        if not index:
            return 0
        left = self.ends[index - 1] - at
        return self.sums[index - 1] - left if left > 0 else self.sums[index - 1]

    def after(self, start: int, seconds: int) -> int | None:
        wanted = self.worked(start) + seconds
        index = bisect_left(self.sums, wanted)
        return self.ends[index] - self.sums[index] + wanted if index < len(self.sums) else None

    def is_open(self, at: int) -> bool:
        index = bisect_right(self.starts, at) - 1
        return index >= 0 and at < self.ends[index]

    def turn_after(self, at: int) -> int | None:
        """When it next opens or closes; None if that is not within what is built."""
        turns = self.ends if self.is_open(at) else self.starts
        index = bisect_right(turns, at)
        return turns[index] if index < len(turns) and turns[index] < self.high else None

    def turn_before(self, at: int) -> int | None:
        """When it opened or closed last, if that is within what is built."""
        turns = self.starts if self.is_open(at) else self.ends
        index = bisect_right(turns, at) - 1
        return turns[index] if index >= 0 and turns[index] > self.low else None

    def between(self, low: int, high: int) -> Iterator[Piece]:
        """All pieces from one instant to another, with the closed ones that no record makes."""
        at = low
        first = bisect_right(self.pieces, low, key=lambda piece: piece.end)
        for piece in _cut(self.pieces[first:], low, high):
            if at < piece.start:
                yield Piece(at, piece.start, open=False, because=OUTSIDE)
            yield piece
            at = piece.end
        if at < high:
            yield Piece(at, high, open=False, because=OUTSIDE)


class _Around(_Built):
    """One window, as far as anything reaches."""

    def __init__(self) -> None:
        self.first, self.last = EARLIEST, LATEST
        self.low, self.high = _midnight(self.first), _midnight(self.last)
        self._take([Piece(self.low, self.high, open=True, because=ALWAYS)])


def _pieces(table: Timetable, first: date, last: date) -> list[Piece]:
    return paint(table, first - MARGIN, last + MARGIN) if first < last else []


def _cut(pieces: Sequence[Piece], low: int, high: int) -> Iterator[Piece]:
    """The pieces, in order, as far as they lie between two instants."""
    for piece in pieces:
        if piece.start >= high:
            return
        if piece.end > low:
            yield piece._replace(start=max(piece.start, low), end=min(piece.end, high))


def _windows(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """The open stretches; pieces that touch are one."""
    windows: list[tuple[int, int]] = []
    for piece in pieces:
        if piece.open and windows and windows[-1][1] == piece.start:
            windows[-1] = windows[-1][0], piece.end
        elif piece.open:
            windows.append((piece.start, piece.end))
    return windows


def _seconds(at: datetime) -> int:
    try:
        passed = at - EPOCH
    except TypeError:
        raise ValueError(f"{at!s} has no time zone: an instant needs one.") from None
    return passed.days * DAY + passed.seconds


def _moment(seconds: int) -> datetime:
    return EPOCH + timedelta(0, seconds)


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _year(seconds: int) -> int:
    return _moment(seconds).year
