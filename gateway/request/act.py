"""Performs an action: one transaction in which everything is checked, done and written down.

    lock       the row, under the actor's scope; what is invisible is not there
    check      version, right, lifecycle, inputs: all that is wrong with the inputs at once
    perform    the function of the capability, then what follows from every action
    record     changed columns, audit entries, the event for others, the idempotency key
    look back  the row, unless it is gone, must still lie in the actor's scope; a new one must be
               theirs to make

Whatever raises undoes all of it. The payload is read afterwards, by the planner, like any question.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

from tortoise.models import Model
from tortoise.transactions import in_transaction

from gateway.actor import NOBODY, Actor
from gateway.database.fields import now
from gateway.database.transactions import retried
from gateway.errors import NOT_THERE
from gateway.policy.rights import Rights
from gateway.request.actions import inputs, replays
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import ACTIONS, CONSEQUENCES, Action
from gateway.request.actions.guards import Guards, Question
from gateway.request.actions.inputs import Slot
from gateway.request.actions.minutes import Minutes
from gateway.request.actions.record import lock_above, snapshot
from gateway.request.actions.refusals import (
    ActionForbidden,
    BadReference,
    NotFound,
    Refused,
    VersionConflict,
    refuse,
)
from gateway.request.actions.replays import Replay, Replays
from gateway.request.actions.steps import take
from gateway.request.actions.warrant import EVERYTHING, Warrant
from gateway.request.dialects import Dialect
from gateway.request.entities import Entities

LOST = "It would no longer be yours to see: nothing was done."
OUTDATED = "It has changed since you read it. Look at what is new, then decide again."


@dataclass(frozen=True, slots=True)
class Call:
    """An action as somebody asks for it."""

    action: Action
    key: int | None = None  # of the record; none when it is only born
    sent: Mapping[str, Any] = field(default_factory=dict[str, Any])  # by GraphQL name, coerced
    expected_version: int | None = None
    idempotency_key: str | None = None
    request_id: str = ""


class Runner:
    """Performs actions over one database."""

    def __init__(
        self,
        tables: Entities,
        models: Mapping[str, type[Model]],
        dialect: Dialect,
        rights_of: Callable[[Actor], Rights],
        clock: Callable[[], datetime] = now,
    ) -> None:
        self.tables, self.guards = tables, Guards(tables, dialect)
        self._models, self.rights_of, self.clock = models, rights_of, clock
        self.afterwards: list[Callable[[], None]] = []  # called when something was committed
        self._replays = Replays()
        self._slots: dict[str, tuple[Slot, ...]] = {}

    async def perform(self, call: Call, actor: Actor) -> int:
        """Does it; returns the key of the record that the payload shows.

        Raises Refused with every reason that was found; nothing is done then.
        """
        again = replays.replay(actor, call.idempotency_key, _request(call))
        with self._replays.once(again):
            return self._told(await retried(lambda: self._perform(call, actor, again)))

    def _told(self, key: int) -> int:
        for tell in self.afterwards:
            tell()
        return key

    async def _perform(self, call: Call, actor: Actor, again: Replay | None) -> int:
        async with in_transaction() as connection:
            at = self.clock()
            done = again and await replays.found(again, at, connection)
            if done:
                return done
            warrant = Warrant(call.action, self.rights_of(actor))
            key = await _Doing(self, call, actor, warrant, at, connection).run()
            if again:
                await replays.keep(again, key, at)
            return key

    async def perform_as_system(
        self, type_name: str, verb: str, key: int, at: datetime | None = None
    ) -> int:
        """Does what Caseway itself does, such as closing what nobody answers.

        Raises Refused where the record is gone or the lifecycle does not lead there.
        """
        call = Call(ACTIONS[type_name][verb], key)
        warrant = Warrant(call.action, EVERYTHING)

        async def perform() -> int:
            async with in_transaction() as connection:
                moment = at or self.clock()
                return await _Doing(self, call, NOBODY, warrant, moment, connection).run()

        return self._told(await retried(perform))

    def slots(self, action: Action) -> tuple[Slot, ...]:
        """All inputs of an action."""
        found = self._slots.get(action.name)
        if found is None:
            found = inputs.slots(action, self.tables, self._models)
            self._slots[action.name] = found
        return found


@dataclass
class _Doing:
    """One action being performed, within its transaction."""

    runner: Runner
    call: Call
    actor: Actor
    warrant: Warrant
    at: datetime
    connection: Any  # Tortoise types neither rows nor drivers

    @property
    def action(self) -> Action:
        return self.call.action

    @property
    def slots(self) -> tuple[Slot, ...]:
        return self.runner.slots(self.action)

    async def run(self) -> int:
        record, values = await self.prepared()
        act = self._act(record)
        act.given = frozenset(values)
        await self.action.perform(record, act, **values)
        if act.before:
            self._move(record, act)
        elif record not in act.added:
            await act.add(record)
        for follow in CONSEQUENCES.get(self.action.type_name, ()):
            await follow(record, act)
        await Minutes(self.runner.tables, self.action, act, self.call.request_id).write(record)
        if not self.action.removes:
            await self._look_back(record, act)
        return int((act.result or record).pk)

    async def prepared(self) -> tuple[Model, dict[str, Any]]:
        """The record and the arguments. Raises Refused where the right, the state or they fail."""
        self.warrant.check_right()
        return await self._record(), await self._inputs()

    def _act(self, record: Model) -> Act:
        warrant = self.warrant
        act = Act(self.actor, self.at, lambda row: warrant.holding(warrant.may(row, "write")))
        act.may_read = warrant.rights.readable
        act.verb, act.shows, act.reads = self.action.verb, self._shown, self._read
        act.take = lambda record, steps: take(self, record, act, steps)
        if not self.action.creates:
            act.before = snapshot(record)
        return act

    def _move(self, record: Model, act: Act) -> None:
        """Follows the lifecycle, where the function has not done so itself."""
        moves, moving = self.action.moves, cast("Any", record)
        if moves is not None and moving.state == act.before["state"]:
            moving.state = moves[moving.state, self.action.verb]

    # -- the record ------------------------------------------------------------------------------

    async def _record(self) -> Model:
        """The record, locked; a new one where it is only born. Raises Refused."""
        model: Any = self.action.policy.model
        if self.action.creates:
            return cast("Model", model())
        if self.action.above:
            await lock_above(model, self.action.above, self.call.key)
        rules = self.warrant.undecided(self.slots)
        question = self.runner.guards.lock(self.action.type_name, self.warrant.rights, rules)
        row = await self._first(question, self.call.key)
        if row is None:
            raise Refused(NotFound(NOT_THERE, "id"))
        self.warrant.decide(rules, row)
        record = _from_row(model, row)
        self._check_version(record)
        self.warrant.check_state(getattr(record, "state", None))
        self.warrant.check_record()
        return record

    def _check_version(self, record: Model) -> None:
        expected = self.call.expected_version
        if expected is not None and expected != getattr(record, "version", expected):
            raise Refused(VersionConflict(OUTDATED, "expected_version", key=int(record.pk)))

    async def _first(self, question: Question, key: Any) -> Any:
        rows = await self._rows(question, key)
        return rows[0] if rows else None

    async def _rows(self, question: Question, key: Any) -> Any:
        values = question.values(key, self.actor, self.runner.guards.dialect)
        return await self.connection.by_key(question.text, values)

    # -- inputs ----------------------------------------------------------------------------------

    async def _inputs(self) -> dict[str, Any]:
        """The arguments for the function. Raises Refused with all that is wrong with them."""
        sent, may = self.call.sent, {s.name: self._gives(s) for s in self.slots}
        demanded = (s.name for s in self.slots if s.input.required and may[s.name])
        denied = [s for s in self.slots if s.gives(sent) and not may[s.name]]
        open_ = [s for s in self.slots if s not in denied]  # of the others nothing is looked at
        reading = inputs.read(open_, sent, frozenset(demanded))
        errors = [*reading.errors, *map(self.warrant.refusal, denied)]
        for slot, keys in reading.references:
            found = await self._referred(slot, keys)
            if found is None:
                errors.append(BadReference(NOT_THERE, slot.name))
            else:
                reading.values[slot.name] = found if slot.input.many else found[0]
        refuse(errors)
        absent = (i.name for i in self.action.inputs if i.required)
        return {**dict.fromkeys(absent), **reading.values}

    def _gives(self, slot: Slot) -> bool:
        return self.warrant.holding(self.warrant.giving(slot))

    async def _referred(self, slot: Slot, keys: tuple[int, ...]) -> list[Model] | None:
        """The records that an input refers to; None unless all are there and may be seen."""
        model: Any = slot.input.kind
        question = self.runner.guards.visible(model.__name__, self.warrant.rights)
        found = {row["id"]: _from_row(model, row) for row in await self._rows(question, list(keys))}
        return [found[key] for key in keys] if len(found) == len(keys) else None

    def other(self, verb: str, sent: Mapping[str, Any]) -> "_Doing":
        """Another verb on the same record, in the same transaction."""
        action = ACTIONS[self.action.type_name][verb]
        call = replace(self.call, action=action, sent=sent, expected_version=None)
        return replace(self, call=call, warrant=Warrant(action, self.warrant.rights))

    async def _shown(self, actor: Actor, record: Model) -> bool:
        """Whether this actor may see a record, as it stands in this transaction."""
        guards, rights = self.runner.guards, self.runner.rights_of(actor)
        question = guards.holding(type(record).__name__, rights, ())
        values = question.values(int(record.pk), actor, guards.dialect)
        return bool((await self.connection.by_key(question.text, values))[0]["f0"])

    async def _read(self, record: Model, row: str) -> bool:
        """Whether who acts may read a field of a record, as it stands in this transaction."""
        name, rights = type(record).__name__, self.warrant.rights
        question = self.runner.guards.holding(name, rights, [rights.field(name, row)])
        found = await self._first(question, int(record.pk))
        return bool(found["f0"] and found["f1"])

    # -- afterwards ------------------------------------------------------------------------------

    async def _look_back(self, record: Model, act: Act) -> None:
        """Raises Refused where the record was not theirs to make, or is no longer theirs to see."""
        if self.action.creates:
            await self._check_birth(record)
        question = self.runner.guards.holding(self.action.type_name, self.warrant.rights, ())
        row = await self._first(question, int((act.result or record).pk))
        if not row or not row["f0"]:
            raise self._lost()

    def _lost(self) -> Refused:
        rule = self.warrant.rights.records(self.action.type_name).rule
        return Refused(ActionForbidden(LOST, rule=rule))

    async def _check_birth(self, record: Model) -> None:
        """The right to make such a record, and to have given each of its inputs."""
        given = [slot for slot in self.slots if slot.gives(self.call.sent)]
        rules = self.warrant.undecided(given)
        if not rules:
            return
        question = self.runner.guards.born(self.action.type_name, self.warrant.rights, rules)
        row = await self._first(question, int(record.pk))
        if row is None:
            raise self._lost()
        self.warrant.decide(rules, row)
        self.warrant.check_record()
        refuse(self.warrant.refusal(slot) for slot in given if not self._gives(slot))


def _from_row(model: Any, row: Any) -> Model:
    return cast("Model", model._init_from_db(**dict(row)))  # noqa: SLF001  # as Tortoise does


def _request(call: Call) -> Any:
    """What makes two requests the same, beside who sent them."""
    return [call.action.name, call.key, call.expected_version, dict(call.sent)]
