"""Connections for questions: read-only, bounded in time, one snapshot per answer."""

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

import asyncpg

from gateway.errors import TimedOut, TooCostly
from gateway.request.dialects import Dialect, Postgres, SQLite
from gateway.request.scalars import global_id
from gateway.request.shape import Function

Row = Sequence[Any]
driver: Any = asyncpg  # its annotations leave most of it open
STEPS_BETWEEN_LOOKS = 2000  # SQLite steps between two looks at the clock; not measurable
STATEMENTS = 1000  # prepared ones kept per connection: about as many as there are plans in use
TOO_SLOW = "This question took longer than allowed. Ask for less at once, or filter more narrowly."
TOO_DEEP = "This question nests or joins too much at once. Ask its inner lists in one of their own."
# How SQLite says that a statement is beyond it, although within our own limits.
BOUNDS = ("parser stack overflow", "tables in a join", "Expression tree is too", "too many col")


class Reader(Protocol):
    """Answers compiled questions from one database."""

    dialect: Dialect

    async def answer(
        self,
        function: Function,
        variables: dict[str, Any],
        values: dict[str, Any],
        who: str,
        *,
        scan: bool,
    ) -> tuple[dict[str, Any], list[Any], int]: ...

    async def rows(self, sql: str, parameters: Sequence[Any]) -> list[Row]:
        """The rows of one statement."""
        ...

    async def version(self) -> int:
        """Changes whenever the data did; -1 when the database cannot tell."""
        ...

    async def close(self) -> None: ...


class _Connection:
    """One read-only SQLite connection with a deadline."""

    def __init__(self, path: str, seconds: float) -> None:
        self._seconds = seconds
        self._deadline = 0.0
        self._link = sqlite3.connect(
            f"file:{path}?mode=ro",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=STATEMENTS,
        )
        self._link.execute("PRAGMA query_only = 1")
        self._link.execute("PRAGMA busy_timeout = 10000")
        self._link.execute("PRAGMA case_sensitive_like = 0")
        self._link.create_function("global_id", 2, _global_id, deterministic=True)
        self._link.set_progress_handler(self._late, STEPS_BETWEEN_LOOKS)

    def _late(self) -> bool:
        return time.monotonic() > self._deadline

    def _fetch(self, sql: str, parameters: Sequence[Any]) -> list[Row]:
        return self._link.execute(sql, parameters).fetchall()

    def answer(self, function: Function, variables: Any, values: Any, who: str) -> Any:
        """Runs an answer; several statements see one snapshot.

        Raises TimedOut past the deadline, TooCostly for a statement that is beyond SQLite.
        """
        self._deadline = time.monotonic() + self._seconds
        several = len(function.statements) > 1
        try:
            if several:
                self._link.execute("BEGIN")
            return function.call(self._fetch, variables, values, who)
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                raise TimedOut(TOO_SLOW) from None
            if any(bound in str(error) for bound in BOUNDS):
                raise TooCostly(TOO_DEEP) from None
            raise
        finally:
            if several and self._link.in_transaction:
                self._link.execute("COMMIT")

    def rows(self, sql: str, parameters: Sequence[Any]) -> list[Row]:
        self._deadline = time.monotonic() + self._seconds
        return self._fetch(sql, parameters)

    def close(self) -> None:
        self._link.close()


class SQLiteReader:
    """Cheap questions run in the calling thread; those that may scan go to another one."""

    def __init__(self, path: str, *, seconds: float = 10) -> None:
        self.dialect: Dialect = SQLite()
        self._near = _Connection(path, seconds)
        self._far = _Connection(path, seconds)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="scan")

    async def answer(
        self,
        function: Function,
        variables: dict[str, Any],
        values: dict[str, Any],
        who: str,
        *,
        scan: bool,
    ) -> tuple[dict[str, Any], list[Any], int]:
        if not scan:
            return self._near.answer(function, variables, values, who)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._thread, self._far.answer, function, variables, values, who
        )

    async def rows(self, sql: str, parameters: Sequence[Any]) -> list[Row]:
        return self._near.rows(sql, parameters)

    async def version(self) -> int:
        return int(self._near.rows("PRAGMA data_version", ())[0][0])

    async def close(self) -> None:
        self._thread.shutdown(wait=True, cancel_futures=True)
        self._near.close()
        self._far.close()


class PostgresReader:
    """A stack of connections of our own: lending one costs nothing, none is reset in between."""

    def __init__(self, url: str, *, seconds: float = 10, size: int = 10) -> None:
        self.dialect: Dialect = Postgres()
        self._url, self._seconds = url, seconds
        self._idle: list[Any] = []
        self._slots = asyncio.Semaphore(size)

    async def answer(
        self,
        function: Function,
        variables: dict[str, Any],
        values: dict[str, Any],
        who: str,
        *,
        scan: bool,
    ) -> tuple[dict[str, Any], list[Any], int]:
        del scan
        if len(function.statements) < 2:
            return await self._with(
                lambda link: function.call(link.fetch_tuple, variables, values, who)
            )

        async def snapshot(link: Any) -> Any:
            async with link.transaction(isolation="repeatable_read", readonly=True):
                return await function.call(link.fetch_tuple, variables, values, who)

        return await self._with(snapshot)

    async def rows(self, sql: str, parameters: Sequence[Any]) -> list[Row]:
        return await self._with(lambda link: link.fetch_tuple(sql, parameters))

    async def version(self) -> int:
        return -1

    async def _with(self, use: Callable[[Any], Awaitable[Any]]) -> Any:
        """Lends a connection. One whose state is unknown afterwards is thrown away."""
        async with self._slots:
            link = await self._take()
            try:
                async with asyncio.timeout(self._seconds):  # wait_for may forget a cancellation
                    result = await use(link)
            except (TimeoutError, asyncpg.QueryCanceledError):
                link.terminate()
                raise TimedOut(TOO_SLOW) from None
            except BaseException:
                link.terminate()
                raise
            self._idle.append(link)
            return result

    async def _take(self) -> Any:
        while self._idle:
            link = self._idle.pop()
            if not link.is_closed():
                return link
        settings = {"default_transaction_read_only": "on", "application_name": "caseway-reader"}
        return await driver.connect(
            self._url,
            command_timeout=self._seconds,
            statement_cache_size=STATEMENTS,
            server_settings=settings,
            connection_class=_PostgresConnection,
        )

    async def close(self) -> None:
        while self._idle:
            await self._idle.pop().close()


class _PostgresConnection(asyncpg.Connection):
    """Takes parameters as one sequence, as SQLite does."""

    async def fetch_tuple(self, sql: str, parameters: Sequence[Any]) -> list[Row]:
        untyped: Any = self
        return await untyped.fetch(sql, *parameters)


def _global_id(type_name: str, key: int | None) -> str | None:
    return None if key is None else global_id(type_name, key)
