"""What follows from every change of a case: its history is told without a gap."""

from datetime import datetime
from typing import Any

from gateway.cases.models import Case, StateInterval
from gateway.cases.policy import CASE
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import consequence

TOLD = frozenset({"state", "assignment_group_id", "provider_id", "assigned_to_id"})


@consequence(CASE)
async def keep_history(case: Case, act: Act) -> None:
    """Ends the present interval and begins another where state, group, provider or person changed.

    What changes again within the same second leaves no trace: no interval is empty.
    """
    if not act.before:
        await begin_history(case, act.at)
    elif not TOLD.isdisjoint(act.changes(case)):
        present = StateInterval.filter(case_id=case.id, ended_at=None)
        if not await present.filter(started_at__gte=act.at).update(**_standing(case)):
            await present.update(ended_at=act.at)
            await begin_history(case, act.at)


async def begin_history(case: Case, at: datetime) -> None:
    """Begins an interval in which the case stands as it does now."""
    await StateInterval.create(case_id=case.id, started_at=at, **_standing(case))


def _standing(case: Case) -> dict[str, Any]:
    return {
        "state": case.state,
        "group_id": case.assignment_group_id,
        "provider_id": case.provider_id,
        "assignee_id": case.assigned_to_id,
    }
