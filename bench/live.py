"""Three hundred open pages and fifty people at work on one process: what each of them waits for.

Every page does as a browser does: it asks again for the part that its stream names. The people open
cases and comment on them, with a moment of thought in between.
"""

import asyncio
import random
import sqlite3
import statistics
import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from bench.web import Server
from gateway.database.fields import as_text, now
from gateway.people.secret import fingerprint

STREAMS = 300
AT_WORK = 50
CASES = 150  # each open on two pages
SECONDS = 30
THOUGHT = (2.0, 8.0)  # seconds between two steps of one person
PARTS = {"case": "section#detail", "cases": "section#list"}  # what a name makes a page ask for
HX = "HX-Request: true\r\nHX-Request-Type: partial\r\n"


@dataclass
class Crowded:
    """What was waited for, in milliseconds."""

    memory: float = 0  # KiB per open stream
    swaps: list[float] = field(default_factory=list[float])  # a case that somebody opens
    refreshes: list[float] = field(default_factory=list[float])  # what a stream makes a page ask
    delays: list[float] = field(default_factory=list[float])  # from the answer to the next desk
    sent: dict[str, float] = field(default_factory=dict[str, float])  # when, by case
    busy: float = 0  # share of one processor that the server used
    heard: int = 0

    @staticmethod
    def percentile(waits: list[float], percent: int) -> float:
        return statistics.quantiles(waits, n=100)[percent - 1] if len(waits) > 1 else 0.0


@dataclass
class Browser:
    """One kept-open connection of somebody who is signed in."""

    port: int
    cookie: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def open(cls, port: int, cookie: str) -> "Browser":
        return cls(port, cookie, *await asyncio.open_connection("127.0.0.1", port))

    def _ask(self, method: str, path: str, more: str = "", body: str = "") -> None:
        self.writer.write(
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Cookie: session={self.cookie}\r\nSec-Fetch-Site: same-origin\r\n"
            f"Accept-Encoding: gzip\r\n{more}Content-Length: {len(body)}\r\n\r\n{body}".encode()
        )

    async def swap(self, path: str, target: str) -> None:
        """Raises ConnectionError unless the answer is 200."""
        await self._asked("GET", path, f"{HX}HX-Target: {target}\r\n")

    async def comment(self, number: str, text: str) -> None:
        form = "Content-Type: application/x-www-form-urlencoded\r\n"
        head = f"{HX}HX-Target: div#composer\r\n{form}"
        await self._asked("POST", f"/cases/{number}/comment", head, urlencode({"text": text}))

    async def follow(self, number: str) -> None:
        self._ask("GET", f"/live?{urlencode({'case': number, 'age': 0})}")
        await self.reader.readuntil(b"\r\n\r\n")

    async def names(self) -> list[str]:
        """The names of the next message."""
        message = (await self.reader.readuntil(b"\n\n")).decode()
        said = [line.partition("event: ")[2] for line in message.splitlines() if "event: " in line]
        return [name for name in said if name]

    async def _asked(self, method: str, path: str, more: str = "", body: str = "") -> None:
        """Asks, over a new connection where the server has closed one that was idle."""
        try:
            self._ask(method, path, more, body)
            await self._answer()
        except (ConnectionResetError, asyncio.IncompleteReadError):
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
            self._ask(method, path, more, body)
            await self._answer()

    async def _answer(self) -> None:
        head = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        if b"content-length: " in head:
            length = int(head.partition(b"content-length: ")[2].split(b"\r\n")[0])
            await self.reader.readexactly(length)
        else:
            await self.reader.readuntil(b"0\r\n\r\n")
        if not head.startswith(b"http/1.1 200"):
            raise ConnectionError(head.decode())

    def close(self) -> None:
        self.writer.close()


