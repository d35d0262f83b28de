"""What the parts of a planner share: the question, the rights, and what has been noted so far."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionSetNode,
)

from gateway.policy.rights import Access, Rights
from gateway.request import filters
from gateway.request.arguments import Arguments, Leaf, Tree
from gateway.request.criteria import Reference
from gateway.request.graph import Graph
from gateway.request.plan import Context, HiddenField
from gateway.request.sources import Many, NodeType, One, Source


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of the answer: its response key, the selections that ask for it, and its place."""

    key: str
    nodes: tuple[FieldNode, ...]
    path: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.nodes[0].name.value

    def at(self, *steps: str) -> "Asked":
        """The same selections, standing further down."""
        return Asked(self.key, self.nodes, (*self.path, *steps))


@dataclass
class Planning:
    """One operation being planned for one set of rights."""

    graph: Graph
    rights: Rights
    document: DocumentNode
    arguments: Arguments
    hidden: list[HiddenField] = field(default_factory=list[HiddenField])
    sizes: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    contexts: list[Context] = field(default_factory=list[Context])
    cursors: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])

    def __post_init__(self) -> None:
        definitions = self.document.definitions
        fragments = [d for d in definitions if isinstance(d, FragmentDefinitionNode)]
        self._fragments = {d.name.value: d for d in fragments}

    # -- what is asked ---------------------------------------------------------------------------

    def below(self, type_name: str, asked: Asked) -> list[Asked]:
        """The fields selected below `asked` on a record of this type."""
        return self.fields(type_name, [n.selection_set for n in asked.nodes], asked.path)

    def fields(
        self, type_name: str, sets: list[SelectionSetNode | None], path: tuple[str, ...]
    ) -> list[Asked]:
        """Fragments opened, directives decided, selections of the same response key joined."""
        found: dict[str, list[FieldNode]] = {}
        for selections in sets:
            for node in self._open(type_name, selections) if selections else ():
                found.setdefault((node.alias or node.name).value, []).append(node)
        return [Asked(key, tuple(nodes), (*path, key)) for key, nodes in found.items()]

    def _open(self, type_name: str, selections: SelectionSetNode) -> Iterator[FieldNode]:
        for node in selections.selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                yield node
                continue
            fragment: Any = node
            if isinstance(node, FragmentSpreadNode):
                fragment = self._fragments[node.name.value]
            if self._applies(fragment, type_name):
                yield from self._open(type_name, fragment.selection_set)

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

    def argument(self, owner: str, asked: Asked, name: str) -> Tree | None:
        """One argument of a field; `owner` is the type that has the field."""
        type_: Any = self.graph.core.type_map[owner]
        return self.arguments.tree(asked.nodes[0], name, type_.fields[asked.name].args[name].type)

    def source(self, owner: str, asked: Asked, name: str) -> str:
        """Where the value of a plain argument is found; empty when it is not given."""
        leaf = self.argument(owner, asked, name)
        return leaf.source if isinstance(leaf, Leaf) else ""

    # -- what is allowed -------------------------------------------------------------------------

    def access(self, node: NodeType, row: str, source: Source) -> Access:
        """The right to a field; a relation to a type that is never seen is never read either."""
        access = self.rights.field(node.name, row)
        if isinstance(source, One | Many) and access.allowed:
            target = self.rights.records(source.target)
            return access if target.allowed else Access(allowed=False, rule=target.rule)
        return access

    def value(self, node: NodeType, row: str, access: Access) -> Reference:
        return filters.reference(self.graph, node, row, access)

    def identity(self, node: NodeType) -> Reference:
        return filters.identity(self.graph, node)

    def reading(self) -> filters.Filters:
        """A reader of one list's filter arguments."""
        return filters.Filters(self.graph, self.rights, self.arguments)

    # -- what is noted ---------------------------------------------------------------------------

    def hide(self, coordinate: str, asked: Asked, access: Access) -> None:
        """Notes a field that is withheld on all rows or on some; nothing when it is not."""
        if not access.always:
            rows = "SOME" if access.allowed else "ALL"
            self.hidden.append(HiddenField(coordinate, asked.path, rows, access.rule))

    def size(self, source: str) -> str:
        """Notes a page size to be checked; returns its name."""
        name = f"S{len(self.sizes)}"
        self.sizes.append((name, source))
        return name

    def context(self, coordinate: str, order: str, bound: tuple[str, ...]) -> str:
        """Notes what the cursors of a list are tied to; returns its name."""
        name = f"X{len(self.contexts)}"
        self.contexts.append(Context(name, coordinate, order, bound))
        return name

    def cursor(self, source: str, context: str) -> str:
        """Notes a cursor to be opened; returns its name, or nothing when there is none."""
        if not source:
            return ""
        name = f"C{len(self.cursors)}"
        self.cursors.append((name, source, context))
        return name
