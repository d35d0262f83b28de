"""Makes what clients narrow lists with: filters, orders and named views."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from strawberry.utils.str_converters import to_camel_case

from gateway.request.drafts import Draft
from gateway.request.entities import Kind
from gateway.request.inputs import (
    COMPARATOR_OF,
    COMPARATORS,
    EQUALITY,
    ORDERED,
    comparator_fields,
    relation_fields,
)
from gateway.request.sources import Column, Many, Menu, NodeType, One, OneOf, Source, Whether


class Direction(Enum):
    ASC = "ASC"
    DESC = "DESC"


class Nulls(Enum):
    FIRST = "FIRST"
    LAST = "LAST"


DIRECTIONS = {
    "ASC": "Smallest, earliest or first in the alphabet.",
    "DESC": "Largest, latest or last.",
}
BY_ID = "By id; of a related record, `isNull: true` finds those without one."
ABSENT = "What is left out narrows nothing; null is refused."
NULLS = {"FIRST": "Before all others.", "LAST": "After all others."}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The maker of inputs."""

    draft: Draft

    def common(self) -> None:
        """What every list shares."""
        shop = self.draft.shop
        shop.make_enum(
            Direction, "OrderDirection", "Which end of the order comes first.", DIRECTIONS
        )
        shop.make_enum(Nulls, "OrderNulls", "Where records without a value stand.", NULLS)
        for name, (thing, annotation, operators) in COMPARATORS.items():
            fields = comparator_fields(annotation, operators)
            said = f"Compares {thing}; several conditions must all hold."
            shop.make_type(name, said, fields, kind="input")

    def filter(self, node: NodeType) -> None:
        """By every filterable scalar and relation, and by these joined or denied."""
        name = f"{node.name}Filter"
        fields: dict[str, Any] = {"id": ("Optional[IDFilter]", BY_ID)}
        for row, source in node.sources.items():
            found = self._filter_field(node, row, source)
            if found:
                fields[row] = found
                self.draft.governed[f"{name}.{to_camel_case(row)}"] = (node.name, row)
        fields["and"] = (f"Optional[list[{name}]]", "All of these hold.")
        fields["or"] = (f"Optional[list[{name}]]", "At least one of these holds.")
        fields["not"] = (f"Optional[{name}]", "This does not hold.")
        said = f"Which {node.name} records to return; several conditions must all hold. {ABSENT}"
        self.draft.shop.make_type(name, said, fields, kind="input")

    def _filter_field(self, node: NodeType, row: str, source: Source) -> tuple[str, str] | None:
        """Annotation and description; None for what cannot be filtered by."""
        said = source.description
        match source:
            case Column():
                return self._scalar(node, row, source)
            case One():
                return f"Optional[{source.target}Filter]", f"By the related record: {said}"
            case Many():
                return self._related(source.target), f"By related records: {said}"
            case Whether():
                return f"Optional[{COMPARATOR_OF[Kind.BOOL]}]", f"By this: {source.description}"
            case OneOf() | Menu():
                return None

    def _scalar(self, node: NodeType, row: str, source: Column) -> tuple[str, str] | None:
        if not source.filterable or self.draft.annotation(node, row, source) == "JSON":
            return None
        comparator = self._comparator(node, row, source)
        return f"Optional[{comparator}]", f"By this: {source.description}"

    def _comparator(self, node: NodeType, row: str, source: Column) -> str:
        annotation = self.draft.annotation(node, row, source)
        name, *others = source.columns(row)
        attribute = self.draft.tables[node.name].attribute(name)
        if others:
            return COMPARATOR_OF[Kind.TEXT]
        if attribute.enum is None:
            return COMPARATOR_OF[attribute.kind]
        made, shop = f"{annotation}Filter", self.draft.shop
        if not shop.has(made):
            operators = ORDERED if attribute.kind is Kind.CODED else EQUALITY
            said = f"Compares values of {annotation}; several conditions must all hold."
            shop.make_type(made, said, comparator_fields(annotation, operators), kind="input")
        return made

    def _related(self, target: str) -> str:
        name, shop = f"{target}ListFilter", self.draft.shop
        if not shop.has(name):
            said = f"Which related {target} records there must be."
            shop.make_type(name, said, relation_fields(target), kind="input")
            for field in ("some", "none"):
                self.draft.governed[f"{name}.{field}"] = (target, "see")
        return f"Optional[{name}]"

    def order(self, node: NodeType) -> None:
        """By every sortable scalar, and by age."""
        members: dict[str, str] = {"ID": "By age of the record."}
        for row, source in node.sources.items():
            if isinstance(source, Column) and source.sortable:
                members[row.upper()] = source.description
                self.draft.governed[f"{node.name}OrderField.{row.upper()}"] = (node.name, row)
        name = f"{node.name}OrderField"
        said = f"What {node.name} records can be ordered by."
        self.draft.shop.make_enum(self._choices(name, members), name, said, members)
        key = {
            "field": (name, "The value to order by."),
            "direction": ("OrderDirection", "Which end comes first.", Direction.ASC),
            "nulls": ("OrderNulls", "Where records without a value stand.", Nulls.LAST),
        }
        said = f"One key of the order of {node.name} records."
        self.draft.shop.make_type(f"{node.name}Order", said, key, kind="input")

    def views(self, node: NodeType) -> None:
        """The named lists, each described by the sentence of its rule."""
        if node.views:
            name = f"{node.name}View"
            described = {
                k: f"Where {c.sentence}." if not c.always else "Everything you may see."
                for k, c in node.views.items()
            }
            enum = self._choices(name, node.views)
            self.draft.shop.make_enum(enum, name, f"Named lists of {node.name} records.", described)

    def _choices(self, name: str, members: Iterable[str]) -> type[Enum]:
        """An enum whose members are their own names."""
        made: Any = Enum(name, {member: member for member in members}, module=self.draft.shop.name)
        return made
