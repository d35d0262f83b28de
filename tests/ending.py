"""Ends what a test has started, within a limit: nothing that hangs holds up the tests after it."""

import asyncio
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from threading import Timer
from typing import Any

PATIENCE = 120.0  # seconds: what takes longer hangs, also on a busy machine


def end(process: subprocess.Popen[Any], seconds: float = PATIENCE) -> int:
    """Asks a process to end; its exit code. Kills it and raises TimeoutExpired if it stays."""
    process.terminate()
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(seconds)
        raise


@contextmanager
def limited(process: subprocess.Popen[Any], seconds: float = PATIENCE) -> Generator[None]:
    """Kills a process if the block takes longer, so that whoever reads from it reads its end."""
    timer = Timer(seconds, process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


async def ended(task: asyncio.Task[Any], seconds: float = PATIENCE) -> None:
    """Waits for a task that is about to end. Cancels it and raises TimeoutError if it does not."""
    async with asyncio.timeout(seconds):
        await task
