"""Grows small worlds for the oracle: hypothesis decides how much there is, chance what it says."""

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from tortoise import fields
from tortoise.expressions import Q
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.models import Model

from gateway.actor import Actor
from gateway.policy.grid import Condition, Policy
from tests.policy.oracle import Relation, Row, World, relations

SIZES = (2, 3, 4, 1, 0)  # rows of one type: enough for mine, yours and nobody's; simplest first


@dataclass(frozen=True)
class Ground:
    """What worlds grow on: the models, and the texts that conditions compare their columns with."""

    models: Mapping[str, type[Model]]
    texts: Mapping[tuple[str, str], list[str]]  # (type, column) -> constants

    def ways(self) -> Mapping[str, Mapping[str, Relation]]:
        return relations(self.models.values())


def ground(models: Iterable[type[Model]], policies: Iterable[Policy]) -> Ground:
    """Reads the grids. Types that have no grid and link none that has are left out."""
    policies = list(policies)
    known = {model.__name__: model for model in _linked(list(models), policies)}
    ways = relations(known.values())
    texts: dict[tuple[str, str], list[str]] = {}
    for policy in policies:
        for condition in conditions(policy):
            for path, value in leaves(condition.expression):
                place = _column(ways, policy.type_name, path.split("__"))
                given = value if isinstance(value, list) else [value]
                texts.setdefault(place, []).extend(v for v in given if isinstance(v, str))
    return Ground(known, texts)


def _linked(models: list[type[Model]], policies: list[Policy]) -> Iterator[type[Model]]:
    governed = {policy.type_name for policy in policies}
    for model in models:
        ends = [target for target, null in targets(model) if not null and target in governed]
        if model.__name__ in governed or len(ends) > 1:
            yield model


def conditions(policy: Policy) -> Iterator[Condition]:
    """Every condition of a grid, as often as it stands there."""
    yield from policy.scopes.values()
    yield from policy.without_scope.values()
    for cell in policy.cells.values():
        yield from filter(None, (cell.read, cell.write, cell.append, cell.do))


def leaves(expression: Q) -> Iterator[tuple[str, Any]]:
    yield from expression.filters.items()
    for child in expression.children:
        yield from leaves(child)  # type: ignore[arg-type]


def targets(model: type[Model]) -> Iterator[tuple[str, bool]]:
    """The types that a model refers to, and whether it may refer to none."""
    for source in model._meta.fields_map.values():  # noqa: SLF001
        if isinstance(source, ForeignKeyFieldInstance):
            yield str(source.model_name).rpartition(".")[2], source.null


def _column(
    ways: Mapping[str, Mapping[str, Relation]], type_name: str, path: list[str]
) -> tuple[str, str]:
    """The column at the end of a walk."""
    for hop in path:
        way = ways[type_name].get(hop)
        if way is None:
            return type_name, hop
        type_name = way.target
    return type_name, "id"


# -- worlds ---------------------------------------------------------------------------------------


@st.composite
def worlds(draw: st.DrawFn, ground: Ground) -> World:
    """A world of at most a few rows of each type; every key leads to a row that exists."""
    sizes = _possible(ground, {name: draw(st.sampled_from(SIZES)) for name in ground.models})
    chance = random.Random(draw(st.integers(0, 2**64)))  # noqa: S311 (no secret)
    tables: dict[str, list[Row]] = {}
    for name, model in ground.models.items():
        maker = _Maker(chance, ground, name, sizes)
        tables[name] = _unique([maker.row(model, key + 1) for key in range(sizes[name])], model)
    return World(tables, ground.ways())


def _possible(ground: Ground, sizes: dict[str, int]) -> dict[str, int]:
    """No rows of a type that must refer to a type without rows."""
    needs = {
        name: [target for target, null in targets(model) if not null]
        for name, model in ground.models.items()
    }
    while doomed := [
        n for n, size in sizes.items() if size and any(not sizes[t] for t in needs[n])
    ]:
        sizes |= dict.fromkeys(doomed, 0)
    return sizes


