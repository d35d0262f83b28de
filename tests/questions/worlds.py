"""Fills a database with a small world that no one designed: random values, random relations.

Rows refer to one another at random, so that every condition of every grid holds for some and not
for others. Values come from few words, so that filters match, groups gather and orders tie. The
same seed gives the same world.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any

from tortoise import fields
from tortoise.models import Model

from gateway.request.entities import Attribute, Entity, Kind
from tests.goods import MONDAY

WORDS = ("pump", "Valve", "seal", "north", "Graz", "50%", "a_b", "leaks", "back\\slash")
NUMBERS = (0, 1, 2, 3, 5, 8)
CANARY = "cny"  # begins every marked text; a number and a z follow
SHORT = 8  # characters; below that a word and a number do not fit

Row = dict[str, Any]


@dataclass
class Sketch:
    """Rows to be, by type: columns as the database names them."""

    entities: Mapping[str, Entity]
    models: Mapping[str, type[Model]]
    random: Random
    marked: bool = False  # whether every text is unlike any other, to be recognised anywhere
    rows: dict[str, list[Row]] = field(default_factory=dict[str, list[Row]])
    serial: Iterator[int] = field(default_factory=lambda: count(100))

    def draw(self, sizes: Mapping[str, int]) -> None:
        """Draws so many rows of each type; types without a size stay empty."""
        for name, size in sizes.items():
            self.rows[name] = [{"id": key} for key in range(1, size + 1)]
        for name in sizes:
            for row in self.rows[name]:
                self._values(name, row)
                self._links(name, row)
            self._unique_together(name)

    def _values(self, name: str, row: Row) -> None:
        for field_name, attribute in self.entities[name].attributes.items():
            if attribute.kind is not Kind.ID:
                row[attribute.column] = self._value(name, field_name, attribute, row["id"])

    def _value(self, name: str, field_name: str, attribute: Attribute, key: int) -> Any:
        declared = self.models[name]._meta.fields_map[field_name]  # noqa: SLF001 (Tortoise's own)
        if declared.unique and attribute.kind is Kind.TEXT:
            return f"{name[:3].upper()}{key:07}"
        if attribute.nullable and self.random.random() < 0.25:
            return None
        if attribute.enum is not None:
            return self.random.choice([member.value for member in attribute.enum])
        return self._plain(attribute.kind, declared)

    def _plain(self, kind: Kind, declared: "fields.Field[Any]") -> Any:
        match kind:
            case Kind.BOOL:
                return self.random.random() < 0.7
            case Kind.INSTANT:
                return MONDAY - timedelta(hours=self.random.randrange(12))
            case Kind.DATE:
                return date(2026, 1, 1) + timedelta(days=self.random.randrange(9))
            case Kind.FLOAT:
                return self.random.choice(NUMBERS) / 2
            case Kind.INT:
                return self.random.choice(NUMBERS)
            case Kind.JSON:
                return "{}"
            case _:
                return self._text(getattr(declared, "max_length", 0) or 60)

    def _text(self, most: int) -> str:
        if self.marked and most >= SHORT:
            return f"{CANARY}{next(self.serial)}z"
        word = self.random.choice(WORDS)
        if most < SHORT:
            return word[:most]
        return f"{word} {self.random.randrange(4)}"[:most]

    def _links(self, name: str, row: Row) -> None:
        for link in self.entities[name].links.values():
            targets = self.rows.get(link.target, [])
            empty = not targets or (link.nullable and self.random.random() < 0.3)
            row[link.column] = None if empty else self.random.choice(targets)["id"]

    def _unique_together(self, name: str) -> None:
        """Mends the rows that would stand twice: without a relation, or not at all."""
        entity = self.entities[name]
        optional = {link.column for link in entity.links.values() if link.nullable}
        for group in self.models[name]._meta.unique_together:  # noqa: SLF001 (Tortoise's own)
            columns = [entity.column(each) for each in group]
            seen: set[tuple[Any, ...]] = set()
            for row in list(self.rows[name]):
                values = tuple(row[column] for column in columns)
                if values not in seen:
                    seen.add(values)
                elif not optional.isdisjoint(columns):
                    row |= dict.fromkeys(optional.intersection(columns))
                else:
                    self.rows[name].remove(row)


async def written(sketch: Sketch, database: Any) -> None:
    """Inserts the rows: obligatory relations in order, the others afterwards."""
    for name in _in_order(sketch):
        links = [k for k in sketch.entities[name].links.values() if k.nullable]
        for row in sketch.rows[name]:
            bare = row | {link.column: None for link in links}
            await _insert(database, sketch.entities[name].table, bare)
    for name, rows in sketch.rows.items():
        links = [k.column for k in sketch.entities[name].links.values() if k.nullable]
        for row in rows if links else ():
            await _update(
                database, sketch.entities[name].table, row["id"], {c: row[c] for c in links}
            )


def _in_order(sketch: Sketch) -> Iterable[str]:
    """The types, each after those that its rows cannot be without."""
    done: list[str] = []
    while len(done) < len(sketch.rows):
        for name in sketch.rows:
            needed = {k.target for k in sketch.entities[name].links.values() if not k.nullable}
            if name not in done and needed - {name} <= set(done):
                done.append(name)
                break
        else:
            raise ValueError(f"these need one another: {set(sketch.rows) - set(done)}")
    return done


def _marks(database: Any, count: int) -> list[str]:
    if "sqlite" in type(database).__module__:
        return ["?"] * count
    return [f"${n}" for n in range(1, count + 1)]


def _bound(database: Any, row: Row) -> list[Any]:
    """SQLite keeps days as text."""
    if "sqlite" not in type(database).__module__:
        return list(row.values())
    return [v.isoformat() if type(v) is date else v for v in row.values()]


async def _insert(database: Any, table: str, row: Row) -> None:
    columns = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join(_marks(database, len(row)))
    text = f'INSERT INTO "{table}" ({columns}) VALUES ({marks})'
    await database.execute_query(text, _bound(database, row))


async def _update(database: Any, table: str, key: int, row: Row) -> None:
    marks = _marks(database, len(row) + 1)
    sets = ", ".join(f'"{name}" = {mark}' for name, mark in zip(row, marks, strict=False))
    text = f'UPDATE "{table}" SET {sets} WHERE id = {marks[-1]}'
    await database.execute_query(text, [*_bound(database, row), key])
