"""When changes may happen at Aurelia, and what the plans of its changes collide with."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from gateway.changes.kinds import ConflictKind, ConflictStatus, WindowKind
from gateway.changes.lifecycle import ChangeState
from gateway.demo.customers import since
from gateway.demo.schedules import EVENINGS, KEYS

Row = dict[str, Any]
MAINTENANCE, BLACKOUT = WindowKind.MAINTENANCE, WindowKind.BLACKOUT
STOCKTAKING = 2  # its key
# name, kind, from, until, schedule, product, whether it counts
WINDOWS = (
    ("Evenings", MAINTENANCE, None, None, EVENINGS, None, True),
    ("Stocktaking", BLACKOUT, (2026, 11, 25, 23), (2026, 11, 26, 23), None, None, True),
    ("Turn of the year", BLACKOUT, (2026, 12, 17, 23), (2027, 1, 3, 23), None, None, True),
    ("Recall under way", BLACKOUT, (2026, 11, 29, 23), (2026, 12, 4, 23), None, 1, True),
    ("Office hours, until 2025", MAINTENANCE, None, (2025, 12, 31, 23), "Jena office", None, False),
)
# The change, with what it collides, when, the other change, the window. What of the showcase is
# planned twice stands in `beside`.
MET = (
    (4, ConflictKind.ASSET_BUSY, (21, 21), (21, 22), 10, None),
    (4, ConflictKind.ASSIGNEE_BUSY, (21, 21), (21, 22), 10, None),
    (9, ConflictKind.BLACKOUT, (26, 10), (26, 12), None, STOCKTAKING),
    (9, ConflictKind.OUTSIDE_MAINTENANCE, (26, 10), (26, 12), None, None),
    (10, ConflictKind.ASSET_BUSY, (21, 21), (21, 22), 4, None),
    (10, ConflictKind.ASSIGNEE_BUSY, (21, 21), (21, 22), 4, None),
    (10, ConflictKind.OUTSIDE_MAINTENANCE, (21, 22), (21, 23), None, None),
)


def windows() -> Sequence[Row]:
    return [
        {
            "id": key,
            "name": name,
            "kind": kind,
            "starts": starts and datetime(*starts, tzinfo=UTC),
            "ends": ends and datetime(*ends, tzinfo=UTC),
            "schedule_id": schedule and KEYS[schedule],
            "product_id": product,
            "active": active,
            **since(300),
        }
        for key, (name, kind, starts, ends, schedule, product, active) in enumerate(WINDOWS, 1)
    ]


def conflicts() -> Sequence[Row]:
    """What the check finds in the demo; a test has it find that."""
    return [
        {
            "id": key,
            "change_id": change,
            "kind": kind,
            "other_id": other,
            "window_id": window,
            "starts": datetime(2026, 11, *starts, tzinfo=UTC),
            "ends": datetime(2026, 11, *ends, tzinfo=UTC),
        }
        for key, (change, kind, starts, ends, other, window) in enumerate(MET, 1)
    ]


def status(key: int, state: ChangeState) -> ConflictStatus:
    """Whether a change collides with anything; what was never submitted was never checked."""
    if state is ChangeState.NEW:
        return ConflictStatus.NOT_RUN
    found = key in {change for change, *_ in MET}
    return ConflictStatus.CONFLICT if found else ConflictStatus.NONE
