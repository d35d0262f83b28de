"""`python -m bench`: measures the gateway beside hand-written code and a naive server.

--quick             10,000 cases and few rounds: a look, not a measurement
--cases N           how many cases (100,000)
--database NAME     sqlite, postgres or both (both where PostgreSQL is installed)
--rounds N          how often each contender has its turn (9)
--only PART         questions, actions, find, live, schedules, levels, simulate or changes (all)
"""

import argparse
import asyncio
import platform
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from urllib.parse import urlsplit

import uvloop
from rich.console import Console

from bench import processor
from bench.by_hand import ByHand, Postgres, Sqlite
from bench.changes import conflicts
from bench.commenting import commentable, comments, copied
from bench.contest import Contest, Result, versions
from bench.data import Ground, ground
from bench.finding import finding_cost
from bench.into_postgres import copy
from bench.levels import levels
from bench.live import SECONDS, crowded
from bench.measure import interleaved
from bench.menu import BRIEF, WHOLE, menu_cost
from bench.ours import Ours, ours
from bench.page import page_cost
from bench.questions import Viewer, questions
from bench.report import (
    EVENT,
    FIND,
    IDLE,
    MENU,
    OVERHEAD,
    PAGE,
    STREAM,
    SWAP,
    Figure,
    Report,
)
from bench.schedules import clocks
from bench.server import numbers_of
from bench.simulating import simulated
from bench.web import contest, serving
from bench.writers import crowd
from gateway.installation import open_installation
from tests import postgres

NAIVE_FOR = ("agent", "osp_100")  # it is the same for the others, and slow
WEB_FOR = ("agent", "osp_100")
EACH = 50  # comments of each writer in the crowd
PARTS = ("questions", "actions", "find", "live", "schedules", "levels", "simulate", "changes")
ALONE = ("schedules", "levels", "simulate", "changes")  # without the world of the others


def main() -> None:
    given = _arguments()
    console = Console(width=120)
    report = Report(console)
    if given.only != "changes" and given.only in (None, *ALONE):
        report.clocks(clocks(given.rounds))
    if given.only in (None, "levels"):
        report.figures("Service levels", list(levels(given.rounds)))
    if given.only in (None, "simulate"):
        report.simulation(asyncio.run(simulated()))
    if given.only in (None, "changes"):
        report.figures("Conflicts of changes", asyncio.run(conflicts(given.rounds)))
    if given.only not in ALONE:
        _on_databases(console, given, report)
    report.verdict()


def _on_databases(console: Console, given: argparse.Namespace, report: Report) -> None:
    here = ground(given.cases)
    console.print(
        f"{given.cases:,} cases, {given.rounds} rounds, "
        f"Python {platform.python_version()}, {versions()}"
    )
    if given.database in ("sqlite", "both"):
        uvloop.run(_on_sqlite(here, given, report))
    if given.database in ("postgres", "both"):
        _on_postgres(here, given, report)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a look, not a measurement")
    parser.add_argument("--cases", type=int)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    given = parser.parse_args()
    given.cases = given.cases or (10_000 if given.quick else 100_000)
    given.rounds = given.rounds or (3 if given.quick else 9)
    return given


def _on_postgres(here: Ground, given: argparse.Namespace, report: Report) -> None:
    try:
        with _filled(here) as (url, watched):
            there = replace(here, settings=replace(here.settings, database_url=url))
            if given.only in (None, "questions"):
                uvloop.run(_measured("PostgreSQL", there, given, report, watched))
            if given.only in (None, "actions"):
                uvloop.run(_crowded("PostgreSQL", there, url, given, report))
    except postgres.NoServer as absent:
        report.console.print(f"Not measured: {absent}")


@contextmanager
def _filled(here: Ground) -> Generator[tuple[str, Callable[[], list[int]]]]:
    """A PostgreSQL of our own with the same rows, and a way to list its processes."""
    with postgres.server() as server:
        postgres.tell(server, "CREATE DATABASE bench")
        postgres.tell(server, "ALTER DATABASE bench SET max_parallel_workers_per_gather = 0")
        url = f"{server}/bench"
        asyncio.run(copy(here.path, url))
        port = urlsplit(server).port
        yield url, lambda: processor.family(processor.listening(port or 0))


async def _on_sqlite(here: Ground, given: argparse.Namespace, report: Report) -> None:
    if given.only in (None, "questions"):
        await _measured("SQLite", here, given, report, list)
    if given.only in (None, "actions"):
        viewers = [viewer for viewer in here.viewers if viewer.label in WEB_FOR]
        report.figures("What may be done with each case of Q1", await _menus(here, given.rounds))
        report.comments(await comments(here, given.cases, viewers, given.rounds))
        with copied(here.path) as copy:
            await _crowded("SQLite", here, f"sqlite://{copy}", given, report)
    if given.only in (None, "find"):
        report.figures("Searches in all types", await _searches(here, given.rounds))
    if given.only in (None, "live"):
        report.figures("Open pages and people at work", await _living(here, given))


