"""The `caseway` command: its table of contents, and how it says no.

Exit codes: 0 done, 1 refused (the sentence says why and what to do), 2 a wrong command line; an
import that does not add up exits with 3.
"""

import os
import sys
from importlib.metadata import version
from typing import Annotated

import typer

from gateway.commands import data, jobs, levels, people, rights, serving
from gateway.commands.console import Data, note
from gateway.database import DatabaseUnavailable
from gateway.errors import Refusal
from gateway.imports import command as imports
from gateway.policy.document import UnknownName
from gateway.policy.gaps import PolicyGap
from gateway.settings import SettingsError

REFUSALS = (Refusal, SettingsError, DatabaseUnavailable, UnknownName, PolicyGap)
REFUSED = 1

app = typer.Typer(
    help=(
        "Customer service cases behind one governed GraphQL gateway, with its portal.\n\n"
        "Begin with `caseway demo`. For an installation of your own: `caseway migrate`, "
        "`caseway user add`, `caseway login-link`, `caseway serve`."
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # they would show local variables, secrets among them
)
app.command(rich_help_panel="Run")(serving.demo)
app.command(rich_help_panel="Run")(serving.serve)
app.command(rich_help_panel="Run")(jobs.worker)
app.add_typer(jobs.jobs, name="jobs", rich_help_panel="Run")
app.command(rich_help_panel="Data")(data.migrate)
app.command(rich_help_panel="Data")(data.doctor)
app.add_typer(imports.app, rich_help_panel="Data")
app.add_typer(levels.sla, name="sla", rich_help_panel="Data")
app.add_typer(people.user, name="user", rich_help_panel="People")
app.command(rich_help_panel="People")(people.token)
app.command(rich_help_panel="People")(people.login_link)
app.command(rich_help_panel="Rights")(rights.policy)
app.command(rich_help_panel="Rights")(rights.explain)
app.command(rich_help_panel="Rights")(rights.schema)


def main() -> None:
    """Runs the command; a refusal is one sentence on standard error."""
    try:
        app()
    except REFUSALS as refusal:
        note(f"caseway: {refusal}")
        sys.exit(REFUSED)


def _version(wanted: bool) -> None:  # noqa: FBT001  # typer calls it
    if wanted:
        typer.echo(f"caseway {version('caseway')}")
        raise typer.Exit


@app.callback()
def everywhere(
    folder: Data = None,
    *,
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which.")
    ] = False,
) -> None:
    if folder is not None:
        os.environ["CASEWAY_DATA"] = str(folder)  # the commands read it there
