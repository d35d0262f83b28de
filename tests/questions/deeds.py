"""Every way to act that a view of the schema offers: documents, and inputs of every kind."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from graphql import GraphQLEnumType, GraphQLSchema, get_named_type

from gateway.request.actions.declaring import Action
from gateway.request.actions.inputs import Slot, slots
from gateway.request.graph import Graph
from gateway.request.sources import Column, Many, Menu, One, OneOf, Whether
from tests.reference.sight import Row, Sight
from tests.reference.values import global_id

ABSENT = 999_999  # a key that no record has
ERRORS: Mapping[str, str] = {
    "ActionForbidden": "rule",
    "FieldForbidden": "rule",
    "InvalidTransition": "allowed",
}
SUBSELECTIONS: Mapping[type[Any], str] = {
    Column: "",
    Whether: "",
    One: " { __typename id }",
    OneOf: " { __typename }",
    Many: "(first: 20) { totalCount nodes { id } }",
    Menu: " { name allowed reason input { name required } }",
}
PLAIN: Mapping[str, tuple[Any, ...]] = {
    "Boolean": (True, False),
    "Int": (0, 3, 40),
    "DateTime": ("2026-11-20T09:00:00Z", "2027-01-04T09:00:00+01:00"),
}
CONFIGURED = {"category": "name", "subcategory": "subcategory"}  # texts that must be of a list

Input = dict[str, Any]


@dataclass(frozen=True)
class Attempt:
    """An action as somebody asks for it."""

    action: Action
    text: str
    input: Input

    @property
    def variables(self) -> dict[str, Any]:
        return {"input": self.input}


@dataclass
class Deeds:
    """What one actor may try, as far as the names exist for it."""

    graph: Graph
    view: GraphQLSchema
    sight: Sight
    random: Random

    def actions(self) -> list[Action]:
        """The actions whose mutation exists for the actor."""
        mutation: Any = self.view.mutation_type
        known = mutation.fields if mutation else {}
        return [action for name, action in self.graph.actions.items() if name in known]

    def attempt(self, action: Action, input_: Input) -> Attempt:
        return Attempt(action, self.document(action), input_)

    def for_many(self, action: Action) -> bool:
        """Whether it is done with many records at once as well."""
        mutation: Any = self.view.mutation_type
        many = f"{self.graph.nodes[action.type_name].plural}Act"
        return action.bulk and not action.creates and many in mutation.fields

    def outdated(self, action: Action) -> Input:
        """A version that no record has, where the action takes one."""
        name = f"{action.name[0].upper()}{action.name[1:]}Input"
        known: Any = self.view.type_map[name]
        return {"expectedVersion": 90} if "expectedVersion" in known.fields else {}

    # -- documents -------------------------------------------------------------------------------

    def document(self, action: Action) -> str:
        """The mutation, with everything that its payload may show."""
        name = action.name
        shown = self.selection(action.type_name)
        inner = f"{one(action.type_name)} {shown} {self.errors(action.type_name, shown)}"
        kind = f"{name[0].upper()}{name[1:]}Input!"
        return f"mutation ($input: {kind}) {{ {name}(input: $input) {{ {inner} }} }}"

    def bulk(self, type_name: str) -> str:
        plural = self.graph.nodes[type_name].plural
        given = f"$action: {type_name}Action!, $ids: [ID!]!, $input: JSON"
        inner = f"id {one(type_name)} {self.selection(type_name)} {self.errors(type_name)}"
        called = f"{plural}Act(action: $action, ids: $ids, input: $input)"
        return f"mutation ({given}) {{ {called} {{ done refused results {{ {inner} }} }} }}"

    def fresh(self, type_name: str) -> str:
        """The same record, asked for in a question."""
        inner = self.selection(type_name)
        return f"query ($id: ID!) {{ {one(type_name)}(id: $id) {inner} }}"

    def selection(self, type_name: str) -> str:
        view: Any = self.view.get_type(type_name)
        known = self.graph.fields[type_name].items()
        shown = (n + SUBSELECTIONS[type(source)] for n, (_, source) in known if n in view.fields)
        return f"{{ id {' '.join(shown)} }}"

    def errors(self, type_name: str, shown: str = "{ id }") -> str:
        """Everything that errors tell; of a record that has changed meanwhile, what is `shown`."""
        more = " ".join(f"... on {name} {{ {field} }}" for name, field in ERRORS.items())
        current = f"current {{ __typename ... on {type_name} {shown} }}"
        changed = f"... on VersionConflict {{ {current} }}"
        return f"errors {{ __typename code message path {more} {changed} }}"

    # -- inputs ----------------------------------------------------------------------------------

    def slots(self, action: Action) -> list[Slot]:
        """The inputs that exist for the actor."""
        every = slots(action, self.graph.entities, self.graph.models)
        return [slot for slot in every if slot.key in self.fields(action)]

    def fields(self, action: Action) -> Mapping[str, Any]:
        kind: Any = self.view.get_type(f"{action.name[0].upper()}{action.name[1:]}Input")
        return kind.fields

    def minimal(self, action: Action, key: int | None) -> Input:
        """What must be given, and no more."""
        given = {s.key: self.value(action, s) for s in self.slots(action) if s.input.required}
        return self._named(action, key) | given

    def drawn(self, action: Action, key: int | None) -> Input:
        """Some of what may be given."""
        found = self.slots(action)
        some = self.random.sample(found, k=min(len(found), self.random.randrange(1, 5)))
        return self.minimal(action, key) | {s.key: self.value(action, s) for s in some}

    def _named(self, action: Action, key: int | None) -> Input:
        return {} if action.creates else {"id": global_id(action.type_name, key or ABSENT)}

    def value(self, action: Action, slot: Slot) -> Any:
        """A value that fits, as far as its type tells."""
        kind = get_named_type(self.fields(action)[slot.key].type)
        if slot.input.refers:
            target = slot.input.kind.__name__
            some = [global_id(target, self.key_of(self.sight.rows(target))) for _ in range(2)]
            return some if slot.input.many else some[0]
        if isinstance(kind, GraphQLEnumType):
            return self.random.choice(list(kind.values))
        return self.random.choice(PLAIN.get(kind.name) or self._texts(slot))

    def _texts(self, slot: Slot) -> list[str]:
        column = CONFIGURED.get(slot.name)
        known = self.sight.rows("Category") if column else []
        return [row[column] for row in known if row[column]] or ["a word", "another word"]

    def key_of(self, rows: Iterable[Row]) -> int:
        keys = [row["id"] for row in rows]
        return self.random.choice(keys) if keys else ABSENT

    # -- what is allowed -------------------------------------------------------------------------

    def possible(self, action: Action) -> Iterator[Row]:
        """The records with which the actor may do it now, but for its inputs."""
        for row in self.sight.rows(action.type_name):
            leads = action.moves is None or (row.get("state"), action.verb) in action.moves
            if leads and self.sight.may(action.type_name, row, action.row, action.right):
                yield row

    def forbidden(self, action: Action, row: Row | None) -> list[Slot]:
        """The inputs that exist for the actor, and that it may not give."""
        return [s for s in self.slots(action) if s.governed and not self._gives(action, s, row)]

    def _gives(self, action: Action, slot: Slot, row: Row | None) -> bool:
        way = "append" if slot.input.many else "write"
        if row is None:
            return bool(self.sight.granting(action.type_name, slot.name, way))
        return self.sight.may(action.type_name, row, slot.name, way)


def one(type_name: str) -> str:
    return type_name[0].lower() + type_name[1:]
