"""The contest over HTTP: two servers on loopback, asked in turn; their processor time counts."""

import asyncio
import socket
import statistics
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import orjson

from bench import processor
from bench.data import Ground, token
from bench.loopback import Line, body, line
from bench.questions import Question, Viewer, questions
from bench.server import numbers_of

START = 60  # seconds that a server may take to answer
AT_ONCE = 40  # requests of one slice


@dataclass
class Costs:
    """Microseconds per request of one server, in every round."""

    each: list[float] = field(default_factory=list[float])

    @property
    def median(self) -> float:
        return statistics.median(self.each)


@dataclass(frozen=True)
class WebResult:
    question: str
    viewer: str
    by_hand: Costs
    ours: Costs

    @property
    def ratio(self) -> float:
        pairs = zip(self.ours.each, self.by_hand.each, strict=True)
        return statistics.median(a / b for a, b in pairs)


@dataclass(frozen=True)
class Server:
    """A running server process."""

    process: "subprocess.Popen[bytes]"
    port: int

    @property
    def spent(self) -> int:
        return processor.of([self.process.pid])

    @property
    def memory(self) -> float:
        return processor.resident_mib(self.process.pid)


@asynccontextmanager
async def serving(kind: str, cases: int, url: str) -> AsyncGenerator[Server]:
    """Starts a server and waits until it answers; ends it whatever happens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "bench.server", kind, str(cases), url, str(port)]
    process = subprocess.Popen(command)  # noqa: ASYNC220 (nothing else is under way)
    try:
        await _answering(process, port)
        yield Server(process, port)
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait, 20)


async def _answering(process: "subprocess.Popen[bytes]", port: int) -> None:
    for _ in range(START * 10):
        if process.poll() is not None:
            raise RuntimeError("a server of the measurement did not start")
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise TimeoutError(f"no server answers on port {port}")


async def contest(
    here: Ground, viewers: list[Viewer], servers: dict[str, Server], rounds: int
) -> list[WebResult]:
    """Asks both servers every question, in turn."""
    results: list[WebResult] = []
    for viewer in viewers:
        lines = {name: await line(s.port, token(viewer)) for name, s in servers.items()}
        asked = questions(numbers_of(here, viewer)).values()
        results += [await _one(each, viewer, servers, lines, rounds) for each in asked]
        for each in lines.values():
            each.close()
    return results


async def _one(
    question: Question,
    viewer: Viewer,
    servers: dict[str, Server],
    lines: dict[str, Line],
    rounds: int,
) -> WebResult:
    asked = body(question.text, dict(question.variables))
    answers = {name: orjson.loads(await each.ask(asked))["data"] for name, each in lines.items()}
    if answers["ours"] != answers["by_hand"]:
        raise ValueError(f"{question.name} as {viewer.label}: the two servers answer differently")
    costs = {name: Costs() for name in servers}
    for _ in range(rounds):
        for name, server in servers.items():
            costs[name].each.append(await _slice(server, lines[name], asked))
    return WebResult(question.name, viewer.label, costs["by_hand"], costs["ours"])


async def _slice(server: Server, over: Line, asked: bytes) -> float:
    start = server.spent
    for _ in range(AT_ONCE):
        await over.ask(asked)
    return (server.spent - start) / AT_ONCE / 1000
