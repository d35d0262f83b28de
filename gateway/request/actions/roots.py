"""The root fields of a mutation: an action with one record, or one with each of many."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, ClassVar, cast

import graphql.utilities
from graphql import GraphQLError, GraphQLField
from graphql.execution.values import get_argument_values
from strawberry.utils.str_converters import to_camel_case

from gateway.errors import NOT_THERE, BadInput
from gateway.request import failures
from gateway.request.act import Call, Runner
from gateway.request.actions import payloads, replays
from gateway.request.actions.declaring import Action, capitalised, uncapitalised
from gateway.request.actions.payloads import Reading
from gateway.request.actions.refusals import (
    InvalidInput,
    NotFound,
    Refused,
    UserError,
    VersionConflict,
)
from gateway.request.actions.showing import Asking, Outcome, Showing
from gateway.request.graph import Graph
from gateway.request.plan import HiddenField
from gateway.request.planning import Asked
from gateway.request.scalars import global_id, read_id

COST = 10  # points for an action, beside what its payload costs
MOST = 500  # records of one mutation
ERRORS = "errors"  # the field of payloads and results
NO_OBJECT = "The input is an object of the action's inputs."
coercion: Any = graphql.utilities  # its annotations leave most of it open

Errors = tuple[UserError, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one record: its key, or why nothing was done."""

    key: int | None
    errors: Errors = ()


@dataclass
class Root(ABC):
    """One root field: its arguments, and the questions for the records that its payload shows."""

    graph: Graph
    runner: Runner
    showing: Showing
    asking: Asking
    asked: Asked
    idempotency_key: str | None  # of the request; the input's own comes first
    arguments: dict[str, Any] = field(default_factory=dict[str, Any])
    readings: dict[str, Reading] = field(default_factory=dict[str, Reading])
    cost: int = 0  # of the payload, at most

    async def prepare(self) -> list[HiddenField]:
        """Reads the arguments and plans the payload; returns what of it is withheld.

        Raises a Refusal where either is wrong: then nothing of the mutation is done.
        """
        self.arguments = self._arguments()
        hidden: list[HiddenField] = []
        for place, shown in self._shown():
            self.readings[place] = self._reading(place, shown)
            hidden += await self._rehearse(self.readings[place])
        for errors in self._errors_asked():
            if shown := payloads.current(self.asking.planning, errors):
                hidden += await self._rehearse(self._current(errors, shown))
        return hidden

    async def _rehearse(self, reading: Reading) -> list[HiddenField]:
        nowhere = global_id(self._type, 0)
        cost, hidden = await self.showing.rehearse(self.asking, reading, nowhere)
        self.cost += cost * self._times
        return hidden

    @property
    def _times(self) -> int:
        """How many records it acts on."""
        return 1

    @abstractmethod
    async def run(self, outcome: Outcome) -> dict[str, Any]:
        """Acts, and returns the payload."""

    @property
    @abstractmethod
    def _type(self) -> str:
        """The type of the records that it acts on."""

    @property
    @abstractmethod
    def _action(self) -> Action:
        """What is done."""

    @abstractmethod
    def _shown(self) -> Iterator[tuple[str, list[Asked]]]:
        """Where the payload shows a record, and what is selected of it."""

    @abstractmethod
    def _errors_asked(self) -> Iterator[Asked]:
        """The selections of errors in the payload."""

    @property
    def _payload(self) -> str:
        return f"{capitalised(self.asked.name)}Payload"

    def _arguments(self) -> dict[str, Any]:
        mutation: Any = self.asking.schema.mutation_type
        definition: GraphQLField = mutation.fields[self.asked.name]
        try:
            return get_argument_values(
                definition, self.asked.nodes[0], self.asking.coerced, hide_suggestions=True
            )
        except GraphQLError as error:
            raise failures.refuse(BadInput, [error]) from None

    def _below(self, type_name: str, asked: Asked) -> list[Asked]:
        return self.asking.planning.below(type_name, asked)

    # -- acting ----------------------------------------------------------------------------------

    def _key(self, given: Mapping[str, Any]) -> str | None:
        own = given.get("idempotencyKey")
        return self.idempotency_key if own is None else own

    async def _perform(
        self,
        action: Action,
        given: Mapping[str, Any],
        idempotency_key: str | None,
        outcome: Outcome,
    ) -> Done:
        outcome.cost += COST
        key = None
        if not action.creates:
            type_name, key = read_id(str(given["id"]))
            if type_name != action.type_name:
                return Done(None, (NotFound(NOT_THERE, "id"),))
        expected, request_id = given.get("expectedVersion"), self.asking.request_id
        call = Call(action, key, given, expected, idempotency_key, request_id)
        try:
            return Done(await self.runner.perform(call, self.asking.actor))
        except Refused as refused:
            return Done(None, refused.errors)

    # -- showing ---------------------------------------------------------------------------------

    def _records(self, type_name: str, asked: Asked) -> list[Asked]:
        """The selections of the record, in a payload or a result."""
        return self._named(type_name, asked, uncapitalised(self._type))

    def _named(self, type_name: str, asked: Asked, name: str) -> list[Asked]:
        return [one for one in self._below(type_name, asked) if one.name == name]

    def _current(self, errors: Asked, shown: list[Asked]) -> Reading:
        return self._reading(f"{errors.key} current", shown, root="node")

    def _reading(self, place: str, shown: list[Asked], root: str = "") -> Reading:
        root = root or uncapitalised(self._type)
        return self.showing.reading(self.asking, root, shown, f"{self.asked.key} {place}")

    async def _answer(
        self, type_name: str, asked: Asked, place: str, done: Done, outcome: Outcome, id_: str = ""
    ) -> dict[str, Any]:
        """A payload or result: the record afterwards, and the errors."""
        plain = {"__typename": type_name, "id": id_}
        made: dict[str, Any] = {}
        for one in self._below(type_name, asked):
            if one.name == "errors":
                made[one.key] = await self._errors(one, done.errors, outcome)
            else:
                made[one.key] = plain.get(one.name)
        reading = self.readings.get(place)
        if done.key is None or reading is None or self._action.removes:
            return made
        shown = global_id(self._type, done.key)
        return made | await self.showing.show(self.asking, reading, shown, asked.path, outcome)

    async def _errors(self, asked: Asked, found: Errors, outcome: Outcome) -> list[dict[str, Any]]:
        planning = self.asking.planning
        made = payloads.errors(planning, asked, found)
        shown = payloads.current(planning, asked)
        for place, error in enumerate(found):
            if shown and isinstance(error, VersionConflict):
                id_ = global_id(self._type, error.key)
                made[place] |= await self.showing.show(
                    self.asking, self._current(asked, shown), id_, asked.path, outcome
                )
        return made


