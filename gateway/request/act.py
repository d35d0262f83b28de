"""Performs an action: one transaction in which everything is checked, done and written down.

    lock       the row, under the actor's scope; what is invisible is not there
    check      version, right, lifecycle, inputs: all that is wrong with the inputs at once
    perform    the function of the capability, then what follows from every action
    record     changed columns, audit entries, the event for others, the idempotency key
    look back  the row must still lie in the actor's scope; a new one must be theirs to make

Whatever raises undoes all of it. The payload is read afterwards, by the planner, like any question.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from tortoise.models import Model
from tortoise.transactions import in_transaction

from gateway.actor import NOBODY, Actor
from gateway.database.fields import now
from gateway.policy.rights import ALWAYS, Access, Rights
from gateway.request.actions import inputs, replays
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import ACTIONS, CONSEQUENCES, Action
from gateway.request.actions.guards import Guards, Question, conditional
from gateway.request.actions.inputs import Slot
from gateway.request.actions.minutes import Minutes
from gateway.request.actions.record import snapshot
from gateway.request.actions.refusals import (
    ActionForbidden,
    BadReference,
    FieldForbidden,
    InvalidTransition,
    NotFound,
    Refused,
    UserError,
    VersionConflict,
    refuse,
)
from gateway.request.actions.replays import Replays
from gateway.request.dialects import Dialect
from gateway.request.entities import Entities

NOT_THERE = "There is no such record, or you may not see it."
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
        self._tables, self._models = tables, models
        self._guards = Guards(tables, dialect)
        self._rights_of, self.clock = rights_of, clock
        self._replays = Replays()
        self._slots: dict[str, tuple[Slot, ...]] = {}

    async def perform(self, call: Call, actor: Actor) -> int:
        """Does it; returns the key of the record that the payload shows.

        Raises Refused with every reason that was found; nothing is done then.
        """
        again = replays.replay(actor, call.idempotency_key, _request(call))
        with self._replays.once(again):
            async with in_transaction() as connection:
                at = self.clock()
                done = again and await replays.found(again, at, connection)
                if done:
                    return done
                doing = _Doing(self, call, actor, self._rights_of(actor), at, connection)
                key = await doing.run()
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
        async with in_transaction() as connection:
            moment = at or self.clock()
            return await _Doing(self, call, NOBODY, None, moment, connection).run()

    def slots(self, action: Action) -> tuple[Slot, ...]:
        """All inputs of an action."""
        found = self._slots.get(action.name)
        if found is None:
            found = inputs.slots(action, self._tables, self._models)
            self._slots[action.name] = found
        return found

    @property
    def guards(self) -> Guards:
        return self._guards

    @property
    def tables(self) -> Entities:
        return self._tables


@dataclass
class _Doing:
    """One action being performed, within its transaction; `rights` None: by Caseway itself."""

    runner: Runner
    call: Call
    actor: Actor
    rights: Rights | None
    at: datetime
    connection: Any  # Tortoise types neither rows nor drivers
    holds: dict[str, bool] = field(default_factory=dict[str, bool])  # rule -> for this row

    @property
    def action(self) -> Action:
        return self.call.action

    async def run(self) -> int:
        record, act = await self._begin()
        values = await self._inputs()
        act.given = frozenset(values)
        await self.action.perform(record, act, **values)
        if act.before:
            self._move(record, act)
        elif record not in act.added:
            await act.add(record)
        for follow in CONSEQUENCES.get(self.action.type_name, ()):
            await follow(record, act)
        await Minutes(self.runner.tables, self.action, act, self.call.request_id).write(record)
        await self._look_back(record, act)
        return int((act.result or record).pk)

    # -- the right, the record, its state --------------------------------------------------------

    def _may(self, row: str, way: Any) -> Access:
        return self.rights.may(self.action.type_name, row, way) if self.rights else ALWAYS

    @property
    def _right(self) -> Access:
        return self._may(self.action.row, self.action.right)

    def _writes(self, slot: Slot) -> Access:
        """The right to give an input."""
        if not slot.governed:
            return ALWAYS
        return self._may(slot.name, "append" if slot.input.many else "write")

    async def _begin(self) -> tuple[Model, Act]:
        """The record, locked, and the act over it."""
        if not self._right.allowed:
            raise Refused(ActionForbidden(_may_not(self.action), rule=self._right.rule))
        if self.action.creates:
            act = Act(self.actor, self.at, lambda row: self._may(row, "write").allowed)
            return self.action.policy.model(), act
        record = await self._lock()
        act = Act(self.actor, self.at, lambda row: self._held(self._may(row, "write")))
        act.before = snapshot(record)
        self._check(record)
        return record, act

    async def _lock(self) -> Model:
        """The row under lock, and in `holds` which rules hold for it."""
        rules = conditional((self._right, *map(self._writes, self.runner.slots(self.action))))
        row = await self._first(self._locking(rules), self.call.key)
        if row is None:
            raise Refused(NotFound(NOT_THERE, "id"))
        self.holds = {rule.name: bool(row[f"f{i}"]) for i, rule in enumerate(rules)}
        model: Any = self.action.policy.model
        return cast("Model", model._init_from_db(**dict(row)))  # noqa: SLF001  # as Tortoise does

    def _locking(self, rules: tuple[Access, ...]) -> Question:
        return self.runner.guards.lock(self.action.type_name, self.rights or _EVERYTHING, rules)

    async def _first(self, question: Question, key: Any) -> Any:
        values = question.values(key, self.actor, self.runner.guards.dialect)
        _, rows = await self.connection.execute_query(question.text, list(values))
        return rows[0] if rows else None

    def _held(self, access: Access) -> bool:
        """Whether a right holds for the row at hand."""
        return access.always or (access.allowed and self.holds.get(access.name, False))

    def _check(self, record: Model) -> None:
        expected, state = self.call.expected_version, getattr(record, "state", None)
        if expected is not None and expected != getattr(record, "version", expected):
            raise Refused(VersionConflict(OUTDATED, "expected_version", key=int(record.pk)))
        if not self.action.leads(state):
            raise Refused(self._leads_nowhere(state))
        if not self._held(self._right):
            raise Refused(ActionForbidden(_may_not(self.action), rule=self._right.rule))

    def _leads_nowhere(self, state: Any) -> InvalidTransition:
        others = ACTIONS[self.action.type_name].values()
        possible = [a for a in others if a.moves and a.leads(state) and not a.system]
        offered = [a for a in possible if not self.rights or self._may(a.row, a.right).allowed]
        here = str(state).replace("_", " ").lower()
        said = f"Not possible while it is {here}."
        return InvalidTransition(said, "id", allowed=tuple(a.verb for a in offered))

    def _move(self, record: Model, act: Act) -> None:
        """Follows the lifecycle, where the function has not done so itself."""
        moves, record_ = self.action.moves, cast("Any", record)
        if moves is not None and record_.state == act.before["state"]:
            record_.state = moves[record_.state, self.action.verb]

    # -- inputs ----------------------------------------------------------------------------------

    async def _inputs(self) -> dict[str, Any]:
        """The arguments for the function. Raises Refused with all that is wrong with them."""
        slots = self.runner.slots(self.action)
        demanded = frozenset(
            slot.name for slot in slots if slot.input.required and self._gives(slot)
        )
        reading = inputs.read(slots, self.call.sent, demanded)
        errors = list(reading.errors)
        errors += [self._forbidden(slot) for slot in slots if self._denied(slot)]
        for slot, keys in reading.references:
            found = await self._records(slot, keys)
            if found is None:
                errors.append(BadReference(NOT_THERE, slot.name))
            else:
                reading.values[slot.name] = found if slot.input.many else found[0]
        refuse(errors)
        absent = (i.name for i in self.action.inputs if i.required)
        return {**dict.fromkeys(absent), **reading.values}

    def _gives(self, slot: Slot) -> bool:
        """Whether this actor may give an input; of a new record, as far as that is known yet."""
        access = self._writes(slot)
        return access.allowed if self.action.creates else self._held(access)

    def _denied(self, slot: Slot) -> bool:
        return slot.gives(self.call.sent) and not self._gives(slot)

    def _forbidden(self, slot: Slot) -> UserError:
        return FieldForbidden("You may not write this.", slot.name, rule=self._writes(slot).rule)

    async def _records(self, slot: Slot, keys: tuple[int, ...]) -> list[Model] | None:
        """The records that an input refers to; None unless all are there and may be seen."""
        model: Any = slot.input.kind
        question = self.runner.guards.visible(model.__name__, self.rights or _EVERYTHING)
        dialect = self.runner.guards.dialect
        values = question.values(list(keys), self.actor, dialect)
        _, rows = await self.connection.execute_query(question.text, list(values))
        found = {row["id"]: model._init_from_db(**dict(row)) for row in rows}  # noqa: SLF001
        return [found[key] for key in keys] if len(found) == len(keys) else None

    # -- afterwards ------------------------------------------------------------------------------

    async def _look_back(self, record: Model, act: Act) -> None:
        """Raises Refused where the row has left the actor's scope, or was not theirs to make."""
        if self.rights is None:
            return
        if self.action.creates:
            await self._check_birth(record)
        seen = self.runner.guards.holding(self.action.type_name, self.rights, ())
        if act.result is not None:
            record = act.result
        row = await self._first(seen, int(record.pk))
        if not row or not row["f0"]:
            said = "It would no longer be yours to see: nothing was done."
            rule = self.rights.records(self.action.type_name).rule
            raise Refused(ActionForbidden(said, rule=rule))

    async def _check_birth(self, record: Model) -> None:
        """The right to make such a record, and to have given each of its inputs."""
        slots = [s for s in self.runner.slots(self.action) if s.gives(self.call.sent)]
        rules = conditional((self._right, *map(self._writes, slots)))
        if not rules or self.rights is None:
            return
        born = self.runner.guards.born(self.action.type_name, self.rights, rules)
        row = await self._first(born, int(record.pk))
        self.holds = {rule.name: bool(row[f"f{i}"]) for i, rule in enumerate(rules)}
        if not self._held(self._right):
            raise Refused(ActionForbidden(_may_not(self.action), rule=self._right.rule))
        refuse(self._forbidden(s) for s in slots if not self._held(self._writes(s)))


class _Everything(Rights):
    """The rights of Caseway itself: every record."""

    def records(self, type_name: str) -> Access:
        del type_name
        return ALWAYS


_EVERYTHING = _Everything({}, frozenset({"caseway itself"}))


def _may_not(action: Action) -> str:
    return f"You may not {action.label[0].lower()}{action.label[1:]} here."


def _request(call: Call) -> Any:
    """What makes two requests the same, beside who sent them."""
    return [call.action.name, call.key, call.expected_version, dict(call.sent)]


def every(type_name: str) -> Iterable[Action]:
    """The actions on a type that people and programs may ask for."""
    return (a for a in ACTIONS.get(type_name, {}).values() if not a.system)
