"""What stands in the way of taking an import back: what others have built on it since."""

from collections.abc import AsyncIterator, Iterable, Mapping

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.functions import Count

from gateway.cases.models import Case, JournalEntry, StateInterval
from gateway.imports.bulk import select
from gateway.imports.models import ImportBatch, ImportedChange, ImportedRecord
from gateway.imports.parties import KINDS
from gateway.imports.references import Reference, references
from gateway.work.models import CaseRelation

CHUNK = 500
# The import writes them with their case; people who tie something to one leave a note as well.
OUR_SATELLITES = frozenset({JournalEntry, StateInterval, CaseRelation})


async def later_batches(batch: ImportBatch) -> list[int]:
    """Batches of the same source that came after this one and wrote something."""
    found: list[int] = []
    for later in await ImportBatch.filter(source=batch.source, id__gt=batch.id).order_by("id"):
        records = await ImportedRecord.filter(batch=later).exists()
        if records or await ImportedChange.filter(batch=later).exists():
            found.append(later.id)
    return found


async def objections(connection: BaseDBAsyncClient, batch: ImportBatch) -> AsyncIterator[str]:
    """What others have changed or added, one sentence each."""
    async for chunk in chunks(batch):
        for reason in await changed_cases(chunk):
            yield reason
    for kind, (model, _) in KINDS.items():
        for reference in references(model):
            if rows := await _others(connection, batch.id, kind, reference):
                yield f"{rows} rows of {reference.table} need what it made as {kind}."


async def chunks(batch: ImportBatch) -> AsyncIterator[list[ImportedRecord]]:
    """The records of the cases that the batch made or continued, some hundred at a time."""
    made = ImportedRecord.filter(batch=batch, target_type=Case.__name__)
    continued = ImportedRecord.filter(changes__batch_id=batch.id)
    for query in (made, continued):
        last = 0
        while chunk := await query.filter(id__gt=last).order_by("id").limit(CHUNK):
            yield chunk
            last = chunk[-1].id


async def changed_cases(records: Iterable[ImportedRecord]) -> list[str]:
    """Which of these cases are no longer as the import left them, and in what respect."""
    facts = {record.target_key: record.facts for record in records}
    cases = await Case.filter(id__in=list(facts)).values_list("id", "number", "version")
    numbers = {key: number for key, number, _ in cases}
    reasons = [
        f"{number} has been changed."
        for key, number, version in cases
        if version != facts[key]["version"]
    ]
    counted = JournalEntry.filter(case_id__in=list(facts)).annotate(entries=Count("id"))
    for key, entries in await counted.group_by("case_id").values_list("case_id", "entries"):
        if entries != facts[key]["events"]:
            reasons.append(f"{numbers[key]} has further journal entries.")
    return reasons + await _attached(numbers)


async def _attached(numbers: Mapping[int, str]) -> list[str]:
    """What hangs on the cases that no import writes: tasks, files, people kept informed."""
    reasons: list[str] = []
    for reference in references(Case):
        if reference.model not in OUR_SATELLITES:
            rows = reference.model.filter(**{f"{reference.column}__in": list(numbers)})
            keys = await rows.distinct().values_list(reference.column, flat=True)
            reasons += [f"{numbers[int(key)]} has rows in {reference.table}." for key in keys]  # pyright: ignore
    return reasons


async def _others(
    connection: BaseDBAsyncClient, batch: int, kind: str, reference: Reference
) -> int:
    """How many rows point at what the batch made as `kind` that are not the batch's own."""
    own = _made(batch, reference.model.__name__)
    if reference.model in OUR_SATELLITES:
        ours = f"{_made(batch, 'Case')} UNION ALL {_continued(batch)}"
        spared = f'"case_id" NOT IN ({ours})'
    elif reference.model is Case:
        spared = f'"id" NOT IN ({own} UNION ALL {_continued(batch)})'
    else:
        spared = f'"id" NOT IN ({own})'
    sql = (
        f'SELECT count(*) AS "rows" FROM "{reference.table}" '  # noqa: S608  # our names, integers
        f'WHERE "{reference.column}" IN ({_made(batch, kind)}) AND {spared}'
    )
    return (await select(connection, sql))[0]["rows"]


def _made(batch: int, kind: str) -> str:
    return (
        'SELECT "target_key" FROM "imported_records" '  # noqa: S608  # our names, integers
        f'WHERE "batch_id" = {batch:d} AND "target_type" = \'{kind}\''
    )


def _continued(batch: int) -> str:
    return (
        'SELECT r."target_key" FROM "imported_changes" c '  # noqa: S608  # our names, integers
        f'JOIN "imported_records" r ON r."id" = c."record_id" WHERE c."batch_id" = {batch:d}'
    )
