"""What is done with sold products: they begin, change, and expire."""

from collections.abc import Mapping
from typing import Any

from gateway.customers.checks import contact_errors, least_errors, order_errors, retired
from gateway.customers.codes import code_errors
from gateway.customers.models import Asset, Contact, ProductModel, SoldProduct
from gateway.customers.owning import OWNER, owner, parent_errors, settle_owner, take_owner
from gateway.customers.products_policy import SOLD_PRODUCT
from gateway.database.numbering import next_number
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.record import fill
from gateway.request.actions.refusals import (
    InvalidInput,
    MissingInput,
    UserError,
    refuse,
)

PREFIX = "SLD"
NOBODY = "Say who bought it: an account or a consumer."
TOO_EARLY = "It cannot end before it starts."
DELIVERED = "Equipment or parts of it belong to this customer: change those first."
ANOTHER_PRODUCT = "Equipment of the former product was delivered: change that first."
WRITTEN = (
    *(*OWNER, "contact", "parent", "quantity", "unit_price_cents", "state"),
    *("starts", "ends", "city", "country"),
)


@action(SOLD_PRODUCT, fields=WRITTEN, label="New sold product")
async def create(
    sale: SoldProduct, act: Act, *, name: str, product: ProductModel, **given: Any
) -> None:
    """Add a product that an account or a consumer bought."""
    sale.name = name
    await _take_in(sale, act, {**given, "product": product})
    sale.number = await next_number(SoldProduct, PREFIX)


@action(SOLD_PRODUCT, fields=("name", "product", *WRITTEN))
async def edit(sale: SoldProduct, act: Act, **given: Any) -> None:
    """Change what is known of the sale; only what is sent changes."""
    former = owner(sale)
    await _take_in(sale, act, given)
    errors: list[UserError] = []
    if owner(sale) != former and await _is_whole(sale, former):
        errors.append(InvalidInput(DELIVERED, "account" if "account" in given else "consumer"))
    if "product_id" in act.changes(sale) and await Asset.exists(sold_product_id=sale.pk):
        errors.append(InvalidInput(ANOTHER_PRODUCT, "product"))
    refuse(errors)


async def _take_in(sale: SoldProduct, act: Act, given: Mapping[str, Any]) -> None:
    fill(sale, given)
    parent = await SoldProduct.get_or_none(id=sale.parent_id)
    errors = [*settle_owner(sale, given), *retired(act, given, "product", *OWNER)]
    contact: Contact | None = given.get("contact")
    if contact and owner(sale) == (None, None):
        sale.account_id = contact.account_id
    take_owner(sale, given, parent)
    if owner(sale) == (None, None):
        errors.append(MissingInput(NOBODY, "account"))
    errors += [*code_errors(sale, given), *least_errors(sale, "quantity", 1)]
    errors += least_errors(sale, "unit_price_cents", 0)
    if not {"starts", "ends"}.isdisjoint(given):
        errors += order_errors(sale, "starts", "ends", TOO_EARLY)
    errors += [*await contact_errors(sale, given), *await parent_errors(sale, parent, given.keys())]
    refuse(errors)


async def _is_whole(sale: SoldProduct, buyer: tuple[int | None, int | None]) -> bool:
    """Whether something else belongs to the same customer for its sake."""
    account, consumer = buyer
    theirs: dict[str, Any] = {"account_id": account, "consumer_id": consumer}
    delivered = await Asset.exists(sold_product_id=sale.pk, **theirs)
    return delivered or await SoldProduct.exists(parent_id=sale.pk, **theirs)
