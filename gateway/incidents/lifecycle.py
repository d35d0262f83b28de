"""The life of an incident: which move leads from which state to which."""

from collections.abc import Mapping
from enum import StrEnum

from gateway.database.fields import described


@described(
    NEW="Reported; nobody works on it yet.",
    IN_PROGRESS="Being worked on.",
    ON_HOLD="Waiting for something or somebody.",
    RESOLVED="Resolved; may still be taken up again.",
    CLOSED="Finished; nothing leads out of it.",
    CANCELLED="Given up; nothing leads out of it.",
)
class IncidentState(StrEnum):
    """Where an incident stands."""

    NEW = "NEW"
    IN_PROGRESS = "IN_PROGRESS"
    ON_HOLD = "ON_HOLD"
    RESOLVED = "RESOLVED"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


NEW, BUSY, HELD = IncidentState.NEW, IncidentState.IN_PROGRESS, IncidentState.ON_HOLD
RESOLVED, CLOSED = IncidentState.RESOLVED, IncidentState.CLOSED
CANCELLED = IncidentState.CANCELLED

INCIDENT_FINAL = frozenset({CLOSED, CANCELLED})

INCIDENT_MOVES: Mapping[tuple[IncidentState | None, str], IncidentState] = {
    # from      move          to
    (None,     "create"):     NEW,
    (NEW,      "start"):      BUSY,
    (HELD,     "resume"):     BUSY,
    (BUSY,     "hold"):       HELD,
    (BUSY,     "resolve"):    RESOLVED,
    (HELD,     "resolve"):    RESOLVED,
    (RESOLVED, "reopen"):     BUSY,
    (RESOLVED, "close"):      CLOSED,
    (RESOLVED, "auto_close"): CLOSED,     # after 7 days
    (NEW,      "cancel"):     CANCELLED,
    (BUSY,     "cancel"):     CANCELLED,
    (HELD,     "cancel"):     CANCELLED,
}  # fmt: skip
