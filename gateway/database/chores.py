"""What a process does again and again beside its requests, until it ends."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog

log = structlog.get_logger(__name__)


async def every(
    seconds: float, chore: Callable[[], Awaitable[Any]], *, failed: str, first: float = 0
) -> None:
    """Does a chore again and again until cancelled; what fails is left to the next time.

    `failed` is what the log says of that; `first` the seconds until the chore is done at all.
    """
    await asyncio.sleep(first)
    while True:
        try:
            await chore()
        except Exception:
            log.exception(failed)
        await asyncio.sleep(seconds)


@asynccontextmanager
async def beside(*chores: Coroutine[Any, Any, None]) -> AsyncGenerator[None]:
    """Does the chores meanwhile; they never end by themselves."""
    tasks = [asyncio.create_task(chore) for chore in chores]
    try:
        yield
    finally:
        await _ended(tasks)


async def _ended(tasks: Collection[asyncio.Task[None]]) -> None:
    """Cancels until it is heard: what awaits another thing at that moment may miss it once."""
    while left := [task for task in tasks if not task.done()]:
        for task in left:
            task.cancel()
        await asyncio.wait(left, timeout=1)
    for task in tasks:
        with suppress(asyncio.CancelledError):
            task.result()
