"""Holds a log against the database: what it adds up to, what was refused, what is really there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, cast

from gateway.cases.models import Case, StateInterval
from gateway.database.fields import as_instant
from gateway.imports.facts import Facts
from gateway.imports.figures import Tally, add, state_changes
from gateway.imports.incidents import read
from gateway.imports.log import Line
from gateway.imports.models import ImportedRecord
from gateway.imports.staging import Staging
from gateway.imports.ties import labels_of

Progress = Callable[[str, int, int], None]  # what is being done; how much of how much


def silent(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


PRIORITIES = {1: "1 - Critical", 2: "2 - High", 3: "3 - Moderate", 4: "4 - Low"}
ONLY_OF_THE_FILE = frozenset({"incidents_with_out_of_order_rows"})  # how lines happen to be stored


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, three times."""

    name: str
    file: Any
    accepted: Any  # the file without the lines that were refused
    database: Any  # None: the database does not hold it

    @property
    def agrees(self) -> bool:
        """Whether the database holds exactly what was accepted."""
        return self.name in ONLY_OF_THE_FILE or self.accepted == self.database

    @property
    def refused(self) -> Any:
        """What the refused lines make up; None when that is nothing."""
        if self.file == self.accepted:
            return None
        numbers = isinstance(self.file, int | float) and isinstance(self.accepted, int | float)
        return round(self.file - self.accepted, 2) if numbers else self.file


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The figures of a log beside those of the database."""

    block: dict[str, Any]  # of the file, in the form of the published reference
    figures: list[Figure]

    @property
    def agrees(self) -> bool:
        """Whether every figure does."""
        return all(figure.agrees for figure in self.figures)


async def reconcile(source: str, staging: Staging, progress: Progress) -> Reconciliation:
    """Adds up the staged log and the database's records of its incidents."""
    file, accepted, database = Tally(), Tally(), Tally()
    total, done = staging.count(), 0
    for chunk in staging.chunks():
        for lines in chunk:
            add(file, lines)
            add(accepted, read(lines).used)
        await _add_cases(database, source, [_number(lines) for lines in chunk])
        done += len(chunk)
        progress("Reconciling", done, total)
    return Reconciliation(file.figures(), _compare(file, accepted, database))


def _number(lines: Sequence[Line]) -> str:
    return lines[0].columns.get("number", "").strip()


async def _add_cases(tally: Tally, source: str, numbers: Sequence[str]) -> None:
    records = ImportedRecord.filter(
        source=source, target_type=Case.__name__, external_id__in=numbers
    )
    facts: dict[int, Facts] = dict(await records.values_list("target_key", "facts"))  # pyright: ignore
    tied = await labels_of(source, list(facts))
    for case in await Case.filter(id__in=list(facts)):
        _add_case(tally, case)
        _add_facts(tally, case, facts[case.id])
        _add_ties(tally, facts[case.id]["labels"], tied[case.id])
    history = StateInterval.filter(case_id__in=list(facts)).order_by("case_id", "started_at", "id")
    rows = await history.values_list("case_id", "state")
    for _, group in groupby(rows, key=lambda row: row[0]):
        states = [state.value for _, state in group]
        tally.case_changes.update(state_changes(states))


def _add_case(tally: Tally, case: Case) -> None:
    """What the case itself says."""
    tally.incidents += 1
    tally.case_states[case.state.value] += 1
    tally.priorities[PRIORITIES[case.priority]] += 1
    tally.most_reassigned = max(tally.most_reassigned, case.reassignment_count)
    tally.counts["reassigned_at_least_once"] += case.reassignment_count > 0
    tally.counts["reopened"] += case.reopen_count > 0
    tally.opened(case.opened_at)


def _add_facts(tally: Tally, case: Case, facts: Facts) -> None:
    """What was kept of the log beside the case."""
    tally.events += facts["events"]
    tally.states.update(facts["states"])
    tally.changes.update(state_changes(facts["path"]))
    tally.updated(as_instant(facts["updated_at"]))
    resolved = case.resolved_at or (facts["resolved_at"] and as_instant(facts["resolved_at"]))
    if resolved:
        tally.resolved(PRIORITIES[case.priority], case.opened_at, resolved)
    labels = facts["labels"]
    tally.counts.update(
        {
            "last_event_not_closed": facts["last_state"] != "Closed",
            "sla_missed_at_last_event": not facts["made_sla"],
            "used_knowledge": facts["knowledge"],
            "with_vendor": "vendor" in labels,
        }
    )


def _add_ties(tally: Tally, labels: Mapping[str, str], tied: Mapping[str, set[str]]) -> None:
    """What the case is tied to, as far as the log says so too."""
    for figure, name in (("with_change_rfc", "change"), ("with_problem_id", "problem")):
        tally.counts[figure] += labels.get(name) in tied.get(name, ())


def _compare(file: Tally, accepted: Tally, database: Tally) -> list[Figure]:
    told = _flat(file.figures() | file.as_cases())
    kept, held = _flat(accepted.everything()), _flat(database.everything())
    held |= dict.fromkeys(ONLY_OF_THE_FILE)
    return [
        Figure(name, value, kept.get(name, 0), held.get(name, 0)) for name, value in told.items()
    ]


def _flat(figures: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in figures.items():
        if isinstance(value, dict):
            inner = cast("dict[str, Any]", value)
            flat |= {f"{name}: {key}": figure for key, figure in inner.items()}
        else:
            flat[name] = value
    return flat
