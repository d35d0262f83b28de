"""What the address of a list says: view, filters, order and page; and what to ask for it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from portal.words import words

PAGE = 50  # rows
ACTIVITY = "activity"  # the part of a case that opens first
UNFINISHED = ["NEW", "OPEN", "AWAITING_INFO"]


@dataclass(frozen=True, slots=True)
class View:
    """A named list in the navigation."""

    key: str
    title: str
    short: str  # under an icon on phones
    icon: str
    name: str  # of the CaseView that the gateway evaluates


@dataclass(frozen=True, slots=True)
class Desk:
    """How the workspace starts for a kind of viewer; what anyone may see, the gateway decides."""

    views: tuple[View, ...]
    states: str  # shown when the address names none: "unfinished" or "any"

    @property
    def staff(self) -> bool:
        return self is STAFF

    @property
    def widest(self) -> View:
        """The view that leaves nothing out."""
        return next(view for view in self.views if view.name == "ALL")

    @property
    def usual(self) -> dict[str, Any]:
        """The filter of a view that nothing narrows further."""
        return _of_states(self.states)

    def choices(self) -> list[tuple[str, str]]:
        """What the status filter offers besides the single states; the default needs no words."""
        return [("" if key == self.states else key, text) for key, text in STATES.items()]


STATES = {"unfinished": "Not finished", "any": "Any"}

STAFF = Desk(
    (
        View("mine", "My cases", "Mine", "inbox", "MINE"),
        View("team", "Team", "Team", "users", "TEAM"),
        View("unassigned", "Unassigned", "Unassigned", "circle-dashed", "UNASSIGNED"),
        View("all", "All cases", "All", "layers", "ALL"),
    ),
    "unfinished",
)
CUSTOMER = Desk(
    (
        View("all", "Your cases", "All", "inbox", "ALL"),
        View("open", "Not finished", "Not finished", "clock", "OPEN"),
    ),
    "any",
)
CUSTOMERS = {"contact", "case_manager", "account_admin", "consumer"}

ORDERS = {
    "newest": ("Newest first", [("OPENED_AT", "DESC")]),
    "oldest": ("Oldest first", [("OPENED_AT", "ASC")]),
    "changed": ("Last changed first", [("UPDATED_AT", "DESC")]),
    "priority": ("Most urgent first", [("PRIORITY", "ASC"), ("OPENED_AT", "ASC")]),
}


FIRST = next(iter(ORDERS))
OFFERS = (
    ("priority", "CRITICAL", "Critical"),
    ("priority", "HIGH", "High"),
    ("state", "AWAITING_INFO", "Awaiting info"),
)


def desk_of(roles: list[str]) -> Desk:
    return CUSTOMER if CUSTOMERS & set(roles) else STAFF


@dataclass(frozen=True, slots=True)
class Listing:
    """One list as its address names it; empty text for what the address leaves open."""

    desk: Desk
    view: str = ""
    state: str = ""
    priority: str = ""
    channel: str = ""
    group: str = ""
    account: str = ""
    q: str = ""
    order: str = ""
    after: str = ""
    before: str = ""
    beside: str = ""  # the path of the case that is open next to it, if any

    @classmethod
    def read(cls, desk: Desk, query: Mapping[str, str], beside: str = "") -> "Listing":
        given = {name: _printable(query.get(name, "")) for name in NAMES}
        return cls(desk, **given, beside=beside).tidied()

    def tidied(self) -> "Listing":
        """The same list with the shortest address: what is the default is not said."""
        return replace(
            self,
            view="" if self.current == self.desk.views[0] else self.view,
            state="" if self.state == self.desk.states else self.state,
            order="" if self.order == FIRST or self.order not in ORDERS else self.order,
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
        return self.place + replace(self, **changes).query()

    def alone(self) -> str:
        """The address of this list with nothing open next to it."""
        return "/cases" + self.query()

    def of(self, view: View) -> str:
        """The address of a view that nothing narrows; the order stays."""
        return Listing(self.desk, view=view.key, order=self.order).address()

    def all_of(self, account: str) -> str:
        """The address of all cases of an account."""
        return Listing(self.desk, view="all", state="any", account=account).address()

    def case(self, number: str, tab: str = ACTIVITY) -> str:
        """The address of a case beside this list."""
        return path_of(number, tab) + self.query()

    def query(self) -> str:
        """What addresses beside this list end in."""
        tidy = self.tidied()
        query = urlencode({n: value for n in NAMES if (value := getattr(tidy, n))})
        return f"?{query}" if query else ""

    def filters(self) -> list[tuple[str, str]]:
        """What narrows the list now: words for it, and the address without it."""
        told = {
            "state": "" if self.states == "any" else STATES.get(self.states) or words(self.states),
            "priority": self.priority and f"{words(self.priority)} priority",
            "channel": self.channel and f"By {words(self.channel).lower()}",
            "group": self.group,
            "account": self.account,
            "q": self.q and f"“{self.q}”",
        }
        return [
            (text, self.address(**{name: "any" if name == "state" else ""}))
            for name, text in told.items()
            if text
        ]

    def offers(self) -> list[tuple[str, str]]:
        """What would often narrow it next."""
        return [
            (text, self.address(**{name: value}))
            for name, value, text in OFFERS
            if getattr(self, name) in ("", "any")
        ]

    def orders(self) -> list[tuple[str, str]]:
        return [("" if key == FIRST else key, text) for key, (text, _) in ORDERS.items()]

    # -- for the gateway -------------------------------------------------------------------------

    def variables(self) -> dict[str, Any]:
        window = {"last": PAGE, "before": self.before} if self.before else {"first": PAGE}
        keys = ORDERS.get(self.order, ORDERS[FIRST])[1]
        return {
            "view": self.current.name,
            "filter": self._filter(),
            "search": self.q or None,
            "orderBy": [{"field": name, "direction": direction} for name, direction in keys],
            **window,
            **({"after": self.after} if self.after and not self.before else {}),
        }

    def _filter(self) -> dict[str, Any]:
        found = _of_states(self.states)
        for name in ("priority", "channel"):
            if value := getattr(self, name):
                found[name] = {"eq": value}
        if self.group:
            found["assignmentGroup"] = {"name": {"eq": self.group}}
        if self.account:
            by_number = {"number": {"eq": self.account}}
            found["account"] = {"or": [by_number, {"name": {"contains": self.account}}]}
        return found


def path_of(number: str, tab: str) -> str:
    """The path of a part of a case."""
    return f"/cases/{number}" if tab == ACTIVITY else f"/cases/{number}/{tab}"


def _printable(text: str) -> str:
    return "".join(c for c in text if c.isprintable()).strip()


def _of_states(states: str) -> dict[str, Any]:
    if states == "any":
        return {}
    return {"state": {"in": UNFINISHED} if states == "unfinished" else {"eq": states}}


NAMES = tuple(f.name for f in fields(Listing) if f.name not in ("desk", "beside"))
VIEWS = {view.key for desk in (STAFF, CUSTOMER) for view in desk.views}
