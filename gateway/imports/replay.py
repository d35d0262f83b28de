"""An incident's events played back in order: what became of the case, when, and in whose hands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import pairwise

from gateway.cases.lifecycle import CaseState
from gateway.imports.events import Event

READ_AS: dict[str, CaseState] = {
    "New":                CaseState.NEW,
    "Active":             CaseState.OPEN,
    "Awaiting User Info": CaseState.AWAITING_INFO,
    "Awaiting Vendor":    CaseState.AWAITING_INFO,
    "Awaiting Problem":   CaseState.AWAITING_INFO,
    "Awaiting Evidence":  CaseState.AWAITING_INFO,
    "Resolved":           CaseState.RESOLVED,
    "Closed":             CaseState.CLOSED,
}  # fmt: skip

SETTLED = {"Resolved": 1, "Closed": 2}
ANSWERED = frozenset({CaseState.AWAITING_INFO, CaseState.RESOLVED})
ENDED = frozenset({CaseState.RESOLVED, CaseState.CLOSED})


@dataclass(frozen=True, slots=True)
class Stage:
    """From `at` on the case was in this state, with this group and assignee."""

    at: datetime
    state: CaseState
    group: str | None
    assignee: str | None


@dataclass(frozen=True, slots=True)
class Note:
    """One event, and the one before it: what lies between them is what was done."""

    at: datetime
    before: Event | None  # None: the incident was opened
    event: Event


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident from its first event to its last, in order."""

    number: str
    events: tuple[Event, ...]
    times: tuple[datetime, ...]  # of the events; never falls, never before the opening

    @property
    def last(self) -> Event:
        return self.events[-1]

    @property
    def stages(self) -> list[Stage]:
        """The stretches of its life; the first begins when it was opened."""
        found: list[Stage] = []
        for at, event in zip(self.times, self.events, strict=True):
            stage = Stage(at, READ_AS[event.state], event.group, event.assignee)
            if not found:
                found.append(Stage(event.opened_at, stage.state, stage.group, stage.assignee))
            elif _hands(stage) != _hands(found[-1]):
                found.append(stage)
        return found

    @property
    def notes(self) -> list[Note]:
        """One note per event."""
        before: list[Event | None] = [None, *self.events]
        return list(map(Note, self.times, before, self.events))


def replay(events: Sequence[Event]) -> Incident:
    """The incident that these events tell of.

    Neither the file's order nor `sys_mod_count` can be trusted alone: a few first events carry the
    count or the time of a later one. A case leaves Resolved only by a reopening, which is counted;
    so events are ordered by reopenings, then unresolved before resolved before closed, then time.
    """
    ordered = tuple(sorted(events, key=_place))
    return Incident(ordered[0].number, ordered, _times(ordered))


def fingerprint(events: Sequence[Event]) -> str:
    """Names this exact history. What the log repeats on every line as final values is left out."""
    return sha256(repr([_happened(event) for event in events]).encode()).hexdigest()


def first_time(stages: Sequence[Stage], states: frozenset[CaseState]) -> datetime | None:
    """When the case first entered one of `states`."""
    return next((stage.at for stage in stages if stage.state in states), None)


def assigned_at(stages: Sequence[Stage]) -> datetime | None:
    """When the case came to whom it is assigned now."""
    if stages[-1].assignee is None:
        return None
    moments = [b.at for a, b in pairwise(stages) if a.assignee != b.assignee]
    return moments[-1] if moments else stages[0].at


def reopened_at(stages: Sequence[Stage]) -> datetime | None:
    """When the case was last opened again."""
    moments = [b.at for a, b in pairwise(stages) if a.state in ENDED and b.state not in ENDED]
    return moments[-1] if moments else None


def _place(event: Event) -> tuple[int, int, datetime, int, int]:
    settled = SETTLED.get(event.state, 0)
    return event.reopens, settled, event.updated_at, event.modification, event.line


def _times(ordered: Sequence[Event]) -> tuple[datetime, ...]:
    """No event happened after one that follows it, nor before the incident was opened."""
    times: list[datetime] = []
    latest = max(event.updated_at for event in ordered)
    for event in reversed(ordered):
        latest = min(latest, event.updated_at)
        times.append(max(latest, event.opened_at))
    return tuple(reversed(times))


def _hands(stage: Stage) -> tuple[CaseState, str | None, str | None]:
    return stage.state, stage.group, stage.assignee


def _happened(event: Event) -> tuple[object, ...]:
    told = (getattr(event, name) for name in FOLLOWED)
    return event.modification, event.updated_at.isoformat(), event.updated_by, *told


# What makes one event differ from the one before it, in the order in which it is told.
FOLLOWED = (
    "state", "group", "assignee", "priority", "impact", "urgency", "reopens", "reassignments",
    "category", "subcategory", "symptom", "caller", "location", "configuration_item", "knowledge",
    "problem", "change", "caused_by", "vendor", "made_sla",
)  # fmt: skip
