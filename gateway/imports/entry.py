"""Enters incidents as cases: new ones by the hundred, known ones event by event."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.models import Model

from gateway.cases.models import Case, JournalEntry, StateInterval
from gateway.database.numbering import next_numbers
from gateway.imports.bulk import insert, reserve
from gateway.imports.casework import Row, case_columns, intervals, journal
from gateway.imports.directory import Directory
from gateway.imports.facts import facts
from gateway.imports.incidents import content
from gateway.imports.models import ImportedChange, ImportedRecord, imported
from gateway.imports.replay import Incident, replay
from gateway.imports.ties import further_ties, ties
from gateway.imports.verdicts import Judged
from gateway.work.models import CaseRelation


async def enter(
    connection: BaseDBAsyncClient, batch: int, directory: Directory, incidents: Sequence[Incident]
) -> None:
    """Makes a case of each incident, with its journal, its history and its record."""
    keys = await reserve(connection, Case, len(incidents))
    numbers = await next_numbers(Case, "CS", len(incidents))
    pairs = list(zip(keys, incidents, strict=True))
    await insert(
        connection,
        Case,
        [
            {
                "id": key,
                "number": number,
                "external_id": incident.number,
                "import_batch": str(batch),
                **case_columns(directory, incident),
            }
            for number, (key, incident) in zip(numbers, pairs, strict=True)
        ],
    )
    await insert(
        connection,
        StateInterval,
        [row for key, one in pairs for row in intervals(directory, key, one.stages)],
    )
    await insert(
        connection,
        JournalEntry,
        [row for key, one in pairs for row in journal(directory, key, one.notes)],
    )
    await insert(
        connection,
        CaseRelation,
        [row for key, one in pairs for row in ties(directory, key, one)],
    )
    await insert(
        connection,
        ImportedRecord,
        [
            imported(batch, directory.source, Case.__name__, key, one.number)
            | {"content_hash": content(one), "facts": facts(one, version=1)}
            for key, one in pairs
        ],
    )


async def go_on(
    connection: BaseDBAsyncClient, batch: int, directory: Directory, judged: Judged
) -> None:
    """Adds to a known case what the log now knows more, and keeps what is needed to go back."""
    incident, record = judged.incident, judged.record
    if record is None:
        raise ValueError(f"{incident.number} has never been imported.")
    case = await Case.get(id=record.target_key)
    columns = case_columns(directory, incident)
    added = await _lengthen(connection, directory, record.target_key, incident, record)
    before = {
        "case": {name: _stored(getattr(case, name)) for name in columns},
        "content_hash": record.content_hash,
        "facts": record.facts,
        "added": added,
    }
    await ImportedChange.create(batch_id=batch, record=record, before=before)
    version = case.version + 1
    await Case.filter(id=case.id).update(**columns, version=version)
    record.content_hash, record.facts = content(incident), dict(facts(incident, version))
    await record.save()


async def _lengthen(
    connection: BaseDBAsyncClient,
    directory: Directory,
    case: int,
    incident: Incident,
    record: ImportedRecord,
) -> dict[str, list[int]]:
    """Appends intervals, entries and ties; returns their ids by the name of their model."""
    events: int = record.facts["events"]
    stages = len(replay(incident.events[:events]).stages)
    history = intervals(directory, case, incident.stages)
    open_one = StateInterval.filter(case_id=case, ended_at=None)
    await open_one.update(ended_at=history[stages - 1]["ended_at"])
    notes = journal(directory, case, incident.notes[events:])
    return {
        "StateInterval": await _append(connection, StateInterval, history[stages:]),
        "JournalEntry": await _append(connection, JournalEntry, notes),
        "CaseRelation": await _append(
            connection, CaseRelation, await further_ties(directory, case, incident)
        ),
    }


async def _append(
    connection: BaseDBAsyncClient, model: type[Model], rows: Sequence[Row]
) -> list[int]:
    keys = list(await reserve(connection, model, len(rows)))
    await insert(
        connection, model, [{"id": key} | row for key, row in zip(keys, rows, strict=True)]
    )
    return keys


def _stored(value: Any) -> Any:
    """The value as JSON holds it; Tortoise takes it back as it is."""
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
