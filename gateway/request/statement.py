"""One SQL statement under construction: its parameters, and the conditions of policy in it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, cast

from tortoise.expressions import Q

from gateway.policy.grid import SEEN, Bound, GridError
from gateway.policy.rights import Rights
from gateway.request.dialects import Dialect
from gateway.request.entities import Attribute, Entities, Entity, Kind
from gateway.request.gathering import DENSE, SMALL, Sizes, covers, named, negated, required

COMPARISONS = {"": "=", "not": "<>", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
OPERATORS = frozenset({*COMPARISONS, "in", "isnull"})
DEEPEST = 8  # relations within relations; beyond it two types are seen through each other
OPPOSITE = {"TRUE": "FALSE", "FALSE": "TRUE"}


def cell(alias: str, column: str) -> str:
    return f'{alias}."{column}"'


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value to bind: Python source, and how the database takes it."""

    source: str
    kind: Kind
    many: bool = False


@dataclass
class Statement:
    """Collects what the parts of one statement share."""

    dialect: Dialect
    entities: Entities
    rights: Rights
    constants: list[Any]
    parameters: list[Parameter] = field(default_factory=list[Parameter])
    aliases: int = 0
    places: list[object] = field(default_factory=list[object])
    sizes: Sizes = field(default_factory=dict[str, str])

    def alias(self) -> str:
        self.aliases += 1
        return f"t{self.aliases}"

    def bind(self, source: str, kind: Kind, *, many: bool = False) -> str:
        """A placeholder; the same value is bound once."""
        parameter = Parameter(source, kind, many)
        if parameter not in self.parameters:
            self.parameters.append(parameter)
        return self.dialect.placeholder(self.parameters.index(parameter) + 1, kind, many=many)

    def constant(self, value: Any, kind: Kind) -> str:
        plain = value.value if isinstance(value, Enum) else value
        for place, held in enumerate(self.constants):
            if type(held) is type(plain) and held == plain:
                return self.bind(f"K[{place}]", kind)
        self.constants.append(plain)
        return self.bind(f"K[{len(self.constants) - 1}]", kind)

    def number(self, becomes: object) -> int:
        """Tells apart what becomes of values in this statement's JSON text."""
        for number, known in enumerate(self.places):
            if known is becomes:
                return number
        self.places.append(becomes)
        return len(self.places) - 1

    def visible(
        self,
        type_name: str,
        alias: str,
        known: frozenset[str] = frozenset(),
        *,
        steer: bool = False,
        swept: bool = False,
    ) -> str:
        """The condition under which a row of this type may be seen; empty when always.

        `swept` says that any number of rows are tried, not a few that others name.
        """
        records = self.rights.records(type_name)
        if not records.allowed:
            return "FALSE"
        if records.when is None:
            return ""
        entity = self.entities[type_name]
        return _Condition(self, entity, alias, known, steer, swept=swept).sql(records.when)

    def holds(
        self,
        q: Q,
        entity: Entity,
        alias: str,
        known: frozenset[str] = frozenset(),
        *,
        depth: int = 0,
        fanned: bool = False,
    ) -> str:
        """A policy condition as SQL over the row `alias`. NULL never matches.

        `fanned` says that it is one of many rows that are looked through for another one.
        """
        if depth > DEEPEST:
            raise GridError(f"the conditions around {entity.name} lead to each other without end")
        return _Condition(self, entity, alias, known, depth=depth, fanned=fanned).sql(q)


