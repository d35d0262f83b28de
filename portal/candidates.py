"""What a reference can be set to: the first records of its type, found by words, narrowed by what
else the form says. The gateway still decides whether a choice is one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from graphql import (
    DocumentNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    parse,
)

from portal.fitting import Fitting
from portal.forms import Slot, Text, named_type
from portal.verbs import LABELS, Verb, label_of, named
from portal.words import words as worded

RECORD = "record"  # the candidates of a type, whatever names them
FIRST = 50  # candidates of a reference; the rest is found by words
CUSTOMER = ("account", "consumer")  # whose things a form about one customer offers
# Texts that repeat what a list of the gateway says, and which of its records have something to say.
SUGGESTED: Mapping[str, tuple[str, str, Mapping[str, Any]]] = {
    "category": ("Category", "name", {"subcategory": {"eq": ""}}),
    "subcategory": ("Category", "subcategory", {"subcategory": {"ne": ""}}),
    "mentions": ("User", "displayName", {"userClass": {"in": ["INTERNAL", "PROVIDER"]}}),
    "users": ("User", "displayName", {}),
}
STATED, USUAL = {"Entitlement": "state"}, "ACTIVE"  # said of a candidate that is not as usual
MEMBERS = ("assignedTo", "assignmentGroup")  # somebody to work on it, of the group that does


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that a reference can name."""

    id: str
    label: str
    number: str = ""
    note: str = ""  # how well it fits
    odd: str = ""  # what is not as usual, though it can be chosen
    hours: str = ""  # whether somebody is at work

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> "Candidate":
        odd = str(record.get("odd") or USUAL)
        return cls(
            str(record["id"]),
            str(record["label"] or ""),
            str(record.get("number") or ""),
            odd="" if odd == USUAL else worded(odd),
        )

    @property
    def text(self) -> str:
        told = (self.label, self.number, self.remark, self.hours)
        return " · ".join(part for part in told if part)

    @property
    def remark(self) -> str:
        return " · ".join(part for part in (self.odd, self.note) if part)


