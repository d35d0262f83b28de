"""Reads filter, view and search arguments into conditions; checks the right to each value."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from strawberry.utils.str_converters import to_snake_case
from tortoise.expressions import Q

from gateway.errors import BadInput, Forbidden
from gateway.policy.rights import Access, Rights
from gateway.request import terms
from gateway.request.arguments import NULL, WORDS, Arguments, Leaf, Tree
from gateway.request.criteria import (
    Compare,
    Either,
    Every,
    Exists,
    Holds,
    Missing,
    Operand,
    Reference,
    Search,
    Way,
    Where,
    Without,
)
from gateway.request.entities import Attribute, Kind
from gateway.request.graph import Graph
from gateway.request.sources import Column, Many, NodeType, One, Whether

MAX_DEPTH = 5
MAX_PARTS = 100
NOTHING = Either(())  # holds for no record
NULLS = (
    "{path} is null, which compares with nothing. Leave it out to filter by less; ask isNull: true "
    "for records without a value, and id: {{isNull: true}} for those without a related record."
)


def every(parts: Iterable[Where | None]) -> Where | None:
    """All parts together; None when there is nothing to hold."""
    real = tuple(part for part in parts if part is not None)
    return None if not real else real[0] if len(real) == 1 else Every(real)


def reference(graph: Graph, node: NodeType, row: str, access: Access) -> Reference:
    """The value of a declared scalar, under the condition of its grid."""
    source = node.sources[row]
    if isinstance(source, Whether):
        yes_or_no = Attribute("", Kind.BOOL, nullable=False)
        holds = source.condition.expression
        return Reference((), yes_or_no, graph.entities[node.name], access.when, holds)
    names = (source.names if isinstance(source, Column) else ()) or (row,)
    attribute = graph.attribute(node.name, source, row) if isinstance(source, Column) else None
    return Reference(
        names, attribute or Attribute(row, Kind.TEXT), graph.entities[node.name], access.when
    )


def searched(where: Where | None) -> Search | None:
    """The search among the conditions of a list."""
    parts = where.parts if isinstance(where, Every) else (where,)
    return next((part for part in parts if isinstance(part, Search)), None)


def relevance(graph: Graph, node: NodeType, search: Search) -> Reference:
    """How well a record answers a search."""
    rank = Attribute("", Kind.INT, nullable=False)
    return Reference(("relevance",), rank, graph.entities[node.name], search=search)


def identity(graph: Graph, node: NodeType) -> Reference:
    """The record's own key."""
    return Reference(("id",), Attribute("id", Kind.ID, nullable=False), graph.entities[node.name])


