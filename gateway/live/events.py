"""Reads what was done after a cursor: the events that actions write, each once, in order.

The cursor is the id of an event. On SQLite one transaction writes at a time, so events appear in
the order of their ids. On PostgreSQL an event with a smaller id may be committed later; whoever had
gone past it would never hear of it. So nobody goes past a missing id before every transaction that
may still write it has ended.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

AT_ONCE = 500  # events in one look
BACK = 200  # ids before the newest that a first look on PostgreSQL starts from

# The page of a task or of a clock is its case's.
EVENTS = """
    SELECT e.id, e.target_type, e.target_key, e.actor_id, COALESCE(t.case_id, s.case_id),
        CASE WHEN CAST(e.payload AS TEXT) LIKE '%"moved"%' THEN 1 ELSE 0 END
    FROM outbox_events e
    LEFT JOIN case_tasks t ON e.target_type = 'CaseTask' AND t.id = e.target_key
    LEFT JOIN case_slas s ON e.target_type = 'CaseSla' AND s.id = e.target_key
    WHERE e.id > {after} ORDER BY e.id LIMIT {most}
"""
NEWEST = "SELECT COALESCE(MAX(id), 0) FROM outbox_events"
# Whoever has written an event, or is about to take its id, holds this lock until it is committed.
WRITERS = """
    SELECT virtualtransaction FROM pg_locks
    WHERE relation = 'outbox_events'::regclass AND mode = 'RowExclusiveLock'
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that was done with a record."""

    id: int
    type_name: str
    key: int
    by: int | None = None  # the user who did it
    case: int | None = None  # the case on whose page it shows
    moved: bool = False  # whether others may see it now than before


@dataclass(frozen=True, slots=True)
class Batch:
    """What a look has found; with `more`, looking again at once or soon finds the rest."""

    found: list[Happening]
    more: bool = False
    waits: bool = False  # the rest is not all committed yet


class Asking(Protocol):
    """Whatever runs a statement, such as a reader of `gateway.request.run`."""

    async def rows(self, sql: str, parameters: Sequence[Any]) -> Sequence[Any]: ...


class Events(Protocol):
    """The events of one database."""

    async def start(self) -> int:
        """The cursor of a first look."""
        ...

    async def after(self, cursor: int) -> Batch:
        """What was done after it, in order."""
        ...


class SqliteEvents:
    """Ids are in the order of the commits."""

    def __init__(self, reader: Asking) -> None:
        self._reader = reader

    async def start(self) -> int:
        return int((await self._reader.rows(NEWEST, ()))[0][0])

    async def after(self, cursor: int) -> Batch:
        rows = await self._reader.rows(EVENTS.format(after="?", most="?"), (cursor, AT_ONCE))
        return Batch([_happening(row) for row in rows], more=len(rows) == AT_ONCE)


class PostgresEvents:
    """Ids may be missing for a while, or for ever where a transaction was rolled back."""

    def __init__(self, reader: Asking) -> None:
        self._reader = reader
        self._until = 0  # up to this id, missing ones are those of `_writers`
        self._writers = frozenset[str]()

    async def start(self) -> int:
        newest = int((await self._reader.rows(NEWEST, ()))[0][0])
        return max(0, newest - BACK)

    async def after(self, cursor: int) -> Batch:
        rows = await self._rows(cursor)
        whole = _unbroken(cursor, rows)
        if len(whole) < len(rows):
            if await self._may_come(cursor, rows[-1].id):
                return Batch(whole, more=True, waits=True)
            rows = await self._rows(cursor)  # whatever was missing is there now, or never will be
            whole = [row for row in rows if row.id <= self._until]
            self._until = 0
        return Batch(whole, more=len(rows) == AT_ONCE or len(whole) < len(rows))

    async def _may_come(self, cursor: int, newest: int) -> bool:
        """Whether those that may still write a missing id have not all ended."""
        writing = frozenset(row[0] for row in await self._reader.rows(WRITERS, ()))
        if self._until > cursor:
            self._writers &= writing
        else:
            self._until, self._writers = newest, writing
        return bool(self._writers)

    async def _rows(self, cursor: int) -> list[Happening]:
        rows = await self._reader.rows(EVENTS.format(after="$1", most="$2"), (cursor, AT_ONCE))
        return [_happening(row) for row in rows]


def _unbroken(cursor: int, rows: list[Happening]) -> list[Happening]:
    """Those before the first missing id."""
    return [row for place, row in enumerate(rows, cursor + 1) if row.id == place]


def _happening(row: Any) -> Happening:
    id_, type_name, key, by, case, moved = row
    case = key if type_name == "Case" else case
    return Happening(id_, type_name, key, by, case, bool(moved))
