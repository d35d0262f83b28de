"""Who does a piece of work beside a case, and when it ends."""

from collections.abc import Mapping
from typing import Any

from gateway.cases.placing import GROUP, PERSON, PLACE, chosen
from gateway.request.actions.context import Act
from gateway.request.actions.refusals import MissingInput, refuse
from gateway.work.models import Work

PLACED = (GROUP, PERSON)  # grid rows, as inputs of whatever hands work on
NOBODY = "Say who works on it."


async def hand(work: Work, act: Act, given: Mapping[str, Any], *, needed: bool = False) -> None:
    """Gives the work to a group and one of its members, as sent. Raises Refused.

    `needed`: whether somebody has to do it from now on.
    """
    if not PLACE.isdisjoint(given):
        group, work.assigned_to_id = await chosen(work, act, given)
        work.assignment_group_id = group.pk if group else None
    if needed and work.assigned_to_id is None:
        refuse([MissingInput(NOBODY, PERSON)])


def end(work: Work, act: Act, reason: str | None = None) -> None:
    """It is over: since when, by whom, and why if that is said."""
    work.closed_at, work.closed_by_id = act.at, act.actor.user_id
    if reason is not None:
        work.state_reason = reason


def go_on(work: Work) -> None:
    """It is not over after all."""
    work.closed_at, work.closed_by_id = None, None