@dataclass
class Filters:
    """One list's conditions; `bound` collects where their values come from."""

    graph: Graph
    rights: Rights
    arguments: Arguments
    bound: list[str] = field(default_factory=list[str])
    parts: int = 0

    def where(self, node: NodeType, tree: Tree | None, depth: int = 1) -> Where | None:
        """Raises Forbidden for a value that the rights withhold, BadInput for nulls and too much.

        What is absent narrows nothing; a null would look as if it did, so it is refused.
        """
        if not isinstance(tree, dict):
            return None
        if depth > MAX_DEPTH:
            raise BadInput(f"A filter may nest {MAX_DEPTH} levels deep.")
        for path in _nulls(tree, "filter") if depth == 1 else ():
            raise BadInput(NULLS.format(path=path))
        return every(self._part(node, name, value, depth) for name, value in tree.items())

    def view(self, node: NodeType, name: str | None) -> Where | None:
        """The condition of a named list; None for the list of everything."""
        if name is None:
            return None
        condition = node.views[name]
        self.bound.append(repr(name))
        return None if condition.always else Holds(condition.expression)

    def search(self, node: NodeType, tree: Tree | None) -> Where | None:
        """Looks only into what may be read; where nothing may be, nothing is found."""
        if not isinstance(tree, Leaf):
            return None
        told = terms.telling(self.arguments.decided(tree, WORDS))
        self.bound.append(tree.source)
        if not told:
            return None if told is None else NOTHING
        return Search(tuple(self._tiers(node)), Operand(tree.source))

    def _tiers(self, node: NodeType) -> Iterator[tuple[Reference, ...]]:
        """The searched values that may be read on all records or on some."""
        for rows in node.tiers:
            readable = [(row, self.rights.field(node.name, row)) for row in rows]
            found = tuple(reference(self.graph, node, r, a) for r, a in readable if a.allowed)
            if found:
                yield found

    def _part(self, node: NodeType, name: str, tree: Tree, depth: int) -> Where | None:
        self.parts += 1
        if self.parts > MAX_PARTS:
            raise BadInput(f"A filter may have {MAX_PARTS} parts.")
        match name:
            case "and" | "or":
                items = tree if isinstance(tree, list) else [tree]
                found = [self.where(node, item, depth + 1) for item in items]
                if name == "and":
                    return every(found)
                real = tuple(part for part in found if part is not None)
                return Either(real) if len(real) == len(found) else None  # {} holds for all
            case "not":
                part = self.where(node, tree, depth + 1)
                return NOTHING if part is None else Without(part)
            case "id":
                return self._compare(identity(self.graph, node), tree)
            case _:
                return self._field(node, name, tree, depth)

    def _field(self, node: NodeType, name: str, tree: Tree, depth: int) -> Where | None:
        row, source = self.graph.fields[node.name][name]
        access = self.rights.field(node.name, row)
        if isinstance(source, One | Many) and not self.rights.records(source.target).allowed:
            access = Access(allowed=False, rule=self.rights.records(source.target).rule)
        if not access.allowed:
            raise Forbidden(f"You may not filter by {node.name}.{name}: {access.rule}.")
        match source:
            case Column() | Whether():
                return self._compare(reference(self.graph, node, row, access), tree)
            case One():
                return self._to_one(Way(link=source.via or row), source, tree, access.when, depth)
            case Many():
                return self._related(source, tree, access.when, depth)
            case _:
                return None

    def _to_one(
        self, way: Way, source: One, tree: Tree, guard: Q | None, depth: int
    ) -> Where | None:
        """The related record matches; `id: {isNull: …}` says whether there is none."""
        is_null, rest = _presence(tree)
        found: list[Where] = []
        if is_null is not None:
            self.bound.append(is_null.source)
            related = Exists(way, source.target, None, guard)
            found.append(Missing(related, Operand(is_null.source)))
        if rest or is_null is None:
            part = self.where(self.graph.nodes[source.target], rest, depth + 1)
            found.append(Exists(way, source.target, part, guard))
        return every(found)

    def _related(self, source: Many, tree: Tree, guard: Q | None, depth: int) -> Where | None:
        way = Way(
            back=source.by, through=source.through, to=source.to, where=tuple(source.where.items())
        )
        found: list[Where] = []
        for name, inner in (tree if isinstance(tree, dict) else {}).items():
            part = self.where(self.graph.nodes[source.target], inner, depth + 1)
            found.append(Exists(way, source.target, part, guard, negated=name == "none"))
        return every(found)

    def _compare(self, value: Reference, tree: Tree) -> Where | None:
        operators: Mapping[str, Tree] = tree if isinstance(tree, dict) else {}
        found: list[Where] = []
        for name, leaf in operators.items():
            if isinstance(leaf, Leaf):
                self.bound.append(leaf.source)
                found.append(Compare(value, to_snake_case(name), Operand(leaf.source)))
        return every(found)


def _presence(tree: Tree) -> tuple[Leaf | None, dict[str, Tree]]:
    """`id: {isNull: …}` of a filter on a related record, and the filter without it."""
    rest = dict(tree) if isinstance(tree, dict) else {}
    by_id = rest.get("id")
    if not isinstance(by_id, dict) or "isNull" not in by_id:
        return None, rest
    is_null = by_id["isNull"]
    others = {name: leaf for name, leaf in by_id.items() if name != "isNull"}
    rest = {**rest, "id": others}
    if not others:
        del rest["id"]
    return is_null if isinstance(is_null, Leaf) else None, rest


def _nulls(tree: Tree, path: str) -> Iterator[str]:
    """Where in a filter a null stands."""
    if tree is NULL:
        yield path
    elif isinstance(tree, dict):
        for name, inner in tree.items():
            yield from _nulls(inner, f"{path}.{name}")
    elif isinstance(tree, list):
        for inner in tree:
            yield from _nulls(inner, path)
