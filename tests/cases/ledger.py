"""What must hold in a database after any act, read from its bare rows."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.cases.table import CASE, CASE_STATES, TASK, TASK_STATES

Row = Mapping[str, Any]
Rows = dict[int, dict[str, Any]]  # by id
TABLES = {"Case": "cases", "CaseTask": "case_tasks"}
STATES = {"Case": CASE_STATES, "CaseTask": TASK_STATES}
MACHINES = {"Case": CASE, "CaseTask": TASK}
BOOKKEEPING = {"id", "version", "created_at", "created_by_id", "updated_at", "updated_by_id"}
TRUTHS = {"true": 1, "false": 0}  # as the audit trail and SQLite write them
WRITTEN_BY_ACTS = (
    *("cases", "case_tasks", "journal_entries", "state_intervals", "audit_entries"),
    *("outbox_events", "idempotency_keys", "informed_users", "work_notes_watchers"),
    "case_slas",
)


@dataclass(frozen=True)
class Ledger:
    """The rows of one moment."""

    records: Mapping[str, Rows]  # by type
    events: list[dict[str, Any]]
    entries: list[dict[str, Any]]
    intervals: list[dict[str, Any]]
    sizes: Mapping[str, int]  # of every table that acts write

    def faults(self) -> Iterator[str]:
        """What must hold at any time, and does not."""
        for type_name, rows in self.records.items():
            for row in rows.values():
                yield from self._of_record(type_name, row)
        for case in self.records["Case"].values():
            yield from self._of_history(case)

    def _of_record(self, type_name: str, row: Row) -> Iterator[str]:
        who = f"{type_name} {row['id']}"
        if row["state"] not in STATES[type_name]:
            yield f"{who} is {row['state']}"
        told = self._told(type_name, row["id"])
        for column, held in row.items():
            field = column if column in told else column.removesuffix("_id")
            if column not in BOOKKEEPING and not _same(held, told.get(field)):
                yield f"{who}: {column} is {held!r}, by its audit trail {told.get(field)!r}"

    def _told(self, type_name: str, key: int) -> dict[str, Any]:
        """The record as its audit trail tells it, from nothing."""
        told: dict[str, Any] = {}
        for entry in self.entries:
            if (entry["target_type"], entry["target_key"]) == (type_name, key) and entry["field"]:
                assert told.get(entry["field"]) == entry["old"], entry
                told[entry["field"]] = entry["new"]
        return told

    def _of_history(self, case: Row) -> Iterator[str]:
        history = [i for i in self.intervals if i["case_id"] == case["id"]]
        starts = [i["started_at"] for i in history]
        if starts != [case["opened_at"], *(i["ended_at"] for i in history[:-1])]:
            yield f"the history of case {case['id']} has a gap or an overlap"
        if any(i["ended_at"] and i["ended_at"] <= i["started_at"] for i in history):
            yield f"the history of case {case['id']} has an empty interval"
        held = [case[c] for c in ("state", "assignment_group_id", "provider_id", "assigned_to_id")]
        last = [history[-1][c] for c in ("state", "group_id", "provider_id", "assignee_id")]
        if history[-1]["ended_at"] is not None or last != held:
            yield f"the history of case {case['id']} ends with {last}, which is {held}"

    def faults_since(self, before: "Ledger") -> Iterator[str]:
        """What no act may do to what was there before."""
        for type_name, rows in self.records.items():
            for key, was in before.records[type_name].items():
                now = rows.get(key)
                if now is None:
                    yield f"{type_name} {key} is gone"
                else:
                    yield from _of_change(type_name, was, now)
        if self.entries[: len(before.entries)] != before.entries:
            yield "the audit trail was rewritten"


def _of_change(type_name: str, was: Row, now: Row) -> Iterator[str]:
    who, (start, end) = f"{type_name} {was['id']}", (was["state"], now["state"])
    changed = {c for c in now if c not in BOOKKEEPING and now[c] != was[c]}
    if now["version"] - was["version"] != bool(changed):
        yield f"{who}: version {was['version']} -> {now['version']}, changed {sorted(changed)}"
    moves = MACHINES[type_name].moves
    if start != end and end not in {to for (at, _), to in moves.items() if at == start}:
        yield f"{who} went from {start} to {end}"
    if was["number"] != now["number"]:
        yield f"{who} was renumbered"


def _same(held: Any, told: Any) -> bool:
    if held is None or told is None:
        return held is told
    return str(held) == told or held == TRUTHS.get(told)


def read(bare: sqlite3.Connection) -> Ledger:
    bare.row_factory = sqlite3.Row

    def rows(table: str) -> list[dict[str, Any]]:
        return [dict(row) for row in bare.execute(f"SELECT * FROM {table} ORDER BY id")]

    return Ledger(
        records={name: {row["id"]: row for row in rows(t)} for name, t in TABLES.items()},
        events=rows("outbox_events"),
        entries=rows("audit_entries"),
        intervals=rows("state_intervals"),
        sizes={t: len(rows(t)) for t in WRITTEN_BY_ACTS},
    )
