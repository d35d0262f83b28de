"""How a clock came to where it stands: the stretches in which it ran, and why it did not; pure.

As a question it is `caseSlaExplain`, which also says how far the clock has come at that second.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from gateway.database.fields import as_text
from gateway.levels.clocks import Clock, settled
from gateway.levels.hours import hours_of
from gateway.levels.models import CaseSla
from gateway.levels.policy import CASE_SLA
from gateway.levels.rows import clock_of
from gateway.request.actions.context import Act
from gateway.request.actions.questions import Part, question

RUNNING, CLOSED, PAUSED = "RUNNING", "CLOSED", "PAUSED"
STOOD = "The pause condition held"
LONGEST = timedelta(days=100)  # as far as stretches are told one by one

SEGMENT = Part(
    "A stretch of time in which a clock ran, or did not, for one reason.",
    {
        "start": ("datetime", "When it begins."),
        "end": ("datetime", "When it ends."),
        "kind": ("str", "RUNNING, CLOSED (outside the hours that count) or PAUSED."),
        "because": ("str", "What makes it so: the hours, the name of a holiday, the pause."),
    },
)
ANSWER = {
    "at": ("Optional[datetime]", "As of when."),
    "stage": ("Optional[str]", "Where the clock stands."),
    "breach_at": ("Optional[datetime]", "When its time is over."),
    "has_breached": ("Optional[bool]", "Whether more than its time has passed."),
    "business_elapsed": ("Optional[int]", "Seconds of the hours that count, without pauses."),
    "business_percent": ("Optional[float]", "The same in percent of its time, never rounded up."),
    "actual_elapsed": ("Optional[int]", "Seconds around the clock, without pauses."),
    "time_left": ("Optional[int]", "Seconds that are left; less than none after the breach."),
    "segments": (
        "Optional[list[CaseSlaSegment]]",
        "What lies between its start and now, in order; null where it is more than 100 days.",
    ),
}


class Segment(NamedTuple):
    """A stretch of time in which a clock ran, or did not, for one reason."""

    start: datetime
    end: datetime
    kind: str
    because: str


def segments(clock: Clock, now: datetime) -> Iterator[Segment]:
    """What lies between the start of a clock and now, or its end; in order, without holes."""
    at, end = clock.start_at, clock.stop_at or max(now, clock.start_at)
    lasting = ((clock.paused_at, end),) if clock.paused_at else ()
    for begin, over in (*clock.pauses, *lasting):
        yield from _hours(clock, at, begin)
        if begin < over:
            yield Segment(begin, over, PAUSED, STOOD)
        at = over
    yield from _hours(clock, at, end)


def _hours(clock: Clock, start: datetime, end: datetime) -> Iterator[Segment]:
    for span in clock.hours.work.spans(start, end):
        kind = RUNNING if span.open else CLOSED
        yield Segment(span.start, span.end, kind, span.because.name)


@question(CASE_SLA, row="explain", answer=ANSWER, parts={"CaseSlaSegment": SEGMENT})
async def explain(sla: CaseSla, act: Act, *, at: datetime | None = None) -> dict[str, Any]:
    """Say how far a clock has come, and when it ran, was out of hours, or stood still.

    at: At which instant; now, when it is left out.
    """
    moment = at or act.at
    clock = clock_of(sla, await hours_of(sla.schedule_id, sla.timezone))
    clock = settled(clock, moment)
    elapsed = clock.elapsed(moment)
    end = clock.stop_at or moment
    told = None if end - clock.start_at > LONGEST else [_said(s) for s in segments(clock, moment)]
    return {
        "at": as_text(moment),
        "stage": clock.stage.value,
        "breachAt": clock.due_at and as_text(clock.due_at),
        "hasBreached": clock.breached,
        "businessElapsed": elapsed,
        "businessPercent": clock.percent(elapsed),
        "actualElapsed": clock.actual(moment),
        "timeLeft": clock.duration - elapsed,
        "segments": told,
    }


def _said(one: Segment) -> dict[str, Any]:
    return {
        "start": as_text(one.start),
        "end": as_text(one.end),
        "kind": one.kind,
        "because": one.because,
    }
