"""Answers a document with graphql-core alone: one resolver call per value."""

from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLResolveInfo,
    GraphQLSchema,
    build_schema,
    execute_sync,
    parse,
    print_schema,
    validate,
)

from gateway.actor import Actor
from gateway.request.graph import Graph, Root, RootKind
from gateway.request.sources import Column, Many, Menu, NodeType, One, OneOf, Whether
from tests.policy.oracle import World
from tests.reference.groups import Group, Groups, Part
from tests.reference.hidden import Hidden
from tests.reference.lists import MOST_COUNTED, Lists, Null, Page, Withheld, cursor_of
from tests.reference.menus import Menus
from tests.reference.records import Record, Values
from tests.reference.sight import Sight
from tests.reference.values import global_id, key_of, shown, type_of
from tests.reference.vocabularies import vocabulary

Answer = dict[str, Any]


class Reference:
    """The whole schema over one world, without the engine."""

    def __init__(self, graph: Graph, world: World) -> None:
        self.graph, self.world = graph, world
        self.schema: GraphQLSchema = build_schema(print_schema(graph.core))

    def answer(self, text: str, variables: Mapping[str, Any], actor: Actor) -> Answer:
        """Data, what is hidden, which root records are absent.

        Raises Withheld where the question itself asks by what the actor may not read, Null where it
        filters by null.
        """
        document = parse(text)
        if errors := validate(self.schema, document):
            raise errors[0]
        sight = Sight(self.world, self.graph.policies, actor)
        resolver = _Resolver(self.graph, sight)
        result = execute_sync(
            self.schema,
            document,
            variable_values=dict(variables),
            field_resolver=resolver.resolve,
            type_resolver=lambda record, _info, _kind: record.type_name,
        )
        for error in result.errors or ():
            raise error.original_error or error
        hidden = Hidden(self.graph, sight, document, dict(variables)).listed()
        return {"data": result.data, "hidden": hidden, "absent": resolver.absent}


