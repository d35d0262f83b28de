"""The conflict check: what a plan collides with is looked up, and kept until the plan changes."""

from gateway.changes.colliding import Collision, collisions
from gateway.changes.kinds import ConflictStatus
from gateway.changes.models import ChangeConflict, ChangeRequest
from gateway.changes.policy import CHANGE_REQUEST
from gateway.database import rows
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action, consequence
from gateway.request.actions.refusals import MissingInput, refuse

UNPLANNED = "Nothing can be checked before it is planned from when until when."
PLAN = ("planned_start", "planned_end")
CHECKING = frozenset({"submit", "check_conflicts"})
WATCHED = frozenset({*PLAN, "asset_id", "assigned_to_id", "parent_id"})


async def check(change: ChangeRequest, act: Act) -> None:
    """Looks up what the plan of a change collides with, and keeps that with the moment."""
    await _forget(change)
    found = await collisions(change)
    await rows.append(ChangeConflict, [_row(change, one) for one in found])
    change.conflict_status = ConflictStatus.CONFLICT if found else ConflictStatus.NONE
    change.conflict_run_at = act.at


@action(CHANGE_REQUEST, label="Check for conflicts")
async def check_conflicts(change: ChangeRequest, act: Act) -> None:
    """Look up what its plan collides with: other changes, blackouts, the lack of a window."""
    refuse([MissingInput(UNPLANNED, name) for name in PLAN if getattr(change, name) is None])
    await check(change, act)


@consequence(CHANGE_REQUEST)
async def outdate(change: ChangeRequest, act: Act) -> None:
    """What was found is forgotten where the plan is another now, and was not checked since."""
    if act.verb not in CHECKING and not WATCHED.isdisjoint(act.changes(change)):
        await _forget(change)
        change.conflict_status, change.conflict_run_at = ConflictStatus.NOT_RUN, None


async def _forget(change: ChangeRequest) -> None:
    await ChangeConflict.filter(change_id=change.pk).delete()


def _row(change: ChangeRequest, one: Collision) -> dict[str, object]:
    return {
        "change_id": change.pk,
        "kind": one.kind.value,
        "other_id": one.other,
        "window_id": one.window,
        "starts": one.starts,
        "ends": one.ends,
    }
