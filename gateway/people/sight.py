"""What a user may see, asked on nobody's request: by the same grids, as if they asked."""

from collections.abc import Iterable
from typing import Any

from tortoise.transactions import in_transaction

from gateway.actor import NOBODY, Actor
from gateway.people.identity import Identity
from gateway.people.models import User
from gateway.people.reach import holder, statements
from gateway.request.engine import Engine


async def reached(user: User) -> Actor:
    """The actor that a user is now, within the transaction at hand; NOBODY who cannot sign in."""
    async with in_transaction() as present:
        connection: Any = present
        dialect = "postgres" if connection.capabilities.dialect == "postgres" else "sqlite"
        rows = await connection.by_key(statements(dialect)["user"], (user.user_id,))
        return holder("user", rows[0]).actor if rows else NOBODY


class Sight:
    """Asks which records a user may see."""

    def __init__(self, identity: Identity, engine: Engine) -> None:
        self._identity, self._engine = identity, engine

    async def seen(self, user_id: int, type_name: str, keys: Iterable[int]) -> frozenset[int]:
        """Those of the records that this user may see now; none for whoever cannot sign in."""
        wanted, actor = sorted(keys), await self._actor(user_id)
        if actor is NOBODY or not wanted:
            return frozenset()
        guards = self._engine.runner.guards
        question = guards.visible(type_name, self._engine.rights(actor))
        values = question.values(wanted, actor, guards.dialect)
        async with in_transaction() as present:  # what its caller has written counts as well
            connection: Any = present
            return frozenset(row["id"] for row in await connection.by_key(question.text, values))

    async def _actor(self, user_id: int) -> Actor:
        user = await User.get_or_none(id=user_id)
        return await self._identity.of_user(user.user_id) if user else NOBODY
