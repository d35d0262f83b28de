"""How somebody has a list shown: set once, and the same on every device of theirs."""

from typing import Any

from gateway.desk.looks_policy import LIST_LOOK
from gateway.desk.models import ListLook
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.record import fill
from gateway.request.actions.refusals import Duplicate, Refused


@action(LIST_LOOK, label="New look", quiet=True, bulk=False)
async def create(
    look: ListLook, act: Act, *, place: str, as_table: bool = False, columns: str = ""
) -> None:
    """Say how you want to see a list; as long as you do not, it has rows."""
    user = act.actor.user_id
    if await ListLook.exists(user_id=user, place=place):
        raise Refused(Duplicate("You have said so before: change that.", "place"))
    assert user is not None  # noqa: S101  # the grid has no column for whoever is no user
    look.user_id, look.place = user, place
    look.as_table, look.columns = as_table, columns or ""


@action(LIST_LOOK, fields=("as_table", "columns"), quiet=True, bulk=False)
async def edit(look: ListLook, act: Act, **given: Any) -> None:
    """Change how you want to see the list."""
    del act
    fill(look, given)
