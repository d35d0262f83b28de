"""Records as rows of cells, without the columns that the viewer may read on no row."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.facts import Cell, Fact, cell
from portal.menu import Item, bar
from portal.register import Register
from portal.registers import place
from portal.withheld import is_hidden


@dataclass(frozen=True, slots=True)
class Row:
    """One record."""

    record: Mapping[str, Any]
    href: str  # of its page; empty where it has none
    cells: list[Cell]
    deeds: list[Item]  # what can be done with it where it stands

    @property
    def title(self) -> str:
        return str(self.record["label"] or self.record.get("number") or "")


@dataclass(frozen=True, slots=True)
class Table:
    """A list as it is shown."""

    one: str  # what each is, to be translated
    columns: list[Fact]
    rows: list[Row]
    connection: Mapping[str, Any]
    count: Mapping[str, Any] | None  # of the whole list, as far as it is known

    @property
    def acted(self) -> bool:
        """Whether anything can be done with any of its rows."""
        return any(row.deeds for row in self.rows)


def table(
    connection: Mapping[str, Any], register: Register, columns: tuple[Fact, ...], query: str = ""
) -> Table:
    """`query` is what the addresses of its records end in."""
    nodes: list[Mapping[str, Any]] = connection["nodes"]
    hidden = {fact.name for fact in columns for node in nodes[:1] if is_hidden(node[fact.name])}
    told = [fact for fact in columns if fact.name not in hidden]
    rows = [_row(node, register, told, query) for node in nodes]
    return Table(register.one, told, rows, connection, _count(connection))


def _count(connection: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """How many there are, where that was asked, or where these are all; else none."""
    if "totalCount" in connection:
        return connection
    ends = connection["pageInfo"]
    if ends["hasNextPage"] or ends["hasPreviousPage"]:
        return None
    return {"totalCount": len(connection["nodes"]), "totalCountIsExact": True}


def _row(node: Mapping[str, Any], register: Register, columns: list[Fact], query: str) -> Row:
    href = register.address(node)
    cells = [cell(fact, node, place) for fact in columns]
    offered = bar(node.get("actions"))
    deeds = [item for item in (*offered.likely, *offered.others) if item.allowed]
    return Row(node, href and href + query, cells, deeds)
