"""`caseway worker` and `caseway jobs`: work in the background, and what became of it."""

import asyncio
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Annotated

import typer

from gateway.commands import console
from gateway.commands.console import Data
from gateway.database.chores import beside
from gateway.errors import Refusal
from gateway.installation import Installation, open_installation
from gateway.outbox.models import Job, JobState
from gateway.request.actions.refusals import Refused
from gateway.serving import logs
from gateway.settings import Settings
from gateway.sweeps import sweeps

SHOWN = 50  # jobs in one list
ERROR = 100  # characters of an error in the list

jobs = typer.Typer(help="See what is done in the background, and have a dead job tried again.")


def worker(data: Data = None) -> None:
    """Do the work in the background until told to stop.

    Run as many as you like, on any machines that reach the database, and serve with
    CASEWAY_WORKER=separate. On its own, `caseway serve` does this work itself.
    """
    where = console.read(data)
    logs.configure(where.log_level)
    console.run(_work(where))


@jobs.callback(invoke_without_command=True)
def list_(
    context: typer.Context,
    *,
    dead: Annotated[bool, typer.Option("--dead", help="Only those that were given up.")] = False,
    data: Data = None,
) -> None:
    """List jobs that are not done, the newest first."""
    if context.invoked_subcommand is None:
        for line in console.run(_listed(console.read(data), dead=dead)):
            typer.echo(line)


@jobs.command()
def retry(job: Annotated[int, typer.Argument(help="Its number.")], data: Data = None) -> None:
    """Have a dead job tried again, with as many attempts as a new one."""
    console.run(_retry(console.read(data), job))
    typer.echo(f"job {job} waits for a worker")


async def _work(where: Settings) -> None:
    async with (
        _opened(where) as installation,
        beside(*sweeps(where, installation.engine.runner)),
    ):
        working = asyncio.create_task(installation.worker.run())
        loop = asyncio.get_running_loop()
        for one in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(one, working.cancel)
        console.note("The worker works.")
        with suppress(asyncio.CancelledError):
            await working


async def _listed(where: Settings, *, dead: bool) -> list[str]:
    async with console.database(where):
        chosen = Job.filter(state=JobState.DEAD) if dead else Job.exclude(state=JobState.DONE)
        found = await chosen.order_by("-id").limit(SHOWN)
        return [_line(job) for job in found] or ["none"]


def _line(job: Job) -> str:
    tried = f"{job.attempts} attempts, {(job.error or '')[:ERROR]}" if job.error else ""
    return f"{job.pk}  {job.state}  {job.key}  {job.run_at:%Y-%m-%dT%H:%M:%SZ}  {tried}".rstrip()


async def _retry(where: Settings, key: int) -> None:
    async with _opened(where) as installation:
        try:
            await installation.engine.runner.perform_as_system("Job", "retry", key)
        except Refused as refused:
            raise Refusal(" ".join(error.message for error in refused.errors)) from refused


@asynccontextmanager
async def _opened(where: Settings) -> AsyncGenerator[Installation]:
    async with console.database(where):  # says what is missing
        pass
    async with open_installation(where) as installation:
        yield installation
