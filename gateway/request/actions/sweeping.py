"""What Caseway does by itself with records that are due: a sweep finds them, an action does it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Any

from tortoise.expressions import Q
from tortoise.models import Model

from gateway.database.chores import every
from gateway.database.fields import now
from gateway.request.act import Runner
from gateway.request.actions.refusals import Refused

EVERY = 60  # seconds between two sweeps
BATCH = 100  # records found by one question


async def perform_due(runner: Runner, model: type[Model], verb: str, due: Q, at: datetime) -> int:
    """Does a verb of the system with all records that are due; returns with how many."""
    done = 0
    async for key in _found(model, due):
        done += await perform(runner, model, verb, key, at)
    return done


async def perform(runner: Runner, model: type[Model], verb: str, key: int, at: datetime) -> bool:
    """Does it with one record; returns whether it was still due.

    Somebody may have been faster: the action looks again, and refuses what is due no more.
    """
    try:
        await runner.perform_as_system(model.__name__, verb, key, at)
    except Refused:
        return False
    return True


async def _found(model: type[Model], due: Q) -> AsyncIterator[int]:
    """The ids of records that are due, a batch at a time."""
    rows: Any = model.filter(due).order_by("id").limit(BATCH)
    batch = await rows
    while batch:
        for record in batch:
            yield record.pk
        batch = await rows.filter(id__gt=batch[-1].pk)


async def keep_sweeping(sweep: Callable[[datetime], Awaitable[Any]], failed: str) -> None:
    """Sweeps once a minute until cancelled; a failure costs one minute, and is logged."""
    await every(EVERY, lambda: sweep(now()), failed=failed, first=EVERY)
