"""Whose things are: an account's or a consumer's, never both; parts follow."""

from collections.abc import Collection, Mapping
from typing import Any

from gateway.customers.checks import acts_for
from gateway.customers.models import (
    Asset,
    AssetContact,
    Contact,
    Contract,
    Entitlement,
    SoldProduct,
)
from gateway.database.trees import closes_ring
from gateway.request.actions.context import Act
from gateway.request.actions.refusals import BadReference, InvalidInput, UserError

OWNER = ("account", "consumer")
BOTH = "It belongs to an account or to a consumer, not to both."
ANOTHERS = "It belongs to another customer."
Good = Asset | SoldProduct
Owned = Good | Contract | Entitlement


def owner(good: Any) -> tuple[int | None, int | None]:
    """The keys of the account and of the consumer: at most one of them."""
    return good.account_id, good.consumer_id


def settle_owner(good: Owned, given: Mapping[str, Any]) -> list[UserError]:
    """Who was sent displaces who was not; nobody owns with another. Returns what is wrong."""
    for one, other in (OWNER, OWNER[::-1]):
        if given.get(one) is not None and other not in given:
            setattr(good, f"{other}_id", None)
    return [] if None in owner(good) else [InvalidInput(BOTH, "consumer")]


def take_owner(good: Owned, given: Mapping[str, Any], *others: Owned | None) -> None:
    """Whoever owns what it came from, or what it is part of, owns it too, unless told otherwise."""
    for other in others if given.keys().isdisjoint(OWNER) else ():
        if other is not None and owner(good) == (None, None):
            good.account_id, good.consumer_id = owner(other)


async def parent_errors(good: Good, parent: Good | None, sent: Collection[str]) -> list[UserError]:
    """What is wrong with what it is part of; what does not fit, and was not sent, is dropped."""
    if parent is None:
        return []
    if "parent" in sent and good.pk and await closes_ring(type(good), good.pk, parent.pk):
        return [InvalidInput("Nothing is part of itself.", "parent")]
    if owner(parent) == owner(good):
        return []
    if "parent" in sent:
        return [BadReference(ANOTHERS, "parent")]
    good.parent_id = None
    return []


async def bring_parts(asset: Asset, act: Act) -> None:
    """Gives the parts of an asset to its new owner; they are no longer of their former sale."""
    wholes = [asset]
    for whole in wholes:
        for part in await Asset.filter(parent_id=whole.pk):
            if owner(part) != owner(asset):
                act.touch(part)
                part.account_id, part.consumer_id = owner(asset)
                part.sold_product_id = None
                await forget_contacts(part, act)
                wholes.append(part)


async def forget_contacts(asset: Asset, act: Act) -> None:
    """Cuts the ties to people who do not act for the owner."""
    for link in await AssetContact.filter(asset_id=asset.pk):
        contact = await Contact.get(id=link.contact_id)
        if not await acts_for(contact, asset.account_id):
            await act.remove(link)
