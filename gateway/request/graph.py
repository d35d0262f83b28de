"""Turns the declared types into one Strawberry schema, and remembers where every value comes from."""

import datetime as dt
import decimal
import inspect
import itertools
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from types import ModuleType
from typing import Annotated, Any, Optional, Union, cast

import strawberry
from graphql import GraphQLSchema
from strawberry.scalars import JSON
from strawberry.schema.config import StrawberryConfig
from strawberry.types.enum import EnumValue
from strawberry.utils.str_converters import to_camel_case
from tortoise.models import Model

from gateway.policy.grid import Policy
from gateway.request import inputs
from gateway.request.entities import Attribute, Entities, Kind, entities, every_model
from gateway.request.scalars import SCALARS
from gateway.request.sources import Abstract, Column, Many, NodeType, One, OneOf, Source


class RootKind(StrEnum):
    """The ways into the graph."""

    LIST = "list"
    BY_ID = "by_id"
    BY_KEY = "by_key"
    GROUPS = "groups"
    NODE = "node"
    NODES = "nodes"
    VIEWER = "viewer"


@dataclass(frozen=True, slots=True)
class Root:
    """One field of Query."""

    kind: RootKind
    target: str = ""  # node type
    key: str = ""  # BY_KEY: the unique column


@dataclass(frozen=True, slots=True)
class GroupField:
    """A field of an aggregate: a key to group by, or a measure."""

    row: str
    source: Column | One


@dataclass(frozen=True)
class Graph:
    """The schema and everything the planner asks about it. Names are GraphQL names unless said otherwise."""

    schema: strawberry.Schema
    nodes: Mapping[str, NodeType]
    abstracts: Mapping[str, tuple[str, ...]]  # interface or union -> member types
    entities: Entities
    policies: Mapping[str, Policy]
    fields: Mapping[str, Mapping[str, tuple[str, Source]]]  # type -> field -> (grid row, source)
    roots: Mapping[str, Root]
    governed: Mapping[str, tuple[str, str]]  # coordinate -> (type, grid row or "see")
    groups: Mapping[str, Mapping[str, GroupField]]  # group type -> field -> what it stands for
    filters: Mapping[str, str]  # filter input -> node type

    @property
    def core(self) -> GraphQLSchema:
        return self.schema._schema  # noqa: SLF001 (Strawberry keeps it private, and exports need it)

    def attribute(self, type_name: str, source: Column, row: str) -> Attribute:
        """The table column behind a scalar; a joined one counts as text."""
        names = source.names or (row,)
        if len(names) > 1:
            return Attribute("", Kind.TEXT)
        return self.entities[type_name].attribute(names[0])


class GraphError(ValueError):
    """Declarations that do not fit together; the message names the type and the field."""


def build(
    nodes: Mapping[str, NodeType],
    abstracts: Mapping[str, Abstract],
    models: Iterable[type[Model]] | None = None,
) -> Graph:
    """Builds the schema. Raises GraphError where a declaration names what does not exist."""
    return _Builder(nodes, abstracts, entities(models or every_model())).graph()


_serial = itertools.count()

PAGING = {
    "first": ("Optional[int]", "Return at most this many from the start of the list (default 25, at most 100)."),
    "after": ("Optional[str]", "Continue after this cursor."),
    "last": ("Optional[int]", "Return at most this many from the end of the list."),
    "before": ("Optional[str]", "Stop before this cursor."),
}  # fmt: skip


