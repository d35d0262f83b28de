"""For whom a case is: exactly one account or consumer (K1), and the contact who reported it."""

from collections.abc import Mapping
from typing import Any

from tortoise.models import Model

from gateway.cases.kinds import MajorState
from gateway.cases.models import Case
from gateway.customers.checks import acts_for
from gateway.customers.models import (
    Account,
    Asset,
    Consumer,
    Contact,
    Contract,
    Entitlement,
    SoldProduct,
)
from gateway.request.actions.context import Act
from gateway.request.actions.refusals import BadReference, InvalidInput, MissingInput, UserError

Sent = frozenset[str]
REQUESTER = frozenset({"account", "contact", "consumer"})
OWNED: Mapping[str, type[Model]] = {  # what tells for whom a case is, the surest first
    "asset": Asset,
    "sold_product": SoldProduct,
    "contract": Contract,
    "entitlement": Entitlement,
    "parent": Case,
}


def default_to_self(case: Case, act: Act, sent: Sent) -> None:
    """A customer's new case is for himself, unless he names somebody else."""
    if sent.isdisjoint({"contact", "consumer"}):
        case.contact_id = act.actor.contact_id
    if sent.isdisjoint(REQUESTER):
        case.consumer_id = act.actor.consumer_id


async def settle_requester(
    case: Case, act: Act, sent: Sent, told: Sent | None = None
) -> list[UserError]:
    """Completes account, contact and consumer from those sent; returns what does not fit.

    `told` names the inputs that may tell for whom it is; without it those that were sent.
    """
    if act.before and sent.isdisjoint(REQUESTER):
        return []
    _make_way(case, sent)
    contact = await Contact.get_or_none(id=case.contact_id)
    if contact and _awaits(case, sent):
        case.account_id = contact.account_id
    await _follow(case, sent if told is None else told)
    if wrong := _count(case):
        return [wrong]
    if contact and not await _acts_for(contact, case.account_id, act):
        if "contact" in sent:
            return [BadReference("This contact does not act for the account.", "contact")]
        contact, case.contact_id = None, None
    if "contact_timezone" not in sent:
        case.contact_timezone = await _timezone(case, contact)
    return []


def _make_way(case: Case, sent: Sent) -> None:
    """Who was sent displaces who was not: a consumer the account, an account the consumer."""
    if "consumer" in sent and case.consumer_id:
        case.account_id = case.account_id if "account" in sent else None
        case.contact_id = case.contact_id if "contact" in sent else None
    elif "consumer" not in sent and (
        ("account" in sent and case.account_id) or ("contact" in sent and case.contact_id)
    ):
        case.consumer_id = None


def _awaits(case: Case, sent: Sent) -> bool:
    """Whether the contact tells the account: not beside a consumer, unless both were sent."""
    return case.account_id is None and (case.consumer_id is None or "contact" in sent)


async def _follow(case: Case, told: Sent) -> None:
    """Without any customer: it is for whoever has what somebody says that it is about.

    Not by what the case says already: whoever acts may not see that.
    """
    for name, model in OWNED.items():
        if name in told and not (
            case.account_id or case.consumer_id or case.major_state is MajorState.ACCEPTED
        ):
            owned: Any = await model.get_or_none(id=getattr(case, f"{name}_id"))
            if owned is not None:
                case.account_id, case.consumer_id = owned.account_id, owned.consumer_id


def _count(case: Case) -> UserError | None:
    """What is wrong unless there is exactly one customer; a major case has none."""
    if case.account_id and case.consumer_id:
        return InvalidInput("A case is for an account or for a consumer, not for both.", "consumer")
    if case.account_id or case.consumer_id or case.major_state is MajorState.ACCEPTED:
        return None
    return MissingInput("Say for whom: an account, a contact or a consumer.", "account")


async def _acts_for(contact: Contact, account_id: int | None, act: Act) -> bool:
    """Whether the contact is of the account, responsible for it, or manages its cases himself."""
    if contact.id == act.actor.contact_id and account_id in act.actor.account_ids:
        return True
    return await acts_for(contact, account_id)


async def _timezone(case: Case, contact: Contact | None) -> str | None:
    if contact and contact.timezone:
        return contact.timezone
    account = await Account.get_or_none(id=case.account_id)
    consumer = await Consumer.get_or_none(id=case.consumer_id)
    known = account or consumer
    return known.timezone if known else None
