"""Filters, searches, orders and cursors as SQL over one row, always through the value a reader may see."""

from dataclasses import dataclass

from tortoise.expressions import Q

from gateway.request.entities import Kind
from gateway.request.plan import (
    Compare,
    Either,
    Every,
    Exists,
    Holds,
    OrderKey,
    Page,
    Reference,
    Search,
    Way,
    Where,
    Without,
)
from gateway.request.statement import Statement, cell

COMPARISONS = {"eq": "=", "ne": "<>", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
MAX_WORDS = 8  # of a search; the rest is left out


def both(*parts: str) -> str:
    """Conditions joined by AND; empty ones say nothing."""
    real = [f"({part})" if " OR " in part else part for part in parts if part]
    return " AND ".join(real)


@dataclass(frozen=True, slots=True)
class Conditions:
    """Compiles what a question asks of a row."""

    statement: Statement

    def value(self, reference: Reference, alias: str) -> str:
        """The value as this reader sees it: null where the guard does not hold."""
        raw = self._raw(reference, alias)
        if reference.guard is None:
            return raw
        return f"CASE WHEN {self._guard_of(reference, alias)} THEN {raw} END"

    def guard(self, guard: Q | None, type_name: str, alias: str) -> str:
        """The condition of a right on a field; empty when it always holds."""
        if guard is None:
            return ""
        return self.statement.holds(guard, self.statement.entities[type_name], alias)

    def where(self, where: Where, type_name: str, alias: str) -> str:
        match where:
            case Compare():
                return self._compare(where, alias)
            case Search():
                return self._search(where, alias)
            case Every():
                return both(*(self.where(part, type_name, alias) for part in where.parts))
            case Either():
                parts = [f"({self.where(part, type_name, alias)})" for part in where.parts]
                return f"({' OR '.join(parts)})" if parts else "FALSE"
            case Without():
                return f"NOT coalesce({self.where(where.part, type_name, alias)}, FALSE)"
            case Holds():
                return self.statement.holds(
                    where.condition, self.statement.entities[type_name], alias
                )
            case Exists():
                return self._exists(where, type_name, alias)

    def reach(self, way: Way, target: str, alias: str, there: str) -> tuple[str, str]:
        """FROM and WHERE of the `target` rows that belong to the row `alias`."""
        entity = self.statement.entities[target]
        fixed = [
            f"{cell(there, entity.column(name))} = {self.statement.constant(value, entity.attribute(name).kind)}"
            for name, value in way.where
        ]
        if way.link:
            return f'"{entity.table}" {there}', ""
        if not way.through:
            back = f"{cell(there, entity.links[way.back].column)} = {alias}.id"
            return f'"{entity.table}" {there}', both(back, *fixed)
        link = self.statement.entities[way.through]
        by = self.statement.alias()
        joined = f'"{link.table}" {by} JOIN "{entity.table}" {there} ON {there}.id = {cell(by, link.links[way.to].column)}'
        return joined, both(f"{cell(by, link.links[way.back].column)} = {alias}.id", *fixed)

    def keyset(self, page: Page, alias: str) -> str:
        """Rows strictly behind the cursor, in the direction of reading; empty without a cursor."""
        if not page.window.cursor:
            return ""
        values = [
            (key, self.value(key.reference, alias), self.statement.bind(f"{page.cursor}[{i}]", key.reference.attribute.kind))
            for i, key in enumerate(page.order)
        ]  # fmt: skip
        directions = {key.descending for key in page.order}
        if len(directions) == 1 and not any(_nullable(key) for key in page.order):
            less = directions.pop() is not page.window.backward
            left, right = ", ".join(v for _, v, _ in values), ", ".join(b for _, _, b in values)
            return f"({left}) {'<' if less else '>'} ({right})"
        return self._staggered(values, backward=page.window.backward)

    def _staggered(self, values: list[tuple[OrderKey, str, str]], *, backward: bool) -> str:
        """Behind in the first key, or equal there and behind in the second, and so on."""
        same = self.statement.dialect.same
        steps: list[str] = []
        for i, (key, value, bound) in enumerate(values):
            equal = [same(v, b) for _, v, b in values[:i]]
            steps.append(both(*equal, _behind(key, value, bound, backward=backward)))
        return "(" + " OR ".join(f"({step})" for step in steps) + ")"

    def _raw(self, reference: Reference, alias: str) -> str:
        if len(reference.names) == 1:
            return cell(alias, reference.attribute.column)
        parts = [f"nullif({cell(alias, name)}, '')" for name in reference.names]
        spaced = " || ".join(
            [f"coalesce({parts[0]}, '')", *(f"coalesce(' ' || {p}, '')" for p in parts[1:])]
        )
        return f"trim({spaced})"

    def _guard_of(self, reference: Reference, alias: str) -> str:
        assert reference.guard is not None  # noqa: S101 (asked only where there is one)
        return self.statement.holds(reference.guard, reference.owner, alias)

    def _compare(self, compare: Compare, alias: str) -> str:
        value, kind, source = (
            self.value(compare.reference, alias),
            compare.reference.attribute.kind,
            compare.operand.source,
        )
        dialect = self.statement.dialect
        match compare.operator:
            case "in" | "not_in":
                inside = dialect.within(value, self._bind(compare, f"listed({source})", many=True))
                return (
                    inside
                    if compare.operator == "in"
                    else f"({value} IS NOT NULL AND NOT {inside})"
                )
            case "is_null":
                return f"({value} IS NULL) = {self.statement.bind(source, Kind.BOOL)}"
            case "contains" | "starts_with":
                return dialect.like(
                    value, self.statement.bind(f"{compare.operator}({source})", Kind.TEXT)
                )
            case _:
                return f"{value} {COMPARISONS[compare.operator]} {self._bind(compare, source)}"

    def _bind(self, compare: Compare, source: str, *, many: bool = False) -> str:
        """Ids are bound as the keys inside them; one of another type matches nothing."""
        kind = compare.reference.attribute.kind
        if kind is Kind.ID:
            source = f"{'keys' if many else 'key'}({source}, {compare.reference.owner.name!r})"
        return self.statement.bind(source, kind, many=many)

    def _search(self, search: Search, alias: str) -> str:
        """Every word stands in one of the values; unused places of the bound list match everything."""
        dialect = self.statement.dialect
        values = [self.value(reference, alias) for reference in search.references]
        if not values:
            return "FALSE"
        whole = " || ' ' || ".join(f"coalesce({value}, '')" for value in values)
        words = [
            self.statement.bind(f"word({search.operand.source}, {i})", Kind.TEXT)
            for i in range(MAX_WORDS)
        ]
        return both(*(f"({word} = '%' OR {dialect.like(f'({whole})', word)})" for word in words))

    def _exists(self, where: Exists, type_name: str, alias: str) -> str:
        there = self.statement.alias()
        source, reached = self.reach(where.way, where.target, alias, there)
        if where.way.link:
            link = self.statement.entities[type_name].links[where.way.link]
            reached = f"{there}.id = {cell(alias, link.column)}"
        inner = self.where(where.part, where.target, there) if where.part else ""
        seen = self.statement.visible(where.target, there)
        found = f"EXISTS (SELECT 1 FROM {source} WHERE {both(reached, inner, seen)})"
        guard = self.guard(where.guard, type_name, alias)
        whole = f"({found} AND {guard})" if guard else found
        return f"NOT coalesce({whole}, FALSE)" if where.negated else whole


def ordering(page: Page, alias: str, conditions: Conditions, *, hint: bool = False) -> str:
    """ORDER BY in reading direction. With `hint` the order's own index stays out of the planner's reach."""
    backward = page.window.backward
    parts: list[str] = []
    for key in page.order:
        value = conditions.value(key.reference, alias)
        if hint and key.reference.guard is None:
            value = conditions.statement.dialect.steer(value)
        descending = key.descending is not backward
        nulls = ""
        if _nullable(key):
            nulls = " NULLS FIRST" if key.nulls_first is not backward else " NULLS LAST"
        parts.append(f"{value} {'DESC' if descending else 'ASC'}{nulls}")
    return "ORDER BY " + ", ".join(parts)


def _nullable(key: OrderKey) -> bool:
    return key.reference.attribute.nullable or key.reference.guard is not None


def _behind(key: OrderKey, value: str, bound: str, *, backward: bool) -> str:
    sign = "<" if key.descending is not backward else ">"
    if not _nullable(key):
        return f"{value} {sign} {bound}"
    nulls_first = key.nulls_first is not backward
    jump = (
        f"({bound} IS NULL AND {value} IS NOT NULL)"
        if nulls_first
        else f"({value} IS NULL AND {bound} IS NOT NULL)"
    )
    return f"({value} {sign} {bound} OR {jump})"
