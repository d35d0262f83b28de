"""Walks an operation with the schema and an actor's rights, and writes down what to read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInputType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)
from tortoise.expressions import Q

from gateway.errors import BadInput, Forbidden
from gateway.policy.rights import Access, Rights
from gateway.request import filters
from gateway.request.arguments import TYPE_OF_ID, Arguments, Leaf, Tree
from gateway.request.entities import Attribute, Kind
from gateway.request.graph import Graph, GroupField, Root, RootKind
from gateway.request.plan import (
    Children,
    Context,
    Cost,
    Edges,
    Fixed,
    GroupEntry,
    GroupKey,
    Groups,
    HiddenField,
    Info,
    Join,
    Known,
    Level,
    Measure,
    Missing,
    Nodes,
    Operand,
    OrderKey,
    Page,
    Part,
    Plan,
    Question,
    Reference,
    RootPlan,
    Selection,
    Several,
    Single,
    Total,
    Value,
    Variant,
    Viewer,
    Way,
    Where,
    Window,
)
from gateway.request.scalars import read_id
from gateway.request.sources import Column, Many, NodeType, One, OneOf

Path = tuple[str, ...]
FieldNodes = list[FieldNode]


def plan(
    graph: Graph,
    rights: Rights,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
    introspect: Any = None,
) -> Plan:
    """Plans `operation` for these rights; `variables` are coerced.

    `introspect(field)` answers `__schema` and `__type`. Raises Forbidden where the question filters or
    orders by what the rights withhold, BadInput where an argument makes no sense.
    """
    return _Planner(graph, rights, document, Arguments(variables), introspect).plan(operation)


@dataclass
class _Planner:
    graph: Graph
    rights: Rights
    document: DocumentNode
    arguments: Arguments
    introspect: Any
    hidden: list[HiddenField] = field(default_factory=list[HiddenField])
    sizes: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    contexts: list[Context] = field(default_factory=list[Context])
    cursors: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])

    def __post_init__(self) -> None:
        self.fragments = {
            d.name.value: d
            for d in self.document.definitions
            if isinstance(d, FragmentDefinitionNode)
        }

    def plan(self, operation: OperationDefinitionNode) -> Plan:
        roots = tuple(
            self._root(key, nodes)
            for key, nodes in self._collect("Query", [operation.selection_set]).items()
        )
        return Plan(
            roots,
            tuple(dict.fromkeys(self.hidden)),
            dict(self.arguments.depends),
            tuple(self.arguments.constants),
            tuple(self.sizes),
            tuple(self.contexts),
            tuple(self.cursors),
        )

    # -- selections ------------------------------------------------------------------------------

    def _collect(
        self, type_name: str, sets: Iterable[SelectionSetNode | None]
    ) -> dict[str, FieldNodes]:
        """Response key -> the fields that give it, fragments opened, directives decided."""
        found: dict[str, FieldNodes] = {}
        for selection_set in sets:
            if selection_set is not None:
                self._collect_into(found, type_name, selection_set)
        return found

    def _collect_into(
        self, found: dict[str, FieldNodes], type_name: str, selections: SelectionSetNode
    ) -> None:
        for node in selections.selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                found.setdefault((node.alias or node.name).value, []).append(node)
                continue
            fragment = (
                self.fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
            )
            if self._applies(fragment, type_name):
                self._collect_into(found, type_name, fragment.selection_set)

    def _included(self, node: Any) -> bool:
        for directive in node.directives or ():
            wanted = directive.name.value == "include"
            if self.arguments.flag(directive.arguments[0].value) is not wanted:
                return False
        return True

    def _applies(
        self, fragment: FragmentDefinitionNode | InlineFragmentNode, type_name: str
    ) -> bool:
        condition = fragment.type_condition
        if condition is None or condition.name.value == type_name:
            return True
        return type_name in self.graph.abstracts.get(condition.name.value, ())

    def _sets(self, nodes: FieldNodes) -> list[SelectionSetNode | None]:
        return [node.selection_set for node in nodes]

    # -- roots -----------------------------------------------------------------------------------

    def _root(self, key: str, nodes: FieldNodes) -> RootPlan:
        name = nodes[0].name.value
        if name == "__typename":
            return RootPlan(key, None, Known("Query"), Cost())
        if name.startswith("__"):
            return RootPlan(key, None, Known(self.introspect(nodes)), Cost())
        root = self.graph.roots[name]
        if root.target and not self.rights.records(root.target).allowed:
            rule = self.rights.records(root.target).rule
            self._hide(f"Query.{name}", (key,), Access(allowed=False, rule=rule))
            return RootPlan(key, root, Known([] if root.kind is RootKind.GROUPS else None), Cost())
        question, cost = self._question(root, name, nodes, (key,))
        return RootPlan(key, root, question, cost)

    def _question(
        self, root: Root, name: str, nodes: FieldNodes, path: Path
    ) -> tuple[Question, Cost]:
        match root.kind:
            case RootKind.LIST:
                return self._list(root, name, nodes, path)
            case RootKind.GROUPS:
                return self._groups(root, name, nodes, path)
            case RootKind.BY_ID | RootKind.BY_KEY:
                return self._single(root, name, nodes, path)
            case RootKind.NODE:
                return self._node(nodes, path)
            case RootKind.NODES:
                return self._several(nodes, path)
            case RootKind.VIEWER:
                return self._viewer(nodes, path)

    def _argument(self, type_name: str, node: FieldNode, argument: str) -> Tree | None:
        """One argument of a field; `type_name` is the type that has the field."""
        return self.arguments.tree(
            node, argument, self._input(type_name, node.name.value, argument)
        )

    def _input(self, type_name: str, field_name: str, argument: str) -> GraphQLInputType:
        type_: Any = self.graph.core.type_map[type_name]
        return type_.fields[field_name].args[argument].type

    def _single(
        self, root: Root, name: str, nodes: FieldNodes, path: Path
    ) -> tuple[Question, Cost]:
        del name
        argument = root.key or "id"
        leaf = self._argument("Query", nodes[0], argument)
        assert isinstance(leaf, Leaf)  # noqa: S101 (validation: the argument is required)
        level, cost = self._level(root.target, self._sets(nodes), path)
        source = leaf.source if root.key else f"key({leaf.source}, {root.target!r})"
        return Single(level, root.key or "id", Operand(source)), Cost(children=cost)

    def _node(self, nodes: FieldNodes, path: Path) -> tuple[Question, Cost]:
        leaf = self._argument("Query", nodes[0], "id")
        type_name = read_id(str(self.arguments.decided(leaf, TYPE_OF_ID)))[0]
        if type_name not in self.graph.nodes or not self.rights.records(type_name).allowed:
            return Missing(), Cost()
        assert isinstance(leaf, Leaf)  # noqa: S101 (validation: the argument is required)
        level, cost = self._level(type_name, self._sets(nodes), path)
        return Single(level, "id", Operand(f"key({leaf.source}, {type_name!r})")), Cost(children=cost)

    def _several(self, nodes: FieldNodes, path: Path) -> tuple[Question, Cost]:
        leaf = self._argument("Query", nodes[0], "ids")
        ids: Any = self.arguments.decided(leaf, TYPE_OF_ID) or []
        asked = sorted({read_id(str(i))[0] for i in ids})
        types = [t for t in asked if t in self.graph.nodes and self.rights.records(t).allowed]
        planned = [self._level(t, self._sets(nodes), (*path, "*")) for t in types]
        source = leaf.source if isinstance(leaf, Leaf) else "[]"
        cost = Cost(f"len({source})", tuple(c for _, costs in planned for c in costs))
        return Several(tuple(level for level, _ in planned), Operand(source)), cost

    def _viewer(self, nodes: FieldNodes, path: Path) -> tuple[Question, Cost]:
        entries: list[tuple[str, str | Level]] = []
        costs: tuple[Cost, ...] = ()
        for key, found in self._collect("Viewer", self._sets(nodes)).items():
            name = found[0].name.value
            if name == "user" and self.rights.records("User").allowed:
                level, costs = self._level("User", self._sets(found), (*path, key))
                entries.append((key, level))
            else:
                entries.append((key, name))
        return Viewer(tuple(entries)), Cost(children=costs)

    # -- lists -----------------------------------------------------------------------------------

    def _list(self, root: Root, name: str, nodes: FieldNodes, path: Path) -> tuple[Question, Cost]:
        node = self.graph.nodes[root.target]
        where, bound = self._narrowing(root, nodes[0])
        return self._page(
            node, f"Query.{name}", "Query", nodes, path, where, bound, frozenset(), node.order
        )

    def _narrowing(self, root: Root, node: FieldNode) -> tuple[Where | None, tuple[str, ...]]:
        """filter, view and search of a root list, and the sources of their values."""
        target = self.graph.nodes[root.target]
        reader = filters.Filters(self.graph, self.rights, self.arguments)
        parts: list[Where | None] = [reader.where(target, self._argument("Query", node, "filter"))]
        if target.views:
            view = self.arguments.decided(self._argument("Query", node, "view"))
            parts.append(reader.view(target, view))
        if target.search:
            parts.append(reader.search(target, self._argument("Query", node, "search")))
        return filters.every(parts), tuple(reader.bound)

    def _page(
        self,
        node: NodeType,
        coordinate: str,
        owner: str,
        nodes: FieldNodes,
        path: Path,
        where: Where | None,
        bound: tuple[str, ...],
        known: frozenset[str],
        default_order: tuple[str, ...],
    ) -> tuple[Page, Cost]:
        window = self._window(owner, nodes[0])
        order = self._order(node, self._argument(owner, nodes[0], "orderBy"), default_order)
        parts, costs = self._parts(node, nodes, path, known)
        size = self._size(window)
        context = self._context(coordinate, order, bound)
        cursor = self._cursor(window, context)
        scope = self.rights.records(node.name).when
        page = Page(
            node.name, scope, known, where, order, window, parts, owner, size, context, cursor
        )
        return page, Cost(size, costs)

    def _context(self, coordinate: str, order: tuple[OrderKey, ...], bound: tuple[str, ...]) -> str:
        name = f"X{len(self.contexts)}"
        self.contexts.append(Context(name, coordinate, " ".join(map(_signature, order)), bound))
        return name

    def _cursor(self, window: Window, context: str) -> str:
        if not window.cursor:
            return ""
        name = f"C{len(self.cursors)}"
        self.cursors.append((name, window.cursor, context))
        return name

    def _window(self, owner: str, node: FieldNode) -> Window:
        found: dict[str, str] = {}
        for name in ("first", "after", "last", "before"):
            leaf = self._argument(owner, node, name)
            found[name] = leaf.source if isinstance(leaf, Leaf) else ""
        if found["first"] and found["last"]:
            raise BadInput("Ask for `first` or `last`, not both.")
        if (found["last"] and found["after"]) or (found["before"] and not found["last"]):
            raise BadInput("`first` goes with `after`, `last` goes with `before`.")
        return Window(**found)

    def _size(self, window: Window) -> str:
        """A name for the checked page size of this list."""
        name = f"S{len(self.sizes)}"
        which = "last" if window.backward else "first"
        source = window.last if window.backward else window.first
        self.sizes.append((name, f"size({source or 'None'}, {which!r})"))
        return name

    def _order(
        self, node: NodeType, tree: Tree | None, default: tuple[str, ...]
    ) -> tuple[OrderKey, ...]:
        asked = self.arguments.decided(tree)
        if asked is None:
            keys = [self._default_key(node, name) for name in default]
        else:
            keys = [self._asked_key(node, entry) for entry in asked]
        if len(keys) > MAX_ORDER_KEYS:
            raise BadInput(f"orderBy takes at most {MAX_ORDER_KEYS} keys.")
        whole = [key for key in keys if key is not None]
        if not any(key.reference.attribute.kind is Kind.ID for key in whole):
            descending = whole[-1].descending if whole else False
            whole.append(OrderKey(filters.identity(self.graph, node), descending))
        return tuple(whole)

    def _default_key(self, node: NodeType, name: str) -> OrderKey | None:
        row = name.removeprefix("-")
        if row == "id":
            return OrderKey(filters.identity(self.graph, node), name.startswith("-"))
        access = self.rights.field(node.name, row)
        if not access.allowed:
            return None
        return OrderKey(self.reference(node, row, access), name.startswith("-"))

    def _asked_key(self, node: NodeType, entry: dict[str, str]) -> OrderKey:
        row = entry["field"].lower()
        descending, nulls_first = entry["direction"] == "DESC", entry["nulls"] == "FIRST"
        if row == "id":
            return OrderKey(filters.identity(self.graph, node), descending)
        access = self.rights.field(node.name, row)
        if not access.allowed:
            raise Forbidden(f"You may not order by {node.name}.{row}: {access.rule}.")
        return OrderKey(self.reference(node, row, access), descending, nulls_first)

    def reference(self, node: NodeType, row: str, access: Access) -> Reference:
        return filters.reference(self.graph, node, row, access)

    def _parts(
        self, node: NodeType, nodes: FieldNodes, path: Path, known: frozenset[str]
    ) -> tuple[tuple[Part, ...], tuple[Cost, ...]]:
        parts: list[Part] = []
        costs: tuple[Cost, ...] = ()
        for key, found in self._collect(f"{node.name}Connection", self._sets(nodes)).items():
            match found[0].name.value:
                case "nodes":
                    level, cost = self._level(
                        node.name, self._sets(found), (*path, key, "*"), known
                    )
                    parts.append(Nodes(key, level))
                    costs += cost
                case "edges":
                    edges, cost = self._edges(node, key, found, path, known)
                    parts.append(edges)
                    costs += cost
                case "pageInfo":
                    infos = self._collect("PageInfo", self._sets(found)).items()
                    parts.append(Info(key, tuple((k, n[0].name.value) for k, n in infos)))
                case "totalCount" | "totalCountIsExact" as name:
                    parts.append(Total(key, exact=name == "totalCountIsExact"))
                case _:
                    parts.append(Fixed(key, f"{node.name}Connection"))
        return tuple(parts), costs

    def _edges(
        self, node: NodeType, key: str, nodes: FieldNodes, path: Path, known: frozenset[str]
    ) -> tuple[Edges, tuple[Cost, ...]]:
        entries: list[tuple[str, str | Level]] = []
        costs: tuple[Cost, ...] = ()
        for inner, found in self._collect(f"{node.name}Edge", self._sets(nodes)).items():
            if found[0].name.value == "node":
                where = (*path, key, "*", inner)
                level, cost = self._level(node.name, self._sets(found), where, known)
                entries.append((inner, level))
                costs += cost
            else:
                entries.append((inner, found[0].name.value))
        return Edges(key, tuple(entries)), costs

    # -- records ---------------------------------------------------------------------------------

    def _level(
        self,
        type_name: str,
        sets: list[SelectionSetNode | None],
        path: Path,
        known: frozenset[str] = frozenset(),
    ) -> tuple[Level, tuple[Cost, ...]]:
        node = self.graph.nodes[type_name]
        selections: list[Selection] = []
        costs: list[Cost] = []
        for key, nodes in self._collect(type_name, sets).items():
            selection, cost = self._selection(node, key, nodes, (*path, key))
            selections.append(selection)
            costs.extend(cost)
        return Level(
            type_name, self.rights.records(type_name).when, tuple(selections), known
        ), tuple(costs)

    def _selection(
        self, node: NodeType, key: str, nodes: FieldNodes, path: Path
    ) -> tuple[Selection, tuple[Cost, ...]]:
        name = nodes[0].name.value
        if name == "__typename":
            return Fixed(key, node.name), ()
        if name == "id":
            return Value(key, filters.identity(self.graph, node)), ()
        row, source = self.graph.fields[node.name][name]
        access = self._access(node, row, source)
        if not access.always:
            self._hide(f"{node.name}.{name}", path, access)
        if not access.allowed:
            return Fixed(key, None), ()
        match source:
            case Column():
                return Value(key, self.reference(node, row, access)), ()
            case One():
                return self._join(node, key, row, source, nodes, path, access.when)
            case OneOf():
                return self._variant(node, key, source, nodes, path, access.when)
            case Many():
                return self._children(node, key, row, source, nodes, path, access.when)

    def _access(self, node: NodeType, row: str, source: Any) -> Access:
        """The right to a field; a relation to a type that is never seen is never read either."""
        access = self.rights.field(node.name, row)
        if isinstance(source, One | Many) and access.allowed:
            target = self.rights.records(source.target)
            return access if target.allowed else Access(allowed=False, rule=target.rule)
        return access

    def _join(
        self,
        node: NodeType,
        key: str,
        row: str,
        source: One,
        nodes: FieldNodes,
        path: Path,
        guard: Q | None,
    ) -> tuple[Join, tuple[Cost, ...]]:
        link = source.via or row
        back = self.graph.entities[node.name].links[link].back
        level, costs = self._level(source.target, self._sets(nodes), path, frozenset({back} - {""}))
        return Join(key, link, level, guard), (Cost(children=costs),)

    def _variant(
        self,
        node: NodeType,
        key: str,
        source: OneOf,
        nodes: FieldNodes,
        path: Path,
        guard: Q | None,
    ) -> tuple[Variant, tuple[Cost, ...]]:
        joins: list[Join] = []
        costs: list[Cost] = []
        for target, link in source.via.items():
            if self.rights.records(target).allowed:
                join, cost = self._join(node, key, link, One(target, "", link), nodes, path, guard)
                joins.append(join)
                costs.extend(cost)
        return Variant(key, tuple(joins)), tuple(costs)

    def _children(
        self,
        node: NodeType,
        key: str,
        row: str,
        source: Many,
        nodes: FieldNodes,
        path: Path,
        guard: Q | None,
    ) -> tuple[Children, tuple[Cost, ...]]:
        target = self.graph.nodes[source.target]
        reader = filters.Filters(self.graph, self.rights, self.arguments)
        where = reader.where(target, self._argument(node.name, nodes[0], "filter"))
        way = Way(
            back=source.by, through=source.through, to=source.to, where=tuple(source.where.items())
        )
        known = frozenset() if source.through else frozenset({source.by})
        page, cost = self._page(
            target, f"{node.name}.{row}", node.name, nodes, path, where, tuple(reader.bound), known,
            source.order or target.order,
        )  # fmt: skip
        return Children(key, way, page, guard), (cost,)

    # -- aggregates ------------------------------------------------------------------------------

    def _groups(
        self, root: Root, name: str, nodes: FieldNodes, path: Path
    ) -> tuple[Question, Cost]:
        where, _ = self._narrowing(root, nodes[0])
        node = self.graph.nodes[root.target]
        group = f"{node.name}Group"
        entries = [
            self._group_entry(node, group, key, found, (*path, "*", key))
            for key, found in self._collect(group, self._sets(nodes)).items()
        ]
        leaf = self._argument("Query", nodes[0], "first")
        size = f"S{len(self.sizes)}"
        self.sizes.append(
            (size, f"group_size({leaf.source if isinstance(leaf, Leaf) else 'None'})")
        )
        scope = self.rights.records(node.name).when
        del name
        return Groups(node.name, scope, where, tuple(entries), size), Cost(size)

    def _group_entry(
        self, node: NodeType, group: str, key: str, nodes: FieldNodes, path: Path
    ) -> GroupEntry:
        name = nodes[0].name.value
        if name == "count":
            return key
        if name in ("minimum", "maximum", "average"):
            return key, self._measures(node, name, nodes, path)
        if name == "__typename":
            return Fixed(key, group)
        meaning = self.graph.groups[group][name]
        access = self._access(node, meaning.row, meaning.source)
        if not access.always:
            self._hide(f"{group}.{name}", path, access)
        if not access.allowed:
            return Fixed(key, None)
        if isinstance(meaning.source, One):
            link = meaning.source.via or meaning.row
            attribute = Attribute(self.graph.entities[node.name].links[link].column, Kind.INT)
            join, _ = self._join(node, key, meaning.row, meaning.source, nodes, path, None)
            value = Reference((link,), attribute, self.graph.entities[node.name], access.when)
            return GroupKey(key, value, join)
        return GroupKey(key, self.reference(node, meaning.row, access))

    def _measures(
        self, node: NodeType, part: str, nodes: FieldNodes, path: Path
    ) -> tuple[Measure | Fixed, ...]:
        type_name = f"{node.name}{'Averages' if part == 'average' else 'Extremes'}"
        function = {"minimum": "min", "maximum": "max", "average": "avg"}[part]
        found: list[Measure | Fixed] = []
        for key, inner in self._collect(type_name, self._sets(nodes)).items():
            if inner[0].name.value == "__typename":
                found.append(Fixed(key, type_name))
                continue
            meaning: GroupField = self.graph.groups[type_name][inner[0].name.value]
            access = self.rights.field(node.name, meaning.row)
            if not access.always:
                self._hide(f"{type_name}.{inner[0].name.value}", (*path, key), access)
            if access.allowed:
                found.append(Measure(key, function, self.reference(node, meaning.row, access)))
            else:
                found.append(Fixed(key, None))
        return tuple(found)

    def _hide(self, coordinate: str, path: Path, access: Access) -> None:
        self.hidden.append(
            HiddenField(coordinate, path, "SOME" if access.allowed else "ALL", access.rule)
        )


def _signature(key: OrderKey) -> str:
    return f"{'-' if key.descending else ''}{key.reference.attribute.column}{'^' if key.nulls_first else ''}"


MAX_ORDER_KEYS = 3
