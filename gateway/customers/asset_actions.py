"""What is done with assets: they begin, change and change hands; what is out of service retires."""

from collections.abc import Iterable, Mapping
from typing import Any

from gateway.customers.checks import acts_for, least_errors, order_errors, retired
from gateway.customers.codes import code_errors
from gateway.customers.models import Asset, AssetContact, Contact, ProductModel, SoldProduct
from gateway.customers.owning import (
    ANOTHERS,
    OWNER,
    bring_parts,
    forget_contacts,
    owner,
    parent_errors,
    settle_owner,
    take_owner,
)
from gateway.customers.products_policy import ASSET
from gateway.customers.tying import tie
from gateway.database.numbering import next_number
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.record import fill
from gateway.request.actions.refusals import (
    BadReference,
    InvalidInput,
    MissingInput,
    UserError,
    refuse,
)

PREFIX = "AST"
NAMELESS = "Give its tag or its serial number."
TOO_EARLY = "The warranty cannot end before the day of installation."
STRANGER = "A contact does not act for the account that has it."
WRITTEN = (
    *("serial_number", "asset_tag", *OWNER, "sold_product", "parent", "status"),
    *("installed_on", "warranty_until", "street", "city", "country", "cost_cents"),
)


@action(ASSET, fields=WRITTEN, label="New asset")
async def create(
    asset: Asset,
    act: Act,
    *,
    name: str,
    product: ProductModel,
    contacts: list[Contact] | None = None,
    **given: Any,
) -> None:
    """Add a piece of equipment: an account's, a consumer's, or nobody's while it is in stock.

    contacts: The people to turn to about it.
    """
    asset.name = name
    await _take_in(asset, act, {**given, "product": product})
    asset.number = await next_number(Asset, PREFIX)
    await act.add(asset)
    await _turn_to(asset, act, contacts or ())


@action(ASSET, fields=("name", "product", *WRITTEN))
async def edit(
    asset: Asset, act: Act, *, contacts: list[Contact] | None = None, **given: Any
) -> None:
    """Change what is known of the equipment, or who has it; its parts go along.

    contacts: The people to turn to about it: all of them.
    """
    former = owner(asset)
    await _take_in(asset, act, given)
    if owner(asset) != former:
        await bring_parts(asset, act)
        await forget_contacts(asset, act)
    if "contacts" in act.given:
        await _turn_to(asset, act, contacts or ())


async def _take_in(asset: Asset, act: Act, given: Mapping[str, Any]) -> None:
    fill(asset, given)
    sale = await SoldProduct.get_or_none(id=asset.sold_product_id)
    parent = await Asset.get_or_none(id=asset.parent_id)
    errors = [*settle_owner(asset, given), *retired(act, given, "product", *OWNER)]
    take_owner(asset, given, sale, parent)
    errors += [*code_errors(asset, given), *least_errors(asset, "cost_cents", 0)]
    if not asset.asset_tag and not asset.serial_number:
        errors.append(MissingInput(NAMELESS, "serial_number"))
    if not {"installed_on", "warranty_until"}.isdisjoint(given):
        errors += order_errors(asset, "installed_on", "warranty_until", TOO_EARLY)
    errors += [*_sale(asset, sale, given), *await parent_errors(asset, parent, given.keys())]
    refuse(errors)


def _sale(asset: Asset, sale: SoldProduct | None, given: Mapping[str, Any]) -> list[UserError]:
    """What is wrong with the sale it came from; what does not fit, and was not sent, is dropped."""
    if sale is None:
        return []
    if owner(sale) == owner(asset) and sale.product_id == asset.product_id:
        return []
    if "sold_product" not in given:
        asset.sold_product_id = None
        return []
    said = ANOTHERS if owner(sale) != owner(asset) else "It was another product that was sold."
    return [BadReference(said, "sold_product")]


async def _turn_to(asset: Asset, act: Act, contacts: Iterable[Contact]) -> None:
    """Makes these, and no others, the people to turn to."""
    wanted = {int(contact.pk): contact for contact in contacts}
    if any([not await acts_for(contact, asset.account_id) for contact in wanted.values()]):
        refuse([InvalidInput(STRANGER, "contacts")])
    await tie(act, AssetContact, {"asset_id": asset.pk}, "contact_id", wanted)
