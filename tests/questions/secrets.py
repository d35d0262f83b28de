"""What one actor may not know of a world, and a second world that differs in nothing else."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

from tortoise.expressions import Q

from gateway.policy.grid import Condition
from gateway.request.entities import Attribute, Entity, Kind, Link, every_model
from gateway.request.graph import Graph
from gateway.request.sources import Column, Many, Menu, Source
from tests.policy.oracle import Row, World
from tests.questions.worlds import CANARY
from tests.reference.sight import Sight, granted

WAYS = ("read", "write", "append", "do")
Pair = tuple[str, str]  # columns
LATER = 100  # keys from here on are of records that only the second world has


@dataclass(frozen=True)
class Change:
    """One value of one record, or a whole new record, in the second world."""

    type_name: str
    key: int
    values: Mapping[str, Any]
    added: bool = False


@dataclass
class Secrets:
    """What `sight` is kept from: hidden values of records that it sees, and all of the others."""

    graph: Graph
    sight: Sight

    def unseen(self, type_name: str) -> list[Row]:
        return [r for r in self.sight.world.rows(type_name) if not self.sight.sees(type_name, r)]

    def withheld(self, type_name: str, row: Row, column: str) -> bool:
        """Whether no field that the actor may read on this record shows the column."""
        if not self.sight.sees(type_name, row):
            return True
        shown = self._showing(type_name, column)
        return not any(self.sight.reads(type_name, row, name) for name in shown)

    def _showing(self, type_name: str, column: str) -> Iterator[str]:
        for name, source in self._sources(type_name).items():
            if isinstance(source, Column) and column in (source.names or (name,)):
                yield name
            if isinstance(source, Menu) and column == "state":
                yield name  # it says what is possible in this state

    def _sources(self, type_name: str) -> Mapping[str, Source]:
        node = self.graph.nodes.get(type_name)
        return node.sources if node else {}

    def marks(self) -> frozenset[str]:
        """The marked texts that the actor may read somewhere."""
        found: set[str] = set()
        for type_name, entity in self.graph.entities.items():
            for row in self.sight.world.rows(type_name):
                for column, attribute in entity.attributes.items():
                    value = row[column]
                    marked = attribute.kind is Kind.TEXT and str(value).startswith(CANARY)
                    if marked and not self.withheld(type_name, row, column):
                        found.add(value)
        return frozenset(found)


@dataclass
class Twin:
    """Draws a world in which everything withheld is different, and nothing else."""

    secrets: Secrets
    random: Random
    either: Mapping[str, Pair] = field(default_factory=dict[str, Pair])  # of which a row has one

    def changes(self) -> list[Change]:
        """Changes under which the actor sees the same records and reads the same fields."""
        groups: dict[Any, list[Change]] = {}
        for change in self._possible([*self._values(), *self._links(), *self._added()]):
            groups.setdefault(self._risk(change), []).append(change)
        return _kept(self._safely, list(groups.values()))

    def _possible(self, changes: Iterable[Change]) -> Iterator[Change]:
        """Leaves out what would make two records alike where none may be."""
        world, taken = self.secrets.sight.world, set[Any]()
        for name, groups in self.uniques.items():
            for row in world.rows(name):
                taken.update((name, group, _values(row, group)) for group in groups)
        for change in changes:
            row = {**(world.row(change.type_name, change.key) or {}), **change.values}
            groups = self.uniques[change.type_name]
            touched = [g for g in groups if change.added or not set(g).isdisjoint(change.values)]
            made = {(change.type_name, group, _values(row, group)) for group in touched}
            alone = change.added or all(len(group) == 1 for group in touched)
            if alone and made.isdisjoint(taken):
                taken |= {each for each in made if None not in each[2]}
                yield change

    @cached_property
    def uniques(self) -> Mapping[str, list[tuple[str, ...]]]:
        """The columns of each type whose values no two records share."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for model in every_model():
            entity = self.secrets.graph.entities.get(model.__name__)
            if entity is not None:
                meta = model._meta  # noqa: SLF001 (Tortoise's own)
                single = [(n,) for n, f in meta.fields_map.items() if f.unique and not f.pk]
                together = [tuple(map(entity.column, group)) for group in meta.unique_together]
                found[model.__name__] = [*single, *together]
        return found

    def _risk(self, change: Change) -> Any:
        """Changes that conditions may notice are tried apart from the harmless ones."""
        columns = tuple(change.values)
        noticed = change.added or not self.noticed.isdisjoint(columns)
        return (change.type_name, change.added, columns[0]) if noticed else None

    @cached_property
    def noticed(self) -> frozenset[str]:
        """Every column that the grids' conditions look at, and every relation."""
        graph = self.secrets.graph
        found = {link.column for e in graph.entities.values() for link in e.links.values()}
        for policy in graph.policies.values():
            cells = [policy.cell(row, role) for row, role in policy.cells]
            given = [granted(cell, way) for cell in cells for way in WAYS]
            for condition in [*policy.scopes.values(), *policy.without_scope.values(), *given]:
                if condition is not None:
                    found |= set(_names(condition.expression))
        return frozenset(found)

    def _values(self) -> Iterator[Change]:
        for name, entity, row in self._rows():
            for column, attribute in entity.attributes.items():
                if attribute.kind is not Kind.ID and self.secrets.withheld(name, row, column):
                    other = self._other(attribute, row[column])
                    yield Change(name, row["id"], {column: other})

    def _links(self) -> Iterator[Change]:
        """Relations of unseen records, and of seen ones from one unseen record to another."""
        for name, entity, row in self._rows():
            others = {link.column: self._target(name, row, link) for link in entity.links.values()}
            found: dict[str, Any] = {c: key for c, key in others.items() if key is not None}
            if name in self.either:
                found = self._one_of_two(name, row, found)
            if found:
                yield Change(name, row["id"], found)

    def _one_of_two(self, name: str, row: Row, found: dict[str, Any]) -> dict[str, Any]:
        """The relations of a record that has one of two at most.

        Who knows the one that it has knows that the other is empty. Who knows neither does not even
        know which of them it has: the second world has the other.
        """
        links = self.secrets.graph.entities[name].links.values()
        pair = [link for link in links if link.column in self.either[name]]
        held = [link.column for link in pair if row[link.column] is not None]
        seen = self.secrets.sight.sees(name, row)
        if seen and not all(self._leads_nowhere(k.target, row[k.column]) for k in pair):
            empty = {link.column for link in pair}.difference(held)
            return {column: key for column, key in found.items() if column not in empty}
        if len(held) == 1:
            return found | {held[0]: None}
        return found if held else found | {pair[-1].column: None}

    def _target(self, name: str, row: Row, link: Link) -> int | None:
        """Another end for a relation; None where there may be no other."""
        seen = self.secrets.sight.sees(name, row)
        if seen and not self._leads_nowhere(link.target, row[link.column]):
            return None
        others = self.secrets.unseen(link.target)
        if not seen:
            others = list(self.secrets.sight.world.rows(link.target))
        return self.random.choice(others)["id"] if others else None

    def _leads_nowhere(self, target: str, key: int | None) -> bool:
        return key is None or self.secrets.sight.row(target, key) is None

    def _added(self) -> Iterator[Change]:
        """A copy of every unseen record, under a key and unique values of its own."""
        for name, entity, row in self._rows():
            if not self.secrets.sight.sees(name, row):
                key = row["id"] + LATER
                values = {**row, "id": key}
                for column, attribute in entity.attributes.items():
                    if attribute.kind is Kind.TEXT and row[column] is not None:
                        values[column] = f"{row[column]}+"
                yield Change(name, key, values, added=True)

    def _rows(self) -> Iterator[tuple[str, Entity, Row]]:
        """Every record but the links of relations: those show whoever sees both ends."""
        nodes = self.secrets.graph.nodes.values()
        sources = [source for node in nodes for source in node.sources.values()]
        links = {source.through for source in sources if isinstance(source, Many)}
        for name, entity in self.secrets.graph.entities.items():
            if name in links:
                continue
            for row in self.secrets.sight.world.rows(name):
                yield name, entity, row

    def _other(self, attribute: Attribute, value: Any) -> Any:
        if attribute.enum is not None:
            return self.random.choice([m.value for m in attribute.enum if m.value != value])
        others = {
            Kind.TEXT: f"{CANARY}{self.random.randrange(10**5, 10**6)}z",
            Kind.BOOL: not value,
            Kind.INT: self.random.randrange(900, 1000),
            Kind.FLOAT: self.random.randrange(900, 1000) / 4,
            Kind.INSTANT: f"2025-0{self.random.randrange(1, 9)}-01T00:00:00Z",
            Kind.DATE: f"2025-0{self.random.randrange(1, 9)}-01",
        }
        return others.get(attribute.kind, value)

    @cached_property
    def view(self) -> Mapping[str, Mapping[int, Any]]:
        sight = self.secrets.sight
        return {name: dict(self._seen(sight, name)) for name in self.secrets.graph.nodes}

    def _seen(self, sight: Sight, name: str) -> Iterator[tuple[int, Any]]:
        """The records of a type that are seen, each with the rules that hold for it."""
        decisive = self._decisive(name)
        for row in sight.rows(name):
            yield row["id"], tuple(sight.meets(rule, name, row) for rule in decisive)

    def _decisive(self, name: str) -> list[Condition]:
        """The rules by which the actor may see, read, write, add to or do something."""
        rows, sight = self.secrets.graph.policies[name].rows, self.secrets.sight
        given = [pair for row in rows for way in WAYS for pair in sight.granting(name, row, way)]
        return list(
            {rule.name: rule for pair in given for rule in pair if not rule.always}.values()
        )

    def _safely(self, changes: list[Change]) -> bool:
        """Whether the actor's sight is the same in the changed world."""
        sight = self.secrets.sight
        other = replace(sight, world=changed(sight.world, changes), _seen={})
        return all(dict(self._seen(other, name)) == seen for name, seen in self.view.items())


