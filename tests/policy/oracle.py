"""Evaluates conditions in plain Python over rows in memory, with SQL's three truth values.

A second reading of the grids: it shares no code with the engine's compiler. A row is a dictionary
of column values as SQLite stores them (enums as their values, moments and days as text); a foreign
key `account` stands in it as `account_id`. Truth is True, False or None, which is SQL's unknown;
`holds(...) is True` is what a WHERE keeps.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any

from tortoise.expressions import Q
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.models import Model

from gateway.actor import Actor
from gateway.database.fields import as_text
from gateway.policy.grid import SEEN, Bound

Row = Mapping[str, Any]
Truth = bool | None
Sees = Callable[[str, Row], bool]  # whether the actor may see a row of a type


@dataclass(frozen=True)
class Relation:
    """A way from a row to others: over a key of its own, or back over a key of theirs."""

    target: str  # model name
    key: str  # the column that holds the id, here or there
    back: bool = False


@dataclass
class World:
    """Every row there is, by model name."""

    tables: Mapping[str, Sequence[Row]]
    relations: Mapping[str, Mapping[str, Relation]] = field(repr=False)  # by model, then by name
    _by_id: dict[str, dict[int, Row]] = field(default_factory=dict[str, dict[int, Row]], repr=False)

    def rows(self, type_name: str) -> Sequence[Row]:
        return self.tables.get(type_name, ())

    def row(self, type_name: str, key: int) -> Row | None:
        if type_name not in self._by_id:
            self._by_id[type_name] = {row["id"]: row for row in self.rows(type_name)}
        return self._by_id[type_name].get(key)

    def related(self, type_name: str, name: str, row: Row) -> Iterator[Row]:
        """The rows that `name` leads to from `row`; to a row without an id none leads back."""
        way = self.relations[type_name][name]
        if way.back and row["id"] is not None:
            yield from (other for other in self.rows(way.target) if other[way.key] == row["id"])
        elif way.back:
            return
        elif row[way.key] is not None and (found := self.row(way.target, row[way.key])):
            yield found


def world_of(models: Iterable[type[Model]], tables: Mapping[str, Sequence[Row]]) -> World:
    """A world of these rows; what leads where is read off the models."""
    return World(tables, relations(models))


async def read_world(models: Iterable[type[Model]]) -> World:
    """Everything that the database holds, read with no policy at all."""
    models = list(models)
    tables: dict[str, list[Row]] = {}
    for model in models:
        columns = list(model._meta.fields_db_projection)  # noqa: SLF001 (Tortoise's own name)
        found = await model.all().order_by("id")
        tables[model.__name__] = [{c: _plain(getattr(each, c)) for c in columns} for each in found]
    return world_of(models, tables)


def relations(models: Iterable[type[Model]]) -> dict[str, dict[str, Relation]]:
    ways: dict[str, dict[str, Relation]] = {}
    for model in models:
        own = ways.setdefault(model.__name__, {})
        for name, source in model._meta.fields_map.items():  # noqa: SLF001 (Tortoise's own name)
            if isinstance(source, ForeignKeyFieldInstance):
                target = str(source.model_name).rpartition(".")[2]
                own[name] = Relation(target, f"{name}_id")
                if isinstance(source.related_name, str) and source.related_name:
                    back = Relation(model.__name__, f"{name}_id", back=True)
                    ways.setdefault(target, {})[source.related_name] = back
    return ways


def holds(expression: Q, type_name: str, row: Row, world: World, actor: Actor, sees: Sees) -> Truth:
    """Whether a condition is true, false or unknown for a row of a type."""
    return _Question(world, actor, sees).holds(expression, type_name, row)


@dataclass(frozen=True)
class _Question:
    world: World
    actor: Actor
    sees: Sees

    def holds(self, expression: Q, type_name: str, row: Row) -> Truth:
        parts = [self.holds(child, type_name, row) for child in expression.children]  # type: ignore[arg-type]
        if expression.join_type == Q.AND:
            parts.append(self.all_of(expression.filters, type_name, row))
            truth = conjunction(parts)
        else:
            parts += [
                self.all_of({name: value}, type_name, row)
                for name, value in expression.filters.items()
            ]
            truth = disjunction(parts)
        return negation(truth) if expression._is_negated else truth  # noqa: SLF001

    def all_of(self, filters: Mapping[str, Any], type_name: str, row: Row) -> Truth:
        """All filters of one Q; those that walk the same relation speak of the same row."""
        here: list[Truth] = []
        walks: dict[str, dict[str, Any]] = {}
        for name, value in filters.items():
            head, _, rest = name.partition("__")
            if head not in self.world.relations[type_name]:
                here.append(self.compare(row[head], rest or "eq", value))
            elif value is SEEN and not rest:
                here.append(self.related_seen(type_name, head, row))
            elif not rest or rest in OPERATORS or rest in ("in", "isnull"):
                here.append(self.compare(self.key_of(type_name, head, row), rest or "eq", value))
            else:
                walks.setdefault(head, {})[rest] = value
        here += [self.some_related(type_name, head, row, inner) for head, inner in walks.items()]
        return conjunction(here)

    def key_of(self, type_name: str, name: str, row: Row) -> Any:
        return row[self.world.relations[type_name][name].key]

    def related_seen(self, type_name: str, name: str, row: Row) -> bool:
        target = self.world.relations[type_name][name].target
        return any(self.sees(target, other) for other in self.world.related(type_name, name, row))

    def some_related(self, type_name: str, name: str, row: Row, filters: Mapping[str, Any]) -> bool:
        target = self.world.relations[type_name][name].target
        others = self.world.related(type_name, name, row)
        return any(self.all_of(filters, target, other) is True for other in others)

    def compare(self, held: Any, operator: str, value: Any) -> Truth:
        if isinstance(value, Bound):
            value = getattr(self.actor, value.attribute)
        elif value is None:
            return held is None
        if operator == "isnull":
            return (held is None) is value
        if operator == "in":
            return membership(held, list(value))
        if held is None or value is None:
            return None
        return OPERATORS[operator](_plain(held), _plain(value))


OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: a == b,
    "not": lambda a, b: a != b,
    "lt": lambda a, b: a < b,
    "lte": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "gte": lambda a, b: a >= b,
}


def membership(held: Any, values: Sequence[Any]) -> Truth:
    """`IN`: nothing is in an empty list, and of NULL nobody knows where it is."""
    if not values:
        return False
    return None if held is None else _plain(held) in [_plain(value) for value in values]


def conjunction(parts: Sequence[Truth]) -> Truth:
    if False in parts:
        return False
    return None if None in parts else True


def disjunction(parts: Sequence[Truth]) -> Truth:
    if True in parts:
        return True
    return None if None in parts else False


def negation(truth: Truth) -> Truth:
    return None if truth is None else not truth


def _plain(value: Any) -> Any:
    """A value as SQLite stores it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return as_text(value)
    return value.isoformat() if isinstance(value, date) else value
