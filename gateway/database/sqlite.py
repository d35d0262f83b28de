"""Tortoise's SQLite client, with transactions that survive cancellation and readers beside it.

The stock client has one connection and one lock. Cancelled while BEGIN is under way, it keeps the
lock for ever; a task that outlives its transaction writes into the next one; a transaction that
reads before it writes fails at once while another process writes. `tests/database` shows each.
"""
# pyright: reportPrivateUsage=false, reportUnknownVariableType=false
# ruff: noqa: SLF001  # Tortoise has no public way to replace its transactions

import asyncio
import sqlite3
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from urllib.parse import quote

import aiosqlite
from tortoise.backends.base.client import ConnectionWrapper, NestedTransactionContext
from tortoise.backends.sqlite import client as stock
from tortoise.connection import get_connections
from tortoise.exceptions import IntegrityError, OperationalError

from gateway.database.fields import as_text
from gateway.database.transactions import refuse_closed, refuse_outsider, settle

sqlite3.register_adapter(datetime, as_text)  # instead of Tortoise's, which keeps no zone

PRAGMAS: dict[str, Any] = {
    "busy_timeout": 10_000,  # ms; first, so that the others wait as well
    "journal_mode": "WAL",
    "synchronous": "FULL",  # an acknowledged write survives a power cut
    "journal_size_limit": 64 * 1024 * 1024,  # bytes
    "foreign_keys": "ON",
}
PATIENCE = PRAGMAS["busy_timeout"] / 1000  # seconds until opening gives up on a locked file
PAUSE = 0.01  # seconds between two attempts


class Client(stock.SqliteClient):
    """One connection that writes, and several that only read and see what was committed."""

    def __init__(self, file_path: str, readers: int = 4, **rest: Any) -> None:
        super().__init__(file_path, **{**PRAGMAS, **rest})
        self._readers: asyncio.LifoQueue[aiosqlite.Connection] = asyncio.LifoQueue()
        self._reader_count = readers
        self._opened: list[aiosqlite.Connection] = []
        self._opening = asyncio.Lock()

    async def create_connection(self, with_db: bool) -> None:  # noqa: FBT001  # Tortoise's name
        """Opens the writer, then the readers: they need the write-ahead log that it makes."""
        async with self._opening:
            if self._connection is not None:
                return
            try:
                self._connection = await self._open_all()
                await self._post_connect()
            except BaseException:
                await self.close()
                raise

    async def _open_all(self) -> aiosqlite.Connection:
        writer = await self._open(self.filename)
        for name, value in self.pragmas.items():
            await _patiently(writer, f"PRAGMA {name}={value}")
        for _ in range(self._reader_count):
            reader = await self._open(f"file:{quote(self.filename)}?mode=ro")
            await _patiently(reader, f"PRAGMA busy_timeout={PRAGMAS['busy_timeout']}")
            self._readers.put_nowait(reader)
        return writer

    async def _open(self, target: str) -> aiosqlite.Connection:
        connection = aiosqlite.connect(
            target, uri=target.startswith("file:"), isolation_level=None, check_same_thread=False
        )
        connection._thread.daemon = True  # a crash ends the process; it must not wait for a thread
        self._opened.append(await connection)
        connection.row_factory = sqlite3.Row
        return connection

    async def close(self) -> None:
        opened, self._opened = self._opened, []
        self._connection, self._readers = None, asyncio.LifoQueue()
        for connection in reversed(opened):  # the writer last: it tidies the write-ahead log away
            await connection.close()

    def acquire_connection(self) -> ConnectionWrapper[Any]:
        refuse_outsider(self)
        return ConnectionWrapper[Any](self._lock, self)

    def _in_transaction(self) -> "Context":
        refuse_outsider(self)
        return Context(Transaction(self), self._lock)

    @asynccontextmanager
    async def _reader(self) -> AsyncGenerator[aiosqlite.Connection]:
        refuse_outsider(self)
        await self.create_connection(with_db=True)
        reader = await self._readers.get()
        try:
            yield reader
        except asyncio.CancelledError:
            await reader.interrupt()  # nobody waits for these rows any more
            raise
        finally:
            self._readers.put_nowait(reader)

    @stock.translate_exceptions
    async def execute_query(
        self, query: str, values: list[Any] | None = None
    ) -> tuple[int, Sequence[Any]]:
        if not _only_reads(query):
            async with self.acquire_connection() as connection:
                return await connection._execute(_executed, connection._conn, query, values or [])
        async with self._reader() as reader:
            rows = list(await reader.execute_fetchall(query, values))
        return len(rows), rows

    @stock.translate_exceptions
    async def execute_query_dict(
        self, query: str, values: list[Any] | None = None
    ) -> list[dict[str, Any]]:
        if not _only_reads(query):
            return await super().execute_query_dict(query, values)
        async with self._reader() as reader:
            return [dict(row) for row in await reader.execute_fetchall(query, values)]

    async def execute_many(self, query: str, values: list[list[Any]]) -> None:
        async with self._in_transaction() as transaction:  # the stock one forgets to roll back when
            await transaction.execute_many(query, values)  # it is cancelled