class One(Root):
    """An action with one record."""

    async def run(self, outcome: Outcome) -> dict[str, Any]:
        given = self.arguments["input"]
        done = await self._perform(self._action, given, self._key(given), outcome)
        return await self._answer(self._payload, self.asked, "", done, outcome)

    @property
    def _action(self) -> Action:
        return self.graph.actions[self.asked.name]

    @property
    def _type(self) -> str:
        return self._action.type_name

    def _shown(self) -> Iterator[tuple[str, list[Asked]]]:
        if shown := self._records(self._payload, self.asked):
            yield "", shown

    def _errors_asked(self) -> Iterator[Asked]:
        yield from self._named(self._payload, self.asked, ERRORS)


class _EnoughError(Exception):
    """So much is wrong with an input that nobody wants to hear more."""


class Many(Root):
    """The same action with each of many records: each is done, or refused, on its own."""

    RESULTS: ClassVar[str] = "results"

    async def run(self, outcome: Outcome) -> dict[str, Any]:
        ids = dict.fromkeys(map(str, self.arguments["ids"]))  # once each
        given, wrong = self._given()
        done = [
            (id_, Done(None, wrong) if wrong else await self._one({**given, "id": id_}, outcome))
            for id_ in ids
        ]
        acted = sum(each.key is not None for _, each in done)
        plain = {"__typename": self._payload, "done": acted, "refused": len(done) - acted}
        made: dict[str, Any] = {}
        for entry in self._below(self._payload, self.asked):
            if entry.name != self.RESULTS:
                made[entry.key] = plain[entry.name]
                continue
            made[entry.key] = [
                await self._answer(self._result, entry, entry.key, each, outcome, id_)
                for id_, each in done
            ]
        return made

    def _arguments(self) -> dict[str, Any]:
        given = super()._arguments()
        if len(given["ids"]) > MOST:
            raise BadInput(f"At most {MOST} records at once.")
        return given

    async def _one(self, given: dict[str, Any], outcome: Outcome) -> Done:
        key = self._key(self.arguments)
        key = None if key is None else replays.part(key, given["id"])
        return await self._perform(self._action, given, key, outcome)

    def _given(self) -> tuple[dict[str, Any], Errors]:
        """The input for each record, read once, as the action's own mutation reads it."""
        type_ = self.asking.schema.get_type(self._action.input_name)
        further: Any = self.arguments.get("input")
        further = {} if further is None else further
        if not isinstance(further, dict):
            return {}, (InvalidInput(NO_OBJECT),)
        value = {**cast("dict[str, Any]", further), "id": ""}
        wrong: list[InvalidInput] = []

        def note(error: GraphQLError, _path: object) -> None:
            wrong.append(InvalidInput(error.message))
            if len(wrong) == failures.MOST:
                raise _EnoughError

        with suppress(_EnoughError):
            coercion.validate_input_value(value, type_, note, hide_suggestions=True)
        if wrong:
            return {}, tuple(wrong)
        return coercion.coerce_input_value(value, type_), ()

    @property
    def _action(self) -> Action:
        wanted = self.arguments["action"]
        wanted = getattr(wanted, "value", wanted)
        every = (a for a in self.graph.actions.values() if a.type_name == self._type)
        return next(action for action in every if to_camel_case(action.verb) == wanted)

    @property
    def _type(self) -> str:
        return self.graph.bulks[self.asked.name]

    @property
    def _result(self) -> str:
        return f"{self._type}ActResult"

    def _shown(self) -> Iterator[tuple[str, list[Asked]]]:
        for entry in self._named(self._payload, self.asked, self.RESULTS):
            if shown := self._records(self._result, entry):
                yield entry.key, shown

    def _errors_asked(self) -> Iterator[Asked]:
        for entry in self._named(self._payload, self.asked, self.RESULTS):
            yield from self._named(self._result, entry, ERRORS)

    @property
    def _times(self) -> int:
        return len(self.arguments["ids"])
