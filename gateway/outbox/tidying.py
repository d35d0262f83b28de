"""Deletes what was done long ago: finished jobs, and events whose jobs were made. The dead stay."""

import asyncio
from datetime import datetime, timedelta

import structlog

from gateway.outbox.clock import present
from gateway.outbox.models import Job, JobState
from gateway.request.ledger import OutboxEvent

EVERY = 3600  # seconds
AT_ONCE = 500  # rows in one statement, so that others get to write in between

log = structlog.get_logger(__name__)


async def tidy(at: datetime, days: float) -> int:
    """Deletes what was finished so many days before this instant; how many rows. 0 days: nothing.

    An event stays as long as a job of its own may still read it.
    """
    if not days:
        return 0
    before = at - timedelta(days=days)
    deleted = 0
    old_jobs = Job.filter(state=JobState.DONE, done_at__lte=before).limit(AT_ONCE)
    while keys := await old_jobs.values_list("id", flat=True):
        deleted += await Job.filter(id__in=keys).delete()
    oldest = await Job.exclude(state=JobState.DONE).order_by("created_at").first()
    if oldest is not None:
        before = min(before, oldest.created_at - timedelta(seconds=1))
    old_events = OutboxEvent.filter(delivered_at__lte=before).limit(AT_ONCE)
    while keys := await old_events.values_list("id", flat=True):
        deleted += await OutboxEvent.filter(id__in=keys).delete()
    return deleted


async def keep_tidy(days: float) -> None:
    """Tidies now and once an hour until cancelled; what fails is left to the next time."""
    while True:
        try:
            await tidy(await present(), days)
        except Exception:
            log.exception("old jobs were not deleted")
        await asyncio.sleep(EVERY)
