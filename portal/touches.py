"""What passed between a customer and us, told newest first: cases and what was said in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from portal.language import gettext as _
from portal.words import words

SHOWN = 40  # touches
LONG = 160  # characters of a comment
CUSTOMERS = ("Contact", "Consumer")

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Touch:
    """One of them."""

    at: str
    icon: str
    told: str  # what happened, before the number of the case
    number: str
    text: str = ""
    who: str = ""


def touches(customer: Record | None) -> list[Touch]:
    """Those of the cases of a customer that the viewer may see, and of them what he may read."""
    cases = customer["cases"] if customer else None
    if not cases:
        return []
    found = [touch for case in cases["nodes"] for touch in _of(case)]
    return sorted(found, key=lambda touch: touch.at, reverse=True)[:SHOWN]


def _of(case: Record) -> Iterator[Touch]:
    number = str(case["number"] or "")
    if case["openedAt"]:
        channel = case["channel"]
        told = _("Case by %(channel)s") % {"channel": words(channel).lower()} if channel else ""
        yield Touch(case["openedAt"], "inbox", told or _("Case"), number, _of_case(case))
    for entry in case["comments"]["nodes"] if case["comments"] else ():
        yield _comment(entry, number)
    if case["resolvedAt"]:
        yield Touch(case["resolvedAt"], "check", _("Solution proposed in"), number)
    if case["closedAt"]:
        cancelled = case["state"] == "CANCELLED"
        told = _("Cancelled:") if cancelled else _("Closed:")
        yield Touch(case["closedAt"], "x" if cancelled else "check", told, number)


def _of_case(case: Record) -> str:
    return str(case["shortDescription"] or "")


def _comment(entry: Record, number: str) -> Touch:
    author: Record | None = entry["author"] or None
    text = str(entry["text"] or "")
    short = text if len(text) <= LONG else f"{text[:LONG].rstrip()}…"
    theirs = author is not None and author["__typename"] in CUSTOMERS
    told = _("wrote to us in") if theirs else _("wrote to the customer in")
    name = str(author["displayName"] or "") if author else "Caseway"
    return Touch(entry["at"], "message-square" if theirs else "reply", told, number, short, name)