@dataclass(frozen=True, slots=True)
class Offer:
    """The candidates of one reference; `more` says that words would find others."""

    candidates: tuple[Candidate, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """How to ask for the candidates of one reference."""

    slot: Slot
    root: str  # the list of the target type
    searched: bool
    ordered: str  # by what they are called
    fields: str
    filter: GraphQLInputObjectType
    always: Mapping[str, Any]  # what every filter of this list says


class Choices:
    """The candidates of every reference of the verbs."""

    def __init__(self, schema: GraphQLSchema, verbs: Iterable[Verb]) -> None:
        self._schema = schema
        self._roots = dict(self._lists())
        self._of: dict[str, tuple[dict[str, Choice], DocumentNode]] = {}
        self.fitting = Fitting(schema)
        self.names = self._names()  # $ids -> nodes, of any type that a reference can name
        for verb in verbs:
            found = [self._choice(slot) for slot in verb.slots.values()]
            known = {choice.slot.name: choice for choice in found if choice}
            if known:
                self._of[verb.mutation] = known, _document(verb.mutation, known.values())
        self._records = dict(self._of_types())

    def documents(self) -> Iterator[tuple[str, DocumentNode]]:
        yield "names of choices", self.names
        yield from self.fitting.documents()
        for mutation, (_, document) in self._of.items():
            yield f"choices of {mutation}", document
        for name, (_, document) in self._records.items():
            yield f"choices of {name}", document

    def records(self, type_name: str, words: str) -> tuple[DocumentNode, dict[str, Any]] | None:
        """Document and variables for the candidates of a type, found by words, as RECORD; None for
        a type without a list. A condition may name what is active no longer.
        """
        if type_name not in self._records:
            return None
        choice, document = self._records[type_name]
        variables: dict[str, Any] = {f"ask_{RECORD}": True, f"for_{RECORD}": None}
        if choice.searched:
            variables[f"words_{RECORD}"] = words or None
        return document, variables

    def asking(
        self,
        verb: Verb,
        wanted: Iterable[str],
        filled: Mapping[str, Text],
        words: Mapping[str, str],
        viewer: str = "",
        fitting: Mapping[str, Any] | None = None,
    ) -> tuple[DocumentNode, dict[str, Any]] | None:
        """Document and variables for the candidates of the `wanted` references; None for none.

        `filled` is what the form says, `words` what is searched for by reference, `viewer` the id
        of whoever fills it in, `fitting` the filters of those that depend on each other.
        """
        held = self._of.get(verb.mutation)
        known, document = held or (dict[str, Choice](), None)
        asked = [name for name in wanted if name in known]
        if document is None or not asked:
            return None
        variables: dict[str, Any] = {f"ask_{name}": name in asked for name in known}
        for name in asked:
            fits = fitting.get(name) if fitting else None
            own = {k: v for k, v in filled.items() if not fitting or k not in CUSTOMER}
            narrowed = _narrowed(known[name], verb.slots, own, viewer)
            variables[f"for_{name}"] = {**narrowed, **({"and": [fits]} if fits else {})}
            variables[f"words_{name}"] = words.get(name) or None
        return document, variables

    def _of_types(self) -> Iterator[tuple[str, tuple[Choice, DocumentNode]]]:
        for name in self._roots:
            if label_of(cast("GraphQLObjectType", self._schema.type_map[name])) == "id":
                continue
            choice = self._choice(Slot(RECORD, "reference", "", target=name))
            if choice:
                yield name, (choice, _document(name, [choice]))

    def _names(self) -> DocumentNode:
        """What records are called, by their ids."""
        types = (self._schema.type_map[name] for name in self._roots)
        known = (t for t in types if isinstance(t, GraphQLObjectType) and label_of(t) != "id")
        parts = " ".join(f"... on {t.name} {{ {named(t)} }}" for t in known)
        return parse(f"query Names($ids: [ID!]!) {{ nodes(ids: $ids) {{ __typename {parts} }} }}")

    def _lists(self) -> Iterator[tuple[str, tuple[str, GraphQLField]]]:
        """By the name of a type: the root field that lists its records."""
        query = self._schema.query_type
        fields: dict[str, GraphQLField] = query.fields if query else {}
        for name, field in fields.items():
            connection = named_type(field.type)
            if isinstance(connection, GraphQLObjectType) and "nodes" in connection.fields:
                yield named_type(connection.fields["nodes"].type).name, (name, field)

    def _choice(self, slot: Slot) -> Choice | None:
        name, label, always = SUGGESTED.get(slot.name, (slot.target, "", {}))
        if name not in self._roots or slot.kind == "files":
            return None
        root, field = self._roots[name]
        chosen, target = named_type(field.args["filter"].type), self._schema.type_map[name]
        assert isinstance(chosen, GraphQLInputObjectType)  # noqa: S101  # every list has a filter
        assert isinstance(target, GraphQLObjectType)  # noqa: S101  # as listed
        fields = f"id label: {label}" if label else named(target)
        fields += f" odd: {STATED[name]}" if name in STATED else ""
        searched = "search" in field.args
        return Choice(slot, root, searched, self._order(name), fields, chosen, always)

    def _order(self, target: str) -> str:
        """The order of a list by what its records are called; empty where there is none."""
        orders = self._schema.type_map.get(f"{target}OrderField")
        keys = {
            part: "".join(f"_{c}" if c.isupper() else c for c in part).upper() for part in LABELS
        }
        if not isinstance(orders, GraphQLEnumType):
            return ""
        return next((key for key in keys.values() if key in orders.values), "")


def _document(named: str, choices: Iterable[Choice]) -> DocumentNode:
    declared: list[str] = []
    asked: list[str] = []
    for choice in choices:
        name = choice.slot.name
        declared += [f"$ask_{name}: Boolean!", f"$for_{name}: {choice.filter.name}"]
        given = [f"filter: $for_{name}", f"first: {FIRST}"]
        if choice.searched:
            declared.append(f"$words_{name}: String")
            given.append(f"search: $words_{name}")
        if choice.ordered:
            given.append(f"orderBy: [{{field: {choice.ordered}}}]")
        fields = f"nodes {{ {choice.fields} }} pageInfo {{ hasNextPage }}"
        asked.append(
            f"{name}: {choice.root}({', '.join(given)}) @include(if: $ask_{name}) {{ {fields} }}"
        )
    title = named[:1].upper() + named[1:]
    text = f"query {title}Choices({', '.join(declared)}) {{ {' '.join(asked)} }}"
    return parse(text, no_location=True)


def offers(answered: Mapping[str, Any]) -> dict[str, Offer]:
    """The candidates by reference; a list that the viewer may not see offers none."""
    return {
        name: Offer(
            tuple(Candidate.of(record) for record in found["nodes"]),
            bool(found["pageInfo"]["hasNextPage"]),
        )
        for name, found in answered.items()
        if found
    }


def _narrowed(
    choice: Choice, slots: Mapping[str, Slot], filled: Mapping[str, Text], viewer: str
) -> dict[str, Any]:
    """The filter of a list: active records, of the customer and the group that the form names.

    A form that asks for a group, and not for anybody in it, asks for one of the viewer's own.
    """
    fields, name = choice.filter.fields, choice.slot.name
    found = {**choice.always, **({"active": {"eq": True}} if "active" in fields else {})}
    if name == "subcategory" and filled.get("category"):
        found["name"] = {"eq": filled["category"]}
    for other in CUSTOMER:
        given = filled.get(other)
        if given and other in fields and other in slots and name not in (other, "parent"):
            found[other] = {"id": {"eq": given}}
    if name == MEMBERS[0] and "memberships" in fields:
        group = filled.get(MEMBERS[1])
        found["memberships"] = {"some": {"group": {"id": {"eq": group}}} if group else {}}
    if name == MEMBERS[1] and MEMBERS[0] not in slots and viewer:
        found["memberships"] = {"some": {"user": {"id": {"eq": viewer}}}}
    return found
