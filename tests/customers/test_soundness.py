"""Whatever is done in whatever order: no rings, no two owners, nothing of somebody else's."""

from random import Random
from typing import Any

import pytest
from tortoise.models import Model

from gateway.customers.models import Account, Asset, AssetContact, Contact, SoldProduct
from gateway.people.models import User
from tests.cases.deeds import done, payload
from tests.world import a_consumer, a_contact, a_product, a_user

pytestmark = pytest.mark.usefixtures("world")

STEPS = 60


class Crowd:
    """Customers and their things, at which somebody works without thinking."""

    def __init__(self, seed: int, by: User) -> None:
        self.random, self.by = Random(seed), by  # noqa: S311  # no secret
        self.things: dict[str, list[Any]] = {"asset": [], "soldProduct": [], "account": []}
        self.done = 0

    async def gather(self) -> None:
        names = ({"name": name} for name in "ABCD")
        self.things["account"] = [await done("accountCreate", self.by, **one) for one in names]
        self.people = [await a_contact(account) for account in self.things["account"]]
        self.consumers = [await a_consumer() for _ in range(2)]
        self.products = [await a_product() for _ in range(2)]

    def some(self, among: list[Any]) -> Any:
        """One of them, or none."""
        return self.random.choice([*among, None])

    def given(self, kind: str) -> dict[str, Any]:
        """Any inputs that fit the types."""
        if kind == "account":
            return {"parent": self.some(self.things["account"])}
        possible: dict[str, Any] = {
            "account": self.some(self.things["account"]),
            "consumer": self.some(self.consumers),
            "parent": self.some(self.things[kind]),
            "product": self.random.choice(self.products),
        }
        if kind == "asset":
            possible["soldProduct"] = self.some(self.things["soldProduct"])
            possible["contacts"] = self.random.sample(self.people, self.random.randint(0, 2))
        else:
            possible["contact"] = self.some(self.people)
        return {name: v for name, v in possible.items() if self.random.random() < 0.5}

    async def step(self) -> None:
        kind = self.random.choice(["account", "asset", "asset", "soldProduct"])
        given, known = self.given(kind), self.things[kind]
        if kind == "account" or (known and self.random.random() < 0.7):
            answer = await payload(f"{kind}Edit", self.by, self.random.choice(known), **given)
        else:
            named = {"name": "Thing", "product": self.random.choice(self.products)}
            plate = {"assetTag": "T"} if kind == "asset" else {}
            answer = await payload(f"{kind}Create", self.by, **{**named, **plate, **given})
            model = Asset if kind == "asset" else SoldProduct
            self.things[kind] = list[Any](await model.all())
        self.done += not answer["errors"]


def owner(good: Any) -> tuple[int | None, int | None]:
    return good.account_id, good.consumer_id


async def no_rings(model: type[Model]) -> None:
    above: dict[int, int | None] = {
        row["id"]: row["parent_id"] for row in await model.all().values("id", "parent_id")
    }
    for key in above:
        seen: list[int | None] = []
        at: int | None = key
        while at is not None:
            assert at not in seen
            seen.append(at)
            at = above[at]


@pytest.mark.parametrize("seed", range(6))
async def test_no_sequence_of_changes_tangles_what_belongs_together(seed: int) -> None:
    crowd = Crowd(seed, await a_user("manager"))
    await crowd.gather()

    for _ in range(STEPS):
        await crowd.step()

    assert crowd.done > STEPS / 5
    for model in (Account, Asset, SoldProduct):
        await no_rings(model)
    await sales_are_sound()
    await assets_are_sound()
    for account in await Account.exclude(parent_id=None):
        above = await Account.get(id=account.parent_id or 0)
        assert account.account_code == f"{above.account_code}/{account.number[-5:]}"


async def sales_are_sound() -> None:
    sales = {int(one.pk): one for one in await SoldProduct.all()}
    for sale in sales.values():
        assert owner(sale).count(None) == 1
        assert sale.parent_id is None or owner(sales[sale.parent_id]) == owner(sale)
        if sale.contact_id is not None:
            assert (await Contact.get(id=sale.contact_id)).account_id == sale.account_id


async def assets_are_sound() -> None:
    assets = {int(one.pk): one for one in await Asset.all()}
    for asset in assets.values():
        assert None in owner(asset)
        assert asset.parent_id is None or owner(assets[asset.parent_id]) == owner(asset)
        if asset.sold_product_id is not None:
            sale = await SoldProduct.get(id=asset.sold_product_id)
            assert (owner(sale), sale.product_id) == (owner(asset), asset.product_id)
    for link in await AssetContact.all():
        contact = await Contact.get(id=link.contact_id)
        assert contact.account_id == assets[link.asset_id].account_id
