"""What has expired goes; what still counts stays."""

from datetime import datetime, timedelta

import pytest

from gateway.database import Database, rows
from gateway.database.fields import now
from gateway.people import login_links, roles
from gateway.people.models import IdempotencyKey, LoginLink, Session, User
from gateway.people.sessions import Sessions, Visitor
from gateway.people.tidying import tidy
from tests.world import a_user

HOUR = timedelta(hours=1)


async def _a_key(name: str, expires: datetime) -> None:
    await IdempotencyKey.create(
        subject="user:1", key=name, payload_hash="", created_at=now(), expires_at=expires
    )


async def _counts() -> tuple[int, int, int]:
    return await Session.all().count(), await LoginLink.all().count(), await _keys()


async def _keys() -> int:
    return await IdempotencyKey.all().count()


async def _some_of_each(user: User) -> None:
    """One of each that ends within the hour, one of each that lasts for a day."""
    for lifetime in (HOUR, 24 * HOUR):
        await Sessions(lifetime=lifetime).open(user.pk, Visitor())
        await login_links.create(user, lifetime)
        await _a_key(str(lifetime), now() + lifetime)


async def test_expired_rows_go_and_the_others_stay(database: Database) -> None:
    await roles.establish()
    await _some_of_each(await a_user("agent"))

    assert await tidy(now()) == 0
    assert await _counts() == (2, 2, 2)
    assert await tidy(now() + 2 * HOUR) == 3
    assert await _counts() == (1, 1, 1)
    assert await tidy(now() + 25 * HOUR) == 3
    assert await _counts() == (0, 0, 0)


async def test_a_heap_of_them_goes_in_batches(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "AT_ONCE", 3)
    for number in range(10):
        await _a_key(str(number), now() - HOUR)
    await _a_key("lasting", now() + HOUR)

    assert await tidy(now()) == 10
    assert await _keys() == 1


async def test_what_expires_in_this_very_second_no_longer_counts_and_goes(
    database: Database,
) -> None:
    at = now()
    await _a_key("now", at)
    await _a_key("next", at + timedelta(seconds=1))

    assert await tidy(at) == 1
