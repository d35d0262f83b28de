"""Says what would follow from values before they are written, so that forms can fill and narrow.

    @foresight(CASE, row="create", fields=("account", "contact", "asset"))
    async def fit(case: Case, act: Act, *, given: frozenset[str], latest: str) -> Prospect:
        \"\"\"What follows from what is known of a case.\"\"\"

It is the mutation `caseFit`: it takes what a form holds, runs the rules of the actions, and writes
nothing. Of what it finds, an actor learns only records that he may see, in fields that he may give.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, cast

from graphql.execution.values import get_argument_values
from strawberry.utils.str_converters import to_camel_case, to_snake_case
from tortoise.models import Model
from tortoise.transactions import in_transaction

from gateway.errors import NOT_THERE
from gateway.policy.grid import Policy
from gateway.policy.rights import Access, Rights
from gateway.request.act import Runner
from gateway.request.actions import inputs, payloads
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import Action
from gateway.request.actions.inputs import Reading, Slot, granted
from gateway.request.actions.record import fill, snapshot
from gateway.request.actions.refusals import ActionForbidden, BadReference, UserError
from gateway.request.actions.showing import Asking, Outcome
from gateway.request.plan import HiddenField
from gateway.request.planning import Asked
from gateway.request.scalars import global_id, read_id

COST = 10  # points
KINDS = {"values": "FitValue", "choices": "FitChoice", "matches": "FitMatch"}
MOST = 50  # matches of one input
FORBIDDEN = "You may not do what this is for."


@dataclass(frozen=True, slots=True)
class Match:
    """How well a record that could be chosen fits, and by which fields."""

    name: str  # the input that could name it
    key: int
    score: int
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prospect:
    """What would follow: filters (as clients write them) by reference, and what does not fit.

    The values that follow stand in the record itself.
    """

    choices: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    errors: tuple[UserError, ...] = ()
    matches: tuple[Match, ...] = ()  # the best first


Foresee = Callable[..., Awaitable[Prospect]]
FORESIGHTS: dict[str, Action] = {}  # mutation -> what it asks


def foresight(policy: Policy, *, row: str, fields: Iterable[str]) -> Callable[[Foresee], Foresee]:
    """Declares what can be foreseen of records of a type, by those who have `do` in the row."""

    def declare(foresee: Foresee) -> Foresee:
        made = Action(
            policy=policy,
            verb=foresee.__name__,
            perform=foresee,
            description=" ".join((foresee.__doc__ or "").split()),
            label="",
            inputs=(),
            fields=tuple(fields),
            moves=None,
            row=row,
            right="do",
            system=True,
            bulk=False,
            above="",
        )
        FORESIGHTS[made.name] = made
        return foresee

    return declare


@dataclass
class Foreseeing:
    """One root field of a mutation that foresees. It is prepared and run like those that act."""

    runner: Runner
    asking: Asking
    asked: Asked
    cost: int = COST
    arguments: dict[str, Any] = field(default_factory=dict[str, Any])

    async def prepare(self) -> list[HiddenField]:
        """Reads the arguments."""
        mutation: Any = self.asking.schema.mutation_type
        definition = mutation.fields[self.asked.name]
        self.arguments = get_argument_values(
            definition, self.asked.nodes[0], self.asking.coerced, hide_suggestions=True
        )["input"]
        return []

    async def run(self, outcome: Outcome) -> dict[str, Any]:
        """Foresees, and returns the payload."""
        outcome.cost += COST
        async with in_transaction() as connection:
            foreseen = await _Foreseen.of(self, connection)
        type_name = f"{self.asked.name[:1].upper()}{self.asked.name[1:]}Payload"
        found: dict[str, Any] = {
            "__typename": type_name,
            "values": [{"name": n, "value": v} for n, v in foreseen.values.items()],
            "choices": [{"name": n, "filter": f} for n, f in foreseen.choices.items()],
            "matches": foreseen.matches,
        }
        made: dict[str, Any] = {}
        for one in self.asking.planning.below(type_name, self.asked):
            if one.name == "errors":
                made[one.key] = payloads.errors(self.asking.planning, one, foreseen.errors)
            else:
                made[one.key] = self._picked(one, found[one.name])
        return made

    def _picked(self, asked: Asked, value: Any) -> Any:
        """Of each entry of a list what was selected."""
        if not isinstance(value, list):
            return value
        kind = KINDS[asked.name]
        wanted = [(w.key, w.name) for w in self.asking.planning.below(kind, asked)]
        entries = cast("list[dict[str, Any]]", value)
        return [{k: kind if n == "__typename" else each[n] for k, n in wanted} for each in entries]


@dataclass(frozen=True, slots=True)
class _Foreseen:
    """What an actor may learn, by GraphQL names."""

    values: Mapping[str, str | None]
    choices: Mapping[str, Any]
    errors: tuple[UserError, ...]
    matches: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    @classmethod
    async def of(cls, root: Foreseeing, connection: Any) -> "_Foreseen":
        action = FORESIGHTS[root.asked.name]
        look = Look(root.runner, action, root.runner.rights_of(root.asking.actor), connection)
        return await look.ahead(root.asking, root.arguments)


@dataclass(frozen=True, slots=True)
class Look:
    """Reads for a question what its actor may see."""

    runner: Runner
    action: Action
    rights: Rights
    connection: Any

    @property
    def slots(self) -> list[Slot]:
        """The inputs that the actor may give, on some records at least."""
        return [slot for slot in self.runner.slots(self.action) if self._may(slot)]

    def _may(self, slot: Slot) -> bool:
        refers_to = slot.input.kind.__name__ if slot.input.refers else ""
        return granted(self.rights, self.action, slot.name, refers_to, many=False).allowed

    async def ahead(self, asking: Asking, given: Mapping[str, Any]) -> _Foreseen:
        right = self.rights.may(self.action.type_name, self.action.row, "do")
        if not right.allowed:
            return _Foreseen({}, {}, (ActionForbidden(FORBIDDEN, rule=right.rule),))
        slots = self.slots
        reading = inputs.read(slots, given, frozenset())
        errors: list[UserError] = list(reading.errors)
        errors += await self.refer(asking, reading)
        record = await self.record(asking, given.get("id"))
        act = Act(asking.actor, self.runner.clock(), lambda _: True)
        act.before = snapshot(record) if record.pk else {}
        fill(record, reading.values)
        prospect = await self.action.perform(
            record,
            act,
            given=frozenset(n for n, v in reading.values.items() if v is not None),
            latest=to_snake_case(given.get("latest") or ""),
        )
        names = {slot.name: slot.key for slot in slots}
        filled = (slot for slot in slots if not issubclass(slot.input.kind, Enum))
        values = {s.key: await self._value(asking, s, record) for s in filled}
        choices = {names[n]: f for n, f in prospect.choices.items() if n in names}
        told = (e for e in prospect.errors if not e.field or e.field in names)
        matches = await self._matches(asking, prospect.matches)
        return _Foreseen(values, choices, (*errors, *told), matches)

    async def refer(self, asking: Asking, reading: Reading) -> list[UserError]:
        """Puts the records that inputs name in their places; what cannot be seen is not there."""
        errors: list[UserError] = []
        for slot, (key,) in reading.references:
            found = await self._seen(asking, slot.input.kind, [key])
            if found:
                reading.values[slot.name] = _from_row(slot.input.kind, found[key])
            else:
                errors.append(BadReference(NOT_THERE, slot.name))
        return errors

    async def _matches(self, asking: Asking, found: tuple[Match, ...]) -> list[dict[str, Any]]:
        """Those that the actor may see and name, as clients see them."""
        told: list[dict[str, Any]] = []
        for slot in self.slots:
            own = [match for match in found if match.name == slot.name][:MOST]
            kind = slot.input.kind
            seen = await self._seen(asking, kind, [one.key for one in own]) if own else {}
            told += [
                {
                    "name": slot.key,
                    "id": global_id(kind.__name__, one.key),
                    "score": one.score,
                    "because": [to_camel_case(name) for name in one.because],
                }
                for one in own
                if one.key in seen
            ]
        return told

    async def record(self, asking: Asking, id_: str | None) -> Any:
        """The record as it stands, if there is one that may be seen; else a new one."""
        model: Any = self.action.policy.model
        type_name, key = read_id(id_ or "")
        if type_name == self.action.type_name:
            found = await self._seen(asking, model, [key])
            if found:
                return _from_row(model, found[key])
        return model()

    async def holds(self, asking: Asking, right: Access, record: Any) -> bool:
        """Whether a right holds for a record: what holds for some may not hold for this one."""
        guards = self.runner.guards
        question = guards.holding(self.action.type_name, self.rights, [right])
        values = question.values(int(record.pk), asking.actor, guards.dialect)
        row = (await self.connection.by_key(question.text, values))[0]
        return bool(row["f0"] and row["f1"])

    async def _value(self, asking: Asking, slot: Slot, record: Any) -> str | None:
        if not slot.input.refers:
            value = getattr(record, slot.name)
            return None if value is None else str(value)
        key: int | None = getattr(record, f"{slot.name}_id")
        if key is None or not await self._seen(asking, slot.input.kind, [key]):
            return None
        return global_id(slot.input.kind.__name__, key)

    async def among(self, asking: Asking, kind: type[Model], keys: Sequence[int]) -> frozenset[int]:
        """Those of these keys whose rows the actor may see."""
        guards = self.runner.guards
        question = guards.among(kind.__name__, self.rights)
        values = question.values(list(keys), asking.actor, guards.dialect)
        return frozenset(row["id"] for row in await self.connection.by_key(question.text, values))

    async def _seen(self, asking: Asking, kind: type[Any], keys: list[int]) -> dict[int, Any]:
        """The rows with these keys that the actor may see."""
        guards = self.runner.guards
        question = guards.visible(kind.__name__, self.rights)
        values = question.values(keys, asking.actor, guards.dialect)
        return {row["id"]: row for row in await self.connection.by_key(question.text, values)}


def _from_row(model: Any, row: Any) -> Model:
    return cast("Model", model._init_from_db(**dict(row)))  # noqa: SLF001  # as Tortoise does
