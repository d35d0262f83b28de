"""What the address of a list says: view, filters, order and page; and what to ask for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from portal.clauses import Clause, named
from portal.criteria import Offer
from portal.desks import STATES, Desk, View, desk_of, of_states
from portal.facts import Fact
from portal.language import N_
from portal.language import gettext as _
from portal.words import adding, printable, words

__all__ = ["Listing", "desk_of", "path_of"]

PAGE = 50  # rows
ACTIVITY = "activity"  # the part of a case that opens first
ORDERS = {
    "newest": (N_("Newest first"), [("OPENED_AT", "DESC")]),
    "oldest": (N_("Oldest first"), [("OPENED_AT", "ASC")]),
    "changed": (N_("Last changed first"), [("UPDATED_AT", "DESC")]),
    "priority": (N_("Most urgent first"), [("PRIORITY", "ASC"), ("OPENED_AT", "ASC")]),
}
FIRST = next(iter(ORDERS))
OFFERS = (
    ("unread", "yes", N_("Unread")),
    ("priority", "CRITICAL", N_("Critical")),
    ("priority", "HIGH", N_("High")),
    ("state", "AWAITING_INFO", N_("Awaiting info")),
)
NAMES = ("view", "state", "q", "order", "look", "columns", "after", "before")
NARROWING = ("q", "order", "look", "columns", "after", "before")  # after the clauses
TABLE, ROWS = "table", "rows"
COLUMNS = [
    "number",
    "shortDescription",
    "account",
    "priority",
    "state",
    "slas",
    "assignedTo",
    "assignmentGroup",
    "openedAt",
    "updatedAt",
]
MOST = 20  # columns
ADD, ANY = "add", "any"  # how an address says that a clause is being written
NO_OFFER = Offer({}, {}, frozenset())


@dataclass(frozen=True, slots=True)
class Listing:
    """One list as its address names it; empty text for what the address leaves open."""

    desk: Desk
    view: str = ""
    state: str = ""
    given: tuple[tuple[str, str], ...] = ()  # names and texts of the clauses
    q: str = ""
    order: str = ""
    look: str = ""  # TABLE or ROWS; empty: as one wants it
    columns: str = ""  # of a table, joined by commas; empty: as one wants them
    after: str = ""
    before: str = ""
    beside: str = ""  # the path of the case that is open next to it, if any
    adding: str = ""  # the name of the clause that is being written; ANY before it is chosen
    offer: Offer = field(default=NO_OFFER, compare=False)
    me: str = ""  # the viewer's id as a user
    kept: tuple[str, str] = ("", "")  # look and columns, as one wants them

    @classmethod
    def read(
        cls,
        desk: Desk,
        query: Mapping[str, str],
        beside: str = "",
        *,
        offer: Offer = NO_OFFER,
        me: str = "",
        kept: tuple[str, str] = ("", ""),
    ) -> "Listing":
        plain = {name: printable(query.get(name, "")) for name in NAMES}
        given = tuple(
            (name, value)
            for name, text in query.items()
            if name not in NAMES and named(offer, name) and (value := printable(text))
        )
        name = printable(query.get(ADD, ""))
        read = cls(desk, **plain, given=given, beside=beside, offer=offer, me=me, kept=kept)
        return replace(read, adding=name if name == ANY or named(offer, name) else "").tidied()

    def tidied(self) -> "Listing":
        """The same list with the shortest address: what is the default is not said."""
        return replace(
            self,
            view="" if self.current == self.desk.views[0] else self.view,
            state="" if self.state == self.desk.states else self.state,
            order="" if self.order == FIRST or not self._keys() else self.order,
        )

    # -- for templates ---------------------------------------------------------------------------

    @property
    def current(self) -> View:
        return next((v for v in self.desk.views if v.key == self.view), self.desk.views[0])

    @property
    def states(self) -> str:
        return self.state or self.desk.states

    @property
    def place(self) -> str:
        """What the address begins with: whatever is open next to the list stays open."""
        return self.beside or "/cases"

    def address(self, **changes: str) -> str:
        """The address of this list; changes lead to its first page, unless they name another."""
        if changes:
            changes = {"after": "", "before": ""} | changes
        plain = {name: text for name, text in changes.items() if name in NAMES}
        changed = replace(self, **plain)  # pyright: ignore[reportArgumentType]
        for name, text in changes.items():
            if name not in NAMES:
                changed = changed.narrowed(name, text)
        return self.place + changed.query()

    def narrowed(self, name: str, text: str) -> "Listing":
        """With one clause more, or with another text in it; without it for an empty text."""
        if name == "state":
            return replace(self, state=text)
        rest = tuple((n, t) for n, t in self.given if n != name)
        return replace(self, given=(*rest, (name, text)) if text else rest)

    def alone(self) -> str:
        """The address of this list with nothing open next to it."""
        return "/cases" + self.query()

    def of(self, view: View) -> str:
        """The address of a view that nothing narrows; the order stays."""
        return Listing(self.desk, view=view.key, order=self.order, offer=self.offer).address()

    def all_of(self, account: str) -> str:
        """The address of all cases of an account."""
        given = (("account", account),)
        return Listing(self.desk, view="all", state="any", given=given).address()

    def case(self, number: str, tab: str = ACTIVITY) -> str:
        """The address of a case beside this list."""
        return path_of(number, tab) + self.query()

    def query(self) -> str:
        """What addresses beside this list end in."""
        query = urlencode(self.pairs())
        return f"?{query}" if query else ""

    def pairs(self, *, paged: bool = True) -> list[tuple[str, str]]:
        """Names and texts of the address; without the page, it is the list as a whole."""
        tidy = self.tidied()
        last = NARROWING if paged else NARROWING[:-2]
        first = [(n, getattr(tidy, n)) for n in ("view", "state")]
        pairs = [*first, *self.given, *((n, getattr(tidy, n)) for n in last)]
        return [(name, text) for name, text in pairs if text]

    # -- what narrows it -------------------------------------------------------------------------

    @property
    def clauses(self) -> list[Clause]:
        return [
            Clause(found[0], found[1], text)
            for name, text in self.given
            if (found := named(self.offer, name))
        ]

    def value(self, name: str) -> str:
        """The text of a clause, as a control holds it."""
        return self.state if name == "state" else dict(self.given).get(name, "")

    @property
    def editing(self) -> Clause | None:
        """The clause that is being written, as it stands or empty."""
        found = named(self.offer, self.adding)
        return Clause(found[0], found[1], self.value(self.adding)) if found else None

    def filters(self) -> list[tuple[str, str]]:
        """What narrows the list now: words for it, and the address without it."""
        told = [(self._state_said(), "state", "any")] if self.states != "any" else []
        told += [(clause.said, clause.name, "") for clause in self.clauses]
        told += [(f"“{self.q}”", "q", "")] if self.q else []
        return [(text, self.address(**{name: without})) for text, name, without in told]

    def _state_said(self) -> str:
        if self.states in STATES:
            return _(STATES[self.states])
        return ", ".join(words(one) for one in self.states.split(","))

    def offers(self) -> list[tuple[str, str]]:
        """What would often narrow it next."""
        return [
            (_(text), self.address(**{name: value}))
            for name, value, text in OFFERS
            if name in self.offer.criteria and self.value(name) in ("", "any")
        ]

    def writing(self, name: str) -> str:
        """The address where the clause of that name, or ANY, is written."""
        return adding(self.address(after="", before=""), {ADD: name})

    # -- order and look --------------------------------------------------------------------------

    def sorted(self, name: str) -> str:
        """The address of the list in the order of a field; the other way round the second time."""
        return self.address(order=f"-{name}" if self.order == name else name)

    def direction(self, name: str) -> str:
        """How the list is ordered by a field, as ARIA says it; empty when it is not."""
        return {name: "ascending", f"-{name}": "descending"}.get(self.order, "")

    def sortable(self, name: str) -> bool:
        fact = self.offer.facts.get(name)
        return fact is not None and fact.order in self.offer.orders

    @property
    def is_table(self) -> bool:
        """Whether it is shown as a table; beside an open case there is no room for one."""
        return (self.look or self.kept[0]) == TABLE and not self.beside

    @property
    def names(self) -> list[str]:
        """The columns of the table."""
        wanted = (self.columns or self.kept[1]).split(",")
        found = [name for name in dict.fromkeys(wanted) if name in self.offer.facts][:MOST]
        return found or [name for name in COLUMNS if name in self.offer.facts]

    @property
    def facts(self) -> list[Fact]:
        return [self.offer.facts[name] for name in self.names]

    # -- for the gateway -------------------------------------------------------------------------

    def variables(self) -> dict[str, Any]:
        window = {"last": PAGE, "before": self.before} if self.before else {"first": PAGE}
        return {
            **self.asked(),
            **window,
            **({"after": self.after} if self.after and not self.before else {}),
        }

    def asked(self) -> dict[str, Any]:
        """What is in the list and in which order, whatever the page."""
        return {
            "view": self.current.name,
            "filter": self._filter(),
            "search": self.q or None,
            "orderBy": self._keys() or _keys(ORDERS[FIRST][1]),
        }

    def unknown(self) -> list[tuple[str, str]]:
        """The labels and texts of clauses that mean nothing."""
        now = datetime.now(UTC)
        odd = [
            c for c in self.clauses if c.criterion.filter(c.operator, c.text, self.me, now) is None
        ]
        told = [(c.criterion.label.lower(), c.text) for c in odd]
        members = self.offer.criteria["state"].members if "state" in self.offer.criteria else ()
        if members and self.state and of_states(self.state, members) is None:
            told.append((self.offer.criteria["state"].label.lower(), self.state))
        return told

    def _keys(self) -> list[dict[str, str]]:
        """The order; nothing for one that there is not."""
        if self.order in ORDERS:
            return _keys(ORDERS[self.order][1])
        name = self.order.lstrip("-")
        if not self.sortable(name):
            return []
        direction = "DESC" if self.order.startswith("-") else "ASC"
        return [{"field": self.offer.facts[name].order, "direction": direction, "nulls": "LAST"}]

    def _filter(self) -> dict[str, Any]:
        found = of_states(self.states) or {}
        more: list[dict[str, Any]] = []
        now = datetime.now(UTC)
        for clause in self.clauses:
            asked = clause.criterion.filter(clause.operator, clause.text, self.me, now)
            name = clause.criterion.fact.name
            if name in found:
                more.append({name: asked})
            else:
                found[name] = asked
        return {**found, "and": more} if more else found


def path_of(number: str, tab: str) -> str:
    """The path of a part of a case."""
    return f"/cases/{number}" if tab == ACTIVITY else f"/cases/{number}/{tab}"


def _keys(keys: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"field": name, "direction": direction} for name, direction in keys]
