"""What the menus of a list offer: its columns in another order, other filters, other orders."""

from portal.language import gettext as _
from portal.listing import FIRST, ORDERS, Listing


def more(here: Listing) -> list[tuple[str, str]]:
    """Everything that it can be narrowed by: words, and the address where that is written."""
    return sorted((one.label, here.writing(slug)) for slug, one in here.offer.criteria.items())


def orders(here: Listing) -> list[tuple[str, str]]:
    named = [("" if key == FIRST else key, _(text)) for key, (text, _keys) in ORDERS.items()]
    if here.order and here.order not in ORDERS:
        fact = here.offer.facts[here.order.lstrip("-")]
        arrow = "↓" if here.order.startswith("-") else "↑"
        named.append((here.order, f"{fact.label} {arrow}"))
    return named


def arranged(here: Listing) -> list[tuple[str, str, str, str]]:
    """Each column: its label, and all columns with it further left, further right, gone."""
    names = here.names
    return [
        (
            here.offer.facts[name].label,
            ",".join(_moved(names, at, -1)) if at else "",
            ",".join(_moved(names, at, 1)) if at + 1 < len(names) else "",
            ",".join(n for n in names if n != name) if len(names) > 1 else "",
        )
        for at, name in enumerate(names)
    ]


def further(here: Listing) -> list[tuple[str, str]]:
    """The columns that could be added, and all columns with them."""
    names = here.names
    rest = [one for name, one in here.offer.facts.items() if name not in names]
    return sorted((one.label, ",".join([*names, one.name])) for one in rest)


def _moved(names: list[str], at: int, by: int) -> list[str]:
    moved = list(names)
    moved[at], moved[at + by] = moved[at + by], moved[at]
    return moved
