"""`caseway sla`: what is promised in time, and what would become of it."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.commands import console
from gateway.commands.console import Data, Report
from gateway.database.fields import now
from gateway.errors import BadInput
from gateway.imports.staging import Staging
from gateway.settings import Settings
from gateway.simulating import logged, stored, wishes
from gateway.simulating.comparing import Comparison
from gateway.simulating.promises import Promise, columns, in_force, to_begin_with
from gateway.simulating.telling import lines, write

sla = typer.Typer(help="Look at what is promised in time.", no_args_is_help=True)

STDOUT = Path("-")
QUARTERS = 4  # how often progress is told where nobody sees a bar
DAY = ["%Y-%m-%d"]


@sla.callback()
def levels() -> None:
    """Look at what is promised in time."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """What was asked for."""

    names: list[str]
    given: dict[str, Any]
    schedule: str
    period: tuple[datetime | None, datetime | None]
    imported: bool


@sla.command()
def simulate(  # one parameter for each option
    definition: Annotated[
        list[str], typer.Option(metavar="NAME", help="Only this one; may be repeated.")
    ] = [],  # noqa: B006  # typer only reads it
    duration: Annotated[
        str, typer.Option(metavar="TIME", help="What if there were 4h, 30m, 1h30m, 2d?")
    ] = "",
    schedule: Annotated[
        str,
        typer.Option(
            metavar="HOURS",
            help="What if these hours counted? A schedule's name, 24x7, or hours and zone, "
            "such as 'Mon-Fri 09:00-18:00 Europe/Madrid'.",
        ),
    ] = "",
    start: Annotated[str, typer.Option(metavar="JSON", help="What if it started so?")] = "",
    stop: Annotated[str, typer.Option(metavar="JSON", help="What if this ended it?")] = "",
    pause: Annotated[str, typer.Option(metavar="JSON", help="What if this paused it?")] = "",
    since: Annotated[
        datetime | None, typer.Option(formats=DAY, help="Cases opened on this day (UTC) or later.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=DAY, help="Cases opened before this day (UTC).")
    ] = None,
    log: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A ServiceNow event log, instead of the database."),
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write every line there as CSV; - is here."),
    ] = None,
    *,
    imported: Annotated[bool, typer.Option("--imported", help="Only imported cases.")] = False,
    data: Data = None,
) -> None:
    """Play the histories of cases anew: what is kept and broken, and what another target changes.

    caseway sla simulate --definition 'P3 resolution' --duration 8h

    Nothing is written to the database. With --log, no database is asked: the promises are those
    that an installation begins with, around the clock.
    """
    given: dict[str, Any] = {"duration": wishes.duration(duration)} if duration else {}
    given |= wishes.conditions({"start": start, "stop": stop, "pause": pause})
    period = _day(since), _day(until)
    if period[0] and period[1] and period[1] <= period[0]:
        raise BadInput("--until is not later than --since: no case was opened in between.")
    wish = _Wish(definition, given, schedule, period, imported)
    work = _of_log(log, wish) if log else _of_database(console.read(data), wish)
    comparison = console.run(work)
    if csv is None:
        for line in lines(comparison):
            typer.echo(line)
        return
    with _writing(csv) as file:
        write(comparison, file)


async def _of_log(file: Path, wish: _Wish) -> Comparison:
    if wish.imported:
        raise BadInput("--imported asks for cases of the database; --log reads a file instead.")
    pairs = await _pairs(to_begin_with(), wish, stored=False)
    comparison = Comparison(pairs)
    with Staging() as staging, _progress() as report:
        staging.take(file)
        ends = logged.latest(staging) or now()
        found = logged.lives(staging, _columns(pairs), wish.period, report)
        await comparison.take(found, ends)
    return comparison


async def _of_database(where: Settings, wish: _Wish) -> Comparison:
    async with console.database(where):
        pairs = await _pairs(await in_force(), wish, stored=True)
        comparison = Comparison(pairs)
        found = await stored.opened(*wish.period, imported=wish.imported)
        if not found:
            raise BadInput("No such cases: widen --since and --until, or import a log.")
        keys = [key for _, key in found]
        with _progress() as report:
            lives = stored.lives(keys, _columns(pairs), report, verdicts=True)
            await comparison.take(lives, now())
    return comparison


async def _pairs(
    promises: list[Promise], wish: _Wish, *, stored: bool
) -> list[tuple[Promise, Promise]]:
    hours = await wishes.hours(wish.schedule, stored=stored) if wish.schedule else None
    return wishes.pairs(promises, wish.names, wish.given, hours)


def _columns(pairs: list[tuple[Promise, Promise]]) -> frozenset[str]:
    return columns([one for pair in pairs for one in pair])


def _day(at: datetime | None) -> datetime | None:
    return at and at.replace(tzinfo=UTC)


@contextmanager
def _progress() -> Generator[Report]:
    """A bar on a terminal; elsewhere a line now and then."""
    if console.errors.is_terminal:
        with console.progress() as report:
            yield report
        return
    seen = set[int]()

    def told(what: str, done: int, total: int) -> None:
        part = done * QUARTERS // total if total else QUARTERS
        if part not in seen and part:
            seen.add(part)
            console.note(f"{what}: {done:,} of {total:,}")

    yield told


@contextmanager
def _writing(path: Path) -> Generator[Any]:
    if path == STDOUT:
        yield sys.stdout
        return
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            yield file
    except OSError as why:
        raise BadInput(f"--csv {path} cannot be written: {why.strerror or why}.") from why
