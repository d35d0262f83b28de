"""What becomes of a job that was taken: done, to be tried again later, or given up."""

import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from tortoise.transactions import in_transaction

from gateway.database.transactions import retried
from gateway.outbox.claiming import Terms, held
from gateway.outbox.models import Job, JobState

FIRST_PAUSE = 10  # seconds; doubled with every attempt
LONGEST_PAUSE = 3600
TOLD = 2_000  # characters of an error


async def finish(job: Job, at: datetime, effect: Callable[[], Awaitable[Any]] | None) -> bool:
    """Marks a job as done and has its effect, in one transaction.

    Whether it was still ours: if not, nothing was done. Raises what the effect raises.
    """

    async def transaction() -> bool:
        async with in_transaction():
            done = {"state": JobState.DONE, "done_at": at, "lease_until": None, "error": None}
            if not await held(job).update(**done):
                return False
            if effect is not None:
                await effect()
            return True

    return await retried(transaction)


async def fail(job: Job, at: datetime, problem: BaseException, terms: Terms) -> None:
    """Has a job tried again later; after the last attempt it is dead."""
    said = f"{type(problem).__name__}: {problem}"[:TOLD].replace("\0", "")
    if job.attempts >= terms.attempts:
        over: dict[str, Any] = {"state": JobState.DEAD, "dead_at": at}
    else:
        over = {"state": JobState.PENDING, "run_at": at + pause(job.attempts)}
    await held(job).update(error=said, lease_until=None, **over)


async def give_back(job: Job) -> None:
    """Returns a job that was interrupted; the attempt does not count."""
    await held(job).update(state=JobState.PENDING, lease_until=None, attempts=job.attempts - 1)


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts; no two jobs come back in step."""
    seconds = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempts - 1))
    return timedelta(seconds=seconds * random.uniform(1, 1.2))  # noqa: S311  # no secret
