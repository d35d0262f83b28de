"""How a change is written, changed and given up; who decides on it stands in `deciding`."""

from collections.abc import Mapping
from typing import Any

from gateway.cases.models import Case
from gateway.changes.kinds import ChangeType
from gateway.changes.lifecycle import CHANGE_MOVES
from gateway.changes.models import ChangeRequest
from gateway.changes.policy import CHANGE_REQUEST
from gateway.database.trees import closes_ring
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.refusals import InvalidInput, UserError, refuse
from gateway.work.handing import PLACED, end
from gateway.work.starting import begin, take_in

PREFIX = "CHG"
BACKWARDS = "It cannot end before it starts."
IDLE = "It takes some time: it ends later than it starts."
ITSELF = "No change is part of itself."
NO_TEMPLATE = "What is done often is not made from a case."
PERIODS = (("planned_start", "planned_end"), ("actual_start", "actual_end"))
PLANS = ("implementation_plan", "backout_plan", "test_plan")
WRITTEN = (
    *("description", "category", "risk", "impact", "urgency", "priority", "account", "asset"),
    *("parent", "requested_by", "planned_start", "planned_end", "cab_at", "justification"),
    *("risk_impact_analysis", *PLANS, *PLACED),
)
COPIED = {
    name: name
    for name in ("short_description", "description", "impact", "urgency", "priority", "account")
}


@action(CHANGE_REQUEST, moves=CHANGE_MOVES, fields=WRITTEN, label="New change")
async def create(
    change: ChangeRequest,
    act: Act,
    *,
    type: ChangeType | None = ChangeType.NORMAL,  # as the field is called
    source_case: Case | None = None,
    short_description: str | None = None,
    **given: Any,
) -> None:
    """Ask for something to be altered, perhaps because of a case.

    source_case: The case from which it is made: what is not sent is taken from there, and the two
        are tied to one another.
    short_description: What is to be altered, in one line; as the case has it unless it is sent.
    """
    if source_case and type is ChangeType.STANDARD:
        refuse([InvalidInput(NO_TEMPLATE, "type")])
    change.state = CHANGE_MOVES[None, "create"]
    change.type = type or ChangeType.NORMAL
    change.source_case_id = source_case.pk if source_case else None
    change.requested_by_id = act.actor.user_id
    sent = {"short_description": short_description} if short_description else {}
    await begin(change, act, source_case, {**sent, **given}, prefix=PREFIX, copied=COPIED)
    refuse(period_errors(change))


@action(CHANGE_REQUEST, fields=("short_description", *WRITTEN, "actual_start", "actual_end"))
async def edit(change: ChangeRequest, act: Act, **given: Any) -> None:
    """Change what it says; only what is sent changes."""
    await take_in(change, act, given)
    refuse([*period_errors(change), *await _ring_errors(change, given)])


@action(CHANGE_REQUEST, moves=CHANGE_MOVES)
async def cancel(change: ChangeRequest, act: Act, *, reason: str) -> None:
    """Give the change up.

    reason: Why.
    """
    end(change, act, reason)


def period_errors(change: ChangeRequest) -> list[UserError]:
    """What is wrong where something ends before it starts, or is planned to take no time."""
    errors: list[UserError] = []
    for first, last in PERIODS:
        start, until = getattr(change, first), getattr(change, last)
        if start is not None and until is not None and until < start:
            errors.append(InvalidInput(BACKWARDS, last))
        elif start is not None and until == start and last == "planned_end":
            errors.append(InvalidInput(IDLE, last))
    return errors


async def _ring_errors(change: ChangeRequest, given: Mapping[str, Any]) -> list[UserError]:
    parent = given.get("parent")
    if parent is None or not await closes_ring(ChangeRequest, change.pk, parent.pk):
        return []
    return [InvalidInput(ITSELF, "parent")]
