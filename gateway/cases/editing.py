"""Changes what a case says: its texts, its customer, how urgent it is and who works on it (D06)."""

from collections.abc import Mapping
from typing import Any

from gateway.cases.intake import WRITTEN, inform, take_in, watch
from gateway.cases.models import Case
from gateway.cases.placing import GROUP, PERSON, group_for, hand_to, kept_group
from gateway.cases.policy import CASE
from gateway.cases.priority import PrioritySource
from gateway.people.models import Group, User
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.refusals import InvalidInput, MissingInput, Refused


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
    await _place(case, act, given)
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


async def _place(case: Case, act: Act, given: Mapping[str, Any]) -> None:
    """Another group loses its predecessor's assignee, unless a member of its own is sent along."""
    if GROUP not in given and PERSON not in given:
        return
    group: Group | None = given.get(GROUP)
    user: User | None = given.get(PERSON)
    if GROUP not in given and user is None:  # whichever group it is, it stays there
        hand_to(case, act, await Group.get_or_none(id=case.assignment_group_id), None)
        return
    if GROUP not in given:
        group = await kept_group(act, case.assignment_group_id)
    elif group is None and user is not None:
        raise Refused(MissingInput("A person works for a group: say for which.", GROUP))
    user_id = user.pk if user else None
    if PERSON not in given and group and group.pk == case.assignment_group_id:
        user_id = case.assigned_to_id
    hand_to(case, act, await group_for(act, group, user), user_id)
