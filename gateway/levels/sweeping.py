"""Tells of what clocks reach by themselves: warnings, the end of the time, the breach.

Found by an index over when something comes next, however many clocks run; each is told in the
transaction that writes it down, so that it is told once whatever dies meanwhile.
"""

from datetime import datetime
from typing import Any

from gateway.levels.clocks import settled
from gateway.levels.hours import clock_at
from gateway.levels.models import CaseSla
from gateway.levels.policy import CASE_SLA
from gateway.levels.rows import row_of
from gateway.request.act import Runner
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.refusals import InvalidTransition, Refused
from gateway.request.actions.sweeping import BATCH, perform


@action(CASE_SLA, system=True, above="case")
async def warn(sla: CaseSla, act: Act) -> None:
    """Say that a clock has come to half of its time, to three quarters, to its end, or beyond."""
    if sla.next_event_at is None or sla.next_event_at > act.at:
        raise Refused(InvalidTransition("It has been told, or is no longer due."))
    before, clock = sla.warned, await clock_at(sla, act.at)
    if clock.due_at != sla.breach_at:
        raise Refused(InvalidTransition("Its schedule has changed: it is reckoned anew first."))
    for name, value in row_of(settled(clock, act.at)).items():
        setattr(sla, name, value)
    if sla.warned > before:
        act.tell(percent=sla.warned)
    if sla.has_breached:
        act.tell(breached=True)


async def sweep(runner: Runner, at: datetime) -> int:
    """Tells of everything that is due at this instant, the oldest first; how many clocks."""
    done = left = 0
    while keys := await due(at, left):
        told = sum([await perform(runner, CaseSla, "warn", key, at) for key in keys])
        done, left = done + told, left + len(keys) - told
    return done


async def due(at: datetime, left: int = 0) -> list[int]:
    """The next clocks that are due; those are passed over that had to be `left`."""
    found = CaseSla.filter(next_event_at__lte=at).order_by("next_event_at", "id")
    keys: Any = await found.offset(left).limit(BATCH).values_list("id", flat=True)
    return keys
