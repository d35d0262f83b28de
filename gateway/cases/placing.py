"""Who works on a case or task: a group, and at most one of its members."""

from collections.abc import Mapping
from typing import Any, Protocol

from gateway.cases.models import Case
from gateway.people.models import Group, GroupMember, GroupType, User
from gateway.request.actions.context import Act
from gateway.request.actions.refusals import BadReference, MissingInput, Refused

GROUP, PERSON = "assignment_group", "assigned_to"
PLACE = frozenset({GROUP, PERSON})


class Placed(Protocol):
    """Whatever a group works on: a case, a task, work beside cases."""

    assignment_group_id: int | None
    assigned_to_id: int | None


async def group_for(act: Act, group: Group | None, user: User | None) -> Group | None:
    """The group that gets the work: the one given, or the only one of the person given.

    Raises Refused where they do not fit together, or lie outside of the actor's provider.
    """
    if group is None:
        return None if user is None else await only_group(act, user.pk, field=PERSON)
    check_group(act, group)
    if user is not None and not await is_member(group.pk, user):
        raise Refused(BadReference("This person is no active member of the group.", PERSON))
    return group


def check_group(act: Act, group: Group) -> None:
    """Raises Refused for a group that takes no work, or none from this actor's provider.

    Neither its name is said nor which of the two it is: not everybody may read that.
    """
    if act.actor.provider_id is None and not group.active:
        raise Refused(BadReference("This group is no longer active.", GROUP))
    if act.actor.provider_id is not None and not _takes_from(group, act.actor.provider_id):
        raise Refused(BadReference("This is no active group of your provider.", GROUP))


def _takes_from(group: Group, provider_id: int) -> bool:
    return group.active and group.provider_id == provider_id


async def chosen(
    work: Placed, act: Act, given: Mapping[str, Any]
) -> tuple[Group | None, int | None]:
    """Who gets the work by what was sent: the group, and the key of the person.

    Another group loses its predecessor's person, unless a member of its own is sent along. Raises
    Refused where they do not fit together.
    """
    group: Group | None = given.get(GROUP)
    user: User | None = given.get(PERSON)
    if GROUP not in given and user is None:  # whichever group it is, it stays there
        return await Group.get_or_none(id=work.assignment_group_id), None
    if GROUP not in given:
        group = await kept_group(act, work.assignment_group_id)
    elif group is None and user is not None:
        raise Refused(MissingInput("A person works for a group: say for which.", GROUP))
    found = await group_for(act, group, user)
    if PERSON not in given and group and group.pk == work.assignment_group_id:
        return found, work.assigned_to_id
    return found, user.pk if user else None


async def kept_group(act: Act, group_id: int | None) -> Group | None:
    """The group that has the work; none where it is not of the actor's provider.

    He may not even see such a group: it must not show in what he is answered.
    """
    group = await Group.get_or_none(id=group_id)
    ours = group is None or act.actor.provider_id in (None, group.provider_id)
    return group if ours else None


async def is_member(group_id: int | None, user: User) -> bool:
    """Whether this person may work for the group."""
    return user.active and await GroupMember.exists(group_id=group_id, user_id=user.pk)


async def only_group(act: Act, user_id: int | None, *, field: str = GROUP) -> Group:
    """The one group that takes cases and has this member; within the actor's provider, if any.

    Raises Refused where there is none, naming `field`, or more than one.
    """
    if user_id is None:
        raise Refused(MissingInput("Say to which group.", GROUP))
    groups = Group.filter(
        memberships__user_id=user_id,
        memberships__user__active=True,
        active=True,
        type=GroupType.SERVICE,
    )
    if act.actor.provider_id is not None:
        groups = groups.filter(provider_id=act.actor.provider_id)
    found = await groups.order_by("id").limit(2)
    if not found:
        raise Refused(BadReference("This person is in no group that takes cases.", field))
    if len(found) > 1:
        raise Refused(MissingInput("This person is in several groups: say which one.", GROUP))
    return found[0]


def hand_to(case: Case, act: Act, group: Group | None, user_id: int | None) -> None:
    """Gives the case to a group and, unless it is to wait there, to one of its members."""
    group_id = group.pk if group else None
    if case.assignment_group_id not in (None, group_id) or case.assigned_to_id not in (
        None,
        user_id,
    ):
        case.reassignment_count += 1
    if user_id not in (None, case.assigned_to_id):
        case.assigned_at = act.at
    case.assignment_group_id, case.assigned_to_id = group_id, user_id
    case.provider_id = group.provider_id if group else None
