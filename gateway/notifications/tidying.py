"""Deletes notifications that are older than anybody looks back."""

from datetime import datetime, timedelta

from gateway.database import rows
from gateway.database.chores import every
from gateway.notifications.models import Notification
from gateway.outbox.clock import present

EVERY = 3600  # seconds


async def tidy(at: datetime, days: float) -> int:
    """Deletes what was told so many days before this instant; how many. 0 days: nothing."""
    if not days:
        return 0
    return await rows.delete(Notification.filter(created_at__lte=at - timedelta(days=days)))


async def keep_tidy(days: float) -> None:
    """Tidies now and once an hour until cancelled."""

    async def chore() -> None:
        await tidy(await present(), days)

    await every(EVERY, chore, failed="old notifications were not deleted")
