"""What the log says of an incident beyond what a case has room for, kept with the imported record.

The figures of a log can be recomputed from it, and a later release can make linked records of
vendors without the file.
"""

from collections import Counter
from itertools import groupby
from typing import TypedDict

from gateway.imports.events import Event
from gateway.imports.replay import Incident, fingerprint

KEPT = (
    "location", "caller", "symptom", "configuration_item", "problem", "change", "caused_by",
    "vendor", "closed_code",
)  # fmt: skip


class Facts(TypedDict):
    events: int
    history: str  # fingerprint of the events that were imported
    version: int  # of the case, as the import left it
    states: dict[str, int]  # events per state, by the log's own names
    path: list[str]  # the states it went through
    last_state: str  # where the highest modification count says that it ended
    updated_at: str  # of the latest event
    resolved_at: str | None  # as the log has it, even where the case is not resolved
    made_sla: bool
    knowledge: bool
    labels: dict[str, str]  # by the names in KEPT; what the log leaves out is left out


def facts(incident: Incident, version: int) -> Facts:
    """The facts of an incident whose case has that version."""
    last = incident.last
    return {
        "events": len(incident.events),
        "history": fingerprint(incident.events),
        "version": version,
        "states": dict(Counter(event.state for event in incident.events)),
        "path": [state for state, _ in groupby(event.state for event in incident.events)],
        "last_state": _highest(incident).state,
        "updated_at": max(event.updated_at for event in incident.events).isoformat(),
        "resolved_at": last.resolved_at.isoformat() if last.resolved_at else None,
        "made_sla": last.made_sla,
        "knowledge": last.knowledge,
        "labels": {name: label for name in KEPT if (label := getattr(last, name)) is not None},
    }


def _highest(incident: Incident) -> Event:
    """The event with the highest count, the earliest where several have it."""
    return min(incident.events, key=lambda event: (-event.modification, event.updated_at))
