"""Events become jobs: one for each handler that listens, in the transaction that marks the event.

An event is found by what it lacks, never by its number: numbers may be committed out of order.
"""

from datetime import datetime

from tortoise.transactions import in_transaction

from gateway.database.rows import append
from gateway.database.transactions import retried
from gateway.outbox.handling import listening, of_event
from gateway.outbox.models import Job
from gateway.request.ledger import OutboxEvent

AT_ONCE = 200  # events in one transaction


async def dispatch(at: datetime) -> int:
    """Makes the jobs of events that have none yet; how many events there were."""
    waiting = OutboxEvent.filter(delivered_at=None).order_by("id").limit(AT_ONCE)
    if not await OutboxEvent.exists(delivered_at=None):  # so nobody waits for an idle worker
        return 0

    async def deliver() -> int:
        async with in_transaction():
            events = await waiting.select_for_update(skip_locked=True)
            made = [of_event(h, event, at) for event in events for h in listening(event.event)]
            if made:
                await append(Job, made)
            await OutboxEvent.filter(id__in=[e.pk for e in events]).update(delivered_at=at)
            return len(events)

    return await retried(deliver)
