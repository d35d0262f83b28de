"""`caseway import`: brings in what another system knows, and takes it back."""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, TypeVar

import orjson
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from gateway import settings
from gateway.database import migrate, open_database
from gateway.imports import reconcile
from gateway.imports.casting import Casting
from gateway.imports.models import ImportBatch
from gateway.imports.report import as_json, console, told, undone_told
from gateway.imports.servicenow import SOURCE, Outcome, replay_log
from gateway.imports.undo import Undone, undo

T = TypeVar("T")

DIFFERS = 3  # exit code

app = typer.Typer(name="import", help="Bring in what another system knows.", no_args_is_help=True)

Data = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        envvar="CASEWAY_DATA",
        help="Folder that holds database, files and secrets.",
        show_default=False,
    ),
]
Groups = Annotated[
    list[str],
    typer.Option(metavar="LABEL=NAME", help="Use an existing group for a label of the log."),
]
Users = Annotated[
    list[str],
    typer.Option(metavar="LABEL=USER", help="Use an existing user for a label of the log."),
]


@app.command("servicenow-log")
def servicenow_log(
    file: Annotated[Path | None, typer.Argument(help="The log: CSV, plain or gzipped.")] = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen; write nothing.")
    ] = False,
    group: Groups = [],  # noqa: B006  # typer only reads it
    user: Users = [],  # noqa: B006
    json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
    batch: Annotated[
        int | None, typer.Option("--undo", metavar="IMPORT", help="Take it back.")
    ] = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Undo although others have built on it; theirs goes too."),
    ] = False,
    data: Data = None,
) -> None:
    """Replay the event log of a ServiceNow instance as cases with their real history.

    Giving the same log again changes nothing; a longer one adds what is new. Lines that cannot be
    used go to quarantine with the reason. At the end the file is held against the database, figure
    by figure: the exit code is 3 when they differ.
    """
    if batch is not None:
        _take_back(batch, data, force=force)
    elif file is None:
        raise typer.BadParameter("Name the log, or an import to --undo.")
    else:
        _bring_in(file, _casting(group, user), data, dry_run=dry_run, json=json)


@app.command()
def batches(data: Data = None) -> None:
    """List the imports, so that one can be undone by its number."""
    for batch in _run(data, _batches):
        typer.echo(
            f"{batch.id:>6}  {batch.started_at:%Y-%m-%d %H:%M}  {batch.state:<8}  {batch.file_name}"
        )


def _bring_in(
    file: Path, casting: Casting, data: Path | None, *, dry_run: bool, json: bool
) -> None:
    async def work() -> Outcome:
        with _bar() as progress:
            return await replay_log(file, casting=casting, dry_run=dry_run, progress=progress)

    outcome = _run(data, work)
    if json:
        typer.echo(orjson.dumps(as_json(outcome), option=orjson.OPT_INDENT_2))
    else:
        console().print(told(outcome))
    if outcome.reconciliation and not outcome.reconciliation.agrees:
        raise typer.Exit(DIFFERS)


def _take_back(number: int, data: Path | None, *, force: bool) -> None:
    async def work() -> Undone:
        with _bar() as progress:
            return await undo(number, force=force, progress=progress)

    console().print(undone_told(number, _run(data, work)))


async def _batches() -> list[ImportBatch]:
    return await ImportBatch.filter(source=SOURCE).order_by("id")


def _casting(groups: list[str], users: list[str]) -> Casting:
    return Casting(groups=_pairs(groups), users=_pairs(users))


def _pairs(labels: list[str]) -> dict[str, str]:
    pairs = [label.partition("=") for label in labels]
    if wrong := [label for label, equals, name in pairs if not (label and equals and name)]:
        raise typer.BadParameter(f"{wrong[0]!r}: write LABEL=NAME, as in 'Group 70=Night desk'.")
    return {label.strip(): name.strip() for label, _, name in pairs}


def _run(data: Path | None, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Does `work` with the database open; makes the tables first where they are missing."""

    async def opened() -> T:
        where = settings.read(data=data)
        await migrate(where)
        async with open_database(where):
            return await work()

    return asyncio.run(opened())


@contextmanager
def _bar() -> Generator[reconcile.Progress]:
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    bar = Progress(*columns, TimeElapsedColumn(), console=console(stderr=True))
    tasks: dict[str, Any] = {}

    def progress(what: str, done: int, total: int) -> None:
        if what not in tasks:
            bar.start()
            tasks[what] = bar.add_task(what, total=total)
        bar.update(tasks[what], completed=done, total=total)

    try:
        yield progress
    finally:
        if tasks:
            bar.stop()
