"""Copies the SQLite database of a measurement into PostgreSQL, row by row the same."""

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import asyncpg

from gateway.database import migrate
from gateway.request.entities import Entity, Kind, entities, every_model
from gateway.settings import Settings

READ: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.BOOL: bool,
    Kind.INSTANT: dt.datetime.fromisoformat,
    Kind.DATE: dt.date.fromisoformat,
}


async def copy(path: Path, url: str) -> None:
    """Fills the empty database at `url` with everything in the file at `path`."""
    await migrate(Settings(data=path.parent, database_url=url))
    models = [model for model in every_model() if model.__module__.startswith("gateway.")]
    source, target = sqlite3.connect(path), await asyncpg.connect(url)
    try:
        await target.execute("SET session_replication_role = replica")  # keys in any order
        for entity in entities(models).values():
            await _table(source, target, entity)
        await target.execute("VACUUM ANALYZE")
    finally:
        await target.close()
        source.close()


async def _table(source: sqlite3.Connection, target: Any, entity: Entity) -> None:
    kinds = {a.column: a.kind for a in entity.attributes.values()}
    names = [*kinds, *(link.column for link in entity.links.values())]
    listed = ", ".join(f'"{name}"' for name in names)
    rows = source.execute(f'SELECT {listed} FROM "{entity.table}"')
    reads = [READ.get(kinds.get(name, Kind.INT)) for name in names]
    await target.copy_records_to_table(entity.table, records=_read(rows, reads), columns=names)
    await target.execute(
        f"SELECT setval(pg_get_serial_sequence('{entity.table}', 'id'),"
        f' coalesce(max(id), 1)) FROM "{entity.table}"'
    )


def _read(rows: Any, reads: list[Callable[[Any], Any] | None]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        pairs = zip(row, reads, strict=True)
        yield tuple(v if v is None or read is None else read(v) for v, read in pairs)
