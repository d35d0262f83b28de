"""Clocks and definitions as rows, and what of them is reckoned with."""

from datetime import datetime
from typing import Any

import orjson

from gateway.conditions.tree import Condition, Group
from gateway.database.fields import as_instant, as_text
from gateway.levels.clocks import FULL, Clock, Hours
from gateway.levels.kinds import SlaStage
from gateway.levels.models import CaseSla, SlaDefinition
from gateway.levels.running import Level
from gateway.levels.words import condition
from gateway.request.scalars import global_id

Row = dict[str, Any]
FOR_WHOM = {"account": "Account", "contract": "Contract", "product": "ProductModel"}


def level_of(definition: SlaDefinition) -> Level:
    """A definition as it is reckoned with."""
    return Level(
        key=definition.pk,
        duration=definition.duration,
        start=_start(definition),
        stop=condition(definition.stop),
        pause=condition(definition.pause),
        resume=condition(definition.resume),
        cancel=condition(definition.cancel),
        reset=condition(definition.reset),
        when_to_cancel=definition.when_to_cancel,
        when_to_resume=definition.when_to_resume,
        retroactive_start=definition.retroactive_start,
        set_start_to=definition.set_start_to,
        retroactive_pause=definition.retroactive_pause,
        warn_at=percentages(definition.warn_at),
        active=definition.active,
    )


def _start(definition: SlaDefinition) -> Condition:
    """Its start condition, and that the case is one of those that it is for."""
    keys = {name: getattr(definition, f"{name}_id") for name in FOR_WHOM}
    for_whom = [
        condition(_json({"field": name, "op": "is", "value": global_id(FOR_WHOM[name], key)}))
        for name, key in keys.items()
        if key is not None
    ]
    start = condition(definition.start)
    return Group(every=True, parts=(*for_whom, start)) if for_whom else start


def _json(data: Any) -> str:
    return orjson.dumps(data).decode()


def percentages(text: str) -> tuple[int, ...]:
    """50, 75 as numbers, rising. Raises ValueError for what is none between 1 and 99."""
    found = sorted({int(part) for part in text.split(",") if part.strip()})
    if any(not 0 < percent < FULL for percent in found):
        raise ValueError(text)
    return tuple(found)


def clock_of(row: CaseSla, hours: Hours) -> Clock:
    """The clock that a row holds."""
    return Clock(
        level=row.definition_id,
        duration=row.duration,
        warn_at=percentages(row.warn_at),
        hours=hours,
        stage=row.stage,
        start_at=row.start_at,
        attached_at=row.attached_at,
        changed_at=row.changed_at,
        due_at=row.breach_at,
        first_due_at=row.original_breach_at,
        stop_at=row.stop_at,
        paused_at=row.paused_at,
        pauses=tuple((as_instant(begin), as_instant(end)) for begin, end in row.pauses),
        warned=row.warned,
        breached=row.has_breached,
        next_at=row.next_event_at,
        key=row.pk,
    )


def row_of(clock: Clock) -> Row:
    """What a clock writes into its row."""
    at = _reckoned(clock)
    elapsed, actual = clock.elapsed(at), clock.actual(at)
    return {
        "definition_id": clock.level,
        "duration": clock.duration,
        "warn_at": ", ".join(map(str, clock.warn_at)),
        "schedule_id": clock.hours.schedule,
        "timezone": clock.hours.zone,
        "zone_of_customer": clock.hours.of_customer,
        "stage": clock.stage,
        "start_at": clock.start_at,
        "attached_at": clock.attached_at,
        "changed_at": clock.changed_at,
        "stop_at": clock.stop_at,
        "breach_at": clock.due_at,
        "original_breach_at": clock.first_due_at,
        "paused_at": clock.paused_at,
        "pauses": [[as_text(begin), as_text(end)] for begin, end in clock.pauses],
        "next_event_at": clock.next_at,
        "warned": clock.warned,
        "has_breached": clock.breached,
        "reckoned_at": at,
        "pause_business": clock.paused_business,
        "pause_actual": clock.paused_actual,
        "business_elapsed": elapsed,
        "actual_elapsed": actual,
        "business_percent": clock.percent(elapsed),
        "actual_percent": clock.percent(actual),
        "time_left": clock.duration - elapsed,
    }


def _reckoned(clock: Clock) -> datetime:
    """As of when the row says how far it has come: when something last happened to it."""
    if clock.stage is not SlaStage.IN_PROGRESS:
        return clock.stop_at or clock.paused_at or clock.changed_at
    seconds = clock.duration + 1 if clock.breached else -(-clock.duration * clock.warned // FULL)
    reached = clock.due(seconds) if clock.warned else None
    return max(filter(None, (clock.changed_at, reached)))
