"""What was found, ready to be shown: by types, the words apart from the rest. A Jinja filter."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from portal.language import N_
from portal.language import gettext as _
from portal.registers import KNOWN, place

CALLED = ("shortDescription", "name", "displayName")  # what a record is called, whichever it has
TASKS = (N_("Tasks"), "square-check-big")

Piece = tuple[str, bool]  # a piece of a text, and whether it is one of the words


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found, ready to be shown."""

    address: str
    state: str
    priority: str
    customer: str  # whose it is
    title: list[Piece]
    number: list[Piece]
    more: list[Piece]  # another value in which the words stand
    near: bool


@dataclass(frozen=True, slots=True)
class Section:
    """What was found of one type."""

    kind: str
    title: str
    icon: str
    hits: list[Hit] = field(default_factory=list[Hit])

    def list(self, words: str) -> str:
        """The address of all records of the type that have the words; empty without such a list."""
        if self.kind == "Case":
            return f"/cases?{urlencode({'view': 'all', 'state': 'any', 'q': words})}"
        register = KNOWN.get(self.kind)
        listed = register and register.path
        return f"/{listed}?{urlencode({'q': words})}" if listed else ""


def sections(found: Iterable[Mapping[str, Any]]) -> list[Section]:
    """What was found, by types: that of the best answer first."""
    made: dict[str, Section] = {}
    for one in found:
        kind = one["node"]["__typename"]
        if kind not in made:
            made[kind] = _section(kind)
        made[kind].hits.append(_hit(one))
    return list(made.values())


def _section(kind: str) -> Section:
    register = KNOWN.get(kind)
    title, icon = (register.many, register.icon) if register and register.path else TASKS
    return Section(kind, _(title), icon)


def _hit(one: Mapping[str, Any]) -> Hit:
    node, parts = one["node"], {s["field"]: s["parts"] for s in one["snippets"]}
    words = {part["text"] for said in parts.values() for part in said if part["hit"]}
    title = next((node[name] for name in CALLED if node.get(name)), "")
    number = node.get("number") or ""
    rest = [said for name, said in parts.items() if (node.get(name) or "") not in (title, number)]
    held = [said for said in rest if "".join(part["text"] for part in said) not in title]
    more = [(part["text"], part["hit"]) for part in held[0]] if held else []
    return Hit(
        address=_address(node),
        state=node.get("state") or "",
        priority=node.get("priority") or "",
        customer=_customer(node),
        title=_cut(title, words),
        number=_cut(number, words),
        more=more,
        near=one["near"],
    )


def _customer(node: Mapping[str, Any]) -> str:
    account, consumer = node.get("account"), node.get("consumer")
    return (account and account["name"]) or (consumer and consumer["displayName"]) or ""


def _address(node: Mapping[str, Any]) -> str:
    if node["__typename"] == "CaseTask":
        return f"/cases/{node['case']['number']}/tasks" if node["case"] else ""
    return place(node["__typename"], node)


def _cut(text: str, words: Iterable[str]) -> list[Piece]:
    """The text in pieces, the words apart from the rest."""
    known = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    if not known or not text:
        return [(text, False)]
    pieces = re.split(rf"(?<!\w)({known})(?!\w)", text)
    return [(piece, bool(at % 2)) for at, piece in enumerate(pieces) if piece]
