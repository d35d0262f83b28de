"""FROM clauses under construction, and the rows that stand in them."""

from dataclasses import dataclass, field

from tortoise.expressions import Q

from gateway.request.actions.menu import BITS, Offer
from gateway.request.conditions import Conditions, both
from gateway.request.criteria import Reference, Where
from gateway.request.dialects import Dialect
from gateway.request.plan import Join, Page
from gateway.request.statement import Statement, cell

COUNT_LIMIT = 10_000  # counting a list stops here


@dataclass
class Frame:
    """One FROM clause being filled: its joins, and in the outermost one the result columns."""

    statement: Statement
    joins: list[str] = field(default_factory=list[str])
    joined: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    columns: list[str] = field(default_factory=list[str])

    @property
    def dialect(self) -> Dialect:
        return self.statement.dialect

    @property
    def joining(self) -> str:
        """The joins, ready to follow the first table."""
        return "".join(f" {join}" for join in self.joins)

    def column(self, sql: str) -> int:
        """The position of a result column; the same expression is selected once."""
        if sql not in self.columns:
            self.columns.append(sql)
        return self.columns.index(sql)

    def table(self, type_name: str) -> str:
        return f'"{self.statement.entities[type_name].table}"'

    def row(self) -> "Row":
        """A new row of this clause, not yet bound to a table."""
        return Row(self, self.statement.alias())

    def inner(self) -> "Row":
        """A new row in a clause of its own, within the same statement."""
        return Frame(self.statement).row()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a FROM clause, by its alias."""

    frame: Frame
    alias: str

    @property
    def conditions(self) -> Conditions:
        return Conditions(self.frame.statement)

    def value(self, reference: Reference) -> str:
        """The value as this reader sees it."""
        return self.conditions.value(reference, self.alias)

    def plain(self, reference: Reference) -> str:
        """The value as a result column."""
        return self.frame.dialect.plain(reference.attribute, self.value(reference))

    def guard(self, guard: Q | None, type_name: str) -> str:
        """The condition of a right on a field of this row; empty when it always holds."""
        return self.conditions.guard(guard, type_name, self.alias)

    def deciding(self, offer: Offer) -> list[str]:
        """What decides over the actions on the row: its state, and the answers, packed into bits.

        Measured on SQLite: as columns of their own, four answers cost three times as much.
        """
        state = [cell(self.alias, offer.column)] if offer.column else []
        met = [self.meets(question, offer.type_name) for question in offer.questions]
        packed = [_packed(met[start : start + BITS]) for start in range(0, len(met), BITS)]
        return [*state, *packed]

    def seen(
        self,
        type_name: str,
        known: frozenset[str] = frozenset(),
        *,
        steer: bool = False,
        swept: bool = False,
    ) -> str:
        """The condition under which the row may be seen; empty when always."""
        statement = self.frame.statement
        return statement.visible(type_name, self.alias, known, steer=steer, swept=swept)

    def meets(self, condition: Q, type_name: str) -> str:
        """A condition of policy on this row."""
        statement = self.frame.statement
        return statement.holds(condition, statement.entities[type_name], self.alias)

    def chosen(self, type_name: str, where: Where | None) -> str:
        """What the question asks of the row; empty when nothing."""
        return self.conditions.where(where, type_name, self.alias) if where else ""

    def listed(
        self, page: Page, *, paged: bool = True, steer: bool = False, swept: bool = False
    ) -> str:
        """The condition under which the row belongs to a list, or with `paged` to its page."""
        return both(
            self.chosen(page.type_name, page.where),
            self.seen(page.type_name, page.known, steer=steer, swept=swept),
            self.conditions.keyset(page, self.alias) if paged else "",
        )

    def join(self, join: Join, type_name: str) -> "Row":
        """The related row, joined under its own scope and the right to the relation."""
        key = (self.alias, join.link)
        if key in self.frame.joined:
            return Row(self.frame, self.frame.joined[key])
        there = self.frame.row()
        self.frame.joined[key] = there.alias
        link = self.frame.statement.entities[type_name].links[join.link]
        on = both(
            f"{there.alias}.id = {cell(self.alias, link.column)}",
            self.guard(join.guard, type_name),
            there.seen(join.level.type_name, join.level.known),
        )
        table = self.frame.table(join.level.type_name)
        self.frame.joins.append(f"LEFT JOIN {table} {there.alias} ON {on}")
        return there


def _packed(conditions: list[str]) -> str:
    """One number: a bit for each condition that holds."""
    bits = (f"CASE WHEN {c} THEN {1 << at} ELSE 0 END" for at, c in enumerate(conditions))
    return " + ".join(bits)


def counting(source: str, where: str) -> str:
    """How many rows there are, looking at no more than the limit and one."""
    narrowed = f" WHERE {where}" if where else ""
    looked = f"SELECT 1 FROM {source}{narrowed} LIMIT {COUNT_LIMIT + 1}"
    return f"(SELECT count(*) FROM ({looked}) AS counted)"
