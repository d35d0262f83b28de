"""Twenty writers at once: how many comments a second, how long they wait, whether any fails."""

import asyncio
import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass

from bench.commenting import done, request
from bench.data import token
from bench.loopback import Line, line
from bench.questions import Viewer
from bench.web import Server

WRITERS = 20


@dataclass(frozen=True)
class Crowd:
    """What became of all that the writers sent."""

    seconds: float
    spent: float  # microseconds of processor time per comment, of the server
    waits: list[float]  # milliseconds, one for each comment that was written
    errors: int

    @property
    def per_second(self) -> float:
        return len(self.waits) / self.seconds

    def percentile(self, percent: int) -> float:
        return statistics.quantiles(self.waits, n=100)[percent - 1]


async def crowd(server: Server, viewer: Viewer, cases: list[int], each: int) -> Crowd:
    """Every writer sends so many comments, one after the other, over a connection of their own."""
    lines = [await line(server.port, token(viewer)) for _ in range(WRITERS)]
    for one in lines:
        done(await one.ask(request(cases[0])))
    spent, start = server.spent, time.perf_counter()
    writing = (_write(one, _turns(cases, n, each)) for n, one in enumerate(lines))
    waits = [wait for waited in await asyncio.gather(*writing) for wait in waited]
    seconds, spent = time.perf_counter() - start, server.spent - spent
    for one in lines:
        one.close()
    written = [wait for wait in waits if wait is not None]
    return Crowd(seconds, spent / len(waits) / 1000, written, len(waits) - len(written))


def _turns(cases: list[int], writer: int, each: int) -> Iterable[int]:
    """The cases that one writer comments on: all of them in turn, each writer begins elsewhere."""
    return (cases[(writer * 7 + turn) % len(cases)] for turn in range(each))


async def _write(over: Line, cases: Iterable[int]) -> list[float | None]:
    """How long each comment took, in milliseconds; None for one that was refused."""
    waits: list[float | None] = []
    for case in cases:
        start = time.perf_counter()
        try:
            done(await over.ask(request(case)))
        except (ConnectionError, ValueError):
            waits.append(None)
        else:
            waits.append((time.perf_counter() - start) * 1000)
    return waits
