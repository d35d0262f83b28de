"""What can be done with saved lists: save, change, put in order, delete and take that back."""

from typing import Any

from gateway.desk.models import SavedView
from gateway.desk.views_policy import SAVED_VIEW
from gateway.people.models import Group
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.record import fill
from gateway.request.actions.refusals import BadReference, InvalidInput, Refused

MOST = 100  # lists of one user


@action(SAVED_VIEW, bulk=False)
async def create(
    view: SavedView, act: Act, *, name: str, query: str, group: Group | None = None
) -> None:
    """Save a list of cases under a name.

    group: Share it with this group of yours; what its members see of it, their own rights decide.
    """
    owner = act.actor.user_id
    positions = await _own(act).order_by("-position").values_list("position", flat=True)
    if len(positions) >= MOST:
        raise Refused(InvalidInput(f"You have {MOST} saved lists already: delete one.", "name"))
    _check_group(act, group)
    view.owner_id, view.position = owner or 0, (max(positions, default=0)) + 1
    view.name, view.query, view.group_id = name, query or "", group.pk if group else None


@action(SAVED_VIEW, fields=("name", "query", "group"), bulk=False)
async def edit(view: SavedView, act: Act, **given: Any) -> None:
    """Rename it, change what it lists, or share it with a group of yours."""
    if "group" in given:
        _check_group(act, given["group"])
    fill(view, given)


@action(SAVED_VIEW, bulk=False)
async def move(view: SavedView, act: Act, *, up: bool = False) -> None:
    """Change places with the list below it.

    up: With the one above it instead.
    """
    nearer = {"position__lt" if up else "position__gt": view.position}
    beside = await _own(act).filter(**nearer).order_by("-position" if up else "position").first()
    if beside is not None:
        act.touch(beside)
        beside.position, view.position = view.position, beside.position


@action(SAVED_VIEW, bulk=False)
async def delete(view: SavedView, act: Act) -> None:
    """Delete it; nobody finds it any more, and you can take that back."""
    view.removed_at = act.at


@action(SAVED_VIEW, bulk=False)
async def restore(view: SavedView, act: Act) -> None:
    """Take back that it was deleted."""
    del act
    view.removed_at = None


def _own(act: Act) -> Any:
    """The lists of whoever acts, without those that are deleted."""
    return SavedView.filter(owner_id=act.actor.user_id, removed_at=None)


def _check_group(act: Act, group: Group | None) -> None:
    if group is not None and group.pk not in act.actor.group_ids:
        raise Refused(BadReference("You are no member of this group.", "group"))
