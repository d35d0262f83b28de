"""What a case is about, and for whom: customer, product, asset and one of the stories."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from gateway.demo.belongings import (
    Asset,
    asset,
    assets_of_account,
    assets_of_consumer,
)
from gateway.demo.customers import Customer, account_name, consumer, contact
from gateway.demo.draw import Draw, Weighted, zipf
from gateway.demo.products import choices, product, serial
from gateway.demo.size import Size
from gateway.demo.stories import Story, fitting

OF_CONSUMERS = 40  # percent of the cases
PERSONA = 4  # percent of the consumers' cases that are the persona's
# Whose case a showcase may have to be, and whether that is a consumer's.
WANTED: dict[str | int, bool] = {
    "contact": False,
    "account": False,
    "consumer": True,
    "spanish": True,
}
ABOUT_ORDERS = 18  # percent; the others are about the product itself


@dataclass(frozen=True, slots=True)
class Subject:
    """What a case is about. Numbers begin with 0."""

    story: Story
    family: str  # of the story
    words: dict[str, str]  # what the story's texts leave room for
    customer: Customer
    account: int | None  # None: it is a consumer's
    product: int
    asset: int | None

    def say(self, text: str) -> str:
        """A text of the story with the names of things."""
        return text.format_map(self.words)

    @property
    def headline(self) -> str:
        """The case in one line."""
        text = self.say(self.words["subject"])
        return text[0].upper() + text[1:]


def subject(size: Size, draw: Draw, wanted: str | int | None = None) -> Subject:
    """Draws a case; `wanted` says whose it must be: an account, or one of the names in WANTED."""
    at_home = draw.chance(OF_CONSUMERS) if wanted is None else WANTED.get(wanted, False)
    one, account = _consumer(size, draw, wanted) if at_home else _contact(size, draw, wanted)
    of_account = account is not None
    owned = assets_of_account(size, account) if of_account else assets_of_consumer(size, one.number)
    thing = _asset(size, draw, owned)
    kind = thing.product if thing else draw.weighted(choices(size.products, at_home=at_home))
    family = "orders" if draw.chance(ABOUT_ORDERS) else product(kind).family
    story = draw.pick(fitting(family, product(kind).category))
    words = _words(draw, story, kind, thing, one, account)
    return Subject(story, family, words, one, account, kind, thing.number if thing else None)


def _consumer(size: Size, draw: Draw, wanted: str | int | None) -> tuple[Customer, None]:
    if wanted == "consumer" or (wanted is None and draw.chance(PERSONA)):
        return consumer(0), None
    number = draw.below(size.consumers)
    while wanted == "spanish" and consumer(number).language != "es":
        number = (number + 1) % size.consumers
    return consumer(number), None


def _contact(size: Size, draw: Draw, wanted: str | int | None) -> tuple[Customer, int]:
    if wanted == "contact":
        return contact(size, 0), 0
    account = wanted if isinstance(wanted, int) else draw.weighted(_busy(size.accounts))
    return contact(size, account * size.contacts_per_account + draw.below(3)), account


def _asset(size: Size, draw: Draw, owned: Sequence[int]) -> Asset | None:
    return asset(size, draw.pick(owned)) if owned and draw.chance(75) else None


def _words(
    draw: Draw, story: Story, kind: int, thing: Asset | None, one: Customer, account: int | None
) -> dict[str, str]:
    sold = product(kind)
    return {
        "subject": draw.pick(story.subjects),
        "product": sold.name,
        "serial": thing.serial if thing else serial(sold, draw.below(90_000)),
        "site": one.place.city,
        "account": account_name(account) if account is not None else f"{one.name.last} household",
        "version": f"{draw.between(3, 9)}.{draw.below(10)}",
        "code": f"E-{draw.between(100, 899)}",
        "count": str(draw.between(2, 12)),
        "first": one.name.first,
        "last": one.name.last,
    }


@cache
def _busy(accounts: int) -> Weighted[int]:
    """Accounts by how often they call; sisters do not stand together."""
    return zipf(sorted(range(accounts), key=lambda number: (number * 7 + 3) % accounts), flat=5)
