"""What transactions of both databases share: they end cleanly; only their own tasks use them."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from tortoise.connection import get_connections
from tortoise.exceptions import IntegrityError, OperationalError, TransactionManagementError

T = TypeVar("T")
ATTEMPTS = 3  # at one transaction; each further one after a pause, as long as chance will have it
PAUSE = 0.02  # seconds, at most


class InTheWay(OperationalError):
    """Another transaction got in the way of this one; the same once more may well succeed."""


async def retried(transaction: Callable[[], Awaitable[T]]) -> T:
    """Runs a whole transaction; once more where another one has got in its way.

    So it is with a deadlock, and with a unique value that both have found to be free. Raises what
    the last attempt raises.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return await transaction()
        except (InTheWay, IntegrityError):
            await asyncio.sleep(random.uniform(0, PAUSE))  # noqa: S311  # no secret
    return await transaction()


async def settle(step: Awaitable[T]) -> T:
    """Waits for `step` to its end, even when the task is cancelled meanwhile; then cancels it.

    Where a BEGIN or COMMIT is under way, nobody can tell what holds until it has ended.
    """
    running = asyncio.ensure_future(step)
    cancelled: asyncio.CancelledError | None = None
    while not running.done():
        try:
            await asyncio.shield(running)
        except asyncio.CancelledError as request:
            cancelled = request
        except Exception:  # noqa: S110  # `result` below raises it
            pass
    if cancelled is None or running.cancelled():
        return running.result()
    running.exception()  # looked at, or asyncio complains that nobody did
    raise cancelled


def refuse_closed(transaction: Any) -> None:
    """Raises TransactionManagementError when the transaction is over.

    A task that began inside it and outlives it would otherwise write into a stranger's transaction,
    and see its acknowledged row vanish with that one's rollback.
    """
    if not transaction.root.is_open:
        raise TransactionManagementError(
            "This transaction is over: a task that began inside it outlived it. Start tasks "
            "outside of transactions, or enqueue a job."
        )


def refuse_outsider(client: Any) -> None:
    """Raises TransactionManagementError when the task has a transaction open on this very database.

    The handle or query was taken before the transaction began: a write would wait for itself for
    ever, a read would not see what the transaction wrote.
    """
    current = get_connections().get(client.connection_name)
    if getattr(current, "owner", None) is client and current.root.is_open:  # pyright: ignore
        raise TransactionManagementError(
            "This connection or query was taken before the transaction began: build it inside."
        )
