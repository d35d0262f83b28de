"""Takes an import back: whatever it wrote is gone, unless others have built on it since.

Batches are undone in the reverse order of their making. Cases go some hundred at a time, so that
others can write in between; an interrupted undo goes on when it is asked for again.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from tortoise import connections
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.models import Model
from tortoise.transactions import in_transaction

from gateway.cases.models import Case, JournalEntry, StateInterval
from gateway.errors import BadInput, WrongState
from gateway.imports.models import ImportBatch, ImportedChange, ImportedRecord, QuarantinedRow
from gateway.imports.objections import changed_cases, chunks, later_batches, objections
from gateway.imports.parties import KINDS
from gateway.imports.reconcile import Progress, silent
from gateway.imports.references import pointed_at, pointing, references
from gateway.imports.servicenow import SOURCE
from gateway.work.models import CaseRelation

SHOWN = 10  # objections that a refusal spells out
FEW = 50  # parties in one transaction: each is looked for in every table


@dataclass(slots=True)
class Undone:
    """What an undo removed, restored and left, by kind."""

    removed: Counter[str] = field(default_factory=Counter[str])
    restored: int = 0  # cases of earlier batches that are as those had left them
    kept: Counter[str] = field(default_factory=Counter[str])  # still used by others


async def undo(number: int, *, force: bool = False, progress: Progress = silent) -> Undone:
    """Removes what the batch made. With `force` also what others have added to its cases.

    Raises BadInput when there is no such batch, and WrongState when something stands in the way.
    """
    batch = await ImportBatch.get_or_none(id=number, source=SOURCE)
    if batch is None:
        raise BadInput(f"There is no import {number}.")
    if later := await later_batches(batch):
        raise WrongState(f"Import {later[-1]} came later: undo that one first.")
    if not force:
        await _refuse_if_built_on(batch)
    undone = Undone()
    await _undo_cases(batch, undone, progress, force=force)
    await _undo_parties(batch, undone, progress)
    async with in_transaction():
        undone.removed["QuarantinedRow"] += await QuarantinedRow.filter(batch=batch).delete()
        await batch.delete()
    return undone


async def _refuse_if_built_on(batch: ImportBatch) -> None:
    reasons = [reason async for reason in objections(connections.get("default"), batch)]
    if reasons:
        more = f" … and {len(reasons) - SHOWN} more" if len(reasons) > SHOWN else ""
        raise WrongState(
            f"Others have built on import {batch.id}: {' '.join(reasons[:SHOWN])}{more} "
            "With --force it is removed all the same, with what they added to its cases."
        )


async def _undo_cases(
    batch: ImportBatch, undone: Undone, progress: Progress, *, force: bool
) -> None:
    total = await ImportedRecord.filter(batch=batch, target_type=Case.__name__).count()
    async for chunk in chunks(batch):
        async with in_transaction() as connection:
            if not force and (reasons := await changed_cases(chunk)):
                raise WrongState(f"Stopped half-way, as others went on working: {reasons[0]}")
            made = [record for record in chunk if record.batch_id == batch.id]
            await _remove(connection, Case, [record.target_key for record in made], undone)
            await _forget(made, undone)
            for record in chunk:
                if record.batch_id != batch.id:
                    await _restore(batch, record)
                    undone.restored += 1
        progress("Removing cases", undone.removed["Case"], total)


async def _remove(
    connection: BaseDBAsyncClient, model: type[Model], keys: Sequence[int], undone: Undone
) -> None:
    """Deletes rows after those that need them; those that can do without lose the reference."""
    if not keys:
        return
    for reference in references(model):
        rows = await pointing(connection, reference, keys)
        if rows and reference.required:
            await _remove(connection, reference.model, rows, undone)
        elif rows:
            await reference.model.filter(id__in=rows).update(**{reference.column: None})
    undone.removed[model.__name__] += await model.filter(id__in=keys).delete()


async def _restore(batch: ImportBatch, record: ImportedRecord) -> None:
    """Takes a case of an earlier batch back to where that batch had left it."""
    change = await ImportedChange.get(batch=batch, record=record)
    before = change.before
    case = record.target_key
    await JournalEntry.filter(id__in=before["added"]["JournalEntry"]).delete()
    await StateInterval.filter(id__in=before["added"]["StateInterval"]).delete()
    await CaseRelation.filter(id__in=before["added"]["CaseRelation"]).delete()
    last = await StateInterval.filter(case_id=case).order_by("-started_at", "-id").first()
    if last:
        await StateInterval.filter(id=last.id).update(ended_at=None)
    await Case.filter(id=case).update(**before["case"], version=before["facts"]["version"])
    record.content_hash, record.facts = before["content_hash"], before["facts"]
    await record.save()
    await change.delete()


async def _undo_parties(batch: ImportBatch, undone: Undone, progress: Progress) -> None:
    """Removes who came with the cases, members before groups; whoever is still needed stays."""
    left = ImportedRecord.filter(batch=batch)
    total, done = await left.count(), 0
    for kind in reversed(KINDS):
        model = KINDS[kind][0]
        while chunk := await left.filter(target_type=kind).order_by("-id").limit(FEW):
            async with in_transaction() as connection:
                keys = {record.target_key for record in chunk}
                needed = await _needed(connection, model, keys)
                await _remove(connection, model, sorted(keys - needed), undone)
                await _forget(chunk, undone)
            undone.kept.update({kind: len(needed)} if needed else {})
            done += len(chunk)
            progress("Removing people and accounts", done, total)


async def _needed(
    connection: BaseDBAsyncClient, model: type[Model], keys: Collection[int]
) -> set[int]:
    """Those at which a row still points."""
    needed: set[int] = set()
    for reference in references(model):
        needed |= await pointed_at(connection, reference, keys)
    return needed


async def _forget(records: Sequence[ImportedRecord], undone: Undone) -> None:
    keys = [record.id for record in records]
    undone.removed["ImportedRecord"] += await ImportedRecord.filter(id__in=keys).delete()
