"""The mutations that pages use: for each its inputs, and documents made of the schema at start-up.

A mutation `caseClose(input: CaseCloseInput!): CaseClosePayload!` is the verb `close` of a Case: the
type is that of the payload's record. Its documents are trusted like those of the templates: checked
once, and the same objects ever after.
"""

from collections.abc import Iterable, Iterator, Mapping
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

from portal.forms import Slot, named_type, slots_of
from portal.words import slug

LABELS = ("displayName", "name", "shortDescription")  # what a record is called: the first it has
ALWAYS = ("id", "number", "version", "state")  # asked of every record that is acted on
CHANGED_BY = {
    "caseApplyMacro": ("category", "subcategory", "impact", "urgency", "priority", "followUpAt")
}  # what an undo may have to restore besides, by mutation
HANDS = ("assignmentGroup", "assignedTo")  # what an undo may have to restore
ACTIONS = "actions { name mutation label allowed reason input { name required } }"
CHANGED = "updatedAt updatedBy { displayName }"
MANY = 50  # of the links of a record that a form shows


@dataclass(frozen=True, slots=True)
class Verb:
    """One mutation."""

    mutation: str  # caseProposeSolution
    record: GraphQLObjectType
    description: str
    slots: Mapping[str, Slot]
    perform: DocumentNode  # $input -> done { record errors }
    look: DocumentNode | None  # $number, or an id where there is none -> record, for the form
    versioned: bool = False  # whether it can insist on the version that was read

    @property
    def name(self) -> str:
        """The verb alone: proposeSolution."""
        rest = self.mutation[len(self.record.name) :]
        return rest[:1].lower() + rest[1:]

    @property
    def slug(self) -> str:
        """The same as addresses have it: propose-solution."""
        return slug(self.name)

    @property
    def creates(self) -> bool:
        return self.name == "create"

    def own(self, names: Iterable[str]) -> list[Slot]:
        """The inputs of these names, in their order."""
        return [self.slots[name] for name in names if name in self.slots]

    def writes(self, slot: Slot) -> bool:
        """Whether the input writes a field of the record, which thus has a value of its own."""
        known = slot.name in self.record.fields and slot.kind != "files"
        return known and not self.creates


