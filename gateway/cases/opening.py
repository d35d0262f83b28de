"""How a case begins: somebody reports a problem, or that a finished case is not settled."""

from typing import Any

from gateway.cases.consequences import begin_history
from gateway.cases.filing import file
from gateway.cases.intake import WRITTEN, inform, take_in, watch
from gateway.cases.lifecycle import CASE_MOVES
from gateway.cases.models import Case
from gateway.cases.placing import group_for, hand_to, only_group
from gateway.cases.policy import CASE
from gateway.cases.requesters import default_to_self
from gateway.customers.models import Channel
from gateway.database.numbering import next_number
from gateway.files.models import Upload
from gateway.people.models import Group, User
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action

PREFIX = "CS"
FOLLOWED = (  # what a case inherits from the one that it follows up
    *("short_description", "category", "subcategory", "account_id", "contact_id", "consumer_id"),
    *("product_id", "asset_id", "sold_product_id", "order_reference", "contract_id"),
)


@action(CASE, moves=CASE_MOVES, fields=("channel", *WRITTEN), label="New case")
async def create(
    case: Case,
    act: Act,
    *,
    short_description: str,
    informed_users: list[User] | None = None,
    work_notes_list: list[User] | None = None,
    attachments: list[Upload] | None = None,
    **given: Any,
) -> None:
    """Report a problem: for an account or one of its contacts, or for a consumer.

    informed_users: Who is told of comments, of the solution and of the closure.
    work_notes_list: Who is told of every work note.
    attachments: Files that show the problem: the ids of uploads.
    """
    case.short_description, case.channel = short_description, _channel(act)
    default_to_self(case, act, frozenset(given))
    await take_in(case, act, given)
    user: User | None = given.get("assigned_to")
    await _open(case, act, await group_for(act, given.get("assignment_group"), user), user)
    await inform(case, act, informed_users or ())
    await watch(case, act, work_notes_list or ())
    await file(case, act, attachments or ())


@action(CASE, moves=CASE_MOVES)
async def follow_up(case: Case, act: Act, *, text: str) -> None:
    """Report that a finished case is not settled: a new case begins, this one stays as it is.

    text: What is still the matter; the description of the new case.
    """
    again = Case(**{name: getattr(case, name) for name in FOLLOWED})
    again.description, again.channel, again.parent_id = text, _channel(act), case.id
    await take_in(again, Act(act.actor, act.at, act.may_write), {})
    await _open(again, act, await _former_group(case, act), None)
    await begin_history(again, act.at)
    act.tell(follow_up=again.number)
    act.result = again


def _channel(act: Act) -> Channel:
    return Channel.API if act.actor.session_id is None else Channel.WEB


async def _open(case: Case, act: Act, group: Group | None, user: User | None) -> None:
    """Writes the new case. That of a provider's people goes to their own group."""
    if group is None and act.actor.provider_id is not None:
        group = await only_group(act, act.actor.user_id)
    hand_to(case, act, group, user.pk if user else None)
    case.opened_at = case.sla_anchor_at = act.at
    case.opened_by_id = act.actor.user_id
    case.number = await next_number(Case, PREFIX)
    await act.add(case)


async def _former_group(case: Case, act: Act) -> Group | None:
    """For a provider's people, the group of theirs that had the case; nobody's otherwise."""
    if act.actor.provider_id is None:
        return None
    own = Group.filter(id=case.assignment_group_id, provider_id=act.actor.provider_id, active=True)
    return await own.first()
