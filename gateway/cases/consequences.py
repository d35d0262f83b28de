"""What follows from every change: a case's history has no gap, and others hear what there is."""

from datetime import datetime
from typing import Any

from gateway.cases.attached_policy import CASE_TASK
from gateway.cases.models import Case, CaseTask, JournalEntry, StateInterval
from gateway.cases.policy import CASE
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import consequence

PERSON = "assigned_to_id"
PLACE = ("assignment_group_id", PERSON)
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


@consequence(CASE)
@consequence(CASE_TASK)
async def tell_others(work: Case | CaseTask, act: Act) -> None:
    """Tells who has the work now, where that changed, and which words were added to the journal."""
    written = [one.pk for one in act.added if isinstance(one, JournalEntry)]
    if written:
        act.tell(entries=written)
    if changed := [name for name in PLACE if act.before.get(name) != getattr(work, name)]:
        group, person = work.assignment_group_id, work.assigned_to_id
        act.tell(placed={"group": group, "person": person if PERSON in changed else None})


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