class _Resolver:
    def __init__(self, graph: Graph, sight: Sight) -> None:
        self.graph, self.sight = graph, sight
        self.values = Values(graph, sight)
        self.lists, self.groups = Lists(self.values), Groups(self.values)
        self.menus = Menus(graph, sight)
        self.absent: list[str] = []

    def resolve(self, source: Any, info: GraphQLResolveInfo, **args: Any) -> Any:
        name = info.field_name
        match source:
            case Record():
                return self._field(source, name, args)
            case Page():
                return self._of_page(source, name)
            case Group():
                return self._of_group(source, name)
            case Part():
                return self.groups.measure(source, name)
            case dict():
                return source[name]
            case _:
                return self._root(self.graph.roots[name], name, args, info)

    # Roots

    def _root(
        self, root: Root, name: str, args: Mapping[str, Any], info: GraphQLResolveInfo
    ) -> Any:
        if root.target and not any(True for _ in self.sight.seeing(root.target)):
            return [] if root.kind is RootKind.GROUPS else None
        match root.kind:
            case RootKind.GROUPS:
                return self._grouped(self.graph.nodes[root.target], args, info)
            case RootKind.LIST:
                node = self.graph.nodes[root.target]
                return self.lists.page(node, self.lists.root(node, args), args, node.order)
            case RootKind.NODES:
                return [self._by_id(each) for each in args["ids"]]
            case RootKind.VIEWER:
                return self._viewer()
            case RootKind.VOCABULARY:
                return vocabulary(self.sight, args["about"])
            case _:
                return self._single(root, args, info)

    def _single(self, root: Root, args: Mapping[str, Any], info: GraphQLResolveInfo) -> Any:
        by_key = root.kind is RootKind.BY_KEY
        found = self._by_key(root, args) if by_key else self._by_id(args["id"], root.target)
        if found is None:
            self.absent.append(str(info.path.key))
        return found

    def _by_id(self, text: str, type_name: str = "") -> Record | None:
        kind = type_name or type_of(text)
        if kind not in self.graph.nodes:
            return None
        row = self.sight.row(kind, key_of(kind, text))
        return None if row is None else Record(kind, row)

    def _by_key(self, root: Root, args: Mapping[str, Any]) -> Record | None:
        (wanted,) = args.values()
        for row in self.sight.rows(root.target):
            readable = self.sight.reads(root.target, row, root.key)
            if readable and row[root.key] == wanted:
                return Record(root.target, row)
        return None

    def _viewer(self) -> dict[str, Any]:
        actor = self.sight.actor
        row = self.sight.row("User", actor.user_id)
        return {
            "name": actor.name,
            "roles": sorted(actor.roles),
            "scopes": sorted(actor.scopes),
            "actions": self.menus.creations(),
            "user": None if row is None else Record("User", row),
        }

    def _grouped(
        self, node: NodeType, args: Mapping[str, Any], info: GraphQLResolveInfo
    ) -> list[Group]:
        keys = self._keys_selected(info, f"{node.name}Group")
        found = self.groups.of(node, self.lists.root(node, args), keys)
        return found[: args.get("first") or 100]

    def _keys_selected(self, info: GraphQLResolveInfo, group: str) -> list[str]:
        """The keys that the document selects and the actor may read: what to group by."""
        hidden = Hidden(self.graph, self.sight, _document(info), info.variable_values.coerced)
        fields = hidden._below(group, list(info.field_nodes))  # noqa: SLF001 (the same walk)
        names = dict.fromkeys(nodes[0].name.value for nodes in fields.values())
        wanted = [n for n in names if n in self.graph.groups.get(group, {})]
        return [n for n in wanted if self._may_group(group.removesuffix("Group"), n)]

    def _may_group(self, type_name: str, name: str) -> bool:
        row, source = self.graph.fields[type_name][name]
        if isinstance(source, One) and not any(True for _ in self.sight.seeing(source.target)):
            return False
        return bool(self.sight.granting(type_name, row))

    # Values

    def _field(self, record: Record, name: str, args: Mapping[str, Any]) -> Any:
        if name == "id":
            return global_id(record.type_name, record.key)
        row, source = self.values.source(record.type_name, name)
        match source:
            case Column():
                attribute = self.values.attribute(record.type_name, row, source)
                return shown(attribute, self.values.column(record, row, source))
            case One():
                return self.values.one(record, row, source)
            case OneOf():
                return self.values.one_of(record, row, source)
            case Many():
                return self._children(record, row, source, args)
            case _:
                return self._of_now(record, row, source)

    def _of_now(self, record: Record, row: str, source: Menu | Whether) -> Any:
        """What no column holds."""
        if isinstance(source, Whether):
            return self.values.whether(record, row, source)
        readable = self.sight.reads(record.type_name, record.row, row)
        return self.menus.of(record.type_name, record.row) if readable else None

    def _children(
        self, record: Record, row: str, source: Many, args: Mapping[str, Any]
    ) -> Page | None:
        found = self.values.many(record, row, source)
        if found is None:
            return None
        node = self.graph.nodes[source.target]
        narrowed = self.lists.narrowed(node, found, args.get("filter"))
        return self.lists.page(node, narrowed, args, source.order or node.order)

    def _of_page(self, page: Page, name: str) -> Any:
        records = page.records
        match name:
            case "nodes":
                return records
            case "edges":
                return [{"node": record, "cursor": cursor_of(record)} for record in records]
            case "totalCount":
                return min(page.total, MOST_COUNTED)
            case "totalCountIsExact":
                return page.total <= MOST_COUNTED
            case _:
                return {
                    "hasNextPage": page.has_next,
                    "hasPreviousPage": page.has_previous,
                    "startCursor": cursor_of(records[0]) if records else None,
                    "endCursor": cursor_of(records[-1]) if records else None,
                }

    def _of_group(self, group: Group, name: str) -> Any:
        if name == "count":
            return len(group.records)
        if name in ("minimum", "maximum", "average"):
            return Part(group, name)
        return group.keys.get(name)


def _document(info: GraphQLResolveInfo) -> DocumentNode:
    return DocumentNode(definitions=(info.operation, *info.fragments.values()))


__all__ = ["Null", "Reference", "Withheld"]
