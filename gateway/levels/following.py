"""When the hours of a schedule change, clocks that go on by it are reckoned anew, batch by batch.

What changes them writes one job. The job takes some clocks in its own transaction, with an entry in
the trail of each that is due at another time now, and leaves the rest to another job. Meanwhile a
clock may be behind: whoever touches it first brings it along, as `clock_at` does.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any, cast

from tortoise.models import Model

from gateway.cases.models import Case
from gateway.levels.clocks import LIVE, settled
from gateway.levels.hours import clocks_at
from gateway.levels.models import CaseSla
from gateway.levels.writing import moved, noted, save
from gateway.outbox.handling import Work, does, enqueue
from gateway.outbox.models import Job
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import consequence
from gateway.schedules import policy
from gateway.schedules.models import Schedule, ScheduleState

BATCH = 200  # clocks of one job: their cases are locked as long as it takes
SECOND = timedelta(seconds=1)  # what a schedule says counts from the next one on


@consequence(policy.SCHEDULE)
@consequence(policy.SCHEDULE_ENTRY)
@consequence(policy.SCHEDULE_EXCEPTION)
@consequence(policy.SCHEDULE_CALENDAR)
@consequence(policy.HOLIDAY_CALENDAR)
@consequence(policy.HOLIDAY)
async def have_followed(work: Model, act: Act) -> None:
    """Has clocks brought along to what schedules say from now on."""
    for schedule in _changed([(work, act.before), *act.touched]):
        state = await ScheduleState.filter(schedule_id=schedule.pk).order_by("-id").first()
        if state is not None:
            await _ask(state, 0)


def _changed(concerned: Iterable[tuple[Model, dict[str, Any]]]) -> Iterator[Schedule]:
    """The schedules that said something else before."""
    for record, before in concerned:
        if isinstance(record, Schedule) and before.get("digest", record.digest) != record.digest:
            yield record


async def _ask(state: ScheduleState, after: int) -> None:
    """Leaves the clocks beyond a key to a job of their own."""
    due, key = state.since + SECOND, f"{state.pk}:{after}"
    await enqueue("follow_hours", key, state.since, run_at=due, state=state.pk, after=after)


@does()
async def follow_hours(job: Job, work: Work) -> None:
    """Reckons clocks anew whose schedule says something else now."""
    state = await ScheduleState.get(id=job.payload["state"])
    live = CaseSla.filter(schedule_id=state.schedule_id, stage__in=list(LIVE))
    next_ = live.filter(id__gt=job.payload["after"]).order_by("id").limit(BATCH)
    found = await next_.values_list("id", "case_id")
    if not found:
        return
    await _lock({case for _, case in found})
    at = max(work.at, state.since + SECOND)
    behind = await live.filter(id__in=[key for key, _ in found])
    pairs = [(row, settled(clock, at)) for row, clock in await clocks_at(behind, at)]
    await noted([entry for row, clock in pairs for entry in moved(row, clock, at)])
    await save(pairs)
    await _ask(state, found[-1][0])


async def _lock(cases: Iterable[int]) -> None:
    """Keeps others from their clocks, where the database locks rows at all."""
    meta: Any = cast("Any", Case)._meta  # noqa: SLF001  # Tortoise's own name
    if meta.db.capabilities.support_for_update:
        held = Case.filter(id__in=sorted(cases)).order_by("id")
        await held.select_for_update(no_key=True).only("id")