async def _menus(here: Ground, rounds: int) -> list[Figure]:
    """How much dearer a list of fifty becomes that says what may be done with each."""
    told: list[Figure] = []
    async with open_installation(here.settings) as installation:
        our = await ours(installation, here.viewers)
        for viewer in (viewer for viewer in here.viewers if viewer.label in WEB_FOR):
            listed = questions(numbers_of(here, viewer))["Q1"]
            for asked, most in ((BRIEF, MENU), (WHOLE, MENU)):
                cost = await menu_cost(our, listed, viewer, rounds * 3, asked)
                told.append((f"{asked} as {viewer.label}", cost, most, "% more"))
    return told


async def _searches(here: Ground, rounds: int) -> list[Figure]:
    """What a search costs, whether its word is written as it is or with a slip in it."""
    told: list[Figure] = []
    async with open_installation(here.settings) as installation:
        our = await ours(installation, here.viewers)
        for viewer in (viewer for viewer in here.viewers if viewer.label in WEB_FOR):
            costs = await finding_cost(our, here.path, viewer, rounds)
            told += [
                (f"{name} as {viewer.label}", cost, FIND, "ms") for name, cost in costs.items()
            ]
    return told


async def _living(here: Ground, given: argparse.Namespace) -> list[Figure]:
    """What people wait for while hundreds of pages are open."""
    with copied(here.path) as copy:
        async with serving("ours", given.cases, f"sqlite://{copy}") as server:
            told = await crowded(server, copy, SECONDS / (3 if given.quick else 1))
    swaps, delays, refreshes = told.swaps, told.delays, told.refreshes
    return [
        ("p95 of a case that somebody opens", told.percentile(swaps, 95), SWAP, "ms"),
        ("p50 of the same", told.percentile(swaps, 50), 0, "ms"),
        ("p95 of a part that a page asks anew", told.percentile(refreshes, 95), 0, "ms"),
        ("p50 from sending a comment to its event", told.percentile(delays, 50), 0, "ms"),
        ("p95 of the same", told.percentile(delays, 95), EVENT, "ms"),
        ("memory per open stream", told.memory, STREAM, "KiB"),
        ("share of one processor", told.busy * 100, 0, "%"),
        ("cases opened", len(swaps), 0, ""),
        ("names told", told.heard, 0, ""),
    ]


async def _crowded(
    name: str, here: Ground, url: str, given: argparse.Namespace, report: Report
) -> None:
    """Twenty writers on a database that may be written to."""
    agent = here.viewers[0]
    async with serving("ours", given.cases, url) as server:
        each = EACH // (5 if given.quick else 1)
        report.crowd(name, await crowd(server, agent, commentable(here, agent), each))


async def _measured(
    name: str,
    here: Ground,
    given: argparse.Namespace,
    report: Report,
    watched: Callable[[], list[int]],
) -> None:
    async with _contest(here, given.rounds, watched) as (made, asked):
        results: list[Result] = []
        for viewer in here.viewers:
            results += await made.run(viewer, naive=viewer.label in NAIVE_FOR)
        report.in_process(name, results)
        if name == "SQLite":
            report.figures("Fixed costs", await _fixed_costs(made.ours, here))
        del asked
    async with (
        serving("ours", given.cases, here.settings.database_url) as our_server,
        serving("by_hand", given.cases, here.settings.database_url) as other,
    ):
        idle = our_server.memory
        viewers = [viewer for viewer in here.viewers if viewer.label in WEB_FOR]
        servers = {"by_hand": other, "ours": our_server}
        report.over_http(name, await contest(here, viewers, servers, given.rounds))
        report.figures("Fixed costs", [(f"{name}: idle memory of the server", idle, IDLE, "MiB")])


@asynccontextmanager
async def _contest(
    here: Ground, rounds: int, watched: Callable[[], list[int]]
) -> AsyncGenerator[tuple[Contest, Ours]]:
    url = here.settings.database_url
    by_hand: ByHand = Sqlite(here.path) if url.startswith("sqlite") else await Postgres.opened(url)
    async with open_installation(here.settings) as installation:
        our = await ours(installation, here.viewers)
        numbers = {viewer.label: numbers_of(here, viewer) for viewer in here.viewers}
        yield Contest(by_hand, our, rounds, watched, numbers), our
    await by_hand.close()


async def _fixed_costs(our: Ours, here: Ground) -> list[Figure]:
    """What is paid per question however little it asks."""
    agent: Viewer = here.viewers[0]
    told: list[Figure] = []
    asked = questions(numbers_of(here, agent))
    for question in (asked["Q1"], asked["Q3"]):
        samples = await interleaved({"plan": lambda q=question: our.plan(q, agent)}, 15)
        told.append(
            (f"finding the warm plan of {question.name}", samples["plan"].median, OVERHEAD, "us")
        )
    for viewer in (agent, here.viewers[3]):
        actor = our.actors[viewer.label]
        for gzip in (False, True):
            cost = await page_cost(our.installation, actor, 30, gzip=gzip)
            kind = "gzipped" if gzip else "plain"
            told.append(
                (
                    f"page of 50 rows as {viewer.label}, {kind}, beyond its data",
                    cost.beyond,
                    PAGE,
                    "us",
                )
            )
    return told


if __name__ == "__main__":
    main()
