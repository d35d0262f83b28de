"""The schema as one actor sees it: what is concealed from these roles does not exist in it.

Validation, coercion and introspection all use the view, so a concealed name gets the very words
that a misspelt one gets.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLType,
    GraphQLUnionType,
    get_named_type,
    is_introspection_type,
    is_required_argument,
    is_required_input_field,
)
from strawberry.utils.str_converters import to_camel_case

from gateway.actor import Actor
from gateway.policy.rights import Rights
from gateway.request.copying import Copy
from gateway.request.graph import Graph
from gateway.request.reaching import reached

KEPT = 64  # views
ANSWERS = 64  # introspection answers per view

# What `building.build` derives from a node type, and what disappears with it.
DERIVED = ("", "Connection", "Edge", "Filter", "ListFilter", "Order", "OrderField", "View",
           "Group", "Extremes", "Averages")  # fmt: skip


@dataclass(slots=True)
class View:
    """A schema and the introspection answers given from it so far."""

    key: str
    schema: GraphQLSchema
    answers: OrderedDict[str, bytes] = field(default_factory=OrderedDict[str, bytes])

    def remember(self, operation: str, answer: bytes) -> None:
        self.answers[operation] = answer
        if len(self.answers) > ANSWERS:
            self.answers.popitem(last=False)


class Views:
    """The views in use. Role sets from which the same names are concealed share one."""

    def __init__(self, graph: Graph, rights_of: Callable[[Actor], Rights]) -> None:
        self._graph = graph
        self._rights_of = rights_of
        self._keys: dict[tuple[frozenset[str], frozenset[str]], str] = {}
        self._views: OrderedDict[str, View] = OrderedDict()

    def of(self, actor: Actor) -> View:
        key = self._keys.get((actor.roles, actor.scopes))
        view = self._views.get(key) if key else None
        if key is None or view is None:
            return self._build(actor)
        self._views.move_to_end(key)
        return view

    def _build(self, actor: Actor) -> View:
        kept = Kept(self._graph, self._rights_of(actor))
        key = kept.signature
        if len(self._keys) >= 16 * KEPT:
            self._keys.clear()
        self._keys[actor.roles, actor.scopes] = key
        if key not in self._views:
            copy = Copy(self._graph.core, kept.members, kept.arguments)
            self._views[key] = View(key, copy.schema)
            if len(self._views) > KEPT:
                self._views.popitem(last=False)
        return self._views[key]


class Kept:
    """Which types exist for a role set, and which of their members."""

    def __init__(self, graph: Graph, rights: Rights) -> None:
        self._graph = graph
        self._rights = rights
        self._types = {n: t for n, t in graph.core.type_map.items() if not is_introspection_type(t)}
        unseen = [node for node in graph.nodes if rights.concealed(node)]
        derived = {f"{node}{suffix}" for node in unseen for suffix in DERIVED}
        self._gone = derived & self._types.keys()
        if not any(rights.granted(a.type_name, a.row, a.right) for a in graph.actions.values()):
            self._gone.add("Mutation")
        self.members = reached(graph.core, self._settle())
        self.arguments = dict(self._searches())

    @property
    def signature(self) -> str:
        names = [f"{name}:{','.join(members)}" for name, members in sorted(self.members.items())]
        return hashlib.sha256("\n".join([*names, repr(self.arguments)]).encode()).hexdigest()

    def _settle(self) -> dict[str, tuple[str, ...]]:
        """Removes what is denied, then what has lost its meaning by that, until nothing changes."""
        while True:
            existing = {n: t for n, t in self._types.items() if n not in self._gone}
            members = {n: tuple(self._kept(t)) for n, t in existing.items()}
            emptied = {n for n, kept in members.items() if self._is_empty(self._types[n], kept)}
            if not emptied:
                return members
            self._gone |= emptied

    def _kept(self, type_: GraphQLNamedType) -> Iterator[str]:
        match type_:
            case GraphQLObjectType() | GraphQLInputObjectType():
                for name, member in type_.fields.items():
                    if not self._is_lost(member) and self._allowed(type_.name, name):
                        yield name
            case GraphQLInterfaceType():
                yield from self._shared(type_)
            case GraphQLUnionType():
                yield from (member.name for member in type_.types if member.name not in self._gone)
            case GraphQLEnumType():
                yield from (name for name in type_.values if self._allowed(type_.name, name))
            case _:
                pass  # a scalar has no members

    def _shared(self, interface: GraphQLInterfaceType) -> Iterator[str]:
        """The fields of an interface: those that none of its types conceals."""
        every = self._graph.core.get_implementations(interface).objects
        types = [t for t in every if t.name not in self._gone]
        for name, member in interface.fields.items():
            concealing = (t for t in types if not self._allowed(t.name, name))
            if types and not self._is_gone(member.type) and not any(concealing):
                yield name

    def _is_lost(self, member: GraphQLField | GraphQLInputField) -> bool:
        """Whether a field has lost its type, or that of an argument which it needs."""
        arguments = member.args.values() if isinstance(member, GraphQLField) else ()
        types: list[Any] = [member.type, *(a.type for a in arguments if is_required_argument(a))]
        return any(self._is_gone(type_) for type_ in types)

    def _is_gone(self, type_: GraphQLType) -> bool:
        return get_named_type(type_).name in self._gone

    def _searches(self) -> Iterator[tuple[str, str | None]]:
        """What `search` looks into where that is not what everyone's does; None: nothing at all."""
        query = cast(GraphQLObjectType, self._types["Query"])
        for name, root in self._graph.roots.items():
            node = self._graph.nodes.get(root.target)
            argument = query.fields[name].args.get("search")
            if node is None or argument is None or name not in self.members["Query"]:
                continue
            readable = [s for s in node.search if self._rights.field(node.name, s).allowed]
            if len(readable) < len(node.search):
                said = (argument.description or "").replace(_listed(node.search), _listed(readable))
                yield f"Query.{name}.search", said if readable else None

    def _allowed(self, type_name: str, member: str) -> bool:
        coordinate = f"{type_name}.{member}"
        if coordinate == "Query.find":
            return "FindType" not in self._gone  # it looks into nothing
        if offered := self._graph.offered.get(coordinate):
            type_name, row, named = offered
            unseen = bool(named) and self._rights.concealed(named)
            return not unseen and not self._rights.concealed(type_name, row)
        governed = self._graph.governed.get(coordinate)
        if governed is None:
            return True
        node, row = governed
        if row == "see":
            return not self._rights.concealed(node)
        if type_name == node:  # a field that is only hidden stays, and is null
            return not self._rights.concealed(node, row)
        return self._rights.field(node, row).allowed  # filter, order, aggregate: what may be read

    def _is_empty(self, type_: GraphQLNamedType, kept: tuple[str, ...]) -> bool:
        match type_:
            case GraphQLInputObjectType():
                required = {name for name, f in type_.fields.items() if is_required_input_field(f)}
                return not kept or not required <= set(kept)
            case GraphQLScalarType():
                return False
            case _:
                return not kept


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(to_camel_case(column) for column in columns)