async def _patiently(connection: aiosqlite.Connection, statement: str) -> None:
    """Runs what prepares a connection, again while another process holds the whole file.

    SQLite itself does not wait, whatever `busy_timeout` says, where it changes the journal mode.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            await connection.execute_fetchall(statement)
        except sqlite3.OperationalError as problem:
            if not _is_busy(problem) or time.monotonic() > deadline:
                raise
        else:
            return
        await asyncio.sleep(PAUSE)


def _is_busy(problem: sqlite3.Error) -> bool:
    return problem.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY  # the rest says which kind


def _only_reads(query: str) -> bool:
    return query.lstrip()[:6].upper() == "SELECT"


class Transaction(stock.SqliteTransactionWrapper):
    """The writer, as one transaction uses it; refuses every use once that is over."""

    def __init__(self, parent: "Client | Transaction") -> None:
        super().__init__(parent)
        self.root: Transaction = parent.root if isinstance(parent, Transaction) else self
        self.owner: Client = parent.owner if isinstance(parent, Transaction) else parent
        self.is_open = False

    def acquire_connection(self) -> ConnectionWrapper[Any]:
        refuse_closed(self)
        return ConnectionWrapper(self.root._lock, self)

    def _in_transaction(self) -> NestedTransactionContext:
        refuse_closed(self)
        return NestedTransactionContext(Transaction(self))

    async def begin(self) -> None:
        """Takes the write lock now: only then does SQLite wait for another process to finish."""
        try:
            await self._connection.execute_fetchall("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as problem:
            raise OperationalError(problem) from problem

    async def savepoint(self) -> None:
        refuse_closed(self)
        await super().savepoint()

    @stock.translate_exceptions
    async def execute_query(
        self, query: str, values: list[Any] | None = None
    ) -> tuple[int, Sequence[Any]]:
        async with self.acquire_connection() as connection:
            run = connection._execute
            return await run(_executed, connection._conn, query, values or [])

    @stock.translate_exceptions
    async def execute_insert(self, query: str, values: list[Any]) -> int:
        """Writes one row, as `by_key` does; returns its key."""
        async with self.acquire_connection() as connection:
            return connection._conn.execute(query, values).lastrowid

    @stock.translate_exceptions
    async def by_key(self, query: str, values: Sequence[Any]) -> Sequence[Any]:
        """Runs a statement on a few rows, named by their keys, in the calling thread.

        The transaction holds the lock, so that the statement waits for nobody; it is over sooner
        than the connection's own thread would have woken up.
        """
        async with self.acquire_connection() as connection:
            return connection._conn.execute(query, values).fetchall()

    @stock.translate_exceptions
    async def write_few(self, query: str, rows: Sequence[Sequence[Any]]) -> None:
        """Writes a few rows, as `by_key` does."""
        async with self.acquire_connection() as connection:
            connection._conn.executemany(query, rows)

    @stock.translate_exceptions
    async def execute_script(self, query: str) -> None:
        """Runs statement by statement: sqlite3's own `executescript` commits first."""
        async with self.acquire_connection() as connection:
            for statement in _statements(query):
                await connection.execute_fetchall(statement)


def _executed(
    connection: sqlite3.Connection, query: str, values: Sequence[Any]
) -> tuple[int, Sequence[Any]]:
    """The rows of a statement, and how many it changed itself: what triggers do is not counted."""
    cursor = connection.execute(query, values)
    rows = cursor.fetchall()
    return (len(rows) if cursor.rowcount < 0 else cursor.rowcount), rows


def _statements(script: str) -> list[str]:
    """The statements of a script; a semicolon in a literal or a trigger does not end one."""
    statements: list[str] = []
    part = ""
    for piece in script.split(";"):
        part += piece + ";"
        if sqlite3.complete_statement(part):
            statements.append(part)
            part = ""
    rest = part.rstrip(";")
    return [text for text in (*statements, rest) if text.strip(" \n\t;")]


class Context(stock.SqliteTransactionContext):
    """`async with in_transaction()`: however it ends, the lock is free and the writer clean."""

    connection: Transaction

    async def __aenter__(self) -> Transaction:  # pyright: ignore[reportIncompatibleMethodOverride]
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await self._begin()
        except BaseException:
            self._trxlock.release()
            raise
        self.connection.is_open = True
        self.token = get_connections().set(self.connection_name, self.connection)
        return self.connection

    async def __aexit__(self, kind: Any, problem: Any, trace: Any) -> None:
        over = self.connection._finalized or not self.connection.is_open
        self.connection.is_open = False  # before the end, so that no straggler slips in
        try:
            if not over:
                await self._end(failed=kind is not None)
        finally:
            self.connection._finalized = True
            get_connections().reset(self.token)
            self._trxlock.release()

    async def _begin(self) -> None:
        try:
            await settle(self.connection.begin())
        except asyncio.CancelledError:
            await settle(self._writer.rollback())
            raise

    async def _end(self, *, failed: bool) -> None:
        try:
            await settle(self._writer.rollback() if failed else self._writer.commit())
        except sqlite3.Error as problem:
            await settle(self._writer.rollback())  # the disk is full, say: nothing of it stays
            broken = isinstance(problem, sqlite3.IntegrityError)
            raise (IntegrityError if broken else OperationalError)(problem) from problem

    @property
    def _writer(self) -> aiosqlite.Connection:
        return self.connection._connection


client_class = Client
