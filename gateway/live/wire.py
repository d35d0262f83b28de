"""Carries wake-ups between processes by LISTEN and NOTIFY; what there is to tell stands in tables.

A word that is lost costs time, never a change: every process looks again after a few seconds.
"""

import asyncio
from typing import Any

import asyncpg
import structlog

from gateway.live.feed import Feed

CHANNEL = "caseway"
AGAIN = 1.0  # seconds until a lost connection is opened anew
LOST = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)

driver: Any = asyncpg  # its annotations leave most of it open
log = structlog.get_logger(__name__)


class Wire:
    """A connection of its own, which listens and speaks."""

    def __init__(self, url: str, feed: Feed) -> None:
        self._url, self._feed = url, feed
        self._unsent: set[str] = set()
        self._something = asyncio.Event()
        self._link: Any = None  # held here: nobody else keeps the connection alive
        feed.carrier = self

    def send(self, topic: str) -> None:
        """Says it as soon as possible; the same word is said once, however often it is due."""
        self._unsent.add(topic)
        self._something.set()

    async def run(self) -> None:
        """Listens and speaks until cancelled; a lost connection is opened again."""
        while True:
            try:
                await self._carry()
            except LOST as problem:
                log.warning("no word of other processes", problem=str(problem))
            finally:
                if self._link is not None:
                    self._link.terminate()
                    self._link = None
            await asyncio.sleep(AGAIN)

    async def _carry(self) -> None:
        """Until the connection is lost."""
        self._link = await driver.connect(self._url, command_timeout=10)
        self._link.add_termination_listener(self._lost)
        await self._link.add_listener(CHANNEL, self._hear)
        self._feed.heard("")  # what was said meanwhile was said to nobody
        while not self._link.is_closed():
            await self._something.wait()
            self._something.clear()
            unsent, self._unsent = self._unsent, set()
            for topic in unsent:
                await self._link.execute("SELECT pg_notify($1, $2)", CHANNEL, topic)

    def _lost(self, link: Any) -> None:
        del link
        self._something.set()

    def _hear(self, link: Any, sender: int, channel: str, topic: str) -> None:
        del channel
        if sender != link.get_server_pid():
            self._feed.heard(topic)
