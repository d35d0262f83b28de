"""Talks to the terminal, and opens what a command needs.

What was asked for goes to standard output, everything else to standard error, so that the output of
every command can be piped.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from gateway import settings
from gateway.database import Database, DatabaseUnavailable, open_database
from gateway.database.migrating import pending
from gateway.database.opening import dialect, shown, sqlite_path
from gateway.settings import Settings

T = TypeVar("T")
Report = Callable[[str, int, int], None]  # what is done, how much of it, of how much

Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="DIR",
        envvar="CASEWAY_DATA",
        help="Folder that holds database, files and secrets.",
        show_default=False,
    ),
]

errors = Console(stderr=True, highlight=False)

NO_TABLES = "There is no database yet at {place}: run `caseway migrate`, or `caseway demo`."
OLD_TABLES = "The database at {place} is older than this program: run `caseway migrate`."


def read(data: Path | None = None, **given: Any) -> Settings:
    """The settings, with the options of the command. Raises SettingsError."""
    return settings.read(data=data, **given)


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


@asynccontextmanager
async def database(where: Settings) -> AsyncGenerator[Database]:
    """The database, which must be there and up to date. Raises DatabaseUnavailable if not."""
    require_file(where)
    async with open_database(where) as opened:
        if await pending(opened.context):
            raise DatabaseUnavailable(OLD_TABLES.format(place=shown(where)))
        yield opened


def require_file(where: Settings) -> None:
    """Raises DatabaseUnavailable for a SQLite file that is not there: opening would make it."""
    if dialect(where) == "sqlite" and not sqlite_path(where).is_file():
        raise DatabaseUnavailable(NO_TABLES.format(place=shown(where)))


def note(text: str) -> None:
    """Says something beside the output."""
    errors.print(text, markup=False, soft_wrap=True)


@contextmanager
def progress() -> Generator[Report]:
    """A bar for each thing that is done, on standard error; it appears with the first report."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    bar = Progress(*columns, TimeElapsedColumn(), console=errors)
    tasks: dict[str, Any] = {}

    def report(what: str, done: int, total: int) -> None:
        if what not in tasks:
            bar.start()
            tasks[what] = bar.add_task(what, total=total)
        bar.update(tasks[what], completed=done, total=total)

    try:
        yield report
    finally:
        if tasks:
            bar.stop()
