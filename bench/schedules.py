"""Clocks in working time beside a walk through the days, on the same questions in one run.

A question is what a service level asks of a case: how much working time has passed since the case
began, and when it is due. The cases began within the last ninety days, as those of the demo did.
"""

import random
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from time import process_time
from zoneinfo import ZoneInfo

from gateway.schedules.timetable import DayOff, Hours, Timetable
from gateway.schedules.worktime import work_time

QUESTIONS = 4_000
ONE_DAY = timedelta(days=1)
HOUR = 3600
DURATIONS = (HOUR // 2, 2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR, 40 * HOUR)  # the service levels'
ZONE = ZoneInfo("Europe/Madrid")
START, END = time(9), time(18)
OFF = frozenset(date(2026, month, day) for month, day in ((1, 1), (1, 6), (4, 3), (5, 1), (12, 25)))

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
MINUTES = 90 * 24 * 60

Question = tuple[datetime, int]  # since when, how many seconds of work
Clock = tuple[int, datetime]  # what has passed until now, when it is due
Answer = Callable[[datetime, int], Clock]


@dataclass
class Clocks:
    """How many questions either answers in a second of processor time, round by round."""

    ours: list[float] = field(default_factory=list[float])
    walked: list[float] = field(default_factory=list[float])

    @property
    def ratio(self) -> float:
        return statistics.median(a / b for a, b in zip(self.ours, self.walked, strict=True))


def clocks(rounds: int) -> Clocks:
    """Asks both the same; their answers are compared first."""
    hours = Hours(frozenset(range(5)), START, END)
    work = work_time(
        Timetable(ZONE.key, (hours,), tuple(DayOff(day, "off") for day in sorted(OFF)))
    )

    def ours(start: datetime, seconds: int) -> Clock:
        return work.measure(start, NOW), work.add(start, seconds)

    asked = list(_questions())
    assert [ours(*one) for one in asked] == [walked(*one) for one in asked]
    told = Clocks()
    for _ in range(rounds):
        told.ours.append(_rate(ours, asked))
        told.walked.append(_rate(walked, asked))
    return told


def walked(start: datetime, seconds: int) -> Clock:
    """The same as one writes it without thinking twice: day after day."""
    passed = sum(_length(opens, min(closes, NOW)) for opens, closes in _days(start, NOW))
    for opens, closes in _days(start, datetime.max.replace(tzinfo=UTC)):
        if _length(opens, closes) >= seconds:
            return passed, opens + timedelta(seconds=seconds)
        seconds -= _length(opens, closes)
    raise AssertionError("there is always another day")


def _days(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    day, last = start.astimezone(ZONE).date(), end.date()
    while day <= last:
        if day.weekday() < 5 and day not in OFF:
            opens = datetime.combine(day, START, ZONE).astimezone(UTC)
            closes = datetime.combine(day, END, ZONE).astimezone(UTC)
            yield max(opens, start), closes
        day += ONE_DAY


def _length(opens: datetime, closes: datetime) -> int:
    return max(int((closes - opens).total_seconds()), 0)


def _questions() -> Iterator[Question]:
    draw = random.Random(5)  # noqa: S311  # no secret
    for _ in range(QUESTIONS):
        yield NOW - timedelta(minutes=draw.randrange(MINUTES)), draw.choice(DURATIONS)


def _rate(answer: Answer, asked: Sequence[Question]) -> float:
    began = process_time()
    for start, seconds in asked:
        answer(start, seconds)
    return len(asked) / (process_time() - began)
