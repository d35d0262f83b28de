"""What the log ties an incident to, problems and changes, as ties between its case and these."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from gateway.imports.directory import Directory
from gateway.imports.models import ImportedRecord
from gateway.imports.replay import Incident
from gateway.work.kinds import COLUMNS, RelationKind
from gateway.work.models import CaseRelation

Row = dict[str, Any]


class Tied(NamedTuple):
    """How a label of the log ties a case, and to what kind of record."""

    kind: RelationKind
    type_name: str


LABELS = {  # the event's names for what it is tied to
    "problem": Tied(RelationKind.PROBLEM, "Problem"),
    "change": Tied(RelationKind.CHANGE, "ChangeRequest"),
    "caused_by": Tied(RelationKind.CAUSED_BY_CHANGE, "ChangeRequest"),
}


def ties(directory: Directory, case: int, incident: Incident) -> list[Row]:
    """One row for each label that the incident has in the end."""
    found: list[Row] = []
    for name, tied in LABELS.items():
        label: str | None = getattr(incident.last, name)
        if label is not None:
            row: Row = {"case_id": case, "kind": tied.kind, "problem_id": None, "change_id": None}
            found.append(row | {COLUMNS[tied.kind]: directory.id(tied.type_name, label)})
    return found


async def further_ties(directory: Directory, case: int, incident: Incident) -> list[Row]:
    """Those that a known case does not have yet."""
    columns = ("kind", "problem_id", "change_id")
    held = set(await CaseRelation.filter(case_id=case).values_list(*columns))
    rows = ties(directory, case, incident)
    return [row for row in rows if tuple(row[name] for name in columns) not in held]


async def labels_of(source: str, cases: Sequence[int]) -> dict[int, dict[str, set[str]]]:
    """By case and the event's name for it: the labels behind the records to which it is tied."""
    types = {tied.type_name for tied in LABELS.values()}
    records = ImportedRecord.filter(source=source, target_type__in=list(types))
    named = {
        (kind, key): label
        for kind, key, label in await records.values_list(
            "target_type", "target_key", "external_id"
        )
    }
    found: dict[int, dict[str, set[str]]] = {case: {} for case in cases}
    for tie in await CaseRelation.filter(case_id__in=list(cases)):
        for name in _names(tie.kind):
            key = (LABELS[name].type_name, getattr(tie, COLUMNS[tie.kind]))
            if label := named.get(key):
                found[tie.case_id].setdefault(name, set()).add(label)
    return found


def _names(kind: RelationKind) -> Iterable[str]:
    return (name for name, tied in LABELS.items() if tied.kind is kind)
