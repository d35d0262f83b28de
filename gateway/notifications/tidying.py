"""Deletes notifications that are older than anybody looks back."""

import asyncio
from datetime import datetime, timedelta

import structlog

from gateway.notifications.models import Notification
from gateway.outbox.clock import present

EVERY = 3600  # seconds
AT_ONCE = 500  # rows in one statement, so that others get to write in between

log = structlog.get_logger(__name__)


async def tidy(at: datetime, days: float) -> int:
    """Deletes what was told so many days before this instant; how many. 0 days: nothing."""
    deleted = 0
    old = Notification.filter(created_at__lte=at - timedelta(days=days)).limit(AT_ONCE)
    while days and (keys := await old.values_list("id", flat=True)):
        deleted += await Notification.filter(id__in=keys).delete()
    return deleted


async def keep_tidy(days: float) -> None:
    """Tidies now and once an hour until cancelled; what fails is left to the next time."""
    while True:
        try:
            await tidy(await present(), days)
        except Exception:
            log.exception("old notifications were not deleted")
        await asyncio.sleep(EVERY)
