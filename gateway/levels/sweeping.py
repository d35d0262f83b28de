"""Tells of what clocks reach by themselves: warnings, the end of the time, the breach.

Found by an index over when something comes next, however many clocks run; each is told in the
transaction that writes it down, so that it is told once whatever dies meanwhile.
"""

from datetime import datetime

from gateway.levels.clocks import settled
from gateway.levels.hours import hours_of
from gateway.levels.models import CaseSla
from gateway.levels.policy import CASE_SLA
from gateway.levels.rows import clock_of, row_of
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
    before = sla.warned
    clock = settled(clock_of(sla, await hours_of(sla.schedule_id, sla.timezone)), act.at)
    for name, value in row_of(clock).items():
        setattr(sla, name, value)
    if sla.warned > before:
        act.tell(percent=sla.warned)
    if sla.has_breached:
        act.tell(breached=True)


async def sweep(runner: Runner, at: datetime) -> int:
    """Tells of everything that is due at this instant, the oldest first; how many clocks."""
    done = 0
    due = CaseSla.filter(next_event_at__lte=at).order_by("next_event_at", "id").limit(BATCH)
    while found := await due.only("id"):
        told = [await perform(runner, CaseSla, "warn", sla.pk, at) for sla in found]
        done += sum(told)
        if not any(told):
            break
    return done
