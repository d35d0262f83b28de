"""`caseway migrate` and `caseway doctor`: the database's tables, and what may be wrong."""

import typer

from gateway.commands import console
from gateway.commands.console import Data
from gateway.database import migrate as bring_up_to_date
from gateway.database import open_database
from gateway.database.doctor import examine
from gateway.people import roles
from gateway.settings import Settings


def migrate(data: Data = None) -> None:
    """Make the tables, or bring them to where this program is. Safe to repeat.

    Run it after every update, before `caseway serve`. Either all of it happens, or nothing.
    """
    applied = console.run(prepare(console.read(data)))
    for name in applied:
        typer.echo(f"applied {name}")
    if not applied:
        typer.echo("up to date")


def doctor(data: Data = None) -> None:
    """Look at settings, folder, secrets and database, and say what to do about what is wrong.

    Exits with 1 when there is something to do.
    """
    findings = console.run(examine(console.read(data)))
    for finding in findings:
        typer.echo(f"{'ok  ' if finding.well else 'BAD '} {finding.subject}: {finding.saw}")
        if finding.remedy:
            typer.echo(f"     {finding.remedy}")
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)


async def prepare(where: Settings) -> list[str]:
    """Makes tables and roles; the names of the migrations that were applied."""
    applied = await bring_up_to_date(where)
    async with open_database(where):
        await roles.establish()
    return applied
