"""Reads the records that payloads show, by the planner: with the actor's rights, like any question.

The question is planned, and its cost is known, before anything is done; it runs afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from graphql import GraphQLSchema
from graphql.execution.values import VariableValues

from gateway.actor import Actor
from gateway.errors import Refusal
from gateway.request.actions import payloads
from gateway.request.actions.payloads import Reading
from gateway.request.binding import values_of
from gateway.request.documents import Operation
from gateway.request.plan import HiddenField
from gateway.request.planning import Asked, Planning
from gateway.request.plans import Plans, Ready
from gateway.request.run import Reader

KEPT = 2000  # questions


@dataclass(frozen=True)
class Asking:
    """A mutation as it was sent, and who sent it."""

    operation: Operation
    variables: Mapping[str, Any]  # as sent
    coerced: VariableValues
    actor: Actor
    schema: GraphQLSchema  # the actor's view
    planning: Planning
    request_id: str
    parsed: bool  # as `shape.write` says


@dataclass
class Outcome:
    """What a mutation has led to so far."""

    data: dict[str, Any] = field(default_factory=dict[str, Any])
    errors: list[Any] = field(default_factory=list[Any])
    hidden: list[HiddenField] = field(default_factory=list[HiddenField])
    cost: int = 0


class Showing:
    """The questions for records, made once for each operation."""

    def __init__(self, plans: Plans, reader: Reader) -> None:
        self._plans, self._reader = plans, reader
        self._readings: dict[Any, tuple[Reading, Operation]] = {}
        self._serial = count()  # no two questions are ever called the same

    def reading(self, asking: Asking, root: str, asked: list[Asked], place: str) -> Reading:
        """The question for what `asked` selects of a record; `place` tells it from others."""
        operation = asking.operation
        key = (operation.key, place, tuple(id(node) for one in asked for node in one.nodes))
        held = self._readings.get(key)
        if held is None:
            made = payloads.reading(operation, root, asked, f"{place} {next(self._serial)}")
            if len(self._readings) >= KEPT:
                self._readings.clear()
            held = self._readings[key] = made, operation  # kept, so that no id is used again
        return held[0]

    async def rehearse(
        self, asking: Asking, reading: Reading, id_: str
    ) -> tuple[int, list[HiddenField]]:
        """Asks a question where there is no record: its cost, and what is withheld.

        Raises a Refusal where it may not be asked: its rights, cost, page sizes and cursors.
        """
        ready, variables = await self._ready(asking, reading, id_)
        is_async = self._reader.dialect.is_async
        made = ready.function.call(
            _nothing_later if is_async else _nothing,
            variables,
            self._values(asking.actor),
            asking.actor.key,
        )
        _, _, cost = await made if is_async else made
        return cost, list(ready.plan.hidden)

    async def show(
        self, asking: Asking, reading: Reading, id_: str, path: tuple[str, ...], outcome: Outcome
    ) -> dict[str, Any]:
        """The selected parts of a record.

        What is done stays done: a failure here is an error of the answer, not of the action.
        """
        try:
            ready, variables = await self._ready(asking, reading, id_)
            data, errors, cost = await self._reader.answer(
                ready.function,
                variables,
                self._values(asking.actor),
                asking.actor.key,
                scan=ready.scan,
            )
        except Refusal as refusal:
            said = f"The record cannot be shown: {refusal.message}"
            error = {"message": said, "path": list(path), "extensions": refusal.extensions}
            outcome.errors.append(error)
            return {}
        outcome.cost += cost
        outcome.errors += [{**e, "path": [*path, *e.get("path", ())]} for e in errors]
        outcome.hidden += [
            HiddenField(h.coordinate, (*path, *h.path), h.rows, h.rule) for h in ready.plan.hidden
        ]
        return data

    async def _ready(
        self, asking: Asking, reading: Reading, id_: str
    ) -> tuple[Ready, dict[str, Any]]:
        variables = reading.variables(asking.variables, id_)
        return await self._plans.of(
            reading.operation, variables, asking.actor, asking.schema, parsed=asking.parsed
        )

    def _values(self, actor: Actor) -> dict[str, Any]:
        return values_of(actor, as_json=not self._reader.dialect.is_async)


def _nothing(*_: Any) -> list[Any]:
    """The rows of any statement in an empty database."""
    return []


async def _nothing_later(*_: Any) -> list[Any]:
    return []