class _Builder:
    """Collects generated classes in a module of their own, in which Strawberry resolves names."""

    def __init__(
        self, nodes: Mapping[str, NodeType], abstracts: Mapping[str, Abstract], tables: Entities
    ) -> None:
        self.nodes, self.abstracts, self.tables = nodes, abstracts, tables
        self.module = ModuleType(f"gateway.request.built_{next(_serial)}")
        sys.modules[self.module.__name__] = self.module
        self.fields: dict[str, dict[str, tuple[str, Source]]] = {}
        self.roots: dict[str, Root] = {}
        self.governed: dict[str, tuple[str, str]] = {}
        self.groups: dict[str, dict[str, GroupField]] = {}
        self.members: dict[str, list[str]] = {name: [] for name in abstracts}
        self.enums: dict[type[Enum], str] = {}
        self._put(
            Optional=Optional, Union=Union, ID=strawberry.ID, JSON=JSON,
            datetime=dt.datetime, date=dt.date, Decimal=decimal.Decimal,
        )  # fmt: skip

    def graph(self) -> Graph:
        self._common()
        for node in self.nodes.values():
            self._members(node)
        self._abstracts()
        for node in self.nodes.values():
            self._check(node)
            self._filter(node)
            self._order(node)
            self._views(node)
        for node in self.nodes.values():
            self._node(node)
            self._connection(node)
            self._aggregates(node)
        query = self._query()
        extra = [getattr(self.module, name) for name in self.nodes]
        schema = strawberry.Schema(
            query=query,
            types=extra,
            config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=True),
        )
        return Graph(
            schema=schema,
            nodes=self.nodes,
            abstracts={k: tuple(v) for k, v in self.members.items()} | {"Node": tuple(self.nodes)},
            entities=self.tables,
            policies={n.name: n.policy for n in self.nodes.values()},
            fields=self.fields,
            roots=self.roots,
            governed=self.governed,
            groups=self.groups,
            filters={f"{name}Filter": name for name in self.nodes},
        )

    # -- parts ---------------------------------------------------------------------------------

    def _common(self) -> None:
        self._type("Node", "A record that `node(id:)` finds again by its id.",
                   {"id": ("ID", "Opaque and lasting; never to be taken apart.")}, kind="interface")  # fmt: skip
        self._type("PageInfo", "Where a page lies in its list.", {
            "has_next_page": ("bool", "Whether more follows this page."),
            "has_previous_page": ("bool", "Whether anything stands before this page."),
            "start_cursor": ("Optional[str]", "The cursor of the first record on this page."),
            "end_cursor": ("Optional[str]", "The cursor of the last record on this page."),
        })  # fmt: skip
        self._enum(_Direction, "OrderDirection", "Which end of the order comes first.", _DIRECTIONS)
        self._enum(_Nulls, "OrderNulls", "Where records without a value stand.", _NULLS)
        for name, (thing, annotation, operators) in inputs.COMPARATORS.items():
            fields = inputs.comparator_fields(annotation, operators)
            self._type(
                name, f"Compares {thing}; several conditions must all hold.", fields, kind="input"
            )

    def _members(self, node: NodeType) -> None:
        for name in node.interfaces:
            self.members[name].append(node.name)
        for source in node.sources.values():
            if isinstance(source, OneOf) and not self.abstracts[source.abstract].fields:
                members = self.members[source.abstract]
                members.extend(t for t in source.via if t not in members)

    def _abstracts(self) -> None:
        for abstract in self.abstracts.values():
            if abstract.fields:
                fields = {k: (f"Optional[{t}]", d) for k, (t, d) in abstract.fields.items()}
                self._type(abstract.name, abstract.description, fields, kind="interface")
            else:
                union = strawberry.union(abstract.name, description=abstract.description)
                members = tuple(self.members[abstract.name])
                self._put(**{abstract.name: Annotated[Union[members], union]})  # noqa: UP007 (dynamic)

    def _check(self, node: NodeType) -> None:
        if node.name != node.policy.type_name:
            raise GraphError(f"{node.name} is declared over the policy of {node.policy.type_name}")
        if not node.description:
            raise GraphError(f"{node.name} needs a docstring: it becomes its description")
        entity = self.tables[node.name]
        for row, source in node.sources.items():
            self._check_source(f"{node.name}.{row}", entity.name, row, source)

    def _check_source(self, where: str, entity: str, row: str, source: Source) -> None:
        links = self.tables[entity].links
        match source:
            case Column():
                missing = [
                    n for n in source.names or (row,) if n not in self.tables[entity].attributes
                ]
            case One():
                missing = [n for n in (source.via or row,) if n not in links]
            case OneOf():
                missing = [n for n in source.via.values() if n not in links]
            case Many():
                holder = self.tables.get(source.through or source.target)
                missing = [] if holder and source.by in holder.links else [source.by]
        if missing:
            raise GraphError(f"{where}: the model has no field {', '.join(missing)}")

    def _node(self, node: NodeType) -> None:
        fields: dict[str, Any] = {"id": ("ID", "Opaque and lasting; never to be taken apart.")}
        known: dict[str, tuple[str, Source]] = {}
        for row, source in node.sources.items():
            known[to_camel_case(row)] = (row, source)
            self.governed[f"{node.name}.{to_camel_case(row)}"] = (node.name, row)
            fields[row] = self._output(node, row, source)
        self.fields[node.name] = known
        bases = tuple(getattr(self.module, b) for b in ("Node", *node.interfaces))
        self._type(node.name, node.description, fields, bases=bases)

    def _output(self, node: NodeType, row: str, source: Source) -> Any:
        match source:
            case Column():
                return f"Optional[{self._annotation(node, row, source)}]", source.description
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
                return self._with_arguments(row, returns, source.description, arguments)

    def _annotation(self, node: NodeType, row: str, source: Column) -> str:
        names = source.names or (row,)
        if len(names) > 1:
            return "str"
        attribute = self.tables[node.name].attribute(names[0])
        if attribute.enum is not None:
            return self._enum_of(attribute.enum)
        return inputs.ANNOTATIONS[attribute.kind]

    def _enum_of(self, enum: type[Enum]) -> str:
        if enum not in self.enums:
            self.enums[enum] = enum.__name__
            described = cast("dict[str, str]", getattr(enum, "__member_descriptions__", {}))
            self._enum(enum, enum.__name__, " ".join((enum.__doc__ or "").split()), described)
        return self.enums[enum]

    def _filter(self, node: NodeType) -> None:
        name = f"{node.name}Filter"
        fields: dict[str, Any] = {"id": ("Optional[IDFilter]", "By id.")}
        for row, source in node.sources.items():
            found = self._filter_field(node, row, source)
            if found:
                fields[row] = found
                self.governed[f"{name}.{to_camel_case(row)}"] = (node.name, row)
        fields["and"] = (f"Optional[list[{name}]]", "All of these hold.")
        fields["or"] = (f"Optional[list[{name}]]", "At least one of these holds.")
        fields["not"] = (f"Optional[{name}]", "This does not hold.")
        self._type(name, f"Which {node.name} records to return; several conditions must all hold.",
                   fields, kind="input")  # fmt: skip

    def _filter_field(self, node: NodeType, row: str, source: Source) -> tuple[str, str] | None:
        match source:
            case Column() if not source.filterable or self._annotation(node, row, source) == "JSON":
                return None
            case Column():
                return (
                    f"Optional[{self._comparator(node, row, source)}]",
                    f"By this: {source.description}",
                )
            case One():
                return (
                    f"Optional[{source.target}Filter]",
                    f"By the related record: {source.description}",
                )
            case Many():
                self._relation_filter(source.target)
                return (
                    f"Optional[{source.target}sFilter]",
                    f"By related records: {source.description}",
                )
            case _:
                return None

    def _comparator(self, node: NodeType, row: str, source: Column) -> str:
        annotation = self._annotation(node, row, source)
        names = source.names or (row,)
        attribute = self.tables[node.name].attribute(names[0]) if len(names) == 1 else None
        if attribute is None or attribute.enum is None:
            kind = attribute.kind if attribute else Kind.TEXT
            return inputs.COMPARATOR_OF[kind]
        name = f"{annotation}Filter"
        if not hasattr(self.module, name):
            operators = inputs.ORDERED if attribute.kind is Kind.CODED else inputs.EQUALITY
            fields = inputs.comparator_fields(annotation, operators)
            self._type(
                name,
                f"Compares a {annotation}; several conditions must all hold.",
                fields,
                kind="input",
            )
        return name

    def _relation_filter(self, target: str) -> None:
        name = f"{target}sFilter"
        if not hasattr(self.module, name):
            self._type(name, f"Which related {target} records there must be.",
                       inputs.relation_fields(target), kind="input")  # fmt: skip
            for field in ("some", "none"):
                self.governed[f"{name}.{field}"] = (target, "see")

    def _order(self, node: NodeType) -> None:
        members: dict[str, str] = {"ID": "By age of the record."}
        for row, source in node.sources.items():
            if isinstance(source, Column) and source.sortable:
                members[row.upper()] = source.description
                self.governed[f"{node.name}OrderField.{row.upper()}"] = (node.name, row)
        enum = Enum(f"{node.name}OrderField", {m: m for m in members}, module=self.module.__name__)
        self._enum(
            enum, f"{node.name}OrderField", f"What {node.name} records can be ordered by.", members
        )
        self._type(f"{node.name}Order", f"One key of the order of {node.name} records.", {
            "field": (f"{node.name}OrderField", "The value to order by."),
            "direction": ("OrderDirection", "Which end comes first.", _Direction.ASC),
            "nulls": ("OrderNulls", "Where records without a value stand.", _Nulls.LAST),
        }, kind="input")  # fmt: skip

    def _views(self, node: NodeType) -> None:
        if node.views:
            name = f"{node.name}View"
            described = {
                k: f"Where {c.sentence}." if not c.always else "Everything you may see."
                for k, c in node.views.items()
            }
            enum = Enum(name, {m: m for m in node.views}, module=self.module.__name__)
            self._enum(enum, name, f"Named lists of {node.name} records.", described)

    def _connection(self, node: NodeType) -> None:
        self._type(f"{node.name}Edge", f"A {node.name} record and its place in the list.", {
            "cursor": ("str", "Where this record stands; sealed, for `after` and `before`."),
            "node": (f"Optional[{node.name}]", "The record."),
        })  # fmt: skip
        self._type(f"{node.name}Connection", f"One page of {node.name} records.", {
            "nodes": (f"list[{node.name}]", "The records of this page."),
            "edges": (f"Optional[list[Optional[{node.name}Edge]]]", "The records with their cursors."),
            "page_info": ("PageInfo", "Where this page lies in the list."),
            "total_count": ("int", "How many records the whole list has; counting stops at 10,000."),
            "total_count_is_exact": ("bool", "Whether totalCount is the whole number."),
        })  # fmt: skip

    def _aggregates(self, node: NodeType) -> None:
        keys, extremes, averages = self._measures(node)
        group, name = f"{node.name}Group", node.name
        fields: dict[str, Any] = {}
        for row, source in keys.items():
            fields[row] = self._output(node, row, source)
            self._grouped(group, row, source, name)
        fields["count"] = ("int", "How many records the group has.")
        for part, rows in (("minimum", extremes), ("maximum", extremes), ("average", averages)):
            kind = "Averages" if part == "average" else "Extremes"
            if rows:
                fields[part] = (
                    f"Optional[{name}{kind}]",
                    f"The {part} of each value over the group.",
                )
        for kind, rows in (("Extremes", extremes), ("Averages", averages)):
            if rows:
                measured = {r: self._measure(node, r, s, kind) for r, s in rows.items()}
                self._type(f"{name}{kind}", f"Values over a group of {name} records.", measured)
                for row, source in rows.items():
                    self._grouped(f"{name}{kind}", row, source, name)
        self._type(group, f"{name} records that share the keys you select, counted and measured. "
                   "Whatever keys you select, you group by.", fields)  # fmt: skip

    def _grouped(self, type_name: str, row: str, source: Column | One, node: str) -> None:
        self.groups.setdefault(type_name, {})[to_camel_case(row)] = GroupField(row, source)
        self.governed[f"{type_name}.{to_camel_case(row)}"] = (node, row)

    def _measure(self, node: NodeType, row: str, source: Column, kind: str) -> tuple[str, str]:
        annotation = "float" if kind == "Averages" else self._annotation(node, row, source)
        return f"Optional[{annotation}]", source.description

    def _measures(
        self, node: NodeType
    ) -> tuple[dict[str, Column | One], dict[str, Column], dict[str, Column]]:
        """The rows to group by, those with a smallest and largest value, and those with an average."""
        keys: dict[str, Column | One] = {}
        extremes: dict[str, Column] = {}
        averages: dict[str, Column] = {}
        for row, source in node.sources.items():
            if isinstance(source, One):
                keys[row] = source
            if not isinstance(source, Column) or not source.sortable or len(source.names) > 1:
                continue
            kind = self.tables[node.name].attribute((source.names or (row,))[0]).kind
            if kind in (Kind.ENUM, Kind.CODED, Kind.BOOL) or (
                kind is Kind.TEXT and row not in node.by
            ):
                keys[row] = source
            if kind in (Kind.INT, Kind.INSTANT, Kind.DATE, Kind.FLOAT):
                extremes[row] = source
            if kind in (Kind.INT, Kind.FLOAT):
                averages[row] = source
        return keys, extremes, averages

    def _query(self) -> type:
        fields: dict[str, Any] = {}
        for node in self.nodes.values():
            fields |= self._roots_of(node)
        self.roots |= {
            "node": Root(RootKind.NODE),
            "nodes": Root(RootKind.NODES),
            "viewer": Root(RootKind.VIEWER),
        }
        fields["node"] = self._with_arguments(
            "node", "Optional[Node]", "Any record by its id.", {"id": ("ID", "The record's id.")}
        )
        fields["nodes"] = self._with_arguments(
            "nodes", "list[Optional[Node]]", "Several records by their ids, in the same order; null where there is none.",
            {"ids": ("list[ID]", "The ids (at most 100).")},
        )  # fmt: skip
        viewer: dict[str, Any] = {
            "name": ("str", "How colleagues know you, or the client's name."),
            "roles": ("list[str]", "The roles that decide what you may do."),
            "scopes": (
                "list[str]",
                "What your token is limited to; empty: nothing beyond your roles.",
            ),
        }
        if "User" in self.nodes:
            viewer["user"] = ("Optional[User]", "Your own user record.")
        self._type("Viewer", "Who is asking, as the gateway knows you.", viewer)
        fields["viewer"] = ("Viewer", "You.")
        self._type("Query", "Everything you may read. What you may not see is not there.", fields)
        return self.module.Query

    def _roots_of(self, node: NodeType) -> dict[str, Any]:
        one = node.name[0].lower() + node.name[1:]
        fields: dict[str, Any] = {}

        def root(name: str, kind: RootKind, field: Any, key: str = "") -> None:
            self.roots[name] = Root(kind, node.name, key)
            self.governed[f"Query.{name}"] = (node.name, "see")
            fields[_snake(name)] = field

        root(one, RootKind.BY_ID, self._with_arguments(
            one, f"Optional[{node.name}]", f"One {node.name} by its id.", {"id": ("ID", "The record's id.")}))  # fmt: skip
        for key in node.by:
            name = to_camel_case(f"{_snake(one)}_by_{key}")
            arguments = {key: ("str", f"The {key} to look for.")}
            root(name, RootKind.BY_KEY, self._with_arguments(
                _snake(name), f"Optional[{node.name}]", f"One {node.name} by its {key}.", arguments), key)  # fmt: skip
        if not node.plural:
            return fields
        narrowing: dict[str, Any] = {
            "filter": (f"Optional[{node.name}Filter]", "Only records that match.")
        }
        if node.views:
            narrowing["view"] = (f"Optional[{node.name}View]", "Only records of this named list.")
        if node.search:
            where = ", ".join(to_camel_case(s) for s in node.search)
            narrowing["search"] = (
                "Optional[str]",
                f"Only records where {where} contains each of these words.",
            )
        arguments = {
            **narrowing,
            "order_by": (f"Optional[list[{node.name}Order]]", "The order (at most 3 keys)."),
            **PAGING,
        }
        root(node.plural, RootKind.LIST, self._with_arguments(
            _snake(node.plural), f"Optional[{node.name}Connection]", f"The {node.name} records you may see.", arguments))  # fmt: skip
        groups = {
            **narrowing,
            "first": (
                "Optional[int]",
                "At most this many groups, largest first (default 100, at most 1000).",
            ),
        }
        root(f"{one}Groups", RootKind.GROUPS, self._with_arguments(
            _snake(f"{one}Groups"), f"list[{node.name}Group]", f"The {node.name} records you may see, grouped by the keys you select.", groups))  # fmt: skip
        return fields

    # -- making classes ------------------------------------------------------------------------

    def _put(self, **names: Any) -> None:
        vars(self.module).update(names)

    def _type(
        self,
        name: str,
        description: str,
        fields: Mapping[str, Any],
        *,
        kind: str = "type",
        bases: tuple[type, ...] = (),
    ) -> None:
        namespace: dict[str, Any] = {"__module__": self.module.__name__, "__annotations__": {}}
        for key, field in fields.items():
            attribute = f"{key}_" if key in _KEYWORDS else key
            if not isinstance(field, tuple):
                namespace[attribute] = field
                continue
            annotation, text, *default = cast("tuple[Any, ...]", field)
            namespace["__annotations__"][attribute] = annotation
            given: dict[str, Any] = (
                {"default": strawberry.UNSET}
                if kind == "input" and "Optional" in annotation
                else {}
            )
            if default:
                given = {"default": default[0]}
            namespace[attribute] = strawberry.field(
                description=text, name=to_camel_case(key), **given
            )
        decorate = {
            "type": strawberry.type,
            "input": strawberry.input,
            "interface": strawberry.interface,
        }[kind]
        made = type(name, bases, namespace)
        self._put(**{name: decorate(made, name=name, description=description)})

    def _enum(
        self, enum: type[Enum], name: str, description: str, described: Mapping[str, str]
    ) -> None:
        if not description:
            raise GraphError(f"enum {name} needs a docstring: it becomes its description")
        made = cast("Any", strawberry.enum(enum, name=name, description=description))
        definition = made.__strawberry_definition__
        definition.values = [
            EnumValue(m.name, m.value, description=described.get(m.name)) for m in enum
        ]
        if missing := [v.name for v in definition.values if not v.description]:
            raise GraphError(f"enum {name}: {', '.join(missing)} need a description")
        self._put(**{name: made})

    def _with_arguments(
        self, name: str, returns: str, description: str, arguments: Mapping[str, tuple[str, str]]
    ) -> Any:
        def resolve(self: object, **_given: Any) -> Any:
            raise GraphError("the planner answers this field; it has no resolver of its own")

        keyword = inspect.Parameter.KEYWORD_ONLY
        parameters = [inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
        for key, (annotation, text) in arguments.items():
            default = (
                strawberry.UNSET if annotation.startswith("Optional") else inspect.Parameter.empty
            )
            marked = Annotated[
                annotation, strawberry.argument(description=text, name=to_camel_case(key))
            ]
            attribute = f"{key}_" if key in _KEYWORDS else key
            parameters.append(
                inspect.Parameter(attribute, keyword, default=default, annotation=marked)
            )
        made = cast("Any", resolve)
        made.__name__ = name
        made.__module__ = self.module.__name__
        made.__signature__ = inspect.Signature(parameters, return_annotation=returns)
        made.__annotations__ = {p.name: p.annotation for p in parameters[1:]} | {"return": returns}
        return strawberry.field(resolver=made, description=description)


class _Direction(Enum):
    ASC = "ASC"
    DESC = "DESC"


class _Nulls(Enum):
    FIRST = "FIRST"
    LAST = "LAST"


_DIRECTIONS = {
    "ASC": "Smallest, earliest or first in the alphabet.",
    "DESC": "Largest, latest or last.",
}
_NULLS = {"FIRST": "Before all others.", "LAST": "After all others."}
_KEYWORDS = frozenset({"and", "or", "not", "in", "none"})


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)
