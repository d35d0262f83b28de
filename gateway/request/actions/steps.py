"""Takes several verbs within one act: each by its own rights, all of them or none."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol, cast

from tortoise.models import Model

from gateway.request.actions.context import Act, Step
from gateway.request.actions.declaring import Action
from gateway.request.actions.record import snapshot
from gateway.request.actions.refusals import Refused, UserError, refuse
from gateway.request.actions.warrant import Warrant


class Doing(Protocol):
    """A verb being done in a transaction."""

    warrant: Warrant

    @property
    def action(self) -> Action: ...

    def other(self, verb: str, sent: Mapping[str, Any]) -> "Doing": ...

    async def prepared(self) -> tuple[Model, dict[str, Any]]: ...


async def take(doing: Doing, record: Model, act: Act, steps: Sequence[Step]) -> None:
    """Takes the steps in their order. What may be done is judged by the record as it was before.

    Raises Refused with all that stands against any of them, none of which is done then.
    """
    ready: list[tuple[Doing, dict[str, Any]]] = []
    errors: list[UserError] = []
    for verb, sent in steps:
        step = doing.other(verb, sent)
        try:
            ready.append((step, (await step.prepared())[1]))
        except Refused as no:
            label = step.action.label
            errors += [replace(e, message=f"{label}: {e.message}", field="") for e in no.errors]
    refuse(errors)
    for step, values in ready:
        await _perform(step, record, act, values)


async def _perform(step: Doing, record: Model, act: Act, values: dict[str, Any]) -> None:
    """For the length of a step, the act is the step's."""
    whole, warrant, moving = (act.given, act.may_write), step.warrant, cast("Any", record)
    before, moves = snapshot(record).get("state"), step.action.moves
    act.given = frozenset(values)
    act.may_write = lambda row: warrant.holding(warrant.may(row, "write"))
    await step.action.perform(record, act, **values)
    act.given, act.may_write = whole
    if moves is not None and moving.state == before:
        moving.state = moves[before, step.action.verb]
