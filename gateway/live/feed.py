"""The process's one look at what was done: reads each event once and tells every open stream.

A look follows every commit of this process, every word of another one, and two seconds without
either. What was read lately is kept, so that a stream that comes back continues where it was.
"""

import asyncio
import math
import time
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Protocol

import structlog

from gateway.live.bells import Bells
from gateway.live.events import Events, Happening

EVERY = 2.0  # seconds between looks when nobody says anything
SOON = 0.05  # seconds until the next look, where something is not committed yet
AFTER_FAILURE = 1.0  # seconds
KEPT = 5_000  # events in memory
MOST = 500  # different records that a stream hears of at once; beyond, everything may have changed

log = structlog.get_logger(__name__)


def presence_of(case: int) -> str:
    """The topic of who is there on a case."""
    return f"presence:{case}"


def bell_of(user: int) -> str:
    """The topic of what one user is notified of."""
    return f"bell:{user}"


class Carrier(Protocol):
    """Takes a topic to the other processes."""

    def send(self, topic: str) -> None: ...


class Watch:
    """What one stream has not looked at yet."""

    def __init__(self, cursor: int, topics: set[str]) -> None:
        self.cursor = cursor  # up to here everything was heard
        self.topics = topics  # beside the events: wake-ups that concern it
        self.happened: dict[tuple[str, int], Happening] = {}  # by record
        self.rung: set[str] = set()
        self.overflowed = False
        self._woken = asyncio.Event()

    def hear(self, happening: Happening) -> None:
        if happening.id <= self.cursor:
            return
        self.cursor = happening.id
        if len(self.happened) < MOST:
            self.happened[happening.type_name, happening.key] = happening
        else:
            self.overflowed = True
        self._woken.set()

    def ring(self, topic: str) -> None:
        if topic in self.topics:
            self.rung.add(topic)
            self._woken.set()

    def wake(self) -> None:
        self._woken.set()

    async def wait(self, seconds: float) -> None:
        """Until something is heard, at most so long."""
        with suppress(TimeoutError):  # not wait_for: it forgets that it was cancelled
            async with asyncio.timeout(max(0.0, seconds)):
                await self._woken.wait()
        self._woken.clear()


class Feed:
    """Reads events and wakes streams."""

    def __init__(self, events: Events, bells: Bells, *, every: float = EVERY) -> None:
        self._events, self._bells, self.every = events, bells, every
        self._watches: set[Watch] = set()
        self._kept: deque[tuple[float, Happening]] = deque(maxlen=KEPT)
        self._rang: dict[int, float] = {}  # when the bell of a user rang last
        self._told = asyncio.Event()
        self._cursor = 0  # where the next look begins
        self._oldest = 0  # everything after it is kept
        self._opened = time.monotonic()
        self.carrier: Carrier | None = None
        self.closing = False

    @property
    def streams(self) -> int:
        """How many are open."""
        return len(self._watches)

    @property
    def newest(self) -> int:
        """The cursor of whoever has heard everything."""
        return self._cursor

    async def open(self) -> None:
        """Finds where to begin; what was done before is nobody's news."""
        self._cursor = self._oldest = await self._events.start()
        self._opened = time.monotonic()
        await self._bells.start()
        await self.look()

    async def run(self) -> None:
        """Looks until cancelled."""
        while True:
            try:
                pause = self.every if await self.look() else SOON
            except Exception:
                log.exception("events could not be read")
                pause = AFTER_FAILURE
            with suppress(TimeoutError):  # not wait_for: it forgets that it was cancelled
                async with asyncio.timeout(pause):
                    await self._told.wait()
            self._told.clear()

    def told(self) -> None:
        """Something was committed in this process."""
        self._told.set()
        if self.carrier:
            self.carrier.send("")

    def ring(self, topic: str) -> None:
        """Wakes the streams that wait for a topic, here and in other processes."""
        self.heard(topic)
        if self.carrier:
            self.carrier.send(topic)

    def heard(self, topic: str) -> None:
        """What another process says: a topic, or nothing where there are events."""
        if not topic:
            self._told.set()
        for watch in self._watches:
            watch.ring(topic)

    async def look(self) -> bool:
        """Reads what is new; False where something is not committed yet."""
        for user in await self._bells.rung():
            self._rang[user] = time.monotonic()
            self.heard(bell_of(user))
        while True:
            batch = await self._events.after(self._cursor)
            for happening in batch.found:
                self._keep(happening)
            if not batch.more or batch.waits:
                return not batch.waits

    def _keep(self, happening: Happening) -> None:
        if len(self._kept) == KEPT:
            self._oldest = self._kept[0][1].id
        self._kept.append((time.monotonic(), happening))
        self._cursor = happening.id
        for watch in self._watches:
            watch.hear(happening)

    @contextmanager
    def watch(self, cursor: int, topics: set[str]) -> Generator[Watch]:
        """Hears of everything after the cursor, until the end."""
        watch = Watch(cursor, topics)
        watch.overflowed = cursor < self._oldest
        for _, happening in self._kept:
            watch.hear(happening)
        watch.cursor = max(cursor, self._cursor)
        self._watches.add(watch)
        try:
            yield watch
        finally:
            self._watches.discard(watch)

    def cursor_of(self, age: float) -> int:
        """The cursor as it was so many seconds ago, or somewhat earlier."""
        then = time.monotonic() - age
        if then < self._opened:
            return self._oldest
        earlier = [happening.id for at, happening in self._kept if at < then]
        return max(earlier, default=self._oldest)

    def rang(self, user: int, age: float) -> bool:
        """Whether the user was notified of anything in so many seconds."""
        return self._rang.get(user, -math.inf) >= time.monotonic() - age

    def forget(self) -> None:
        """Drops what is kept: whoever comes back is told that anything may have changed."""
        self._kept.clear()
        self._oldest = self._cursor

    def close(self) -> None:
        """Ends every stream; those that come are not let in."""
        self.closing = True
        for watch in self._watches:
            watch.wake()
