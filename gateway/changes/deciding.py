"""How a change comes before those who decide on it, and what they decide (D17)."""

from typing import Any

from gateway.changes.actions import PLANS, period_errors
from gateway.changes.checking import check
from gateway.changes.lifecycle import CHANGE_MOVES, SUBMITTED
from gateway.changes.models import ChangeRequest
from gateway.changes.policy import CHANGE_REQUEST
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.refusals import MissingInput, refuse
from gateway.work.starting import take_in

NEEDED = ("planned_start", "planned_end", *PLANS)  # before anybody can decide
UNPLANNED = "It cannot be decided on without this."


@action(CHANGE_REQUEST, moves=CHANGE_MOVES, fields=NEEDED)
async def submit(change: ChangeRequest, act: Act, **given: Any) -> None:
    """Put the change before those who decide; one that is done often is scheduled at once.

    What its plan collides with is looked up, and stands there for them to see.
    """
    await take_in(change, act, given)
    refuse([MissingInput(UNPLANNED, name) for name in NEEDED if not getattr(change, name)])
    refuse(period_errors(change))
    change.state, change.state_reason = SUBMITTED[change.type], None
    change.submitted_at = change.submitted_at or act.at
    await check(change, act)


@action(CHANGE_REQUEST, moves=CHANGE_MOVES)
async def approve(change: ChangeRequest, act: Act) -> None:
    """Agree to the change: what was assessed is to be authorised, what was authorised is due."""
    del change, act


@action(CHANGE_REQUEST, moves=CHANGE_MOVES)
async def reject(change: ChangeRequest, act: Act, *, comment: str) -> None:
    """Send the change back to whoever asks for it.

    comment: What has to be different.
    """
    del act
    change.state_reason = comment


@action(CHANGE_REQUEST, moves=CHANGE_MOVES, label="Take back")
async def revert(change: ChangeRequest, act: Act) -> None:
    """Take the change back, to write it anew."""
    del change, act
