"""How clocks are written: what differs in their rows, what moved them, what others are told."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import orjson

from gateway.database import rows
from gateway.levels.clocks import Clock
from gateway.levels.models import CaseSla
from gateway.levels.rows import row_of
from gateway.request.actions.minutes import written
from gateway.request.ledger import AuditEntry, OutboxEvent

WARNING = "case_sla.warn"
FOLLOWED = "follow_hours"  # in the trail of a clock: its schedule says something else

Entry = dict[str, Any]


async def save(pairs: Iterable[tuple[CaseSla, Clock]]) -> None:
    """Writes what differs in the rows of clocks; all of it, where a row is new."""
    alike: dict[tuple[str, ...], list[CaseSla]] = defaultdict(list)
    for row, clock in pairs:
        changed = _put(row, row_of(clock))
        if row.pk is None:
            await rows.insert(row)
        elif changed:
            alike[changed].append(row)
    for names, written_alike in alike.items():
        await rows.update_few(written_alike, names)


def _put(row: CaseSla, values: dict[str, Any]) -> tuple[str, ...]:
    """The columns that have changed, once the row has these values."""
    changed = [name for name, value in values.items() if getattr(row, name, None) != value]
    for name in changed:
        setattr(row, name, values[name])
    return tuple(changed)


def moved(row: CaseSla, clock: Clock, at: datetime) -> Iterator[Entry]:
    """That other hours have moved a clock; nothing else moves one that goes on."""
    if row.breach_at != clock.due_at:
        yield {
            "at": at,
            "action": FOLLOWED,
            "target_type": CaseSla.__name__,
            "target_key": row.pk,
            "field": "breach_at",
            "old": written(row.breach_at),
            "new": written(clock.due_at),
        }


async def noted(entries: Iterable[Entry]) -> None:
    """Writes entries of the trail."""
    if told := list(entries):
        await rows.append(AuditEntry, told)


async def tell(reached: Iterable[tuple[CaseSla, int]], at: datetime) -> None:
    """Has others told which percentage each of these clocks has reached."""
    events = [
        {
            "at": at,
            "event": WARNING,
            "target_type": CaseSla.__name__,
            "target_key": row.pk,
            "payload": orjson.dumps({"verb": "warn", "percent": percent}).decode(),
        }
        for row, percent in reached
    ]
    if events:
        await rows.append(OutboxEvent, events)
