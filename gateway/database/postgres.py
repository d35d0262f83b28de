"""Tortoise's PostgreSQL client with transactions that survive cancellation and lost connections.

The stock one hands the connection to the task before BEGIN has succeeded and never takes it back
when it fails: a long-lived task then works on a released connection for the rest of its life.
"""
# pyright: reportPrivateUsage=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false
# ruff: noqa: SLF001  # Tortoise has no public way to replace its transactions

from collections.abc import Sequence
from typing import Any

import asyncpg
from tortoise.backends.asyncpg import client as stock
from tortoise.backends.base.client import (
    ConnectionWrapper,
    NestedTransactionContext,
    PoolConnectionWrapper,
    TransactionContextPooled,
)
from tortoise.connection import get_connections
from tortoise.exceptions import DBConnectionError

from gateway.database.transactions import InTheWay, refuse_closed, refuse_outsider, settle

RELEASE_SECONDS = 5
LOST = (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, OSError)


class _Speaking(stock.AsyncpgDBClient):
    """Says DBConnectionError when a connection is lost, whichever layer noticed; and InTheWay."""

    async def _translate_exceptions(self, func: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return await super()._translate_exceptions(func, *args, **kwargs)
        except LOST as problem:
            raise DBConnectionError(problem) from problem
        except asyncpg.TransactionRollbackError as problem:  # a deadlock, most often
            raise InTheWay(problem) from problem


class Client(_Speaking):
    """A pool of connections."""

    def acquire_connection(self) -> PoolConnectionWrapper[Any]:
        refuse_outsider(self)
        return PoolConnectionWrapper[Any](self, self._pool_init_lock)

    def _in_transaction(self) -> "Context":
        refuse_outsider(self)
        return Context(Transaction(self), self._pool_init_lock)


class Transaction(stock.TransactionWrapper, _Speaking):
    """A connection of the pool, as one transaction uses it; refuses every use once that is over."""

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

    async def savepoint(self) -> None:
        refuse_closed(self)
        await super().savepoint()

    async def by_key(self, query: str, values: Sequence[Any]) -> Sequence[Any]:
        """Runs a statement on a few rows, named by their keys."""
        _, rows = await self.execute_query(query, list(values))
        return rows

    async def write_few(self, query: str, rows: Sequence[Sequence[Any]]) -> None:
        """Writes a few rows in one round trip."""
        await self.execute_many(query, list(rows))


class Context(TransactionContextPooled):
    """`async with in_transaction()`: however it ends, no connection leaks or stays dirty."""

    client: Transaction

    async def __aenter__(self) -> Transaction:  # pyright: ignore[reportIncompatibleMethodOverride]
        await self.ensure_connection()
        self._pool: Any = self.client.owner._pool
        try:
            self.client._connection = await self._pool.acquire()
        except LOST as problem:
            raise DBConnectionError(problem) from problem
        try:
            await settle(self.client.begin())
        except BaseException:
            await self._release()
            raise
        self.client.is_open = True
        self.token = get_connections().set(self.connection_name, self.client)
        return self.client

    async def __aexit__(self, kind: Any, problem: Any, trace: Any) -> None:
        over = self.client._finalized or not self.client.is_open
        self.client.is_open = False  # before the end, so that no straggler slips in
        get_connections().reset(self.token)
        try:
            if not over:
                await settle(self._end(failed=kind is not None))
        finally:
            self.client._finalized = True
            await self._release()

    async def _end(self, *, failed: bool) -> None:
        step = Transaction.rollback if failed else Transaction.commit
        try:
            await self.client._translate_exceptions(step)
        except DBConnectionError:
            if not failed:  # else what failed first is what the caller should hear
                raise

    async def _release(self) -> None:
        """Gives the connection back; the pool ends what is left open, or cuts it when it cannot."""
        await settle(self._pool.release(self.client._connection, timeout=RELEASE_SECONDS))


client_class = Client
