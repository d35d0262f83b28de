"""Brings the tables to where the models are: all pending migrations in one transaction, or none."""

import asyncio
import fcntl
import hashlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from tortoise.context import TortoiseContext
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.schema_editor import BaseSchemaEditor
from tortoise.transactions import in_transaction

from gateway.database import words
from gateway.database.applying import apply
from gateway.database.opening import (
    APPS,
    DatabaseUnavailable,
    connect,
    dialect,
    sqlite_path,
)
from gateway.settings import Settings

LOCK = int.from_bytes(hashlib.sha256(b"caseway migrate").digest()[:7], "big")
PAUSE = 0.05  # seconds between two looks at a lock that another process holds
NEWER = "The database is newer than this program, which does not know {names}: update Caseway."


async def migrate(settings: Settings) -> list[str]:
    """Applies what is pending and names it; sees to the indexes of words. Processes take turns.

    Raises DatabaseUnavailable when a newer program has migrated the database already.
    """
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    async with TortoiseContext() as context:
        await connect(context, settings, everywhere=False)
        async with _alone(settings, context):
            names = await pending(context)
            async with in_transaction() as transaction:
                executor = _Executor(transaction, APPS)
                await executor.prepare()
                await executor.forward()
                await words.establish(transaction, dialect(settings))
        return names


async def pending(context: TortoiseContext) -> list[str]:
    """The migrations that this program has and the database has not.

    Raises DatabaseUnavailable when the database has some that this program does not know: it would
    misread what they made.
    """
    executor = MigrationExecutor(context.connections.get("default"), APPS)
    names = [step.migration.name for step in await executor.plan()]
    applied = set(await executor.recorder.applied_migrations())
    if unknown := sorted(key.name for key in applied - executor.loader.graph.nodes.keys()):
        raise DatabaseUnavailable(NEWER.format(names=", ".join(unknown)))
    return names


class _Executor(MigrationExecutor):
    """Works within the one transaction that it is given, with the record of what was applied."""

    def _schema_editor(self, atomic: bool = True, collect_sql: bool = False) -> BaseSchemaEditor:  # noqa: FBT001, FBT002
        """Never an atomic one: that would cut scripts at every semicolon, in comments as well."""
        return super()._schema_editor(atomic=False, collect_sql=collect_sql)

    async def prepare(self) -> None:
        """Makes the table of applied migrations: PostgreSQL ends a transaction that misses it."""
        await self.recorder.ensure_schema(self._schema_editor())

    async def forward(self) -> None:
        """Applies what is pending, oldest first."""
        await self.loader.build_graph()
        applied = set(await self.recorder.applied_migrations())
        plan = self._migration_plan(None, applied, self.loader.graph)
        state = await self._project_state(applied)
        for step in plan:
            migration = step.migration
            state = await apply(migration, state, self._schema_editor())
            await self.recorder.record_applied(migration.app_label, migration.name)


@asynccontextmanager
async def _alone(settings: Settings, context: TortoiseContext) -> AsyncGenerator[None]:
    """Waits until no other process migrates this database."""
    held = _file_lock(settings) if dialect(settings) == "sqlite" else _advisory_lock(context)
    async with held:
        yield


@asynccontextmanager
async def _file_lock(settings: Settings) -> AsyncGenerator[None]:
    path = sqlite_path(settings)
    with path.with_name(f"{path.name}.migrating").open("w") as file:
        while not _locked(file):  # noqa: ASYNC110  # the holder is another process
            await asyncio.sleep(PAUSE)
        yield


def _locked(file: Any) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@asynccontextmanager
async def _advisory_lock(context: TortoiseContext) -> AsyncGenerator[None]:
    client: Any = context.connections.get("default")
    async with client.acquire_connection() as connection:
        await connection.fetch("SELECT pg_advisory_lock($1)", LOCK, timeout=None)
        try:
            yield
        finally:
            await connection.fetch("SELECT pg_advisory_unlock($1)", LOCK)
