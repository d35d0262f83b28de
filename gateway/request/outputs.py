"""Makes what clients read: types, their connections, and their aggregates."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from strawberry.utils.str_converters import to_camel_case

from gateway.request.drafts import PAGING, Draft
from gateway.request.entities import Kind
from gateway.request.graph import GroupField
from gateway.request.sources import Column, Many, Menu, NodeType, One, OneOf, Source, Whether

SHARED = (Kind.ENUM, Kind.CODED, Kind.BOOL)
EXTREMES = (Kind.INT, Kind.INSTANT, Kind.DATE, Kind.FLOAT)
AVERAGES = (Kind.INT, Kind.FLOAT)
ACTION_INPUT = {
    "name": ("str", "The field of the mutation's input, such as resolutionCode."),
    "required": ("bool", "Whether the action is refused without it."),
}
ACTION = {
    "name": ("str", "What it is called among the actions of its type, such as proposeSolution."),
    "mutation": ("str", "The field of Mutation that does it, such as caseProposeSolution."),
    "label": ("str", "What to write on a button."),
    "allowed": ("bool", "Whether you may do it with this record as it is now."),
    "reason": ("Optional[str]", "Why not, in one sentence; null where it is allowed."),
    "input": ("list[ActionInput]", "The inputs that you may give with this record."),
}


@dataclass(frozen=True, slots=True)
class Outputs:
    """The maker of types."""

    draft: Draft

    def node(self, node: NodeType) -> None:
        fields: dict[str, Any] = {"id": ("ID", "Opaque and lasting; never to be taken apart.")}
        known: dict[str, tuple[str, Source]] = {}
        for row, source in node.sources.items():
            known[to_camel_case(row)] = (row, source)
            self.draft.governed[f"{node.name}.{to_camel_case(row)}"] = (node.name, row)
            fields[row] = self._output(node, row, source)
        self.draft.fields[node.name] = known
        bases = tuple(self.draft.shop.get(b) for b in ("Node", *node.interfaces))
        self.draft.shop.make_type(node.name, node.description, fields, bases=bases)

    def _output(self, node: NodeType, row: str, source: Source) -> Any:
        match source:
            case Column():
                return f"Optional[{self.draft.annotation(node, row, source)}]", source.description
            case One():
                return f"Optional[{source.target}]", source.description
            case OneOf():
                return f"Optional[{source.abstract}]", source.description
            case Many():
                arguments = {
                    "filter": (f"Optional[{source.target}Filter]", "Only records that match."),
                    "order_by": (
                        f"Optional[list[{source.target}Order]]",
                        "The order (at most 3 keys).",
                    ),
                    **PAGING,
                }
                returns = f"Optional[{source.target}Connection]"
                return self.draft.shop.make_field(row, returns, source.description, arguments)
            case Whether():
                return "Optional[bool]", source.description
            case Menu():
                self._action()
                return "Optional[list[Action]]", source.description

    def _action(self) -> None:
        """What a menu lists; the same for all types."""
        if not self.draft.shop.has("Action"):
            made = self.draft.shop.make_type
            made("ActionInput", "An input of an action that you may give now.", ACTION_INPUT)
            made("Action", "Something that can be done, and whether you may do it now.", ACTION)

    def connection(self, node: NodeType) -> None:
        make, name = self.draft.shop.make_type, node.name
        edge = {
            "cursor": ("str", "Where this record stands; sealed, for `after` and `before`."),
            "node": (f"Optional[{name}]", "The record."),
        }
        make(f"{name}Edge", f"A {name} record and its place in the list.", edge)
        counted = "How many records the whole list has; counting stops at 10,000."
        page = {
            "nodes": (f"list[{name}]", "The records of this page."),
            "edges": (f"Optional[list[Optional[{name}Edge]]]", "The records with their cursors."),
            "page_info": ("PageInfo", "Where this page lies in the list."),
            "total_count": ("int", counted),
            "total_count_is_exact": ("bool", "Whether totalCount is the whole number."),
        }
        make(f"{name}Connection", f"One page of {name} records.", page)

    def aggregates(self, node: NodeType) -> None:
        """The group type: its keys, its count, and the smallest, largest and mean values."""
        group = f"{node.name}Group"
        fields: dict[str, Any] = {}
        for row, source in self._keys(node).items():
            fields[row] = self._output(node, row, source)
            self._grouped(group, row, source, node.name)
        fields["count"] = ("int", "How many records the group has.")
        for kind, parts in (("Extremes", ("minimum", "maximum")), ("Averages", ("average",))):
            if self._measures(node, kind):
                for part in parts:
                    said = f"The {part} of each value over the group."
                    fields[part] = (f"Optional[{node.name}{kind}]", said)
        said = f"{node.name} records that share the keys you select, counted and measured. "
        said += "Whatever keys you select, you group by."
        self.draft.shop.make_type(group, said, fields)

    def _measures(self, node: NodeType, kind: str) -> bool:
        """Makes the type of the measured values, where there are any."""
        measured = EXTREMES if kind == "Extremes" else AVERAGES
        rows = {r: s for r, s, k in self._scalars(node) if k in measured}
        if not rows:
            return False
        fields = {row: self._measure(node, row, source, kind) for row, source in rows.items()}
        said = f"Values over a group of {node.name} records."
        self.draft.shop.make_type(f"{node.name}{kind}", said, fields)
        for row, source in rows.items():
            self._grouped(f"{node.name}{kind}", row, source, node.name)
        return True

    def _grouped(self, type_name: str, row: str, source: Column | One, node: str) -> None:
        self.draft.groups.setdefault(type_name, {})[to_camel_case(row)] = GroupField(row, source)
        self.draft.governed[f"{type_name}.{to_camel_case(row)}"] = (node, row)

    def _measure(self, node: NodeType, row: str, source: Column, kind: str) -> tuple[str, str]:
        annotation = "float" if kind == "Averages" else self.draft.annotation(node, row, source)
        return f"Optional[{annotation}]", source.description

    def _keys(self, node: NodeType) -> dict[str, Column | One]:
        """What records can be grouped by: relations, and values that several records share."""
        keys: dict[str, Column | One] = {
            row: source
            for row, source, kind in self._scalars(node)
            if kind in SHARED or (kind is Kind.TEXT and row not in node.by)
        }
        keys |= {row: s for row, s in node.sources.items() if isinstance(s, One)}
        return {row: keys[row] for row in node.sources if row in keys}

    def _scalars(self, node: NodeType) -> Iterator[tuple[str, Column, Kind]]:
        """The sortable values that stand in one column."""
        for row, source in node.sources.items():
            if isinstance(source, Column) and source.sortable and len(source.names) < 2:
                name = source.columns(row)[0]
                yield row, source, self.draft.tables[node.name].attribute(name).kind
