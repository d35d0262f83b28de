"""The conditions of the grids about customers: each a sentence, and what it means for a row.

What a provider sees of customers follows from cases. Outsourcing criteria, when they come, join in
`served` and nowhere else: every other condition for providers builds on it.
"""

from typing import Any

from tortoise.expressions import Q

from gateway.actor import Actor
from gateway.policy.grid import SEEN

ACTIVE = ("NEW", "OPEN", "AWAITING_INFO")  # states of a case in which somebody still owes work


# -- providers ------------------------------------------------------------------------------------


def served(actor: Actor) -> Q:
    """a case that you may see refers to it"""
    return Q(cases=SEEN)


def met(actor: Actor) -> Q:
    """a case that you may see refers to it, or your provider holds an open case of its account"""
    return served(actor) | _in_care(actor, "account")


def entrusted(actor: Actor) -> Q:
    """a case that you may see refers to it, or your provider holds an open case of its customer"""
    return met(actor) | _in_care(actor, "consumer")


def covering(actor: Actor) -> Q:
    """it covers what you may see, or your provider holds an open case of its customer"""
    lines = Q(asset_lines__asset=SEEN) | Q(sold_product_lines__sold_product=SEEN)
    return entrusted(actor) | lines


def granting(actor: Actor) -> Q:
    """it serves what you may see, or your provider holds an open case of its customer"""
    return entrusted(actor) | Q(asset=SEEN) | Q(sold_product=SEEN)


def _in_care(actor: Actor, customer: str) -> Q:
    """One and the same case is open and with the actor's provider."""
    held: dict[str, Any] = {
        f"{customer}__cases__provider_id": actor.provider_id,
        f"{customer}__cases__state__in": list(ACTIVE),
    }
    return Q(**held)


# -- the enterprise's own people ------------------------------------------------------------------


def at_stake(actor: Actor) -> Q:
    """a case that you may see, or a contract that you approve, refers to it"""
    return Q(cases=SEEN) | Q(contracts__approver_id=actor.user_id)


def to_approve(actor: Actor) -> Q:
    """you are the contract's approver"""
    return Q(approver_id=actor.user_id)


def under_approval(actor: Actor) -> Q:
    """you are the approver of its contract"""
    return Q(contract__approver_id=actor.user_id)


# -- customers ------------------------------------------------------------------------------------


def your_account(actor: Actor) -> Q:
    """the account is yours"""
    return Q(contacts__id=actor.contact_id)


def your_accounts(actor: Actor) -> Q:
    """the account is yours, lies below it, or is related to it"""
    return Q(id__in=actor.account_ids)


def yourself(actor: Actor) -> Q:
    """the contact is you"""
    return Q(id=actor.contact_id)


def met_by_you(actor: Actor) -> Q:
    """the contact is you, or has a case that you may see"""
    return Q(id=actor.contact_id) | Q(cases=SEEN)


def of_your_account(actor: Actor) -> Q:
    """it belongs to your account"""
    return Q(account__contacts__id=actor.contact_id)


def of_your_accounts(actor: Actor) -> Q:
    """it belongs to your account, to one below it, or to a related one"""
    return Q(account_id__in=actor.account_ids)


def you(actor: Actor) -> Q:
    """the consumer is you"""
    return Q(id=actor.consumer_id)


def your_own(actor: Actor) -> Q:
    """it is yours"""
    return Q(consumer_id=actor.consumer_id)


# -- ties between them ----------------------------------------------------------------------------


def both_seen(actor: Actor) -> Q:
    """you may see both accounts"""
    return Q(source=SEEN) & Q(target=SEEN)


def both_ends(actor: Actor) -> Q:
    """you may see the contact and the account"""
    return Q(contact=SEEN) & Q(account=SEEN)


def of_entitlement(actor: Actor) -> Q:
    """you may see the entitlement"""
    return Q(entitlement=SEEN)