def sessions(path: Path, count: int) -> list[str]:
    """The cookies of so many sessions, of as many agents as there are."""
    with closing(sqlite3.connect(path)) as database, database:
        rows = database.execute(
            "SELECT u.id FROM users u JOIN user_roles g ON g.user_id = u.id"
            " JOIN roles r ON r.id = g.role_id WHERE r.name = 'agent' AND u.active ORDER BY u.id"
        ).fetchall()
        at, cookies = now(), [f"bench-session-{n}" for n in range(count)]
        database.executemany(
            "INSERT INTO sessions (token_hash, user_id, created_at, last_seen_at, expires_at)"
            " VALUES (?, ?, ?, ?, ?)",
            [
                (
                    fingerprint(cookie),
                    rows[n % len(rows)][0],
                    as_text(at),
                    as_text(at),
                    as_text(at + timedelta(days=1)),
                )
                for n, cookie in enumerate(cookies)
            ],
        )
    return cookies


def open_cases(path: Path, count: int) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute(
            "SELECT number FROM cases WHERE state IN ('NEW', 'OPEN') ORDER BY id DESC LIMIT ?",
            (count,),
        ).fetchall()
    return [row[0] for row in rows]


async def crowded(server: Server, path: Path, seconds: float = SECONDS) -> Crowded:
    """Opens the pages, lets the people work, and closes everything again."""
    told = Crowded()
    cookies, numbers = sessions(path, STREAMS + AT_WORK), open_cases(path, CASES)
    people = [await Browser.open(server.port, cookie) for cookie in cookies[STREAMS:]]
    await asyncio.gather(*(_opened(one, numbers[0], Crowded()) for one in people))  # warm
    before, lines, pages = server.memory, list[Browser](), list[asyncio.Task[None]]()
    for n, cookie in enumerate(cookies[:STREAMS]):
        lines.append(await Browser.open(server.port, cookie))
        await lines[-1].follow(numbers[n % len(numbers)])
    told.memory = (server.memory - before) * 1024 / STREAMS
    for n, (line, cookie) in enumerate(zip(lines, cookies, strict=False)):
        number = numbers[n % len(numbers)]
        pages.append(asyncio.create_task(_page(server.port, cookie, line, number, told)))
    spent, start = server.spent, time.monotonic()
    until = start + seconds
    await asyncio.gather(*(_work(one, numbers, until, told) for one in people))
    told.busy = (server.spent - spent) / 1e9 / (time.monotonic() - start)
    for page in pages:
        page.cancel()
    await asyncio.gather(*pages, return_exceptions=True)
    _close((*lines, *people))
    return told


def _close(browsers: Iterable[Browser]) -> None:
    for browser in browsers:
        browser.close()


async def _page(port: int, cookie: str, line: Browser, number: str, told: Crowded) -> None:
    """An open page: asks again for what its stream names."""
    browser = await Browser.open(port, cookie)
    try:
        while True:
            names = await line.names()
            told.heard += len(names)
            if "case" in names and (sent := told.sent.get(number)):
                told.delays.append((time.monotonic() - sent) * 1000)
            for name in names:
                if name in PARTS:
                    start = time.monotonic()
                    await browser.swap(f"/cases/{number}", PARTS[name])
                    told.refreshes.append((time.monotonic() - start) * 1000)
    finally:
        browser.close()


async def _work(one: Browser, numbers: list[str], until: float, told: Crowded) -> None:
    """Somebody at work: opens cases, and comments on every eighth."""
    dice = random.Random(one.cookie)  # noqa: S311
    while time.monotonic() < until:
        await asyncio.sleep(dice.uniform(*THOUGHT))
        number = dice.choice(numbers)
        await _opened(one, number, told)
        if dice.random() < 0.125:
            told.sent[number] = time.monotonic()
            await one.comment(number, "Measured.")


async def _opened(one: Browser, number: str, told: Crowded) -> None:
    start = time.monotonic()
    await one.swap(f"/cases/{number}", PARTS["case"])
    told.swaps.append((time.monotonic() - start) * 1000)
