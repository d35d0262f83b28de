"""Replays the event log of a ServiceNow instance: incidents become cases with their real history.

The same log twice changes nothing; a longer one adds what is new; an interrupted import goes on
where it stopped when the same file is given again. Everything that is written belongs to a batch.
"""

from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from gateway.database.fields import now
from gateway.errors import WrongState
from gateway.imports.casting import Casting
from gateway.imports.directory import Directory, Into
from gateway.imports.entry import enter, go_on
from gateway.imports.incidents import Reading, Refused, read
from gateway.imports.log import digest
from gateway.imports.models import BatchState, ImportBatch
from gateway.imports.quarantine import keep
from gateway.imports.reconcile import Progress, Reconciliation, reconcile, silent
from gateway.imports.staging import Staging
from gateway.imports.verdicts import Judged, Verdict, judge

SOURCE = "servicenow-log"
EXAMPLES = 20  # refused lines that the outcome spells out

DONE = {Verdict.NEW: "created", Verdict.MORE: "changed", Verdict.SAME: "unchanged"}


@dataclass(slots=True)
class Outcome:
    """What an import did, or, in a dry run, what it would do."""

    batch: int | None = None  # None: a dry run
    events: int = 0
    cases: Counter[str] = field(default_factory=Counter[str])  # created, changed, unchanged
    parties: Counter[str] = field(default_factory=Counter[str])  # created, by kind
    refused: int = 0  # lines
    examples: list[Refused] = field(default_factory=list[Refused])
    reconciliation: Reconciliation | None = None  # None: a dry run


async def replay_log(
    path: Path,
    *,
    casting: Casting | None = None,
    dry_run: bool = False,
    progress: Progress = silent,
) -> Outcome:
    """Imports the log. Raises BadInput when it is no such log, or the casting names nobody."""
    directory = Directory(SOURCE, casting or Casting())
    await directory.load()
    outcome = Outcome(parties=directory.made)
    with Staging() as staging:
        outcome.events = staging.take(path)
        batch = None if dry_run else await _open_batch(path)
        await _play_all(staging, directory, batch, outcome, progress)
        if batch:
            outcome.batch = batch.id
            await _close_batch(batch)
            outcome.reconciliation = await reconcile(SOURCE, staging, progress)
    return outcome


async def _play_all(
    staging: Staging,
    directory: Directory,
    batch: ImportBatch | None,
    outcome: Outcome,
    progress: Progress,
) -> None:
    total, done = staging.count(), 0
    for chunk in staging.chunks():
        await _play([read(lines) for lines in chunk], directory, batch, outcome)
        done += len(chunk)
        progress("Replaying incidents", done, total)


async def _play(
    readings: Sequence[Reading], directory: Directory, batch: ImportBatch | None, outcome: Outcome
) -> None:
    """Judges and writes in one transaction, so that nothing changes in between."""
    incidents = [reading.incident for reading in readings if reading.incident]
    async with _place(batch) as into:
        judged = await judge(SOURCE, incidents)
        refused = [one for reading in readings for one in reading.refused] + _held(readings, judged)
        wanted = [one.incident for one in judged if one.verdict in (Verdict.NEW, Verdict.MORE)]
        await directory.meet(wanted, into)
        if into:
            await _write(*into, directory, judged)
            await keep(*into, refused)
    outcome.cases.update(DONE[one.verdict] for one in judged if one.verdict in DONE)
    outcome.refused += len(refused)
    outcome.examples += refused[: EXAMPLES - len(outcome.examples)]


@asynccontextmanager
async def _place(batch: ImportBatch | None) -> AsyncGenerator[Into | None]:
    """Where to write: nowhere in a dry run."""
    if batch is None:
        yield None
        return
    try:
        async with in_transaction() as connection:
            yield connection, batch.id
    except IntegrityError as why:
        raise WrongState(
            "Somebody made the same records while the log was read. What was imported so far is "
            f"complete; give the same file again to go on. ({why})"
        ) from why


async def _write(
    connection: BaseDBAsyncClient, batch: int, directory: Directory, judged: Sequence[Judged]
) -> None:
    new = [one.incident for one in judged if one.verdict is Verdict.NEW]
    await enter(connection, batch, directory, new)
    for one in judged:
        if one.verdict is Verdict.MORE:
            await go_on(connection, batch, directory, one)


def _held(readings: Sequence[Reading], judged: Sequence[Judged]) -> list[Refused]:
    """Incidents that must not be touched are refused by their last line."""
    lines = {r.incident.number: r.used[-1] for r in readings if r.incident}
    return [
        Refused(lines[one.incident.number], one.reason)
        for one in judged
        if one.verdict is Verdict.HELD
    ]


async def _open_batch(path: Path) -> ImportBatch:
    """The batch of this very file, if it was given before: it goes on, or finds nothing new."""
    sha256 = digest(path)
    known = await ImportBatch.filter(source=SOURCE, sha256=sha256).first()
    return known or await ImportBatch.create(
        source=SOURCE, file_name=path.name[-255:], sha256=sha256
    )


async def _close_batch(batch: ImportBatch) -> None:
    batch.state, batch.ended_at = BatchState.DONE, now()
    await batch.save()
