"""Deletes what has expired: sessions, login links, and answers kept for repeated requests."""

from datetime import datetime

from gateway.database import rows
from gateway.database.chores import every
from gateway.database.fields import now
from gateway.people.models import IdempotencyKey, LoginLink, Session

EVERY = 3600  # seconds
EXPIRING = (Session, LoginLink, IdempotencyKey)


async def tidy(at: datetime) -> int:
    """Deletes every row that had expired at this instant; how many there were."""
    expired = [model.filter(expires_at__lte=at).order_by("expires_at") for model in EXPIRING]
    return sum([await rows.delete(each) for each in expired])


async def keep_tidy() -> None:
    """Tidies now and once an hour until cancelled."""
    await every(EVERY, lambda: tidy(now()), failed="what has expired was not deleted")