@dataclass(frozen=True)
class _Maker:
    """Makes the rows of one type."""

    chance: random.Random
    ground: Ground
    type_name: str
    sizes: Mapping[str, int]

    def row(self, model: type[Model], key: int) -> Row:
        made: dict[str, Any] = {}
        for name, source in model._meta.fields_map.items():  # noqa: SLF001
            if isinstance(source, ForeignKeyFieldInstance):
                target = str(source.model_name).rpartition(".")[2]
                made[f"{name}_id"] = self.key(target, null=source.null)
            elif type(source).__module__ != "tortoise.fields.relational" and name not in made:
                made[name] = key if source.pk else self.value(name, source, key)
        return made

    def key(self, target: str, *, null: bool) -> int | None:
        choices = list(range(1, self.sizes.get(target, 0) + 1))
        return self.chance.choice([*([None] if null else []), *choices])

    def value(self, name: str, source: Any, key: int) -> Any:
        choices: list[Any] = filler(name, source, key)
        if texts := self.ground.texts.get((self.type_name, name)):
            choices += texts
        if enum := getattr(source, "enum_type", None):
            choices = [member.value for member in enum]
        if source.null:
            choices = [None, *choices]
        return self.chance.choice(choices)


def filler(name: str, source: Any, key: int) -> list[Any]:
    """Values that tell one row and column from every other."""
    if isinstance(source, fields.BooleanField):
        return [True, False]
    if isinstance(source, fields.FloatField):
        return [key + 0.5]
    if isinstance(source, fields.IntField):
        return [len(name) * 10 + key]
    if isinstance(source, fields.DateField):
        return [f"2026-11-{key + 9:02}"]
    if type(source).__name__ == "Instant":
        return [f"2026-11-16T09:{len(name):02}:{key:02}Z"]
    if isinstance(source, fields.JSONField):
        return ["{}"]
    most = getattr(source, "max_length", 0)
    return [f"{name} {key}"[-most:]]


def _unique(rows: list[Row], model: type[Model]) -> list[Row]:
    """The rows without those that a unique key forbids; a sole nullable key is emptied instead."""
    meta = model._meta  # noqa: SLF001
    sets = [(n,) for n, f in meta.fields_map.items() if f.unique and not f.pk]
    sets += [tuple(_attribute(n, meta) for n in each) for each in meta.unique_together]
    kept: list[Row] = []
    for row in rows:
        clashing = [s for s in sets if any(_same(row, other, s) for other in kept)]
        alone = {s[0]: _replacement(s[0], row, meta) for s in clashing if len(s) == 1}
        if all(len(s) == 1 for s in clashing):
            kept.append({**row, **alone})
    return kept


def _attribute(name: str, meta: Any) -> str:
    is_key = isinstance(meta.fields_map.get(name), ForeignKeyFieldInstance)
    return f"{name}_id" if is_key else name


def _replacement(column: str, row: Row, meta: Any) -> Any:
    return f"{column} {row['id']}" if isinstance(row[column], str) else None


def _same(one: Row, other: Row, columns: tuple[str, ...]) -> bool:
    values = [one[c] for c in columns]
    return None not in values and values == [other[c] for c in columns]


# -- actors ---------------------------------------------------------------------------------------


@st.composite
def reaches(draw: st.DrawFn, world: World) -> Actor:
    """Somebody without roles: who he is and how far he reaches, among the rows of the world."""

    def one(type_name: str) -> int | None:
        return draw(st.sampled_from([None, *_keys(world, type_name)]))

    def several(type_name: str) -> tuple[int, ...]:
        keys = _keys(world, type_name)
        return tuple(k for k in keys if draw(st.booleans()))

    return Actor(
        user_id=one("User"),
        client_id=one("ApiClient"),
        contact_id=one("Contact"),
        consumer_id=one("Consumer"),
        provider_id=one("Provider"),
        group_ids=several("Group"),
        managed_group_ids=several("Group"),
        managed_provider_ids=several("Provider"),
        account_ids=several("Account"),
    )


def _keys(world: World, type_name: str) -> list[int]:
    return [row["id"] for row in world.rows(type_name)]
