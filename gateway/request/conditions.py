"""Filters, searches, orders and cursors as SQL, always through the values that a reader may see."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from tortoise.expressions import Q

from gateway.database.indexes import spaced
from gateway.request.criteria import (
    Compare,
    Either,
    Every,
    Exists,
    Holds,
    Missing,
    OrderKey,
    Reference,
    Search,
    Way,
    Where,
    Without,
)
from gateway.request.entities import Entity, Kind
from gateway.request.plan import Page
from gateway.request.statement import Statement, cell

COMPARISONS = {"eq": "=", "ne": "<>", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
BEST = 10  # the rank of what stands in the most telling value
MAX_RULES = 3  # different ones over searched values; those under further ones are not looked at


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
        holds = self.statement.holds(reference.guard, reference.owner, alias)
        return f"CASE WHEN {holds} THEN {raw} END"

    def guard(self, guard: Q | None, type_name: str, alias: str) -> str:
        """The condition of a right on a field; empty when it always holds."""
        if guard is None:
            return ""
        return self.statement.holds(guard, self.statement.entities[type_name], alias)

    def where(self, where: Where, type_name: str, alias: str) -> str:
        """The condition over the row `alias`; unknown where it compares what is missing."""
        match where:
            case Compare():
                return self._compare(where, alias)
            case Search():
                return self._search(where, alias)
            case Holds():
                return self.guard(where.condition, type_name, alias)
            case Exists():
                return self._exists(where, type_name, alias)
            case Missing():
                absent = self._exists(replace(where.related, negated=True), type_name, alias)
                return f"({absent}) = {self.statement.bind(where.operand.source, Kind.BOOL)}"
            case Every() | Either() | Without():
                return self._combined(where, type_name, alias)

    def _combined(self, where: Every | Either | Without, type_name: str, alias: str) -> str:
        """Parts joined or denied. What is unknown does not hold, so that its denial does."""
        if isinstance(where, Without):
            return f"NOT coalesce({self.where(where.part, type_name, alias)}, FALSE)"
        parts = [self.where(part, type_name, alias) for part in where.parts]
        if isinstance(where, Every):
            return both(*parts)
        return f"({' OR '.join(f'({part})' for part in parts)})" if parts else "FALSE"

    def reach(self, way: Way, target: str, alias: str, there: str) -> tuple[str, str]:
        """FROM and WHERE of the `target` rows that belong to the row `alias`."""
        entity = self.statement.entities[target]
        table = f'"{entity.table}" {there}'
        if way.link:
            return table, ""
        fixed = [self._fixed(entity, there, name, value) for name, value in way.where]
        if not way.through:
            back = f"{cell(there, entity.links[way.back].column)} = {alias}.id"
            return table, both(back, *fixed)
        link = self.statement.entities[way.through]
        by = self.statement.alias()
        on = f"{there}.id = {cell(by, link.links[way.to].column)}"
        back = f"{cell(by, link.links[way.back].column)} = {alias}.id"
        return f'"{link.table}" {by} JOIN {table} ON {on}', both(back, *fixed)

    def _fixed(self, entity: Entity, alias: str, name: str, value: Any) -> str:
        bound = self.statement.constant(value, entity.attribute(name).kind)
        return f"{cell(alias, entity.column(name))} = {bound}"

    def keyset(self, page: Page, alias: str) -> str:
        """Rows strictly behind the cursor, in the direction of reading; empty without a cursor."""
        if not page.window.cursor:
            return ""
        values = [
            (key, self.value(key.reference, alias), self._opened(page, i))
            for i, key in enumerate(page.order)
        ]
        directions = {key.descending for key in page.order}
        if len(directions) == 1 and not any(_nullable(key) for key in page.order):
            less = directions.pop() is not page.window.backward
            left, right = ", ".join(v for _, v, _ in values), ", ".join(b for _, _, b in values)
            return f"({left}) {'<' if less else '>'} ({right})"
        return self._staggered(values, backward=page.window.backward)

    def _opened(self, page: Page, place: int) -> str:
        """The cursor's value for one key of the order."""
        kind = page.order[place].reference.attribute.kind
        return self.statement.bind(f"{page.cursor}[{place}]", kind)

    def _staggered(self, values: list[tuple[OrderKey, str, str]], *, backward: bool) -> str:
        """Behind in the first key, or equal there and behind in the second, and so on."""
        same = self.statement.dialect.same
        steps: list[str] = []
        for i, (key, value, bound) in enumerate(values):
            equal = [same(v, b) for _, v, b in values[:i]]
            steps.append(both(*equal, _behind(key, value, bound, backward=backward)))
        return "(" + " OR ".join(f"({step})" for step in steps) + ")"

    def _raw(self, reference: Reference, alias: str) -> str:
        if reference.search is not None:
            return self._rank(reference.search, alias)
        if reference.holds is not None:
            holds = self.statement.holds(reference.holds, reference.owner, alias)
            return f"CASE WHEN {holds} THEN TRUE ELSE FALSE END"
        if len(reference.names) == 1:
            return cell(alias, reference.attribute.column)
        return spaced([cell(alias, name) for name in reference.names])

    def _compare(self, compare: Compare, alias: str) -> str:
        return self._compared(compare, self.value(compare.reference, alias))

    def _compared(self, compare: Compare, value: str) -> str:
        source = compare.operand.source
        match compare.operator:
            case "in":
                return self._within(compare, value)
            case "not_in":
                return f"({value} IS NOT NULL AND NOT {self._within(compare, value)})"
            case "is_null":
                return f"({value} IS NULL) = {self.statement.bind(source, Kind.BOOL)}"
            case "contains" | "starts_with":
                pattern = self.statement.bind(f"{compare.operator}({source})", Kind.TEXT)
                return self.statement.dialect.like(value, pattern)
            case _:
                return f"{value} {COMPARISONS[compare.operator]} {self._bind(compare, source)}"

    def _within(self, compare: Compare, value: str) -> str:
        listed = self._bind(compare, f"listed({compare.operand.source})", many=True)
        return self.statement.dialect.within(value, listed)

    def _bind(self, compare: Compare, source: str, *, many: bool = False) -> str:
        """Ids are bound as the keys inside them; one of another type matches nothing."""
        kind = compare.reference.attribute.kind
        if kind is Kind.ID:
            source = f"{'keys' if many else 'key'}({source}, {compare.reference.owner.name!r})"
        return self.statement.bind(source, kind, many=many)

    def _search(self, search: Search, alias: str) -> str:
        """Every word stands in one of the values that this reader may read on the row.

        A value under a rule counts where the rule holds: for each set of rules that may hold
        together, the index is asked for the columns that they open.
        """
        ways = list(self._ways([one for tier in search.tiers for one in tier], search, alias))
        return f"({' OR '.join(ways)})" if len(ways) > 1 else "".join(ways) or "FALSE"

    def _ways(self, references: list[Reference], search: Search, alias: str) -> Iterator[str]:
        ruled: dict[str, list[str]] = {"": []}
        for one in references:
            rule = self.guard(one.guard, one.owner.name, alias)
            ruled.setdefault(rule, []).append(one.attribute.column)
        rules = [rule for rule in ruled if rule][:MAX_RULES]
        for count in range(len(rules) + 1):
            for together in combinations(rules, count):
                columns = [column for rule in ("", *together) for column in ruled[rule]]
                if columns:
                    yield both(self._found(columns, search, references[0].owner, alias), *together)

    def _found(self, columns: list[str], search: Search, owner: Entity, alias: str) -> str:
        """The index has every word of the row in these columns."""
        key = self.statement.dialect.steer(f"{alias}.id") if search.walked else f"{alias}.id"
        return f"{key} IN ({self._asked(columns, search, owner)})"

    def _asked(self, columns: list[str], search: Search, owner: Entity) -> str:
        dialect, given = self.statement.dialect, (owner.table, tuple(sorted(columns)))
        asked = dialect.words(*given, search.operand.source, near=search.near)
        return dialect.found(owner.table, self.statement.bind(asked, Kind.TEXT))

    def many(self, search: Search, limit: int) -> str:
        """How many rows the index finds for a search, whoever may see them; at most the limit."""
        references = [one for tier in search.tiers for one in tier]
        columns = [one.attribute.column for one in references]
        found = self._asked(columns, search, references[0].owner)
        return f"SELECT count(*) FROM ({found} LIMIT {limit}) AS found"

    def _rank(self, search: Search, alias: str) -> str:
        """How telling the columns are that alone hold every word; 0 where none does."""
        steps = [
            f"WHEN {way} THEN {BEST - place}"
            for place, tier in enumerate(search.tiers)
            for way in self._ways(list(tier), search, alias)
        ]
        return f"CASE {' '.join(steps)} ELSE 0 END"

    def _exists(self, where: Exists, type_name: str, alias: str) -> str:
        if where.way.link:
            found = self._exists_one(where, type_name, alias)
        else:
            there = self.statement.alias()
            source, reached = self.reach(where.way, where.target, alias, there)
            found = self._found_in(source, reached, where.target, there, where.part)
        guard = self.guard(where.guard, type_name, alias)
        whole = f"({found} AND {guard})" if guard else found
        return f"NOT coalesce({whole}, FALSE)" if where.negated else whole

    def _exists_one(self, where: Exists, type_name: str, alias: str) -> str:
        """The row behind a foreign key. Its id is compared here, where an index finds it."""
        here = cell(alias, self.statement.entities[type_name].links[where.way.link].column)
        ids, rest = _by_id(where.part)
        known = [self._compared(compare, here) for compare in ids]
        there = self.statement.alias()
        source, _ = self.reach(where.way, where.target, alias, there)
        found = self._found_in(source, f"{there}.id = {here}", where.target, there, rest)
        return both(*known, found)

    def _found_in(
        self, source: str, reached: str, target: str, there: str, part: Where | None
    ) -> str:
        """There is a row that may be seen and matches."""
        inner = self.where(part, target, there) if part else ""
        seen = self.statement.visible(target, there)
        return f"EXISTS (SELECT 1 FROM {source} WHERE {both(reached, inner, seen)})"


def _by_id(part: Where | None) -> tuple[list[Compare], Where | None]:
    """Which ids the row may have, and what is asked of it besides."""
    parts = part.parts if isinstance(part, Every) else (part,) if part else ()
    ids = [p for p in parts if isinstance(p, Compare) and _names(p)]
    rest = tuple(p for p in parts if p not in ids)
    return ids, Every(rest) if rest else None


def _names(compare: Compare) -> bool:
    """Whether it names the ids of rows."""
    return compare.reference.attribute.kind is Kind.ID and compare.operator in ("eq", "in")


def ordering(page: Page, alias: str, conditions: Conditions, *, hint: bool = False) -> str:
    """ORDER BY in reading direction; with `hint` the database does not walk the order's index."""
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
