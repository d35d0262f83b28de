"""Where the workspace starts: the named lists that each kind of viewer has."""

from dataclasses import dataclass
from typing import Any

from portal.language import N_
from portal.language import gettext as _

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
        return of_states(self.states) or {}

    def choices(self) -> list[tuple[str, str]]:
        """What the status filter offers besides the single states; the default needs no words."""
        return [("" if key == self.states else key, _(text)) for key, text in STATES.items()]


STATES = {"unfinished": N_("Not finished"), "any": N_("Any")}

STAFF = Desk(
    (
        View("mine", N_("My cases"), N_("Mine"), "inbox", "MINE"),
        View("team", N_("Team"), N_("Team"), "users", "TEAM"),
        View("unassigned", N_("Unassigned"), N_("Unassigned"), "circle-dashed", "UNASSIGNED"),
        View("all", N_("All cases"), N_("All"), "layers", "ALL"),
    ),
    "unfinished",
)
CUSTOMER = Desk(
    (
        View("all", N_("Your cases"), N_("All"), "inbox", "ALL"),
        View("open", N_("Not finished"), N_("Not finished"), "clock", "OPEN"),
    ),
    "any",
)
CUSTOMERS = {"contact", "case_manager", "account_admin", "consumer"}


def desk_of(roles: list[str]) -> Desk:
    return CUSTOMER if CUSTOMERS & set(roles) else STAFF


def of_states(states: str, members: tuple[str, ...] = ()) -> dict[str, Any] | None:
    """What the states of a list ask for; None where some of them are none of the members."""
    if states == "any":
        return {}
    if states == "unfinished":
        return {"state": {"in": UNFINISHED}}
    wanted = states.split(",")
    if members and any(one not in members for one in wanted):
        return None
    return {"state": {"eq": states} if len(wanted) == 1 else {"in": wanted}}


VIEWS = {view.key for desk in (STAFF, CUSTOMER) for view in desk.views}
