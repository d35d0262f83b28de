"""Databases that hold one grown world after another, whatever its keys point at on the way."""

import asyncio
import datetime as dt
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import asyncpg
from tortoise.models import Model

from gateway.request.run import PostgresReader, Reader, SQLiteReader
from tests.policy.oracle import Row, World


class Garden(Protocol):
    """A database, and the reader that answers from it."""

    reader: Reader

    def plant(self, world: World) -> None:
        """Replaces every row."""
        ...

    def first(self, statement: str, values: Sequence[Any]) -> Mapping[str, Any] | None:
        """The first row that a statement finds."""
        ...

    async def close(self) -> None: ...


@dataclass
class SQLiteGarden:
    path: Path
    models: Mapping[str, type[Model]]

    def __post_init__(self) -> None:
        self.reader: Reader = SQLiteReader(str(self.path))
        self._link = sqlite3.connect(self.path, isolation_level=None)  # keys unchecked by default

    def plant(self, world: World) -> None:
        self._link.execute("BEGIN")
        for table in tables(self.models).values():
            self._link.execute(f'DELETE FROM "{table}"')
        for text, row in inserts(self.models, world, "?"):
            self._link.execute(text, list(row.values()))
        self._link.execute("COMMIT")

    def first(self, statement: str, values: Sequence[Any]) -> Mapping[str, Any] | None:
        self._link.row_factory = sqlite3.Row
        found = self._link.execute(statement, values).fetchone()
        return None if found is None else dict(found)

    async def close(self) -> None:
        self._link.close()
        await self.reader.close()


@dataclass
class PostgresGarden:
    url: str
    models: Mapping[str, type[Model]]
    loop: asyncio.AbstractEventLoop

    def __post_init__(self) -> None:
        self.reader: Reader = PostgresReader(self.url)
        self._link = self.loop.run_until_complete(self._unfettered())

    def plant(self, world: World) -> None:
        self.loop.run_until_complete(self._plant(world))

    def first(self, statement: str, values: Sequence[Any]) -> Mapping[str, Any] | None:
        found = self.loop.run_until_complete(self._link.fetchrow(statement, *values))
        return None if found is None else dict(found)

    async def _unfettered(self) -> "asyncpg.Connection[asyncpg.Record]":
        """A connection to the database, whose keys may point anywhere from now on."""
        link = await asyncpg.connect(self.url)
        keys = "SELECT conrelid::regclass AS place, conname FROM pg_constraint WHERE contype = 'f'"
        for place, name in await link.fetch(keys):
            await link.execute(f'ALTER TABLE {place} DROP CONSTRAINT "{name}"')
        return link

    async def _plant(self, world: World) -> None:
        async with self._link.transaction():
            names = ", ".join(f'"{table}"' for table in tables(self.models).values())
            await self._link.execute(f"TRUNCATE {names}")
            for text, row in inserts(self.models, world, "${}"):
                await self._link.execute(text, *(_typed(value) for value in row.values()))

    async def close(self) -> None:
        await self._link.close()
        await self.reader.close()


def tables(models: Mapping[str, type[Model]]) -> dict[str, str]:
    return {name: model._meta.db_table for name, model in models.items()}  # noqa: SLF001


def inserts(
    models: Mapping[str, type[Model]], world: World, mark: str
) -> Iterator[tuple[str, Row]]:
    """One statement and its values for every row."""
    for name, table in tables(models).items():
        for row in world.rows(name):
            columns = ", ".join(f'"{column}"' for column in row)
            marks = ", ".join(mark.format(place + 1) for place in range(len(row)))
            yield f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', row


def _typed(value: Any) -> Any:
    """Moments and days, which rows hold as text, as PostgreSQL wants them."""
    if not isinstance(value, str) or not value.startswith("2026-11-"):
        return value
    moment = "T" in value
    return dt.datetime.fromisoformat(value) if moment else dt.date.fromisoformat(value)
