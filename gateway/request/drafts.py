"""What the makers of a schema share: declarations, tables, and notes for the planner."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.request.actions.declaring import Action
from gateway.request.entities import Entities
from gateway.request.graph import GroupField, Root
from gateway.request.inputs import ANNOTATIONS
from gateway.request.sources import Abstract, Column, NodeType, Source
from gateway.request.workshop import Workshop

PAGING = {
    "first": ("Optional[int]", "At most this many from the start (default 25, at most 100)."),
    "after": ("Optional[str]", "Continue after this cursor."),
    "last": ("Optional[int]", "At most this many from the end."),
    "before": ("Optional[str]", "Stop before this cursor."),
}


@dataclass
class Draft:
    """A schema in the making."""

    nodes: Mapping[str, NodeType]
    abstracts: Mapping[str, Abstract]
    tables: Entities
    shop: Workshop = field(default_factory=Workshop)
    fields: dict[str, dict[str, tuple[str, Source]]] = field(
        default_factory=dict[str, dict[str, tuple[str, Source]]]
    )
    roots: dict[str, Root] = field(default_factory=dict[str, Root])
    governed: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    groups: dict[str, dict[str, GroupField]] = field(
        default_factory=dict[str, dict[str, GroupField]]
    )
    offered: dict[str, tuple[str, str, str]] = field(
        default_factory=dict[str, tuple[str, str, str]]
    )
    actions: dict[str, Action] = field(default_factory=dict[str, Action])
    bulks: dict[str, str] = field(default_factory=dict[str, str])
    found: dict[str, str] = field(default_factory=dict[str, str])
    subjects: dict[str, str] = field(default_factory=dict[str, str])
    members: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def annotation(self, node: NodeType, row: str, source: Column) -> str:
        """The annotation of a scalar, in the words of the workshop."""
        first, *others = source.columns(row)
        if source.scalar:
            return source.scalar
        if others:
            return "str"
        attribute = self.tables[node.name].attribute(first)
        if attribute.enum is not None:
            return self.shop.enum_of(attribute.enum)
        return ANNOTATIONS[attribute.kind]
