"""Deletes what was done long ago: finished jobs, and events whose jobs were made. The dead stay."""

from datetime import datetime, timedelta

from gateway.database import rows
from gateway.database.chores import every
from gateway.outbox.clock import present
from gateway.outbox.models import Job, JobState
from gateway.request.ledger import OutboxEvent

EVERY = 3600  # seconds


async def tidy(at: datetime, days: float) -> int:
    """Deletes what was finished so many days before this instant; how many rows. 0 days: nothing.

    An event stays as long as a job of its own may still read it.
    """
    if not days:
        return 0
    before = at - timedelta(days=days)
    deleted = await rows.delete(Job.filter(state=JobState.DONE, done_at__lte=before))
    oldest = await Job.exclude(state=JobState.DONE).order_by("created_at").first()
    if oldest is not None:
        before = min(before, oldest.created_at - timedelta(seconds=1))
    return deleted + await rows.delete(OutboxEvent.filter(delivered_at__lte=before))


async def keep_tidy(days: float) -> None:
    """Tidies now and once an hour until cancelled."""

    async def chore() -> None:
        await tidy(await present(), days)

    await every(EVERY, chore, failed="old jobs were not deleted")
