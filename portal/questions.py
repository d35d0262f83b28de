"""What the registers ask: documents made of the schema at start-up, checked like those of pages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    parse,
)

from portal.facts import Fact, fact
from portal.forms import named_type
from portal.language import gettext
from portal.register import Register
from portal.registers import KNOWN, REGISTERS
from portal.verbs import ACTIONS, named
from portal.words import words

COUNT = "totalCount totalCountIsExact"
ENDS = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
NEWEST = {"Case": "OPENED_AT"}  # lists that begin with what came last


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One filter of a list, as its control needs to know it."""

    fact: Fact
    kind: str  # choice, flag, text or record
    members: tuple[str, ...] = ()
    inner: tuple[str, ...] = ()  # the fields of a record by which it is found

    @property
    def name(self) -> str:
        return self.fact.name

    @property
    def label(self) -> str:
        return self.fact.label

    @property
    def choices(self) -> list[tuple[str, str]]:
        if self.kind == "flag":
            return [("yes", gettext("Yes")), ("no", gettext("No"))]
        return [(member, words(member)) for member in self.members]

    def filter(self, text: str) -> dict[str, object] | None:
        """What the gateway is asked to leave in; None for a text that means nothing here."""
        if self.kind == "record":
            exact, *parts = self.inner
            found: list[object] = [{exact: {"eq": text}}]
            return {"or": [*found, *({part: {"contains": text}} for part in parts)]}
        if self.kind == "text":
            return {"contains": text}
        if text not in (value for value, _ in self.choices):
            return None
        return {"eq": text == "yes" if self.kind == "flag" else text}


@dataclass(frozen=True, slots=True)
class Related:
    """A list on the page of a record."""

    name: str
    title: str
    to: Register
    facts: tuple[Fact, ...]
    document: DocumentNode  # $key $first $after -> record { rows }
    fills: str = ""  # the input of a new one that names the record of the page


@dataclass(frozen=True, slots=True)
class Questions:
    """All that the pages of one register ask, and what they show of the answers."""

    register: Register
    columns: tuple[Fact, ...]
    brief: tuple[Fact, ...]
    groups: tuple[tuple[str, tuple[Fact, ...]], ...]
    filters: Mapping[str, Narrowing]
    orders: frozenset[str]  # fields by which the list can be ordered
    related: Mapping[str, Related]
    list: DocumentNode  # $filter $search $orderBy and a window -> list
    count: DocumentNode  # $filter $search -> list { totalCount totalCountIsExact }
    record: DocumentNode  # $key -> record
    known: DocumentNode  # $key -> record { id label number }
    probe: str  # asks whether the viewer has such a list at all

    def documents(self) -> Iterator[tuple[str, DocumentNode]]:
        path = self.register.path
        yield f"list of {path}", self.list
        yield f"count of {path}", self.count
        yield f"page of {path}", self.record
        yield f"one of {path}", self.known
        for related in self.related.values():
            yield f"{related.name} of {path}", related.document


def questions(schema: GraphQLSchema) -> dict[str, Questions]:
    """Those of every register, by the path of its pages."""
    return {register.path: _of(schema, register) for register in REGISTERS}


def _of(schema: GraphQLSchema, register: Register) -> Questions:
    record = _type(schema, register.type)
    root, field = _roots(schema)[register.type]
    columns = _facts(record, register.columns)
    brief = _facts(record, register.brief)
    groups = tuple((title, _facts(record, names)) for title, names in register.groups)
    related = {
        found.name: found
        for name, title in register.related
        if (found := _related(schema, register, name, title))
    }
    shown = [*brief, *(one for _, facts in groups for one in facts)]
    return Questions(
        register=register,
        columns=columns,
        brief=brief,
        groups=groups,
        filters={n: _narrowing(schema, record, n, field) for n in register.filters.split()},
        orders=_orders(schema, register.type),
        related=related,
        list=_list(register, root, columns, field),
        count=_count(register, root),
        record=_page(schema, register, shown, related),
        known=parse(
            f"query {register.type}Known($key: {_key(register)}) {{"
            f" record: {_one(register)} {{ {named(record)} }} }}",
            no_location=True,
        ),
        probe=f"{root}(first: 1, filter: {{id: {{in: []}}}}) {{ pageInfo {{ hasNextPage }} }}",
    )


def _type(schema: GraphQLSchema, name: str) -> GraphQLObjectType:
    found = schema.type_map[name]
    assert isinstance(found, GraphQLObjectType)  # noqa: S101  # registers name object types
    return found


def _facts(record: GraphQLObjectType, names: str) -> tuple[Fact, ...]:
    return tuple(fact(record, name) for name in names.split())


def _roots(schema: GraphQLSchema) -> dict[str, tuple[str, GraphQLField]]:
    """By the name of a type: the root field that lists its records."""
    query = schema.query_type
    assert query is not None  # noqa: S101  # every schema has one
    found: dict[str, tuple[str, GraphQLField]] = {}
    for name, field in query.fields.items():
        connection = named_type(field.type)
        if isinstance(connection, GraphQLObjectType) and "nodes" in connection.fields:
            found[named_type(connection.fields["nodes"].type).name] = name, field
    return found


