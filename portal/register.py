"""What is said of a kind of record that has a list and pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.language import N_

CALLED = "name firstName lastName"
NAMED = {  # what other types call a record, where that is not the name of its own
    "ProductModel": "product",
    "HolidayCalendar": "calendar",
    "SlaDefinition": "definition",
    "ChangeRequest": "change",
    "ServiceRequest": "request",
}


@dataclass(frozen=True, slots=True)
class Register:
    """A kind of record that has pages."""

    type: str
    path: str  # what its addresses begin with
    icon: str
    many: str
    one: str
    columns: str  # of a list, besides what the record is called
    filters: str = ""
    brief: str = ""  # beneath what the record is called
    groups: tuple[tuple[str, str], ...] = ()  # titles and fields of a page
    related: tuple[tuple[str, str], ...] = ()  # fields and titles of the lists on a page
    key: str = "number"  # what tells its records apart in addresses
    counted: bool = True  # whether its related lists are short enough to count on every page
    beside: tuple[tuple[str, str, str], ...] = ()  # other pages below it: path, title and icon
    listed: bool = True  # in the navigation; else other pages lead there

    @property
    def own(self) -> str:
        """What other types call a record of this one: product of a ProductModel."""
        return NAMED.get(self.type, self.type[:1].lower() + self.type[1:])

    @property
    def creation(self) -> str:
        """The mutation that makes such a record."""
        return f"{self.type[:1].lower()}{self.type[1:]}Create"

    @property
    def asked(self) -> tuple[tuple[str, str], ...]:
        """Where a long form asks what: what it is called first, what is named nowhere last."""
        (title, names), *rest = self.groups
        return ((title, f"{CALLED} {names}"), *rest, (N_("Anything else"), ""))

    def address(self, record: Mapping[str, Any]) -> str:
        """The page of a record; empty where it has none."""
        return f"/{self.path}/{record[self.key]}" if self.path and record.get(self.key) else ""
