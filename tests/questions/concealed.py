"""Every name that does not exist for an actor, in every place where a document could write it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
)

from gateway.request.graph import Graph


@dataclass(frozen=True)
class Mention:
    """A document with a concealed name in it, written between two marks."""

    coordinate: str
    text: str  # the name stands for %s
    name: str

    @property
    def real(self) -> str:
        return self.text.replace("%s", self.name)

    @property
    def misspelt(self) -> str:
        return self.text.replace("%s", misspelling(self.name))


def misspelling(name: str) -> str:
    """A name as long, that nothing has."""
    return ("ZQ" if name[:2].isupper() else "zq") + name[2:]


def mentions(graph: Graph, view: GraphQLSchema) -> Iterator[Mention]:
    """A document for each name of the whole schema that the view lacks."""
    for type_name, kind in graph.core.type_map.items():
        seen: Any = view.get_type(type_name)
        if type_name.startswith("__"):
            continue
        if seen is None:
            yield from _of_type(type_name, kind)
        else:
            yield from _within(graph, view, kind, seen)


def _within(graph: Graph, view: GraphQLSchema, kind: Any, seen: Any) -> Iterator[Mention]:
    if isinstance(kind, GraphQLEnumType):
        for name in kind.values.keys() - seen.values.keys():
            yield from _of_value(graph, view, kind.name, name)
    for name in getattr(kind, "fields", {}).keys() - getattr(seen, "fields", {}).keys():
        yield from _of_field(graph, kind, name)


def _of_type(name: str, kind: Any) -> Iterator[Mention]:
    yield Mention(name, '{ __type(name: "%s") { name kind } }', name)
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        yield Mention(name, '{ node(id: "x") { ... on %s { __typename } } }', name)
        yield Mention(name, "{ __typename } fragment F on %s { __typename }", name)
    else:
        yield Mention(name, "query($v: %s) { viewer { name } }", name)


def _of_field(graph: Graph, kind: Any, name: str) -> Iterator[Mention]:
    coordinate = f"{kind.name}.{name}"
    if kind.name == "Query":
        yield Mention(coordinate, "{ %s }", name)
        yield Mention(coordinate, "{ %s { __typename } }", name)
        yield Mention(coordinate, "{ %s(first: 1) { totalCount } }", name)
    elif isinstance(kind, GraphQLInputObjectType):
        owner = graph.nodes.get(kind.name.removesuffix("Filter"))
        if owner is not None and owner.plural:
            listed = owner.plural
            yield Mention(
                coordinate, f"{{ {listed}(filter: {{%s: {{}}}}) {{ totalCount }} }}", name
            )
            negated = "{not: {or: [{%s: {isNull: true}}]}}"
            yield Mention(coordinate, f"{{ {listed}(filter: {negated}) {{ totalCount }} }}", name)
    else:
        inside = f"fragment F on {kind.name} {{ %s }} query {{ viewer {{ name }} }}"
        yield Mention(coordinate, inside, name)
        aliased = f"fragment F on {kind.name} {{ a: %s(first: 2) {{ __typename }} }}"
        yield Mention(coordinate, aliased + " query { viewer { name } }", name)


def _of_value(graph: Graph, view: GraphQLSchema, enum: str, name: str) -> Iterator[Mention]:
    owner = graph.nodes.get(enum.removesuffix("OrderField"))
    if owner is not None and owner.plural and view.get_type(owner.name):
        listed = owner.plural
        ordered = f"{{ {listed}(orderBy: [{{field: %s}}]) {{ totalCount }} }}"
        yield Mention(f"{enum}.{name}", ordered, name)
    yield Mention(f"{enum}.{name}", f"query($v: {enum} = %s) {{ viewer {{ name }} }}", name)
