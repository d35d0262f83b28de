"""Who buys from Aurelia Instruments: accounts in trees, their contacts, and consumers."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from gateway.customers.channels import Channel
from gateway.customers.models import PortalRole
from gateway.demo.draw import Draw
from gateway.demo.names import (
    AUSTRALIAN,
    MADRID,
    OTHERS,
    SPANISH,
    TITLES,
    UTRECHT,
    Person,
    Place,
    company,
    domain,
    person,
    street,
    telephone,
)
from gateway.demo.size import CLOCK, PER_TREE, Size
from gateway.demo.staff import PERSONAS, user_keys

Row = dict[str, Any]

TIERS = ("Platinum", "Gold", "Silver", "Standard")
CHANNELS = (Channel.WEB, Channel.EMAIL, Channel.PHONE, Channel.CHAT)
REGIONS = (OTHERS, SPANISH, AUSTRALIAN, OTHERS, OTHERS, OTHERS)  # of one tree after the other
NAMES = {persona.user_id: persona.name for persona in PERSONAS}


class Customer(NamedTuple):
    """Somebody to open a case: a contact of an account, or a consumer. Numbers begin with 0."""

    number: int
    name: Person
    place: Place
    language: str


@lru_cache(maxsize=4096)
def account_name(index: int) -> str:
    """What the account is called."""
    tree, rank = divmod(index, PER_TREE)
    root, city = company(tree), account_place(index).city
    return (root, f"{root} {city}", f"{root} Services {city}", f"{root} Quality Laboratory")[rank]


@lru_cache(maxsize=4096)
def account_place(index: int) -> Place:
    """Where the account sits."""
    if index == 0:
        return UTRECHT
    region = REGIONS[index // PER_TREE % len(REGIONS)]
    return Draw("account place", index).weighted(region)


def parent_of(index: int) -> int | None:
    """The account above: the first of a tree has none, the last lies below the second."""
    tree, rank = divmod(index, PER_TREE)
    above = (None, 0, 0, 1)[rank]
    return None if above is None else tree * PER_TREE + above


@lru_cache(maxsize=8192)
def contact(size: Size, index: int) -> Customer:
    """The contact with that number; those of an account follow one another."""
    place = account_place(index // size.contacts_per_account)
    name = NAMES["contact"] if index == 0 else person(Draw("contact", index), place.language)
    return Customer(index, name, place, place.language)


@lru_cache(maxsize=8192)
def consumer(index: int) -> Customer:
    """The consumer with that number: 30 % speak Spanish, 20 % live in Australia, 4 % do both."""
    draw = Draw("consumer", index)
    share = draw.below(100)
    if index == 0:
        return Customer(index, NAMES["consumer"], MADRID, "es")
    if share < 4:
        return Customer(index, person(draw, "es"), draw.weighted(AUSTRALIAN), "es")
    region = SPANISH if share < 30 else AUSTRALIAN if share < 46 else OTHERS
    place = draw.weighted(region)
    return Customer(index, person(draw, place.language), place, place.language)


def accounts(size: Size) -> Iterator[Row]:
    """The rows of all accounts. Their primary contacts come later, as they need the accounts."""
    for index in range(size.accounts):
        draw, place, above = Draw("account", index), account_place(index), parent_of(index)
        yield {
            "id": index + 1,
            "number": f"ACC{index + 1:07}",
            "name": account_name(index),
            "parent_id": None if above is None else above + 1,
            "is_partner": draw.chance(10),
            "registration_code": f"REG-{draw.between(100_000, 999_999)}",
            "account_code": _code(index),
            "duns": f"{draw.below(10**9):09}",
            "website": f"https://{domain(company(index // PER_TREE))}",
            "region": place.region,
            "language": place.language,
            "notes": draw.pick(ACCOUNT_NOTES),
            "special_handling": None if index % 6 else HANDLING[index // 6 % len(HANDLING)],
            "tier": TIERS[min(index % PER_TREE + draw.below(2), 3)],
            **_address(draw, place),
            **since(draw.between(200, 1500)),
        }


def contacts(size: Size) -> Iterator[Row]:
    """The rows of all contacts; the first of each account is its primary one."""
    for index in range(size.accounts * size.contacts_per_account):
        one, draw = contact(size, index), Draw("contact row", index)
        account, rank = divmod(index, size.contacts_per_account)
        post = domain(company(account // PER_TREE))
        first = index == 0
        yield {
            "id": index + 1,
            "account_id": account + 1,
            "first_name": one.name.first,
            "last_name": one.name.last,
            "email": f"{one.name.mailbox}@{post}"
            if first
            else f"{one.name.mailbox}.{index}@{post}",
            "business_phone": telephone(draw, one.place),
            "mobile_phone": telephone(draw, one.place) if draw.chance(60) else None,
            "title": draw.pick(TITLES),
            "language": one.language,
            "timezone": one.place.timezone,
            "country": one.place.country,
            "preferred_channel": draw.pick(CHANNELS),
            "user_id": user_keys()["contact"] if first else None,
            "portal_role": PortalRole.CASE_MANAGER if rank == 1 else PortalRole.CONTACT,
            **since(draw.between(30, 1200)),
        }


def consumers(size: Size) -> Iterator[Row]:
    """The rows of all consumers."""
    for index in range(size.consumers):
        one, draw = consumer(index), Draw("consumer row", index)
        mailbox = one.name.mailbox if index == 0 else f"{one.name.mailbox}.{index}"
        address = _address(draw, one.place)
        yield {
            "id": index + 1,
            "number": f"CNS{index + 1:07}",
            "first_name": one.name.first,
            "last_name": one.name.last,
            "email": f"{mailbox}@correo.example",
            "language": one.language,
            "locale": f"{one.language}-{one.place.country}",
            "preferred_channel": draw.pick(CHANNELS),
            "household": f"Household {index // 2 + 1}" if draw.chance(30) else None,
            "notes": draw.pick(CONSUMER_NOTES),
            "special_handling": "Hard of hearing: write, do not call." if index % 25 == 7 else None,
            "user_id": user_keys()["consumer"] if index == 0 else None,
            **address,
            **since(draw.between(10, 900)),
        }


def account_relations(size: Size) -> Iterator[Row]:
    """Some trees are tied to the next one; each tie is written down from both sides."""
    ties = [(tree, tree + 1) for tree in range(0, size.accounts // PER_TREE - 1, 2)]
    for number, (one, other) in enumerate(ties):
        sides = (
            (one, other, "Distributor of", "Supplied by"),
            (other, one, "Supplied by", "Distributor of"),
        )
        for side, (source, target, kind, reverse) in enumerate(sides):
            yield {
                "id": number * 2 + side + 1,
                "source_id": source * PER_TREE + 1,
                "target_id": target * PER_TREE + 1,
                "type": kind,
                "reverse_label": reverse,
                **since(150),
            }


def contact_relations(size: Size) -> Iterator[Row]:
    """Some contacts look after an account that is not their own."""
    for number in range(size.accounts // PER_TREE):
        yield {
            "id": number + 1,
            "contact_id": (number * PER_TREE + 2) * size.contacts_per_account + 1,
            "account_id": number * PER_TREE + 1,
            "responsibility": ("Audits", "Purchasing", "Installations")[number % 3],
            **since(120),
        }


def since(days: int) -> Row:
    """Made so many days ago, by nobody in particular, and unchanged since."""
    at = CLOCK.fromtimestamp(CLOCK.timestamp() - days * 86_400, CLOCK.tzinfo)
    return {"created_at": at, "updated_at": at}


def _code(index: int) -> str:
    above = parent_of(index)
    own = f"{index + 1:05}"
    return own if above is None else f"{_code(above)}/{own}"


def _address(draw: Draw, place: Place) -> Row:
    return {
        "phone": telephone(draw, place),
        "street": street(draw),
        "city": place.city,
        "state_province": place.state,
        "postal_code": f"{draw.between(10_000, 99_999)}",
        "country": place.country,
        "timezone": place.timezone,
    }


HANDLING = (
    "Do not call before ten. Ask for the plant manager, and send every promise in writing as well.",
    "Nobody visits unannounced: gate passes take two working days.",
    "Audited customer: no instructions by telephone, only by comment.",
)
ACCOUNT_NOTES = (
    "Pays late, but always.", "Renewal is due in spring; speak to purchasing first.",
    "Wants one contact for everything.", "Audited every November.",
    "Was unhappy with the last visit.", "Reference customer: ask before naming them.", None,
)  # fmt: skip
CONSUMER_NOTES = (
    "Prefers to be called after six.", "Writes reviews.", "Has asked twice for a discount.",
    None, None, None,
)  # fmt: skip
