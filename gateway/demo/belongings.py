"""What customers own: products, the sales that brought them, and each single asset."""

from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from gateway.customers.products import AssetStatus, ProductStatus, SoldProductState
from gateway.demo.customers import account_place, consumer, since
from gateway.demo.draw import Draw
from gateway.demo.products import choices, product, serial
from gateway.demo.size import CLOCK, Size
from gateway.demo.staff import HOME, LABORATORY, SOFTWARE, group_keys

Row = dict[str, Any]

TODAY = CLOCK.date()
SUPPORT = {"laboratory": LABORATORY, "software": SOFTWARE, "home": HOME}


class Asset(NamedTuple):
    """One instrument; its owner is the account or the consumer with that number."""

    number: int
    product: int
    account: int | None
    consumer: int | None

    @property
    def serial(self) -> str:
        return serial(product(self.product), self.number)


@lru_cache(maxsize=8192)
def asset(size: Size, index: int) -> Asset:
    """The asset with that number: first those of accounts, in turns, then those of consumers."""
    at_home = index >= size.account_assets
    kind = Draw("asset", index).weighted(choices(size.products, at_home=at_home))
    if at_home:
        return Asset(index, kind, None, (index - size.account_assets) % size.consumers)
    return Asset(index, kind, index % size.accounts, None)


def assets_of_account(size: Size, account: int) -> range:
    """The numbers of the account's assets."""
    return range(account, size.account_assets, size.accounts)


def assets_of_consumer(size: Size, one: int) -> range:
    """The numbers of the consumer's assets; many have none."""
    return range(size.account_assets + one, size.assets, size.consumers)


def sold_product_of(size: Size, index: int) -> int | None:
    """The number of the sale by which the asset came to its owner, if that is on record."""
    if index < size.account_assets:
        return index if index < size.account_sold_products else None
    sale = size.account_sold_products + index - size.account_assets
    return sale if sale < size.sold_products else None


def products(size: Size) -> Iterator[Row]:
    """The rows of the catalogue."""
    for index in range(size.products):
        one = product(index)
        yield {
            "id": index + 1,
            "number": f"PRD{index + 1:07}",
            "name": one.name,
            "model_number": one.model,
            "manufacturer": "Aurelia Instruments",
            "category": one.category,
            "product_version": f"{index % 4 + 2}.{index % 7}",
            "support_group_id": group_keys()[SUPPORT[one.family]],
            "status": ProductStatus.SOLD if index % 11 == 10 else ProductStatus.IN_PRODUCTION,
            **since(1600),
        }


def sold_products(size: Size) -> Iterator[Row]:
    """The rows of all sales; each brought one asset."""
    for index in range(size.sold_products):
        own = index < size.account_sold_products
        place = index if own else index - size.account_sold_products + size.account_assets
        one, draw = asset(size, place), Draw("sold product", index)
        days = draw.between(40, 1400)
        yield {
            "id": index + 1,
            "number": f"SLD{index + 1:07}",
            "name": product(one.product).name,
            "product_id": one.product + 1,
            **_owner(size, one),
            "contact_id": None if one.account is None else first_contact(size, one.account),
            "starts": TODAY - timedelta(days),
            "ends": TODAY - timedelta(days - 1095),
            "state": SoldProductState.EXPIRED if days > 1095 else SoldProductState.ACTIVE,
            "unit_price_cents": draw.between(40, 90_000) * 100,
            **since(days),
        }


def assets(size: Size) -> Iterator[Row]:
    """The rows of all assets."""
    for index in range(size.assets):
        one, draw = asset(size, index), Draw("asset row", index)
        days = draw.between(20, 1500)
        sale = sold_product_of(size, index)
        yield {
            "id": index + 1,
            "number": f"AST{index + 1:07}",
            "name": f"{product(one.product).name} {one.serial[-5:]}",
            "asset_tag": f"TAG-{index + 1:06}" if one.account is not None else None,
            "serial_number": one.serial,
            "product_id": one.product + 1,
            **_owner(size, one),
            "sold_product_id": None if sale is None else sale + 1,
            "installed_on": TODAY - timedelta(days),
            "warranty_until": TODAY + timedelta(730 - days),
            "status": AssetStatus.RETIRED if draw.chance(4) else AssetStatus.IN_USE,
            "cost_cents": draw.between(30, 60_000) * 100,
            **since(days),
        }


def asset_contacts(size: Size) -> Iterator[Row]:
    """Whom to turn to about an account's first asset."""
    for index in range(size.accounts):
        yield {
            "id": index + 1,
            "asset_id": index + 1,
            "contact_id": first_contact(size, index) + 1,
            **since(60),
        }


def _owner(size: Size, one: Asset) -> Row:
    place = (
        account_place(one.account) if one.account is not None else consumer(one.consumer or 0).place
    )
    return {
        "account_id": None if one.account is None else one.account + 1,
        "consumer_id": None if one.consumer is None else one.consumer + 1,
        "city": place.city,
        "country": place.country,
    }


def first_contact(size: Size, account: int) -> int:
    """The key of the account's primary contact."""
    return account * size.contacts_per_account + 1
