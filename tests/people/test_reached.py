"""Who somebody is can be asked within a transaction, on both engines."""

import pytest
from tortoise.transactions import in_transaction

from gateway.actor import NOBODY
from gateway.people.models import User
from gateway.people.sight import reached


@pytest.mark.usefixtures("database")
async def test_whoever_signs_in_is_reached_and_nobody_else() -> None:
    ana = await User.create(
        user_id="ana",
        first_name="Ana",
        last_name="Ruiz",
        email="ana@example.org",
        user_class="INTERNAL",
    )
    async with in_transaction():
        actor = await reached(ana)
        assert (actor.user_id, actor.name) == (ana.pk, "Ana Ruiz")
        await User.filter(id=ana.pk).update(active=False)
        assert await reached(ana) is NOBODY
