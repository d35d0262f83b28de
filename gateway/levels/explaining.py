"""How a clock came to where it stands: the stretches in which it ran, and why it did not.

As a question it is `caseSlaExplain`, which also says how far the clock has come at that second.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from gateway.cases.history import StateInterval
from gateway.cases.models import Case
from gateway.conditions.tree import leaves
from gateway.database.fields import as_text
from gateway.levels.clocks import Clock, settled
from gateway.levels.hours import clock_at
from gateway.levels.models import CaseSla, SlaDefinition
from gateway.levels.policy import CASE_SLA
from gateway.levels.words import condition
from gateway.people.models import User
from gateway.request.actions.context import Act
from gateway.request.actions.questions import Part, question
from gateway.request.ledger import AuditEntry

RUNNING, CLOSED, PAUSED = "RUNNING", "CLOSED", "PAUSED"
STOOD = "The pause condition held"
STATE = "state"
LONGEST = timedelta(days=100)  # as far as stretches are told one by one

SEGMENT = Part(
    "A stretch of time in which a clock ran, or did not, for one reason.",
    {
        "start": ("datetime", "When it begins."),
        "end": ("datetime", "When it ends."),
        "kind": ("str", "RUNNING, CLOSED (outside the hours that count) or PAUSED."),
        "because": ("str", "What makes it so: the hours, the name of a holiday, a state."),
        "by": ("Optional[str]", "Who made it so, where it is somebody's doing."),
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


class Cause(NamedTuple):
    """What made a clock stand still, and who."""

    name: str = STOOD
    by: str | None = None


class Segment(NamedTuple):
    """A stretch of time in which a clock ran, or did not, for one reason."""

    start: datetime
    end: datetime
    kind: str
    because: str
    by: str | None = None


NO_CAUSES: Mapping[datetime, Cause] = {}


def segments(
    clock: Clock, now: datetime, causes: Mapping[datetime, Cause] = NO_CAUSES
) -> Iterator[Segment]:
    """What lies between the start of a clock and now, or its end; in order, without holes.

    `causes`: what made it stand still, by when it did.
    """
    at, end = clock.start_at, clock.stop_at or max(now, clock.start_at)
    lasting = ((clock.paused_at, end),) if clock.paused_at else ()
    for begin, over in (*clock.pauses, *lasting):
        yield from _hours(clock, at, begin)
        if begin < over:
            yield Segment(begin, over, PAUSED, *causes.get(begin, Cause()))
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
    clock = settled(await clock_at(sla, act.at), moment)
    elapsed = clock.elapsed(moment)
    end = clock.stop_at or moment
    told: list[dict[str, Any]] | None = None
    if end - clock.start_at <= LONGEST:
        told = [_said(one) for one in segments(clock, moment, await _causes(sla, clock, act))]
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
        "by": one.by,
    }


# -- what made it stand still ---------------------------------------------------------------------


async def _causes(sla: CaseSla, clock: Clock, act: Act) -> dict[datetime, Cause]:
    """By when it began to stand still: the state that the case came into then, and by whom.

    As far as who asks may read the states of cases, and sees who it was.
    """
    if not act.may_read(Case.__name__, STATE):
        return {}
    begins = [pause[0] for pause in clock.pauses] + ([clock.paused_at] if clock.paused_at else [])
    definition = await SlaDefinition.get(id=sla.definition_id)
    if not begins or STATE not in {leaf.term.name for leaf in leaves(condition(definition.pause))}:
        return {}
    states = StateInterval.filter(case_id=sla.case_id, started_at__in=begins).order_by("id")
    changes = AuditEntry.filter(
        target_type=Case.__name__, target_key=sla.case_id, field=STATE, at__in=begins
    )
    done = dict(await changes.order_by("id").values_list("at", "actor_id"))
    names = await _names({key for key in done.values() if key}, act)
    by = {at: names.get(key) for at, key in done.items()}
    return {
        one.started_at: Cause(
            one.state.value.replace("_", " ").capitalize(), by.get(one.started_at)
        )
        async for one in states
    }


async def _names(keys: Iterable[int], act: Act) -> dict[int, str]:
    """What the users with these keys are called, as far as who asks may know it."""
    if not act.may_read(User.__name__, "display_name"):
        return {}
    seen = await act.among(User, [*keys])
    found = User.filter(id__in=list(seen))
    return {user.pk: f"{user.first_name} {user.last_name}" async for user in found}
