"""Runs the hand-written questions: SQLite in the calling thread, PostgreSQL over one line."""

import re
import sqlite3
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import asyncpg
import orjson

from bench.floor import Asking

CUT = "WHERE z.case_id = p.value AND z.kind = 'COMMENT'{only} ORDER BY z.at DESC, z.id DESC LIMIT ?"
SQLITE = {
    "t": "{0}",
    "each": "json_each(?)",
    "plus": "+",
    "latest": "JOIN journal_entries m ON m.id IN (SELECT z.id FROM journal_entries z " + CUT + ")",
}
POSTGRES = {
    "t": """to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')""",
    "each": "unnest(?::bigint[])",
    "plus": "",
    "latest": "CROSS JOIN LATERAL (SELECT z.* FROM journal_entries z " + CUT + ") m",
}
MARK = re.compile(r"\{(\w+)(?::([^}]*))?\}")
KEPT = 512  # statements


def _written(words: dict[str, str], text: str) -> str:
    """Puts one database's words in place of the marks."""

    def word(mark: re.Match[str]) -> str:
        name, inside = mark[1], mark[2] or ""
        if name == "latest":
            only = " AND NOT z.enterprise_only" if inside == "1" else ""
            return words[name].replace("{only}", only)
        return words[name].replace("{0}", inside)

    return MARK.sub(word, text)


@lru_cache(KEPT)
def for_sqlite(text: str) -> str:
    return _written(SQLITE, text)


@lru_cache(KEPT)
def for_postgres(text: str) -> str:
    numbered = iter(range(1, 1000))
    aliased = _written(POSTGRES, text).replace("::bigint[]) p", "::bigint[]) AS p(value)")
    return re.sub(r"\?", lambda _: f"${next(numbered)}", aliased)


class Sqlite:
    """One read-only connection; nothing between the code and the database."""

    name = "sqlite"

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(
            f"file:{path}?mode=ro", uri=True, isolation_level=None, cached_statements=KEPT,
            check_same_thread=False,
        )  # fmt: skip
        self.connection.execute("PRAGMA mmap_size=268435456")

    async def answer(self, asking: Asking) -> dict[str, Any]:
        return self.at_once(asking)

    def at_once(self, asking: Asking) -> dict[str, Any]:
        execute = self.connection.execute
        try:
            text, bound = next(asking)
            while True:
                plain = tuple(orjson.dumps(b).decode() if isinstance(b, list) else b for b in bound)
                text, bound = asking.send(execute(for_sqlite(text), plain).fetchall())
        except StopIteration as done:
            return done.value

    async def close(self) -> None:
        self.connection.close()


class Postgres:
    """One connection, prepared statements kept."""

    name = "postgres"

    def __init__(self, connection: "asyncpg.Connection[Any]") -> None:
        self.connection = connection

    @classmethod
    async def opened(cls, url: str) -> "Postgres":
        return cls(await asyncpg.connect(url, statement_cache_size=KEPT))

    async def answer(self, asking: Asking) -> dict[str, Any]:
        fetch: Callable[..., Any] = self.connection.fetch
        try:
            text, bound = next(asking)
            while True:
                text, bound = asking.send(await fetch(for_postgres(text), *bound))
        except StopIteration as done:
            return done.value

    async def close(self) -> None:
        await self.connection.close()


ByHand = Sqlite | Postgres
