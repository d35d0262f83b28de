"""What an answer must say of withheld values: a walk over the document, once per selection."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from gateway.request.graph import Graph, Root, RootKind
from gateway.request.sources import Many, One, OneOf
from tests.reference.sight import NO_ROLE, NO_SCOPE, Sight
from tests.reference.values import type_of

Path = tuple[str, ...]


@dataclass
class Hidden:
    """Collects `extensions.authorization.hidden` for one operation."""

    graph: Graph
    sight: Sight
    document: DocumentNode
    variables: Mapping[str, Any]
    found: dict[tuple[Any, ...], dict[str, Any]] = field(default_factory=dict[Any, Any])

    def listed(self) -> list[dict[str, Any]]:
        operation = next(
            d for d in self.document.definitions if isinstance(d, OperationDefinitionNode)
        )
        for key, nodes in self._fields("Query", [operation.selection_set]).items():
            self._root(key, nodes)
        return list(self.found.values())

    # The ways in

    def _root(self, key: str, nodes: list[FieldNode]) -> None:
        name = nodes[0].name.value
        if name.startswith("__"):
            return
        root = self.graph.roots[name]
        if root.target and not self._seen(root.target):
            self._note(f"Query.{name}", (key,), "ALL", self._unseen(root.target))
            return
        if root.target:
            self._rooted(root, nodes, key)
        elif root.kind is RootKind.VIEWER:
            self._viewer(nodes, (key,))
        elif root.kind is RootKind.NODE:
            self._by_ids(self._ids(nodes[0], "id"), nodes, (key,))
        elif root.kind is RootKind.NODES:
            self._by_ids(self._ids(nodes[0], "ids"), nodes, (key, "*"))

    def _rooted(self, root: Root, nodes: list[FieldNode], key: str) -> None:
        if root.kind is RootKind.LIST:
            self._connection(root.target, nodes, (key,))
        elif root.kind is RootKind.GROUPS:
            self._groups(root.target, nodes, (key, "*"))
        else:
            self._record(root.target, nodes, (key,))

    def _viewer(self, nodes: list[FieldNode], path: Path) -> None:
        for key, inner in self._below("Viewer", nodes).items():
            if inner[0].name.value == "user" and self._seen("User"):
                self._record("User", inner, (*path, key))

    def _by_ids(self, ids: list[str], nodes: list[FieldNode], path: Path) -> None:
        for type_name in sorted({type_of(each) for each in ids}):
            if type_name in self.graph.nodes and self._seen(type_name):
                self._record(type_name, nodes, path)

    def _ids(self, node: FieldNode, argument: str) -> list[str]:
        given = next(a.value for a in node.arguments if a.name.value == argument)
        value = self._value(given)
        return value if isinstance(value, list) else [value]

    def _value(self, node: Any) -> Any:
        if node.kind == "variable":
            return self.variables.get(node.name.value)
        if node.kind == "list_value":
            return [self._value(each) for each in node.values]
        return node.value

    # Selections

    def _connection(self, target: str, nodes: list[FieldNode], path: Path) -> None:
        for key, inner in self._below(f"{target}Connection", nodes).items():
            if inner[0].name.value == "nodes":
                self._record(target, inner, (*path, key, "*"))
            elif inner[0].name.value == "edges":
                for deep, found in self._below(f"{target}Edge", inner).items():
                    if found[0].name.value == "node":
                        self._record(target, found, (*path, key, "*", deep))

    def _record(self, type_name: str, nodes: list[FieldNode], path: Path) -> None:
        for key, inner in self._below(type_name, nodes).items():
            name = inner[0].name.value
            if name not in ("__typename", "id") and self._readable(
                type_name, name, f"{type_name}.{name}", (*path, key)
            ):
                self._follow(type_name, name, inner, (*path, key))

    def _follow(self, type_name: str, name: str, nodes: list[FieldNode], path: Path) -> None:
        _, source = self.graph.fields[type_name][name]
        if isinstance(source, One):
            self._record(source.target, nodes, path)
        elif isinstance(source, Many):
            self._connection(source.target, nodes, path)
        elif isinstance(source, OneOf):
            for target in source.via:
                if self._seen(target):
                    self._record(target, nodes, path)

    def _groups(self, target: str, nodes: list[FieldNode], path: Path) -> None:
        for key, inner in self._below(f"{target}Group", nodes).items():
            name = inner[0].name.value
            if name in ("minimum", "maximum", "average"):
                kind = f"{target}{'Averages' if name == 'average' else 'Extremes'}"
                for deep, measured in self._below(kind, inner).items():
                    field_name = measured[0].name.value
                    where = (*path, key, deep)
                    if field_name != "__typename":
                        self._readable(target, field_name, f"{kind}.{field_name}", where)
            elif name not in ("count", "__typename"):
                coordinate = f"{target}Group.{name}"
                if self._readable(target, name, coordinate, (*path, key)):
                    self._follow(target, name, inner, (*path, key))

    # Rights

    def _readable(self, type_name: str, name: str, coordinate: str, path: Path) -> bool:
        """Notes what the grid withholds; False when nothing may be read."""
        row, source = self.graph.fields[type_name][name]
        granting = self.sight.granting(type_name, row)
        if not granting:
            self._note(coordinate, path, "ALL", self._ungranted(type_name, row))
            return False
        if isinstance(source, One | Many) and not self._seen(source.target):
            self._note(coordinate, path, "ALL", self._unseen(source.target))
            return False
        rule = self.sight.rule(type_name, granting)
        if rule:
            self._note(coordinate, path, "SOME", rule)
        return True

    def _seen(self, type_name: str) -> bool:
        return any(True for _ in self.sight.seeing(type_name))

    def _unseen(self, type_name: str) -> str:
        policy = self.graph.policies[type_name]
        return NO_ROLE if self.sight.covered(policy.area) else NO_SCOPE

    def _ungranted(self, type_name: str, row: str) -> str:
        policy = self.graph.policies[type_name]
        areas = {policy.area, policy.areas.get(row, policy.area)}
        return NO_ROLE if all(map(self.sight.covered, areas)) else NO_SCOPE

    def _note(self, coordinate: str, path: Path, rows: str, rule: str) -> None:
        entry = {"coordinate": coordinate, "path": list(path), "rows": rows, "rule": rule}
        self.found.setdefault((coordinate, path), entry)

    # The document

    def _below(self, type_name: str, nodes: list[FieldNode]) -> dict[str, list[FieldNode]]:
        return self._fields(type_name, [n.selection_set for n in nodes if n.selection_set])

    def _fields(self, type_name: str, sets: list[SelectionSetNode]) -> dict[str, list[FieldNode]]:
        found: dict[str, list[FieldNode]] = {}
        for node in (n for each in sets for n in self._open(type_name, each)):
            found.setdefault((node.alias or node.name).value, []).append(node)
        return found

    def _open(self, type_name: str, selections: SelectionSetNode) -> Iterator[FieldNode]:
        for node in selections.selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                yield node
                continue
            fragment: Any = node
            if node.kind == "fragment_spread":
                fragment = self._fragment(node.name.value)
            condition = fragment.type_condition
            if condition is None or self._applies(condition.name.value, type_name):
                yield from self._open(type_name, fragment.selection_set)

    def _fragment(self, name: str) -> FragmentDefinitionNode:
        return next(
            d
            for d in self.document.definitions
            if isinstance(d, FragmentDefinitionNode) and d.name.value == name
        )

    def _applies(self, condition: str, type_name: str) -> bool:
        return condition == type_name or type_name in self.graph.abstracts.get(condition, ())

    def _included(self, node: Any) -> bool:
        for directive in node.directives or ():
            wanted = directive.name.value == "include"
            if bool(self._value(directive.arguments[0].value)) is not wanted:
                return False
        return True
