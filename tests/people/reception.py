"""The people's side of a gateway: who is asking, and letting them in, on one database."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from argon2 import PasswordHasher

from gateway.actor import Actor
from gateway.database import Database
from gateway.database.opening import sqlite_path
from gateway.people import roles
from gateway.people.attempts import Attempts
from gateway.people.entrance import Entrance
from gateway.people.identity import Identity
from gateway.people.models import User
from gateway.people.passwords import Passwords
from gateway.people.register import PostgresRegister, SqliteRegister
from gateway.people.sessions import Sessions, Visitor
from gateway.people.users import set_password
from gateway.people.uses import Uses
from gateway.request.run import PostgresReader

PASSWORD = "correct horse battery"  # noqa: S105
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
DESK = Visitor(address="10.0.0.1", user_agent="Firefox")


@dataclass
class Reception:
    """Everything between a credential and an actor."""

    identity: Identity
    entrance: Entrance
    uses: Uses
    passwords: Passwords
    now: list[float] = field(default_factory=list[float])

    async def by_cookie(self, secret: str) -> Actor:
        return await self.identity.identify(
            [(b"cookie", b"theme=dark; session=" + secret.encode())]
        )

    async def by_token(self, token: str) -> Actor:
        return await self.identity.identify([(b"authorization", b"Bearer " + token.encode())])

    async def give_password(self, user: User, password: str = PASSWORD) -> None:
        await set_password(user, password, self.passwords)


@asynccontextmanager
async def open_reception(
    database: Database, attempts: Attempts | None = None
) -> AsyncIterator[Reception]:
    await roles.establish()
    settings = database.settings
    sqlite = database.dialect == "sqlite"
    reader = None if sqlite else PostgresReader(settings.database_url)
    register = PostgresRegister(reader) if reader else SqliteRegister(sqlite_path(settings))
    uses, passwords = Uses(), Passwords(QUICK)
    moved: list[float] = []
    identity = Identity(
        register, uses, cookie="session", clock=lambda: moved[-1] if moved else time.time()
    )
    entrance = Entrance(Sessions(secure=False), passwords, attempts or Attempts())
    try:
        yield Reception(identity, entrance, uses, passwords, moved)
    finally:
        register.close()
        passwords.close()
        if reader:
            await reader.close()