class Verbs:
    """Every mutation of a schema that acts on one record."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._by_mutation = {verb.mutation: verb for verb in self._found()}
        self._extra = _extra() if self._by_mutation else {}
        self._by_address = {(v.record.name, v.slug): v for v in self._by_mutation.values()}

    def __iter__(self) -> Iterator[Verb]:
        return iter(self._by_mutation.values())

    def at(self, type_name: str, slug: str) -> Verb | None:
        """The verb of a type at an address."""
        return self._by_address.get((type_name, slug))

    @property
    def creations(self) -> DocumentNode:
        """Asks what can be done without a record: viewer { actions }."""
        return self._extra["creations"]

    @property
    def case(self) -> DocumentNode:
        """Asks for the case that something new belongs to: $number -> record { id number }."""
        return self._extra["case"]

    def documents(self) -> Iterator[tuple[str, DocumentNode]]:
        """Each document with a name for messages about it."""
        yield from self._extra.items()
        for verb in self:
            yield f"mutation {verb.mutation}", verb.perform
            if verb.look:
                yield f"form of {verb.mutation}", verb.look

    def _found(self) -> Iterator[Verb]:
        mutations = self._schema.mutation_type
        fields: dict[str, GraphQLField] = mutations.fields if mutations else {}
        for name, field in fields.items():
            payload, asked = named_type(field.type), _input(field)
            if isinstance(payload, GraphQLObjectType) and asked:
                for alias, part in payload.fields.items():
                    record = named_type(part.type)
                    if isinstance(record, GraphQLObjectType) and "id" in record.fields:
                        yield self._verb(name, field, asked, alias, record)
                        break

    def _verb(
        self,
        name: str,
        field: GraphQLField,
        asked: GraphQLInputObjectType,
        alias: str,
        record: GraphQLObjectType,
    ) -> Verb:
        slots = slots_of(asked, record)
        named = (slot.name for slot in slots.values() if slot.kind != "files")
        fields = self._fields(record, [*named, *HANDS, *CHANGED_BY.get(name, ())])
        return Verb(
            mutation=name,
            record=record,
            description=field.description or "",
            slots=slots,
            perform=parse(
                f"mutation {_upper(name)}($input: {asked.name}!) {{ done: {name}(input: $input)"
                f" {{ record: {alias} {{ {fields} {_actions(record)} }}"
                " errors { code message path } } }",
                no_location=True,
            ),
            look=self._look(name, record, fields),
            versioned="expectedVersion" in asked.fields,
        )

    def _look(self, name: str, record: GraphQLObjectType, fields: str) -> DocumentNode | None:
        root = f"{record.name[:1].lower()}{record.name[1:]}"
        query = self._schema.query_type
        known: dict[str, GraphQLField] = query.fields if query else {}
        by, key = ("number", "String!") if f"{root}ByNumber" in known else ("id", "ID!")
        root = f"{root}ByNumber" if by == "number" else root
        if root not in known or by not in known[root].args:
            return None
        changed = CHANGED if "updatedBy" in record.fields else ""
        return parse(
            f"query {_upper(name)}Form($number: {key}) {{ record: {root}({by}: $number)"
            f" {{ {fields} {changed} {_actions(record)} }} }}",
            no_location=True,
        )

    def _fields(self, record: GraphQLObjectType, names: Iterable[str]) -> str:
        """A selection: these fields of the record, references with what they are called."""
        wanted = dict.fromkeys((*ALWAYS, *names))
        return " ".join(_selected(record, name) for name in wanted if name in record.fields)


def _extra() -> dict[str, DocumentNode]:
    case = "query Case($number: String!) { record: caseByNumber(number: $number) { id number } }"
    return {
        "creations": parse(f"query Creations {{ viewer {{ {ACTIONS} }} }}", no_location=True),
        "case": parse(case, no_location=True),
    }


def _input(field: GraphQLField) -> GraphQLInputObjectType | None:
    """The input of a mutation, when that is all that it takes."""
    argument = field.args.get("input") if len(field.args) == 1 else None
    found = named_type(argument.type) if argument else None
    return found if isinstance(found, GraphQLInputObjectType) else None


def _selected(record: GraphQLObjectType, name: str) -> str:
    inner = named_type(record.fields[name].type)
    if not isinstance(inner, GraphQLObjectType):
        return name
    if "nodes" in inner.fields:
        node = named_type(inner.fields["nodes"].type)
        assert isinstance(node, GraphQLObjectType)  # noqa: S101  # a connection's nodes
        link = next((n for n, f in node.fields.items() if _leads(f, record)), "")
        chosen = _selected(node, link) if link else f"{named(node)}{_said(node)}"
        return f"{name}(first: {MANY}) {{ nodes {{ {chosen} }} }}"
    return f"{name} {{ {named(inner)} }}"


def _said(link: GraphQLObjectType) -> str:
    """A selection: which of several choices a link stands for, where it leads to no record."""
    found = (n for n, f in link.fields.items() if isinstance(named_type(f.type), GraphQLEnumType))
    name = next(found, "") if label_of(link) == "id" else ""
    return f" value: {name}" if name else ""


def _leads(field: GraphQLField, record: GraphQLObjectType) -> bool:
    other = named_type(field.type)
    return isinstance(other, GraphQLObjectType) and other.name != record.name


def named(record: GraphQLObjectType) -> str:
    """A selection: id, `label` and, if it has one, number of a record."""
    number = " number" if "number" in record.fields else ""
    return f"id label: {label_of(record)}{number}"


def label_of(record: GraphQLObjectType) -> str:
    """The field that says what a record is called."""
    return next((name for name in LABELS if name in record.fields), "id")


def _actions(record: GraphQLObjectType) -> str:
    return ACTIONS if "actions" in record.fields else ""


def _upper(name: str) -> str:
    return name[:1].upper() + name[1:]