def _orders(schema: GraphQLSchema, name: str) -> frozenset[str]:
    orders = schema.type_map.get(f"{name}OrderField")
    return frozenset(orders.values) if isinstance(orders, GraphQLEnumType) else frozenset()


def _select(record: GraphQLObjectType, facts: Iterator[Fact] | tuple[Fact, ...]) -> str:
    """The fields of a row or a page, after what the record is called."""
    rest = dict.fromkeys(one.selection for one in facts if one.name != "number")
    return " ".join([named(record), *rest])


def _list(
    register: Register, root: str, columns: tuple[Fact, ...], field: GraphQLField
) -> DocumentNode:
    connection = named_type(field.type)
    assert isinstance(connection, GraphQLObjectType)  # noqa: S101  # as found
    record = named_type(connection.fields["nodes"].type)
    assert isinstance(record, GraphQLObjectType)  # noqa: S101  # as found
    name = register.type
    return parse(
        f"query {name}List($filter: {name}Filter, $search: String, $orderBy: [{name}Order!],"
        " $first: Int, $after: String, $last: Int, $before: String) {"
        f" list: {root}(filter: $filter, search: $search, orderBy: $orderBy, first: $first,"
        " after: $after, last: $last, before: $before) {"
        f" {ENDS} nodes {{ {_select(record, columns)} }} }} }}",
        no_location=True,
    )


def _count(register: Register, root: str) -> DocumentNode:
    """Asked apart: to count what a provider sees of a hundred thousand takes seconds."""
    return parse(
        f"query {register.type}Count($filter: {register.type}Filter, $search: String) {{"
        f" list: {root}(filter: $filter, search: $search) {{ {COUNT} }} }}",
        no_location=True,
    )


def _page(
    schema: GraphQLSchema, register: Register, shown: list[Fact], related: Mapping[str, Related]
) -> DocumentNode:
    record = _type(schema, register.type)
    counted = related if register.counted else ()
    counts = " ".join(f"count_{name}: {name} {{ {COUNT} }}" for name in counted)
    actions = ACTIONS if "actions" in record.fields else ""
    fields = f"{_select(record, tuple(shown))} {counts} {actions}"
    return parse(
        f"query {register.type}Page($key: {_key(register)}) {{"
        f" record: {_one(register)} {{ {fields} }} }}",
        no_location=True,
    )


def _related(schema: GraphQLSchema, register: Register, name: str, title: str) -> Related | None:
    """A list on the page; None for a part that has a template of its own."""
    field = _type(schema, register.type).fields.get(name)
    if field is None:
        return None
    connection = named_type(field.type)
    assert isinstance(connection, GraphQLObjectType)  # noqa: S101  # related lists are connections
    target = named_type(connection.fields["nodes"].type)
    assert isinstance(target, GraphQLObjectType)  # noqa: S101  # of records
    to = KNOWN[target.name]
    facts = tuple(one for one in _facts(target, to.columns) if one.name != register.own)
    newest = NEWEST.get(target.name)
    order = f", orderBy: [{{field: {newest}, direction: DESC}}]" if newest else ""
    acted = not to.path and "actions" in target.fields
    rows = _select(target, facts) + (f" {ACTIONS}" if acted else "")
    document = parse(
        f"query {register.type}_{name}($key: {_key(register)}, $first: Int, $after: String) {{"
        f" record: {_one(register)} {{ {named(_type(schema, register.type))}"
        f" rows: {name}(first: $first, after: $after{order}) {{"
        f" {COUNT if register.counted else ''} {ENDS} nodes {{ {rows} }} }} }} }}",
        no_location=True,
    )
    return Related(name, title, to, facts, document, _fills(schema, register, to))


def _fills(schema: GraphQLSchema, register: Register, to: Register) -> str:
    """The input of a new record of `to` by which it belongs to one of `register`."""
    mutations = schema.mutation_type
    field = mutations.fields.get(to.creation) if mutations else None
    asked = named_type(field.args["input"].type) if field else None
    if not isinstance(asked, GraphQLInputObjectType):
        return ""
    return next((name for name in ("source", register.own) if name in asked.fields), "")


def _key(register: Register) -> str:
    return "ID!" if register.key == "id" else "String!"


def _one(register: Register) -> str:
    """The root field of one record."""
    root = f"{register.type[:1].lower()}{register.type[1:]}"
    return f"{root}(id: $key)" if register.key == "id" else f"{root}ByNumber(number: $key)"


def _narrowing(
    schema: GraphQLSchema, record: GraphQLObjectType, name: str, root: GraphQLField
) -> Narrowing:
    found, of = named_type(record.fields[name].type), fact(record, name)
    chosen = named_type(root.args["filter"].type)
    assert isinstance(chosen, GraphQLInputObjectType)  # noqa: S101  # every list has a filter
    inner = named_type(chosen.fields[name].type)
    if isinstance(found, GraphQLEnumType):
        return Narrowing(of, "choice", members=tuple(found.values))
    if isinstance(found, GraphQLObjectType):
        assert isinstance(inner, GraphQLInputObjectType)  # noqa: S101  # the filter of a type
        label = "name" if "name" in inner.fields else "displayName"
        return Narrowing(of, "record", inner=("number", label))
    return Narrowing(of, "flag" if found.name == "Boolean" else "text")
