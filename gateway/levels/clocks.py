"""A clock on a case: how long it has run, when it is due, what comes next; pure.

All of it follows from where it started, from its pauses and from the hours that count. Time is cut
to whole seconds and a percentage is never rounded up: exactly on time is in time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from gateway.levels.kinds import SlaStage
from gateway.schedules.worktime import Unworkable, WorkTime

FULL = 100
ENDED = frozenset({SlaStage.COMPLETED, SlaStage.CANCELLED})
LIVE = frozenset(SlaStage) - ENDED

Pause = tuple[datetime, datetime]


class Hours(NamedTuple):
    """The hours that count: their arithmetic, the schedule that they are of, and their zone."""

    work: WorkTime
    schedule: int | None
    zone: str
    of_customer: bool = False  # the zone; else it is the schedule's, whichever that is


@dataclass(frozen=True, slots=True)
class Clock:
    """One promise on one case, kept or not."""

    level: int  # the key of its definition
    duration: int  # seconds that were promised
    warn_at: tuple[int, ...]  # percentages below 100, rising
    hours: Hours
    stage: SlaStage
    start_at: datetime
    attached_at: datetime  # later than the start, where it starts in the past
    changed_at: datetime  # when it last came into its stage
    due_at: datetime | None = None  # while it is paused, as if it were not; none: out of reach
    first_due_at: datetime | None = None  # as it was when it was attached
    stop_at: datetime | None = None
    paused_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()  # those that are over
    warned: int = 0  # the highest percentage that has been reached; told, when it is written
    breached: bool = False
    next_at: datetime | None = None  # when something comes next, if nothing happens to the case
    key: int | None = None  # of its row

    @property
    def ended(self) -> bool:
        return self.stage in ENDED

    def elapsed(self, now: datetime) -> int:
        """Seconds of the hours that count, without pauses."""
        work = self.hours.work
        return work.measure(self.start_at, self._end(now)) - self.paused_business

    def actual(self, now: datetime) -> int:
        """Seconds around the clock, without pauses."""
        return _seconds(self.start_at, self._end(now)) - self.paused_actual

    @property
    def paused_business(self) -> int:
        """Seconds of the hours that count in pauses that are over."""
        return sum(self.hours.work.measure(*pause) for pause in self.pauses)

    @property
    def paused_actual(self) -> int:
        """Seconds in pauses that are over."""
        return sum(_seconds(*pause) for pause in self.pauses)

    def percent(self, seconds: int) -> float:
        """Which part of the promise these seconds are, to a hundredth, never rounded up."""
        return seconds * 100 * FULL // self.duration / 100

    def due(self, seconds: int) -> datetime | None:
        """When so many seconds have run, if it goes on; None where that never comes."""
        at, left = self.start_at, seconds
        for begin, end in self.pauses:
            used = self.hours.work.measure(at, begin)
            if used >= left:
                break
            at, left = end, left - used
        try:
            return self.hours.work.add(at, left)
        except Unworkable:
            return None

    def _end(self, now: datetime) -> datetime:
        return self.stop_at or self.paused_at or max(now, self.start_at)


def settled(clock: Clock, now: datetime) -> Clock:
    """The clock as it stands now: what it has reached, and when the next thing comes."""
    if clock.ended:
        return clock
    elapsed = clock.elapsed(now)
    warned = max((p for p in (*clock.warn_at, FULL) if reached(clock, p, elapsed)), default=0)
    clock = replace(clock, warned=warned, breached=elapsed > clock.duration)
    running = clock.stage is SlaStage.IN_PROGRESS
    return replace(clock, next_at=next(_coming(clock), None) if running else None)


def brought(clock: Clock, hours: Hours) -> Clock:
    """The clock by hours that have changed; one that has ended stays what it was."""
    if clock.ended:
        return clock
    clock = replace(clock, hours=hours)
    return replace(clock, due_at=clock.due(clock.duration))


def reached(clock: Clock, percent: int, elapsed: int) -> bool:
    """Whether so much of the promise has run."""
    return elapsed * FULL >= percent * clock.duration


def _coming(clock: Clock) -> Iterator[datetime]:
    """What comes next: a percentage, then the first second beyond the promise."""
    for percent in (*clock.warn_at, FULL):
        if percent > clock.warned and (at := clock.due(-(-clock.duration * percent // FULL))):
            yield at
    if not clock.breached and (at := clock.due(clock.duration + 1)):
        yield at


def _seconds(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds())
