"""What handlers do with a case: take it up, hand it on, ask back, open it again, give it up."""

from gateway.cases.lifecycle import CASE_MOVES, CaseState
from gateway.cases.models import Case
from gateway.cases.placing import (
    GROUP,
    check_group,
    group_for,
    hand_to,
    is_member,
    kept_group,
    only_group,
)
from gateway.cases.policy import CASE
from gateway.cases.reopening import reopen
from gateway.cases.task_ending import cancel_open_tasks
from gateway.cases.writing import note, speak
from gateway.people.models import Group, User
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.refusals import BadReference, MissingInput, Refused


@action(CASE, moves=CASE_MOVES)
async def accept(case: Case, act: Act) -> None:
    """Take up a new case that is assigned to you."""
    case.accepted_at = act.at


@action(CASE, moves=CASE_MOVES)
async def assign_to_me(case: Case, act: Act, *, assignment_group: Group | None = None) -> None:
    """Take a case that nobody works on; a new one is open from then on.

    assignment_group: For which of your groups; needed only when that is not clear.
    """
    hand_to(case, act, await _own_group(case, act, assignment_group), act.actor.user_id)
    if case.state is CaseState.NEW:
        case.accepted_at = act.at


async def _own_group(case: Case, act: Act, group: Group | None) -> Group:
    """The group for which the actor takes the case: as given, the case's own, or the only one."""
    me = await User.get(id=act.actor.user_id)
    if group is None and await is_member(case.assignment_group_id, me):
        group = await Group.get(id=case.assignment_group_id)
    if group is None:
        return await only_group(act, me.pk)
    check_group(act, group)
    if not await is_member(group.pk, me):
        raise Refused(BadReference("You are no member of this group.", GROUP))
    return group


@action(CASE, moves=CASE_MOVES)
async def assign(
    case: Case, act: Act, *, assignment_group: Group | None = None, assigned_to: User | None = None
) -> None:
    """Give a case that nobody works on to a group, and to one of its members if you like.

    assignment_group: May be left out for a member of the case's own group, and for a person who is
    in one group only.
    """
    await _hand_on(case, act, assignment_group, assigned_to)


@action(CASE, moves=CASE_MOVES)
async def reassign(
    case: Case, act: Act, *, assignment_group: Group | None = None, assigned_to: User | None = None
) -> None:
    """Give a case that somebody works on to another person or group.

    assignment_group: May be left out for a member of the case's own group, and for a person who is
    in one group only.
    assigned_to: Without a person, it waits in the group.
    """
    await _hand_on(case, act, assignment_group, assigned_to)


async def _hand_on(case: Case, act: Act, group: Group | None, user: User | None) -> None:
    present = await kept_group(act, case.assignment_group_id) if user and not group else None
    if user and present and present.active and await is_member(present.pk, user):
        group = present
    group = await group_for(act, group, user)
    if group is None:
        raise Refused(MissingInput("Say to which group.", GROUP))
    hand_to(case, act, group, user.pk if user else None)


@action(CASE, moves=CASE_MOVES, label="Ask for information")
async def request_info(case: Case, act: Act, *, text: str) -> None:
    """Ask the requester for information; until the answer comes, service clocks pause.

    text: What you need to know; the requester reads it as a comment.
    """
    await speak(case, act, text)


@action(CASE, moves=CASE_MOVES, label="Open again")
async def open(case: Case, act: Act, *, reason: str | None = None) -> None:  # noqa: A001
    """Go on with a case that waits for an answer, or whose solution did not hold.

    reason: Why, as a work note; mandatory when a solution was proposed.
    """
    if case.state is CaseState.RESOLVED:
        if not reason:
            raise Refused(MissingInput("Say why the solution did not hold.", "reason"))
        await note(case, act, f"Opened again: {reason}")
        await reopen(case, act)
    elif reason:
        await note(case, act, f"Opened: {reason}")


@action(CASE, moves=CASE_MOVES)
async def cancel(case: Case, act: Act, *, reason: str) -> None:
    """Give the case up without a solution, and its open tasks with it.

    reason: Why, as a work note.
    """
    await note(case, act, f"Cancelled: {reason}")
    await cancel_open_tasks(case, act)
    case.closed_at, case.closed_by_id = act.at, act.actor.user_id
