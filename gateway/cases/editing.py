"""Changes what a case says: its texts, its customer, how urgent it is and who works on it (D06)."""

from collections.abc import Mapping
from typing import Any

from gateway.cases.intake import WRITTEN, inform, take_in, watch
from gateway.cases.models import Case
from gateway.cases.placing import PLACE, chosen, hand_to
from gateway.cases.policy import CASE
from gateway.cases.priority import PrioritySource
from gateway.people.models import User
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.refusals import InvalidInput, Refused


@action(CASE, fields=("short_description", *WRITTEN, "time_worked"))
async def edit(
    case: Case,
    act: Act,
    *,
    informed_users: list[User] | None = None,
    work_notes_list: list[User] | None = None,
    priority_from_matrix: bool = False,
    **given: Any,
) -> None:
    """Change what the case says; only what is sent changes, and what follows from it.

    informed_users: Who is told of comments, of the solution and of the closure: all of them.
    work_notes_list: Who is told of every work note: all of them.
    priority_from_matrix: Let impact and urgency decide on the priority again.
    """
    _check(given, priority_from_matrix=priority_from_matrix)
    if priority_from_matrix:
        case.priority_source = PrioritySource.MATRIX
    await take_in(case, act, given)
    if not given.keys().isdisjoint(PLACE):
        hand_to(case, act, *await chosen(case, act, given))
    if "informed_users" in act.given:
        await inform(case, act, informed_users or ())
    if "work_notes_list" in act.given:
        await watch(case, act, work_notes_list or ())


def _check(given: Mapping[str, Any], *, priority_from_matrix: bool) -> None:
    if priority_from_matrix and "priority" in given:
        said = "Set the priority, or let impact and urgency decide: not both."
        raise Refused(InvalidInput(said, "priority"))
    if given.get("time_worked", 0) < 0:
        raise Refused(InvalidInput("Time worked cannot be negative.", "time_worked"))
