"""Where credentials are looked up: kept on SQLite while nothing changes, asked on PostgreSQL."""

import sqlite3
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from gateway.people.reach import IDLE, Holder, holder, statements

KEPT = 10_000  # holders in memory, about 1 KiB each


class SqliteRegister:
    """Reads on a connection of its own, in the calling thread.

    `PRAGMA data_version` changes whenever any other connection, of this process or another one,
    commits anything. While it stands still, what was read before is exactly what stands there now.
    """

    def __init__(self, path: Path, idle: timedelta = IDLE) -> None:
        self._connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None
        )
        self._connection.row_factory = sqlite3.Row
        self._statements = statements("sqlite")
        self._idle = idle
        self._kept: dict[tuple[str, str], Holder] = {}
        self._version = -1

    async def find(self, kind: str, value: str) -> Holder | None:
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version or len(self._kept) > KEPT:
            self._kept.clear()
            self._version = version
        known = self._kept.get((kind, value))
        if known is None and (known := self._read(kind, value)):
            self._kept[kind, value] = known
        return known

    def close(self) -> None:
        self._connection.close()

    def _read(self, kind: str, value: str) -> Holder | None:
        row = self._connection.execute(self._statements[kind], (value,)).fetchone()
        return holder(kind, row, self._idle) if row else None


class Asking(Protocol):
    """Whatever runs a statement on PostgreSQL, such as `gateway.request.run.PostgresReader`."""

    async def rows(self, sql: str, parameters: Sequence[Any]) -> Sequence[Any]: ...


class PostgresRegister:
    """Asks once per request: other processes may have changed anything since."""

    def __init__(self, reader: Asking, idle: timedelta = IDLE) -> None:
        self._reader = reader
        self._statements = statements("postgres")
        self._idle = idle

    async def find(self, kind: str, value: str) -> Holder | None:
        rows = await self._reader.rows(self._statements[kind], (value,))
        return holder(kind, rows[0], self._idle) if rows else None

    def close(self) -> None:
        """Nothing to close: the connections are the reader's."""