def _values(row: Row, columns: Iterable[str]) -> tuple[Any, ...]:
    return tuple(row[column] for column in columns)


def _names(q: Q) -> Iterator[str]:
    for key in q.filters:
        yield from key.split("__")
    for child in q.children:
        yield from _names(child)


def _kept(
    safely: Callable[[list[Change]], bool], groups: list[list[Change]], tries: int = 8
) -> list[Change]:
    """The changes that may be made together; those that would show are left out."""
    kept: list[Change] = []
    for group in groups:
        open_, left = [group], tries
        while open_ and left:
            part, left = open_.pop(), left - 1
            if safely([*kept, *part]):
                kept += part
            elif len(part) > 1:
                half = len(part) // 2
                open_ += [part[half:], part[:half]]
    return kept


def changed(world: World, changes: Iterable[Change]) -> World:
    tables = {name: {row["id"]: row for row in rows} for name, rows in world.tables.items()}
    for change in changes:
        table = tables[change.type_name]
        table[change.key] = {**table.get(change.key, {}), **change.values}
    return World({n: list(t.values()) for n, t in tables.items()}, world.relations)


def write(graph: Graph, changes: Iterable[Change], path: Path) -> None:
    """Makes the changes in a SQLite database."""
    with sqlite3.connect(path) as database:
        for change in changes:
            table = graph.entities[change.type_name].table
            names = [f'"{name}"' for name in change.values]
            if change.added:
                marks = ", ".join("?" * len(names))
                text = f'INSERT INTO "{table}" ({", ".join(names)}) VALUES ({marks})'
                database.execute(text, list(change.values.values()))
            else:
                sets = ", ".join(f"{name} = ?" for name in names)
                text = f'UPDATE "{table}" SET {sets} WHERE id = ?'
                database.execute(text, [*change.values.values(), change.key])
    database.close()
