"""Questions about a record whose answers no column holds: worked out, and written nowhere.

    @question(SCHEDULE, row="reckon", answer=ANSWER, parts=PARTS)
    async def add(schedule: Schedule, act: Act, *, start: datetime, seconds: int) -> dict[str, Any]:
        \"\"\"Say when so much working time has passed.

        start: Since when.
        seconds: How much.
        \"\"\"

It is the mutation `scheduleAdd`, for those who see the record and have `do` in the row. The answer
is a dictionary by GraphQL names, as JSON has it; what cannot be answered is Refused.

A question that takes its time is `lasting`: it is answered after the transaction in which its right
was checked, so that nobody waits for it who has something to write.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar, cast

from strawberry.utils.str_converters import to_camel_case
from tortoise.models import Model
from tortoise.transactions import in_transaction

from gateway.errors import NOT_THERE
from gateway.policy.grid import Policy
from gateway.request.actions import inputs, payloads
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import Action, capitalised, described
from gateway.request.actions.foresight import COST, FORBIDDEN, Foreseeing, Look
from gateway.request.actions.refusals import ActionForbidden, NotFound, Refused, UserError, refuse
from gateway.request.actions.showing import Outcome
from gateway.request.planning import Asked

Ask = Callable[..., Awaitable[Mapping[str, Any]]]
A = TypeVar("A", bound=Ask)
Fields = Mapping[str, tuple[str, str]]  # name -> (annotation, description)


@dataclass(frozen=True, slots=True)
class Part:
    """A type within an answer."""

    description: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Question:
    """A question about one record."""

    action: Action
    answer: Fields
    parts: Mapping[str, Part]  # types that the answer consists of, by name
    lasting: bool = False  # whether it is answered outside of any transaction

    @property
    def payload(self) -> str:
        return f"{capitalised(self.action.name)}Payload"


QUESTIONS: dict[str, Question] = {}  # mutation -> what it asks


def question(
    policy: Policy,
    *,
    row: str,
    answer: Fields,
    parts: Mapping[str, Part] | None = None,
    lasting: bool = False,
) -> Callable[[A], A]:
    """Declares a question about records of a type, for those who have `do` in the row."""

    def declare(ask: A) -> A:
        said, given = described(ask)
        made = Action(
            policy=policy,
            verb=ask.__name__,
            perform=ask,
            description=said,
            label="",
            inputs=given,
            fields=(),
            moves=None,
            row=row,
            right="do",
            system=True,
            bulk=False,
            above="",
        )
        QUESTIONS[made.name] = Question(made, answer, parts or {}, lasting)
        return ask

    return declare


@dataclass
class Answering(Foreseeing):
    """One root field that answers a question. It is prepared and run like those that act."""

    async def run(self, outcome: Outcome) -> dict[str, Any]:
        outcome.cost += COST
        asked = QUESTIONS[self.asked.name]
        found: Mapping[str, Any] = {}
        errors: tuple[UserError, ...] = ()
        try:
            found = await self._answer(asked)
        except Refused as refused:
            errors = refused.errors
        made: dict[str, Any] = {}
        for one in self.asking.planning.below(asked.payload, self.asked):
            if one.name == "errors":
                made[one.key] = payloads.errors(self.asking.planning, one, errors)
            elif one.name == "__typename":
                made[one.key] = asked.payload
            else:
                made[one.key] = self._told(asked, asked.answer, one, found.get(one.name))
        return made

    async def _answer(self, asked: Question) -> Mapping[str, Any]:
        async with in_transaction() as connection:
            answer = await self._ready(asked.action, connection)
            if not asked.lasting:
                return await answer()
        return await answer()

    async def _ready(self, action: Action, connection: Any) -> Callable[[], Awaitable[Any]]:
        """What answers it, once it is clear that it may be asked. Raises Refused."""
        actor, given = self.asking.actor, self.arguments
        rights = self.runner.rights_of(actor)
        right = rights.may(action.type_name, action.row, "do")
        if not right.allowed:
            raise Refused(ActionForbidden(FORBIDDEN, rule=right.rule))
        look = Look(self.runner, action, rights, connection)
        record = await look.record(self.asking, given.get("id"))
        if not record.pk:
            raise Refused(NotFound(NOT_THERE, "id"))
        if not await look.holds(self.asking, right, record):
            raise Refused(ActionForbidden(FORBIDDEN, rule=right.rule))
        slots = self.runner.slots(action)
        reading = inputs.read(slots, given, frozenset(s.name for s in slots if s.input.required))
        refuse([*reading.errors, *await look.refer(self.asking, reading)])
        act = Act(actor, self.runner.clock(), lambda _: True)
        act.may_read = lambda type_name, row: rights.field(type_name, row).allowed
        act.among = self._among
        return partial(action.perform, record, act, **reading.values)

    async def _among(self, model: type[Model], keys: Sequence[int]) -> frozenset[int]:
        """Those of these keys whose records may be seen by who asks."""
        async with in_transaction() as connection:
            rights = self.runner.rights_of(self.asking.actor)
            look = Look(self.runner, QUESTIONS[self.asked.name].action, rights, connection)
            return await look.among(self.asking, model, keys)

    def _told(self, asked: Question, fields: Fields, one: Asked, value: Any) -> Any:
        """Of a value what was selected; parts are dictionaries, and lists of them."""
        kind = next((k for k in asked.parts if k in _annotation(fields, one.name)), "")
        if not kind or value is None:
            return value
        if isinstance(value, list):
            return [self._part(asked, kind, one, each) for each in cast("list[Any]", value)]
        return self._part(asked, kind, one, value)

    def _part(self, asked: Question, kind: str, one: Asked, value: Any) -> dict[str, Any]:
        fields = asked.parts[kind].fields
        return {
            each.key: kind
            if each.name == "__typename"
            else self._told(asked, fields, each, value.get(each.name))
            for each in self.asking.planning.below(kind, one)
        }


def _annotation(fields: Fields, name: str) -> str:
    found = (annotation for key, (annotation, _) in fields.items() if to_camel_case(key) == name)
    return next(found, "")
