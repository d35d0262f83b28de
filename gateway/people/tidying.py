"""Deletes what has expired: sessions, login links, and answers kept for repeated requests."""

import asyncio
from datetime import datetime

import structlog

from gateway.database.fields import now
from gateway.people.models import IdempotencyKey, LoginLink, Session

EVERY = 3600  # seconds
AT_ONCE = 500  # rows in one statement, so that others get to write in between
EXPIRING = (Session, LoginLink, IdempotencyKey)

log = structlog.get_logger(__name__)


async def tidy(at: datetime) -> int:
    """Deletes every row that had expired at this instant; how many there were."""
    deleted = 0
    for model in EXPIRING:
        expired = model.filter(expires_at__lte=at).order_by("expires_at").limit(AT_ONCE)
        while keys := await expired.values_list("id", flat=True):
            deleted += await model.filter(id__in=keys).delete()
    return deleted


async def keep_tidy() -> None:
    """Tidies now and once an hour until cancelled; what fails is left to the next time."""
    while True:
        try:
            await tidy(now())
        except Exception:
            log.exception("what has expired was not deleted")
        await asyncio.sleep(EVERY)
