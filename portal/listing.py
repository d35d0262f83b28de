"""What the address of a list says: view, filters, order and page; and what to ask for it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from portal.words import words

PAGE = 50  # rows
UNFINISHED = ["NEW", "OPEN", "AWAITING_INFO"]


@dataclass(frozen=True, slots=True)
class View:
    """A named list in the navigation."""

    key: str
    title: str
    icon: str
    name: str  # of the CaseView that the gateway evaluates


@dataclass(frozen=True, slots=True)
class Desk:
    """How the workspace starts for a kind of viewer; what each may see, the gateway alone decides."""

    views: tuple[View, ...]
    states: str  # shown when the address names none: unfinished or any

    def view(self, key: str) -> View:
        return next((view for view in self.views if view.key == key), self.views[0])


STAFF = Desk(
    (
        View("mine", "My cases", "inbox", "MINE"),
        View("team", "Team", "users", "TEAM"),
        View("unassigned", "Unassigned", "circle-dashed", "UNASSIGNED"),
        View("all", "All cases", "layers", "ALL"),
    ),
    "unfinished",
)
CUSTOMER = Desk(
    (View("all", "Your cases", "inbox", "ALL"), View("open", "Not finished", "clock", "OPEN")),
    "any",
)
CUSTOMERS = {"contact", "case_manager", "account_admin", "consumer"}

ORDERS = {
    "newest": ("Newest first", [("OPENED_AT", "DESC")]),
    "oldest": ("Oldest first", [("OPENED_AT", "ASC")]),
    "changed": ("Last changed first", [("UPDATED_AT", "DESC")]),
    "priority": ("Most urgent first", [("PRIORITY", "ASC"), ("OPENED_AT", "ASC")]),
}


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

    @classmethod
    def read(cls, desk: Desk, query: Mapping[str, str]) -> "Listing":
        given = {name: query.get(name, "").strip() for name in NAMES}
        return cls(desk, **given).tidied()

    def tidied(self) -> "Listing":
        """The same list with the shortest address: what is the default is not said."""
        return replace(
            self,
            view="" if self.view == self.desk.views[0].key else self.view,
            state="" if self.state == self.desk.states else self.state,
            order="" if self.order == next(iter(ORDERS)) else self.order,
        )

    # -- for templates ---------------------------------------------------------------------------

    @property
    def current(self) -> View:
        return self.desk.view(self.view)

    @property
    def states(self) -> str:
        return self.state or self.desk.states

    def address(self, path: str = "/cases", **changes: str) -> str:
        """The address of this list at `path`, with changes; any other change leads to page one."""
        if not {"after", "before"} & set(changes) and changes:
            changes |= {"after": "", "before": ""}
        changed = replace(self, **changes).tidied()
        query = urlencode({n: value for n in NAMES if (value := getattr(changed, n))})
        return f"{path}?{query}" if query else path

    def case(self, number: str, tab: str = "") -> str:
        """The address of a case beside this list."""
        path = f"/cases/{number}/{tab}" if tab else f"/cases/{number}"
        return self.address(path, after=self.after, before=self.before)

    def filters(self) -> list[tuple[str, str]]:
        """What narrows the list now: words for it, and the address without it."""
        told = {
            "state": "" if self.states == "any" else f"{words(self.states)}",
            "priority": self.priority and f"{words(self.priority)} priority",
            "channel": self.channel and f"By {words(self.channel).lower()}",
            "group": self.group,
            "account": self.account,
            "q": self.q and f"“{self.q}”",
        }
        without = {"state": "any"}
        return [
            (text, self.address(**{name: without.get(name, "")}))
            for name, text in told.items()
            if text
        ]

    # -- for the gateway -------------------------------------------------------------------------

    def variables(self) -> dict[str, Any]:
        window = {"last": PAGE, "before": self.before} if self.before else {"first": PAGE}
        keys = ORDERS.get(self.order, ORDERS["newest"])[1]
        return {
            "view": self.current.name,
            "filter": self._filter(),
            "search": self.q or None,
            "orderBy": [{"field": name, "direction": direction} for name, direction in keys],
            **window,
            **({"after": self.after} if self.after and not self.before else {}),
        }

    def _filter(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self.states == "unfinished":
            found["state"] = {"in": UNFINISHED}
        elif self.states != "any":
            found["state"] = {"eq": self.states}
        for name in ("priority", "channel"):
            if value := getattr(self, name):
                found[name] = {"eq": value}
        if self.group:
            found["assignmentGroup"] = {"name": {"eq": self.group}}
        if self.account:
            by_number = {"number": {"eq": self.account}}
            found["account"] = {"or": [by_number, {"name": {"contains": self.account}}]}
        return found


NAMES = tuple(f.name for f in fields(Listing) if f.name != "desk")
