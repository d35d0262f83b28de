"""The promises to begin with: a first answer and a solution, for each priority."""

from collections.abc import Iterator
from typing import Any

import orjson

from gateway.cases.priority import Priority
from gateway.levels.kinds import ScheduleSource, SlaTarget

HOUR = 3600
PROMISED: dict[Priority, tuple[float, float]] = {  # hours to the first answer, to the solution
    Priority.CRITICAL: (0.5, 4),
    Priority.HIGH: (2, 8),
    Priority.MODERATE: (4, 16),
    Priority.LOW: (8, 40),
}
OVER = ["RESOLVED", "CLOSED"]
STOP = {
    SlaTarget.RESPONSE: {"field": "first_response_at", "op": "is_not_empty"},
    SlaTarget.RESOLUTION: {"field": "state", "op": "in", "value": OVER},
}
PAUSE = {"field": "state", "op": "is", "value": "AWAITING_INFO"}


def definitions(schedule_id: int | None) -> Iterator[dict[str, Any]]:
    """What each of them says; `schedule_id`: the hours where a customer has none of their own."""
    for place, (priority, hours) in enumerate(PROMISED.items()):
        around = priority is Priority.CRITICAL
        for nth, target in enumerate((SlaTarget.RESPONSE, SlaTarget.RESOLUTION)):
            yield {
                "name": f"P{priority.value} {target.value.lower()}",
                "target": target,
                "duration": int(hours[nth] * HOUR),
                "position": 10 * (2 * place + nth + 1),
                "start": _json({"all": [_of(priority), _unfinished()]}),
                "stop": _json(STOP[target]),
                "pause": _json(PAUSE),
                "schedule_source": ScheduleSource.NONE if around else ScheduleSource.ENTITLEMENT,
                "schedule_id": None if around else schedule_id,
                "customer_visible": target is SlaTarget.RESOLUTION,
            }


def _of(priority: Priority) -> dict[str, Any]:
    return {"field": "priority", "op": "is", "value": priority.name}


def _unfinished() -> dict[str, Any]:
    return {"field": "state", "op": "not_in", "value": ["CLOSED", "CANCELLED"]}


def _json(data: Any) -> str:
    return orjson.dumps(data).decode()
