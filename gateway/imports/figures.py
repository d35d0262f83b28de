"""What a log adds up to, computed from its lines alone: neither the replay nor a database is asked.

The names are those of the published reference figures, and so are the definitions: an incident's
*last event* is the earliest of those with its highest `sys_mod_count`; a *state change* is a
difference between one event and the next. Where the order of events is in doubt the counted
reopenings decide: without one, nothing comes back from Resolved or Closed.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median
from typing import Any

from gateway.imports.events import MISSING, moment
from gateway.imports.log import Line
from gateway.imports.replay import READ_AS

Row = dict[str, str]
LONG_AGO = datetime.min.replace(tzinfo=UTC)  # when what has no readable time took place
TOP = 12  # state changes that the reference names


@dataclass(slots=True)
class Tally:
    """Adds up incidents one at a time, from a log or from a database."""

    events: int = 0
    incidents: int = 0
    counts: Counter[str] = field(default_factory=Counter[str])
    states: Counter[str] = field(default_factory=Counter[str])
    changes: Counter[str] = field(default_factory=Counter[str])
    case_changes: Counter[str] = field(default_factory=Counter[str])
    case_states: Counter[str] = field(default_factory=Counter[str])
    priorities: Counter[str] = field(default_factory=Counter[str])
    hours: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    first_opened: datetime | None = None
    last_updated: datetime | None = None
    most_reassigned: int = 0

    def opened(self, at: datetime) -> None:
        self.first_opened = min(at, self.first_opened or at)

    def updated(self, at: datetime) -> None:
        self.last_updated = max(at, self.last_updated or at)

    def resolved(self, priority: str, opened: datetime, resolved: datetime) -> None:
        self.hours.setdefault(priority, []).append((resolved - opened).total_seconds() / 3600)
        self.counts["incidents_with_resolution_before_open"] += resolved < opened

    def figures(self) -> dict[str, Any]:
        """All figures by name, as the reference names them."""
        return {
            "events": self.events,
            "incidents": self.incidents,
            "incident_state_event_counts": dict(sorted(self.states.items())),
            "top_state_changes": dict(sorted(self._top())),
            "final_priority": dict(sorted(self.priorities.items())),
            "median_hours_to_resolve_by_priority": {
                priority: round(median(hours), 2) for priority, hours in sorted(self.hours.items())
            },
            "max_reassignments": self.most_reassigned,
            "first_opened": _plain(self.first_opened),
            "last_updated": _plain(self.last_updated),
            **{name: self.counts[name] for name in COUNTED},
        }

    def as_cases(self) -> dict[str, Any]:
        """The same history by the states of our cases, which are fewer."""
        return {
            "cases_by_state": dict(sorted(self.case_states.items())),
            "case_state_changes": dict(sorted(self.case_changes.items())),
        }

    def everything(self) -> dict[str, Any]:
        """The figures with all state changes, not only the most frequent."""
        return self.figures() | self.as_cases() | {"top_state_changes": dict(self.changes)}

    def _top(self) -> Iterable[tuple[str, int]]:
        return sorted(self.changes.items(), key=lambda change: (-change[1], change[0]))[:TOP]


COUNTED = (
    "incidents_with_out_of_order_rows",
    "incidents_with_resolution_before_open",
    "last_event_not_closed",
    "reassigned_at_least_once",
    "reopened",
    "sla_missed_at_last_event",
    "used_knowledge",
    "with_change_rfc",
    "with_problem_id",
    "with_vendor",
)


def add(tally: Tally, lines: Sequence[Line]) -> None:
    """Adds the stored lines of one incident, except what is no number or time."""
    if not lines:
        return
    tally.counts["incidents_with_out_of_order_rows"] += _disordered(lines)
    rows = sorted((line.columns for line in lines), key=_place)
    states = [row.get("incident_state", MISSING) for row in rows]
    tally.events += len(rows)
    tally.incidents += 1
    tally.states.update(states)
    tally.changes.update(state_changes(states))
    cases = [READ_AS[state].value for state in states if state in READ_AS]
    tally.case_changes.update(state_changes(cases))
    tally.case_states.update(cases[-1:])
    tally.updated(max(map(_updated, rows)))
    _add_last(tally, min(rows, key=lambda row: (-_count(row, "sys_mod_count"), _updated(row))))


def state_changes(states: Iterable[str]) -> Counter[str]:
    """How often each state followed which other."""
    return Counter(f"{a} -> {b}" for a, b in pairwise(states) if a != b)


def _add_last(tally: Tally, last: Row) -> None:
    tally.priorities[last.get("priority", MISSING)] += 1
    tally.most_reassigned = max(tally.most_reassigned, _count(last, "reassignment_count"))
    tally.counts.update(name for name, holds in LAST.items() if holds(last))
    with suppress(ValueError, KeyError):
        opened = moment(last["opened_at"])
        tally.opened(opened)
        tally.resolved(last["priority"], opened, moment(last["resolved_at"]))


def _disordered(lines: Sequence[Line]) -> bool:
    """Whether a line is stored before one that is older by its count."""
    modifications = [_count(line.columns, "sys_mod_count") for line in lines]
    return any(a > b for a, b in pairwise(modifications))


def _place(row: Row) -> tuple[int, int, datetime, int]:
    settled = {"Resolved": 1, "Closed": 2}.get(row.get("incident_state", MISSING), 0)
    return _count(row, "reopen_count"), settled, _updated(row), _count(row, "sys_mod_count")


def _updated(row: Row) -> datetime:
    try:
        return moment(row["sys_updated_at"])
    except (ValueError, KeyError):
        return LONG_AGO


def _count(row: Row, column: str) -> int:
    text = row.get(column, "")
    return int(text) if text.isascii() and text.isdigit() else 0


LAST: dict[str, Callable[[Row], bool]] = {
    "last_event_not_closed":    lambda row: row.get("incident_state") != "Closed",
    "reassigned_at_least_once": lambda row: _count(row, "reassignment_count") > 0,
    "reopened":                 lambda row: _count(row, "reopen_count") > 0,
    "sla_missed_at_last_event": lambda row: row.get("made_sla") == "false",
    "used_knowledge":           lambda row: row.get("knowledge") == "true",
    "with_change_rfc":          lambda row: row.get("rfc", MISSING) != MISSING,
    "with_problem_id":          lambda row: row.get("problem_id", MISSING) != MISSING,
    "with_vendor":              lambda row: row.get("vendor", MISSING) != MISSING,
}  # fmt: skip


def _plain(at: datetime | None) -> str | None:
    return None if at is None else at.strftime("%Y-%m-%d %H:%M:%S")
