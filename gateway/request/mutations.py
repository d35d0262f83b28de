"""Answers mutations: each root field acts, then its payload is read like any other question.

The payload is planned, and its cost is known, before anything is done: what cannot be answered is
not done either. Root fields run one after the other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import graphql.utilities
from graphql import FieldNode, GraphQLError, GraphQLField, GraphQLSchema
from graphql.execution.values import VariableValues, get_argument_values, get_variable_values
from graphql.pyutils import Undefined

from gateway.actor import Actor
from gateway.errors import BadInput, Refusal
from gateway.request import failures
from gateway.request.act import Call, Runner
from gateway.request.actions import payloads
from gateway.request.actions.declaring import ACTIONS, Action, camel
from gateway.request.actions.payloads import Reading
from gateway.request.actions.refusals import (
    InvalidInput,
    NotFound,
    Refused,
    UserError,
    VersionConflict,
)
from gateway.request.arguments import Arguments
from gateway.request.binding import values_of
from gateway.request.documents import Operation
from gateway.request.graph import Graph
from gateway.request.plan import HiddenField
from gateway.request.planning import Asked, Planning
from gateway.request.plans import Plans, Ready
from gateway.request.run import Reader
from gateway.request.scalars import global_id, read_id

MOST = 500  # records of one bulk mutation
COST = 10  # points for an action, beside what its payload costs
KEPT = 2000  # payload questions
coercion: Any = graphql.utilities  # its annotations leave most of it open
NOT_THERE = "There is no such record, or you may not see it."


@dataclass(frozen=True, slots=True)
class Occasion:
    """The request in which something is done."""

    request_id: str = ""
    idempotency_key: str | None = None  # of the header; the input's own comes first


@dataclass
class Outcome:
    """What a mutation has led to."""

    data: dict[str, Any] = field(default_factory=dict[str, Any])
    errors: list[Any] = field(default_factory=list[Any])
    hidden: list[HiddenField] = field(default_factory=list[HiddenField])
    cost: int = 0


class _Rehearsed(Exception):
    """Raised at the first statement: everything that could refuse the question has been asked."""


class Mutations:
    """Performs and answers mutations over one database."""

    def __init__(self, graph: Graph, reader: Reader, plans: Plans, runner: Runner) -> None:
        self._graph, self._reader, self._plans, self._runner = graph, reader, plans, runner
        self._readings: dict[Any, tuple[Reading, Operation]] = {}

    async def answer(
        self,
        operation: Operation,
        variables: Mapping[str, Any] | None,
        actor: Actor,
        schema: GraphQLSchema,
        occasion: Occasion,
        *,
        reject: bool = False,
        parsed: bool = False,
    ) -> Outcome:
        """Does everything that the operation asks for, in order.

        `reject` refuses it when something of the payload is withheld; `parsed` as in `shape.write`.
        Raises a Refusal, before anything is done, for variables that do not fit and for a payload
        that may not be asked.
        """
        coerced = _coerced(operation, variables, schema)
        rights = self._plans.rights(actor)
        planning = Planning(self._graph, rights, operation.document, Arguments(coerced.coerced))
        asked = planning.fields("Mutation", [operation.definition.selection_set], ())
        doing = [
            _Field(self, operation, dict(variables or {}), coerced, actor, schema, planning, one,
                   parsed, _key_of(occasion, one, asked), occasion.request_id)
            for one in asked
        ]  # fmt: skip
        withheld = [hidden for one in doing for hidden in await one.prepare()]
        if reject and withheld:
            raise failures.withheld(withheld)
        outcome = Outcome()
        for one in doing:
            await one.run(outcome)
        return outcome

    # -- what one root field needs ---------------------------------------------------------------

    def reading(self, operation: Operation, root: str, asked: list[Asked], place: str) -> Reading:
        """The question for a record, made once for an operation."""
        key = (operation.key, place, tuple(id(node) for one in asked for node in one.nodes))
        held = self._readings.get(key)
        if held is None:
            made = payloads.reading(operation, root, asked, f"{place} {len(self._readings)}")
            if len(self._readings) >= KEPT:
                self._readings.clear()
            held = self._readings[key] = made, operation  # kept, so that no id is used again
        return held[0]

    @property
    def graph(self) -> Graph:
        return self._graph

    @property
    def runner(self) -> Runner:
        return self._runner

    async def ready(
        self,
        reading: Reading,
        variables: dict[str, Any],
        id_: str,
        actor: Actor,
        schema: GraphQLSchema,
        *,
        parsed: bool,
    ) -> tuple[Ready, dict[str, Any]]:
        return await self._plans.of(
            reading.operation, reading.variables(variables, id_), actor, schema, parsed=parsed
        )

    async def rehearse(self, ready: Ready, variables: dict[str, Any], actor: Actor) -> None:
        """Runs a question up to its first statement: its cost, page sizes and cursors are checked.

        Raises what they raise.
        """

        def stop(*_: Any) -> Any:
            raise _Rehearsed

        try:
            made = ready.function.call(stop, variables, self._values(actor), actor.key)
            if self._reader.dialect.is_async:
                await made
        except _Rehearsed:
            pass

    async def read(
        self, ready: Ready, variables: dict[str, Any], actor: Actor
    ) -> tuple[dict[str, Any], list[Any], int]:
        return await self._reader.answer(
            ready.function, variables, self._values(actor), actor.key, scan=ready.scan
        )

    def _values(self, actor: Actor) -> dict[str, Any]:
        return values_of(actor, as_json=not self._reader.dialect.is_async)


@dataclass
class _Field:
    """One root field of a mutation."""

    mutations: Mutations
    operation: Operation
    variables: dict[str, Any]
    coerced: VariableValues
    actor: Actor
    schema: GraphQLSchema
    planning: Planning
    asked: Asked
    parsed: bool
    idempotency_key: str | None
    request_id: str

    async def prepare(self) -> list[HiddenField]:
        """Reads the arguments and plans the payload; returns what of it is withheld.

        Raises a Refusal where either is wrong.
        """
        self.arguments = self._arguments()
        self.readings: dict[str, Reading] = {}
        hidden: list[HiddenField] = []
        if self.asked.name == "__typename":
            return hidden
        for place, type_name, shown in self._shown():
            self.readings[place] = self._reading(type_name, place, shown)
            ready, variables = await self._ready(self.readings[place], global_id(type_name, 0))
            await self.mutations.rehearse(ready, variables, self.actor)
            hidden += ready.plan.hidden
        return hidden

    async def run(self, outcome: Outcome) -> None:
        key = self.asked.key
        if self.asked.name == "__typename":
            outcome.data[key] = "Mutation"
        elif self.asked.name in self.mutations.graph.bulks:
            outcome.data[key] = await self._many(outcome)
        else:
            action = self.mutations.graph.actions[self.asked.name]
            given = self.arguments["input"]
            done, errors = await self._perform(action, given, self._key(given))
            outcome.data[key] = await self._payload(self.asked, "", done, errors, outcome)

    # -- acting ----------------------------------------------------------------------------------

    async def _perform(
        self, action: Action, given: Mapping[str, Any], idempotency_key: str | None
    ) -> tuple[int | None, tuple[UserError, ...]]:
        """The key of the record that it has led to, or why it was not done."""
        key = None
        if not action.creates:
            type_name, key = read_id(str(given["id"]))
            if type_name != action.type_name:
                return None, (NotFound(NOT_THERE, "id"),)
        call = Call(
            action, key, given, given.get("expectedVersion"), idempotency_key, self.request_id
        )
        try:
            return await self.mutations.runner.perform(call, self.actor), ()
        except Refused as refused:
            return None, refused.errors

    async def _many(self, outcome: Outcome) -> dict[str, Any]:
        """One result for each id; each is done, or refused, on its own."""
        type_name, verb = self._bulk
        action = ACTIONS[type_name][verb]
        results: list[tuple[str, int | None, tuple[UserError, ...]]] = []
        for id_ in self.arguments["ids"]:
            given, wrong = self._given(action, id_)
            done, errors = (None, wrong) if wrong else await self._perform(
                action, given, self._key(self.arguments, str(id_))
            )  # fmt: skip
            results.append((str(id_), done, errors))
        return await self._results(results, outcome)

    @property
    def _bulk(self) -> tuple[str, str]:
        """The type and the verb of a mutation over many records."""
        type_name = self.mutations.graph.bulks[self.asked.name]
        wanted = self.arguments["action"]
        wanted = getattr(wanted, "value", wanted)
        return type_name, next(v for v in ACTIONS[type_name] if camel(v) == wanted)

    def _given(self, action: Action, id_: Any) -> tuple[dict[str, Any], tuple[UserError, ...]]:
        """The input of one record, read as the action's own mutation reads it."""
        type_: Any = self.schema.get_type(f"{action.name[0].upper()}{action.name[1:]}Input")
        further: Any = self.arguments.get("input") or {}
        if type_ is None or not isinstance(further, dict):
            return {}, (InvalidInput("The input is an object of the action's inputs."),)
        value = {**cast("dict[str, Any]", further), "id": id_}
        wrong: list[str] = []

        def note(error: GraphQLError, _path: object) -> None:
            wrong.append(error.message)

        coercion.validate_input_value(value, type_, note, hide_suggestions=True)
        read: Any = coercion.coerce_input_value(value, type_)
        if wrong or read is Undefined:
            return {}, (InvalidInput(wrong[0] if wrong else "This input cannot be read."),)
        return read, ()

    def _key(self, given: Mapping[str, Any], suffix: str = "") -> str | None:
        key = given.get("idempotencyKey") or self.idempotency_key
        return f"{key} {suffix}".rstrip() if key else None

    # -- answering -------------------------------------------------------------------------------

    async def _results(
        self, results: list[tuple[str, int | None, tuple[UserError, ...]]], outcome: Outcome
    ) -> dict[str, Any]:
        done = sum(key is not None for _, key, _ in results)
        values: dict[str, Any] = {
            "done": done,
            "refused": len(results) - done,
            "__typename": self._payload_type,
        }
        made: dict[str, Any] = {}
        for entry in self.planning.below(self._payload_type, self.asked):
            if entry.name != "results":
                made[entry.key] = values[entry.name]
                continue
            made[entry.key] = [
                await self._payload(entry, entry.key, key, errors, outcome, id_=id_)
                for id_, key, errors in results
            ]
        return made

    async def _payload(
        self,
        asked: Asked,
        place: str,
        key: int | None,
        found: tuple[UserError, ...],
        outcome: Outcome,
        id_: str = "",
    ) -> dict[str, Any]:
        """The record afterwards, and the errors."""
        type_name = self._result_type if place else self._payload_type
        made: dict[str, Any] = {}
        for entry in self.planning.below(type_name, asked):
            match entry.name:
                case "__typename":
                    made[entry.key] = type_name
                case "id":
                    made[entry.key] = id_
                case "errors":
                    made[entry.key] = await self._errors(entry, found, outcome)
                case _:
                    made[entry.key] = None
        if key is not None and (reading := self.readings.get(f"{place}record")):
            made |= await self._read(reading, global_id(self._record, key), asked.path, outcome)
        outcome.cost += COST
        return made

    async def _errors(
        self, asked: Asked, found: tuple[UserError, ...], outcome: Outcome
    ) -> list[dict[str, Any]]:
        made = payloads.errors(self.planning, asked, found)
        for place, error, shown in payloads.conflicts(self.planning, asked, found):
            if isinstance(error, VersionConflict):
                reading = self._reading("", f"{asked.key} current", shown)
                id_ = global_id(self._record, error.key)
                made[place] |= await self._read(reading, id_, asked.path, outcome)
        return made

    async def _read(
        self, reading: Reading, id_: str, path: tuple[str, ...], outcome: Outcome
    ) -> dict[str, Any]:
        """The selected parts of a record. What is done stays done: a failure here is an error of
        the answer, not of the action.
        """
        try:
            ready, variables = await self._ready(reading, id_)
            data, errors, cost = await self.mutations.read(ready, variables, self.actor)
        except Refusal as refusal:
            said = f"It was done, but cannot be shown: {refusal.message}"
            outcome.errors.append(
                {"message": said, "path": list(path), "extensions": refusal.extensions}
            )
            return {}
        outcome.cost += cost
        outcome.errors += [{**e, "path": [*path, *e.get("path", ())]} for e in errors]
        outcome.hidden += [
            HiddenField(h.coordinate, (*path, *h.path), h.rows, h.rule) for h in ready.plan.hidden
        ]
        return data

    async def _ready(self, reading: Reading, id_: str) -> tuple[Ready, dict[str, Any]]:
        return await self.mutations.ready(
            reading, self.variables, id_, self.actor, self.schema, parsed=self.parsed
        )

    # -- what is asked ---------------------------------------------------------------------------

    def _arguments(self) -> dict[str, Any]:
        mutation: Any = self.schema.mutation_type
        definition: GraphQLField | None = mutation.fields.get(self.asked.name)
        node: FieldNode = self.asked.nodes[0]
        if definition is None:
            return {}
        try:
            given = get_argument_values(definition, node, self.coerced, hide_suggestions=True)
        except GraphQLError as error:
            raise failures.refuse(BadInput, [error]) from None
        if len(given.get("ids", ())) > MOST:
            raise BadInput(f"At most {MOST} records at once.")
        return given

    def _shown(self) -> Iterator[tuple[str, str, list[Asked]]]:
        """The places where a record is shown: where, of which type, and what is selected of it."""
        inside = [(self.asked, "", self._payload_type)]
        if self.asked.name in self.mutations.graph.bulks:
            below = self.planning.below(self._payload_type, self.asked)
            inside = [(e, e.key, self._result_type) for e in below if e.name == "results"]
        for asked, place, type_name in inside:
            record = self._record[0].lower() + self._record[1:]
            fields = self.planning.below(type_name, asked)
            if shown := [f for f in fields if f.name == record]:
                yield f"{place}record", self._record, shown

    def _reading(self, type_name: str, place: str, shown: list[Asked]) -> Reading:
        root = type_name[0].lower() + type_name[1:] if type_name else "node"
        return self.mutations.reading(self.operation, root, shown, f"{self.asked.key} {place}")

    @property
    def _record(self) -> str:
        """The type of the record that the payload shows."""
        graph = self.mutations.graph
        bulk = graph.bulks.get(self.asked.name)
        return bulk or graph.actions[self.asked.name].type_name

    @property
    def _payload_type(self) -> str:
        return f"{self.asked.name[0].upper()}{self.asked.name[1:]}Payload"

    @property
    def _result_type(self) -> str:
        return f"{self._record}ActResult"


def _key_of(occasion: Occasion, asked: Asked, every: list[Asked]) -> str | None:
    """The header's idempotency key; of several root fields each has its own."""
    key = occasion.idempotency_key
    return f"{key} {asked.key}" if key and len(every) > 1 else key


def _coerced(
    operation: Operation, variables: Mapping[str, Any] | None, schema: GraphQLSchema
) -> VariableValues:
    definitions = operation.definition.variable_definitions or ()
    result: Any = get_variable_values(
        schema, definitions, dict(variables or {}), hide_suggestions=True
    )
    if isinstance(result, list):
        raise failures.refuse(BadInput, cast("list[GraphQLError]", result))
    return cast("VariableValues", result)