@dataclass(frozen=True, slots=True)
class _Condition:
    """Compiles one condition over one row."""

    statement: Statement
    entity: Entity
    alias: str
    known: frozenset[str]
    steer: bool = False
    depth: int = 0
    fanned: bool = False
    swept: bool = False

    def sql(self, q: Q) -> str:
        bound = len(self.statement.parameters)
        parts = [self.sql(child) for child in q.children] + self._filters(
            cast("dict[str, Any]", q.filters)
        )
        whole = _joined(parts, str(q.join_type))
        if whole in OPPOSITE:
            del self.statement.parameters[bound:]  # what was bound for parts that are left out
            return OPPOSITE[whole] if negated(q) else whole
        # Unknown stays unknown when negated: a condition over a missing value grants nothing.
        return f"NOT ({whole})" if negated(q) else whole

    def _filters(self, filters: dict[str, Any]) -> list[str]:
        """One part per filter; those that walk the same relation speak of the same record."""
        parts: list[str] = []
        related: dict[str, dict[str, Any]] = {}
        for key, value in filters.items():
            first, _, rest = key.partition("__")
            if self._walks(first, rest):
                related.setdefault(first, {})[rest] = value
            else:
                parts.append(self._filter(first, rest, value))
        parts.extend(self._exists(name, Q(**inner)) for name, inner in related.items())
        return parts

    def _walks(self, first: str, rest: str) -> bool:
        if first in self.entity.backs:
            return bool(rest)
        return first in self.entity.links and bool(rest) and rest.split("__")[0] not in OPERATORS

    def _exists(self, name: str, inner: Q) -> str:
        link = name in self.entity.links
        return self._exists_link(name, inner) if link else self._exists_back(name, inner)

    def _filter(self, first: str, rest: str, value: Any) -> str:
        if value is SEEN:
            return self._seen(first)
        name = "id" if first == "pk" else first
        try:
            attribute = self.entity.attribute(name)
        except KeyError:
            raise GridError(
                f"{self.entity.name} has no field {first!r}, which a condition names"
            ) from None
        return self._compare(attribute, rest, value)

    def _compare(self, attribute: Attribute, operator: str, value: Any) -> str:
        column = self._cell(attribute.column)
        if operator == "isnull":
            return f"{column} IS {'NULL' if value else 'NOT NULL'}"
        if operator == "in":
            return self._within(column, attribute, value)
        if value is None:
            return f"{column} IS NULL"
        if isinstance(value, Bound):
            bound = self.statement.bind(f"A[{value.attribute!r}]", attribute.kind)
        else:
            bound = self.statement.constant(value, attribute.kind)
        return f"{column} {COMPARISONS[operator]} {bound}"

    def _cell(self, column: str) -> str:
        named = cell(self.alias, column)
        return self.statement.dialect.steer(named) if self.steer else named

    def _within(self, column: str, attribute: Attribute, value: Any) -> str:
        if isinstance(value, Bound):
            bound = self.statement.bind(f"A[{value.attribute!r}]", attribute.kind, many=True)
            return self.statement.dialect.within(column, bound)
        items = cast("Iterable[Any]", value)
        listed = ", ".join(self.statement.constant(item, attribute.kind) for item in items)
        return f"{column} IN ({listed})" if listed else "FALSE"

    def _seen(self, name: str) -> str:
        if name in self.known:
            return "TRUE"
        if name not in self.entity.links:
            return self._exists_back(name, None)
        return self._exists_link(name, None)

    def _exists_link(self, name: str, inner: Q | None) -> str:
        link = self.entity.links[name]
        alias = self.statement.alias()
        holds = self._inner(link.target, alias, inner)
        if not holds and not link.nullable:
            return "TRUE"
        if not holds:
            return f"{cell(self.alias, link.column)} IS NOT NULL"
        table = f'"{self.statement.entities[link.target].table}" {alias}'
        here = cell(self.alias, link.column)
        if not self._gathers(link.target, inner):
            return f"EXISTS (SELECT 1 FROM {table} WHERE {alias}.id = {here} AND {holds})"
        among = f"{self._cell(link.column)} IN (SELECT {alias}.id FROM {table} WHERE {holds})"
        return f"({here} IS NOT NULL AND {among})" if link.nullable else among

    def _gathers(self, target: str, inner: Q | None) -> bool:
        """Whether the rows that match are gathered, and not looked for from each row."""
        if inner is None:
            return self.fanned and self._few(target)
        return named(inner, self.statement.entities[target], self.statement.entities)

    def _exists_back(self, name: str, inner: Q | None) -> str:
        try:
            target, field_name = self.entity.backs[name]
        except KeyError:
            raise GridError(
                f"{self.entity.name} has no relation {name!r}, which a condition names"
            ) from None
        entity = self.statement.entities[target]
        alias = self.statement.alias()
        holds = self._inner(target, alias, inner, fanned=True)
        table, there = f'"{entity.table}" {alias}', cell(alias, entity.column(field_name))
        if self._gathers(target, inner) if inner else self._gathers_all(target, field_name):
            pointing = f"SELECT {there} FROM {table} WHERE {there} IS NOT NULL AND {holds}"
            return f"{self._cell('id')} IN ({pointing})"
        both = f" AND {holds}" if holds else ""
        return f"EXISTS (SELECT 1 FROM {table} WHERE {there} = {self.alias}.id{both})"

    def _gathers_all(self, target: str, field_name: str) -> bool:
        """Whether all that leads anywhere is gathered, when any number of rows are tried.

        Else each row that nothing leads to costs a look at all that might.
        """
        when, entity = self.statement.rights.records(target).when, self.statement.entities[target]
        if not self.swept or when is None:
            return False
        if self._few(target):
            small = self.statement.sizes[target] == SMALL
            return small or covers(when, entity, entity.column(field_name))
        return any(self._few(owner) for owner in required(when, entity))

    def _few(self, target: str) -> bool:
        """Whether indexes find what the actor sees of a type, and it is no large part of all."""
        return self.statement.sizes.get(target, DENSE) != DENSE

    def _inner(self, target: str, alias: str, inner: Q | None, *, fanned: bool = False) -> str:
        """What must hold for the related row: it is seen, or it matches."""
        entity = self.statement.entities[target]
        if inner is not None:
            return self.statement.holds(inner, entity, alias, depth=self.depth + 1, fanned=fanned)
        records = self.statement.rights.records(target)
        if not records.allowed:
            return "FALSE"
        if records.when is None:
            return ""
        depth = self.depth + 1
        return self.statement.holds(records.when, entity, alias, depth=depth, fanned=fanned)


def _joined(parts: list[str], how: str) -> str:
    """Joins conditions by AND or OR; what is settled already is not left to the database.

    SQLite looks at everything before `OR TRUE` all the same: measured, a hundred times the work.
    """
    settles, idle = ("TRUE", "FALSE") if how == Q.OR else ("FALSE", "TRUE")
    real = [part for part in parts if part != idle]
    if settles in real:
        return settles
    if not real:
        return idle if parts else "TRUE"
    return real[0] if len(real) == 1 else "(" + f" {how} ".join(real) + ")"
