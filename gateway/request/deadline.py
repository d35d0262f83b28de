"""Ends a request that takes too long, or whose client has gone."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from types import TracebackType
from typing import Any, Self

from gateway.errors import Refusal, TimedOut, TooSlow

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

PATIENCE = 0.05  # seconds before we start to listen for a hang-up: most answers are there by then


class Gone(Exception):
    """The client has hung up; there is nobody to answer."""


class Deadline:
    """Cancels the body of `async with` after `seconds`, or soon after the client hangs up.

    One timer serves both. The client is listened for only once `body_read` has been called, since
    listening would swallow the body, and only when the answer takes longer than PATIENCE: a task
    for every request would cost more than most answers do.

    Raises TooSlow while the body is being read, then TimedOut; Gone when the client hung up.
    """

    __slots__ = ("_cancelling", "_listener", "_loop", "_reading", "_reason", "_receive",
                 "_task", "_timer", "_until")  # fmt: skip

    def __init__(self, seconds: float, receive: Receive) -> None:
        self._loop = asyncio.get_running_loop()
        self._until = self._loop.time() + seconds
        self._receive = receive
        self._reading = True
        self._reason: Exception | None = None
        self._listener: asyncio.Task[None] | None = None

    def body_read(self) -> None:
        self._reading = False

    async def __aenter__(self) -> Self:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a deadline needs a task to end")
        self._task = task
        self._cancelling = task.cancelling()
        self._timer = self._loop.call_later(PATIENCE, self._lose_patience)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        if self._listener is not None:
            self._listener.cancel()
        if self._reason is None or not isinstance(error, asyncio.CancelledError):
            return
        if self._task.uncancel() <= self._cancelling:  # nobody else wants it cancelled as well
            raise self._reason from None

    def _lose_patience(self) -> None:
        now = self._loop.time()
        if now >= self._until:
            self._end(self._late())
        elif self._reading:
            wait = min(PATIENCE, self._until - now)
            self._timer = self._loop.call_later(wait, self._lose_patience)
        else:
            self._listener = self._loop.create_task(self._listen())
            self._timer = self._loop.call_at(self._until, self._lose_patience)

    def _late(self) -> Refusal:
        if self._reading:
            return TooSlow("The body did not arrive in time.")
        return TimedOut("The answer took too long. Ask for less at once, or again later.")

    async def _listen(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._end(Gone())

    def _end(self, reason: Exception) -> None:
        if self._reason is None:
            self._reason = reason
            self._task.cancel()
