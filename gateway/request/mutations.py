"""Answers mutations: each root field acts, then its payload is read like any other question.

Everything is read and planned before anything is done: what cannot be answered is not done either.
Root fields run one after the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLSchema

from gateway.actor import Actor
from gateway.request import failures
from gateway.request.act import Runner
from gateway.request.actions import replays
from gateway.request.actions.foresight import FORESIGHTS, Foreseeing
from gateway.request.actions.questions import QUESTIONS, Answering
from gateway.request.actions.roots import Many, One, Root
from gateway.request.actions.showing import Asking, Outcome, Showing
from gateway.request.allowance import Limits
from gateway.request.arguments import Arguments
from gateway.request.documents import Operation
from gateway.request.graph import Graph
from gateway.request.planning import Asked, Planning
from gateway.request.plans import Plans, coerce
from gateway.request.run import Reader

__all__ = ["NO_OCCASION", "Mutations", "Occasion", "Outcome"]


@dataclass(frozen=True, slots=True)
class Occasion:
    """The request in which something is done."""

    request_id: str = ""
    idempotency_key: str | None = None  # of the header; the input's own comes first


NO_OCCASION = Occasion()


class Mutations:
    """Performs and answers mutations over one database."""

    def __init__(
        self, graph: Graph, reader: Reader, plans: Plans, runner: Runner, limits: Limits
    ) -> None:
        self._graph, self._plans, self._runner, self._limits = graph, plans, runner, limits
        self._showing = Showing(plans, reader)

    async def answer(
        self,
        operation: Operation,
        variables: Mapping[str, Any] | None,
        actor: Actor,
        schema: GraphQLSchema,
        occasion: Occasion = NO_OCCASION,
        *,
        reject: bool = False,
        parsed: bool = False,
    ) -> Outcome:
        """Does everything that the operation asks for, in order.

        `reject` refuses it when something of the payload is withheld; `parsed` as in `shape.write`.
        Raises a Refusal, before anything is done, for variables that do not fit and for a payload
        that may not be asked.
        """
        coerced = coerce(operation, variables, schema)
        rights = self._plans.rights(actor)
        planning = Planning(self._graph, rights, operation.document, Arguments(coerced.coerced))
        asking = Asking(
            operation, variables or {}, coerced, actor, schema, planning,
            occasion.request_id, parsed,
        )  # fmt: skip
        asked = planning.fields("Mutation", [operation.definition.selection_set], ())
        roots = [self._root(asking, one, occasion, asked) for one in asked]
        await self._prepare([root for root in roots if root], reject=reject)
        outcome = Outcome()
        for one, root in zip(asked, roots, strict=True):
            outcome.data[one.key] = await root.run(outcome) if root else "Mutation"
        return outcome

    async def _prepare(self, roots: list[Root | Foreseeing], *, reject: bool) -> None:
        """Raises a Refusal where the payloads, all together, may not be asked."""
        withheld = [hidden for root in roots for hidden in await root.prepare()]
        if reject and withheld:
            raise failures.withheld(withheld)
        cost = sum(root.cost for root in roots)
        if cost > self._limits.cost:
            self._limits.refuse(cost)

    def _root(
        self, asking: Asking, asked: Asked, occasion: Occasion, every: list[Asked]
    ) -> Root | Foreseeing | None:
        """What does one root field; None for `__typename`."""
        if asked.name == "__typename":
            return None
        if asked.name in FORESIGHTS:
            return Foreseeing(self._runner, asking, asked)
        if asked.name in QUESTIONS:
            return Answering(self._runner, asking, asked)
        key = occasion.idempotency_key
        if key is not None and len(every) > 1:
            key = replays.part(key, asked.key)
        kind = Many if asked.name in self._graph.bulks else One
        return kind(self._graph, self._runner, self._showing, asking, asked, key)
