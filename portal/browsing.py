"""What the address of a register says: words, filters, order and page; what to ask for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from portal.desks import Desk, View, desk_of
from portal.facts import Fact
from portal.questions import Narrowing, Questions
from portal.reception import Visitor
from portal.words import adding, printable

PAGE = 50  # rows
COUNTED = "counted"
WORDS, ORDER, AFTER, BEFORE = "q", "order", "after", "before"


@dataclass(frozen=True, slots=True)
class Browse:
    """One list of a register as its address names it."""

    asked: Questions
    q: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict[str, str])  # by filter
    order: str = ""  # a field, after a minus when its largest value comes first
    after: str = ""
    before: str = ""
    beside: str = ""  # the path of the record that is open next to it, if any

    @classmethod
    def read(cls, asked: Questions, query: Mapping[str, str], beside: str = "") -> "Browse":
        given = {name: printable(query.get(name, "")) for name in (WORDS, ORDER, AFTER, BEFORE)}
        chosen = {n: text for n in asked.filters if (text := printable(query.get(n, "")))}
        return cls(asked, chosen=chosen, beside=beside, **given)

    # -- for templates ---------------------------------------------------------------------------

    @property
    def place(self) -> str:
        """What the address begins with: whatever is open next to the list stays open."""
        return self.beside or f"/{self.asked.register.path}"

    def query(self) -> str:
        """What addresses beside this list end in."""
        said = {WORDS: self.q, **self.chosen, ORDER: self.order}
        said |= {AFTER: self.after, BEFORE: self.before}
        query = urlencode({name: text for name, text in said.items() if text})
        return f"?{query}" if query else ""

    def alone(self) -> str:
        """The address of this list with nothing open next to it."""
        return f"/{self.asked.register.path}{self.query()}"

    def reset(self) -> str:
        """The address of the whole list."""
        return Browse(self.asked, order=self.order, beside=self.beside).address()

    def address(self, *, after: str = "", before: str = "") -> str:
        """The address of another page of this list; of its first, when none is named."""
        return self.place + replace(self, after=after, before=before).query()

    def counting(self) -> str:
        """The address of the same page with the number of all records."""
        return adding(self.place + self.query(), {COUNTED: "yes"})

    def record(self, record: Mapping[str, Any], tab: str = "") -> str:
        """The address of a record beside this list."""
        path = self.asked.register.address(record)
        return f"{path}/{tab}{self.query()}" if tab else f"{path}{self.query()}"

    def sorted(self, name: str) -> str:
        """The address of the list in the order of a field; the other way round the second time."""
        order = f"-{name}" if self.order == name else name
        return replace(self, order=order).address()

    def direction(self, name: str) -> str:
        """How the list is ordered by a field, as ARIA says it; empty when it is not."""
        return {name: "ascending", f"-{name}": "descending"}.get(self.order, "")

    def narrowed(self) -> list[tuple[str, str]]:
        """What narrows the list now: words for it, and the address without it."""
        told = [(f"“{self.q}”", replace(self, q="").address())] if self.q else []
        for name, text in self.chosen.items():
            rest = {other: value for other, value in self.chosen.items() if other != name}
            said = _said(self.asked.filters[name], text)
            told.append((said, replace(self, chosen=rest).address()))
        return told

    def offered(self, shown: Iterable[Fact]) -> list[Narrowing]:
        """The filters by fields that the viewer may read: of the columns, those that are shown."""
        names = {fact.name for fact in shown}
        hidden = {fact.name for fact in self.asked.columns} - names
        return [one for name, one in self.asked.filters.items() if name not in hidden]

    # -- for the gateway -------------------------------------------------------------------------

    def unknown(self) -> list[str]:
        """The labels of filters whose values mean nothing."""
        filters = self.asked.filters
        return [filters[n].label for n, text in self.chosen.items() if not filters[n].filter(text)]

    def variables(self) -> dict[str, Any]:
        window = {"last": PAGE, "before": self.before} if self.before else {"first": PAGE}
        return {
            "filter": {n: self.asked.filters[n].filter(text) for n, text in self.chosen.items()},
            "search": self.q or None,
            **self._ordered(),
            **window,
            **({"after": self.after} if self.after and not self.before else {}),
        }

    def _ordered(self) -> dict[str, Any]:
        by = {fact.name: fact.order for fact in self.asked.columns}.get(self.order.lstrip("-"))
        if by is None or by not in self.asked.orders:
            return {}
        direction = "DESC" if self.order.startswith("-") else "ASC"
        return {"orderBy": [{"field": by, "direction": direction, "nulls": "LAST"}]}


@dataclass(frozen=True, slots=True)
class Visit(Visitor):
    """Who looks, and at which list."""

    here: Browse
    query: Mapping[str, str] = field(default_factory=dict[str, str])  # what else the address says

    @property
    def views(self) -> tuple[View, ...]:
        """The lists of cases that such a viewer has."""
        return self.desk.views

    @property
    def desk(self) -> Desk:
        return desk_of(self.viewer["roles"])


def _said(narrowing: Narrowing, text: str) -> str:
    said = dict(narrowing.choices).get(text, text)
    return f"{narrowing.label}: {said}"
