"""Takes due jobs on lease, also those of a worker that has died."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.expressions import Q
from tortoise.queryset import QuerySet
from tortoise.transactions import in_transaction

from gateway.database.transactions import retried
from gateway.outbox.models import Job, JobState

DIED = "Its worker was gone before it was done, at the last attempt."


@dataclass(frozen=True, slots=True)
class Terms:
    """How long a job is held, and how often it is tried."""

    lease: timedelta = timedelta(seconds=60)
    attempts: int = 10


def due(at: datetime) -> Q:
    """Jobs whose time has come, and those whose worker lets nothing be heard of it."""
    waiting = Q(state=JobState.PENDING, run_at__lte=at)
    return waiting | Q(state=JobState.RUNNING, lease_until__lte=at)


async def claim(at: datetime, most: int, terms: Terms) -> list[Job]:
    """Takes up to `most` jobs; nobody else has them until the lease ends."""
    waiting = Job.filter(due(at)).order_by("run_at", "id").limit(most)
    if not most or not await Job.exists(due(at)):
        return []

    async def take() -> list[Job]:
        async with in_transaction():
            found = await waiting.select_for_update(skip_locked=True)
            taken = [job for job in found if job.attempts < terms.attempts]
            worn = [job.pk for job in found if job.attempts >= terms.attempts]
            for job in taken:
                job.state, job.lease_until = JobState.RUNNING, at + terms.lease
                job.attempts += 1
                await job.save(update_fields=["state", "lease_until", "attempts"])
            if worn:
                await Job.filter(id__in=worn).update(
                    state=JobState.DEAD, dead_at=at, lease_until=None, error=DIED
                )
            return taken

    return await retried(take)


async def renew(job: Job, until: datetime) -> None:
    """Holds a job for longer, provided that it is still ours."""
    await held(job).update(lease_until=until)


def held(job: Job) -> QuerySet[Job]:
    """The row of a job that we have, if we still have it: whoever takes it counts an attempt."""
    return Job.filter(id=job.pk, state=JobState.RUNNING, attempts=job.attempts)
