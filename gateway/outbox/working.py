"""The worker: makes jobs of events, takes what is due, and does it.

Any number of workers may share a database. One that dies leaves its jobs to the others, when their
lease ends; what it had not committed never happened.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

import structlog

from gateway.database.transactions import settle
from gateway.outbox import finishing
from gateway.outbox.claiming import Terms, claim, renew
from gateway.outbox.clock import present
from gateway.outbox.dispatching import dispatch
from gateway.outbox.handling import HANDLERS, Handler, Sight, Work
from gateway.outbox.models import Job
from gateway.request.ledger import OutboxEvent

POLL = 1.0  # seconds between two looks when there is nothing to do
AT_ONCE = 8  # jobs of one worker under way
TROUBLE = 5.0  # seconds to wait where the database does not answer

log = structlog.get_logger(__name__)


class UnknownKind(LookupError):
    """A job that this program does not know: its capability is gone, or newer than the worker."""


class Worker:
    """One worker over the open database."""

    def __init__(
        self,
        sight: Sight,
        terms: Terms | None = None,
        clock: Callable[[], Awaitable[datetime]] = present,
    ) -> None:
        self._sight, self._terms, self._clock = sight, terms or Terms(), clock
        self.afterwards: list[Callable[[], None]] = []  # called when a job was done
        self._running: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Has it look at once: something was committed in this process."""
        self._woken.set()

    async def run(self) -> None:
        """Works until cancelled; jobs under way are given back then."""
        try:
            while True:
                await self._turn()
        finally:
            for task in self._running:
                task.cancel()
            for task in list(self._running):
                with suppress(asyncio.CancelledError):
                    await task

    async def drain(self) -> int:
        """Does everything that is due now, and what follows from it; how many jobs that was."""
        done = 0
        while True:
            at = await self._clock()
            events, jobs = await dispatch(at), await self._taken(at)
            for job in jobs:
                await self._do(job)
            done += len(jobs)
            if not events and not jobs:
                return done

    async def _turn(self) -> None:
        """Looks once for what is due; waits where there is nothing, or no hand free for it."""
        self._woken.clear()
        try:
            at = await self._clock()
            events = await dispatch(at)
            jobs = await self._taken(at)
        except Exception:
            log.exception("the worker could not look for jobs")
            await asyncio.sleep(TROUBLE)
            return
        for job in jobs:
            task = asyncio.create_task(self._do(job))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        if len(self._running) >= AT_ONCE:
            await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
        elif not events and not jobs:
            with suppress(TimeoutError):  # not wait_for: it forgets that it was cancelled
                async with asyncio.timeout(POLL):
                    await self._woken.wait()

    async def _taken(self, at: datetime) -> list[Job]:
        return await claim(at, AT_ONCE - len(self._running), self._terms)

    async def _do(self, job: Job) -> None:
        """One attempt; whatever goes wrong in it stays with the job."""
        try:
            await self._attempt(job)
        except asyncio.CancelledError:
            await settle(finishing.give_back(job))
            raise
        except Exception as problem:
            log.warning("job failed", job=job.pk, kind=job.kind, attempts=job.attempts, exc_info=1)
            with suppress(Exception):  # else the lease ends, and another worker takes it
                await finishing.fail(job, await self._clock(), problem, self._terms)

    async def _attempt(self, job: Job) -> None:
        handler = HANDLERS.get(job.kind)
        if handler is None:
            raise UnknownKind(f"No handler is called {job.kind}.")
        work = Work(await self._clock(), self._sight)
        subject = await _subject(handler, job)
        if subject is None:
            effect = None
        elif handler.outside:
            effect = await self._renewing(job, handler.perform(subject, work))
        else:
            effect = lambda: handler.perform(subject, work)  # noqa: E731  # in the transaction
        await finishing.finish(job, work.at, effect)
        for tell in self.afterwards:
            tell()

    async def _renewing(self, job: Job, doing: Awaitable[Any]) -> Any:
        """Does slow work outside of the database, and holds the job meanwhile."""
        keeping = asyncio.create_task(self._keep(job))
        try:
            return await doing
        finally:
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping

    async def _keep(self, job: Job) -> None:
        while True:
            await asyncio.sleep(self._terms.lease.total_seconds() / 3)
            try:
                await renew(job, await self._clock() + self._terms.lease)
            except Exception:
                log.exception("a lease was not renewed", job=job.pk)


async def _subject(handler: Handler, job: Job) -> Job | OutboxEvent | None:
    """What the handler is given: the event, or the job; None for an event that is gone."""
    if not handler.events:
        return job
    return await OutboxEvent.get_or_none(id=job.payload["event"])
