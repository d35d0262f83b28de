"""The engine: prepared operations in, answers out."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson
from graphql import DocumentNode, GraphQLSchema, OperationType, print_ast

from gateway.actor import Actor
from gateway.errors import BadInput
from gateway.policy.rights import Rights
from gateway.request import documents, failures
from gateway.request.act import Runner
from gateway.request.allowance import Limits
from gateway.request.binding import values_of
from gateway.request.cursors import Seal
from gateway.request.documents import Operation
from gateway.request.graph import Graph
from gateway.request.mutations import NO_OCCASION, Mutations, Occasion, Outcome
from gateway.request.plans import Plans, Ready
from gateway.request.run import Reader


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as Python values, for pages: data, and what the rights withheld."""

    data: dict[str, Any]
    hidden: list[dict[str, Any]]
    errors: list[dict[str, Any]]


class Engine:
    """Answers operations for actors from one database."""

    def __init__(
        self, graph: Graph, reader: Reader, seal: Seal, limits: Limits | None = None
    ) -> None:
        self.graph, self.reader, self.seal = graph, reader, seal
        self.limits = limits or Limits()
        self._plans = Plans(graph, reader, seal, self.limits)
        self.runner = Runner(graph.entities, graph.models, reader.dialect, self.rights)
        self._mutations = Mutations(graph, reader, self._plans, self.runner, self.limits)
        self._trusted: dict[int, Operation] = {}

    def rights(self, actor: Actor) -> Rights:
        """The grids as this actor's roles and token scopes leave them."""
        return self._plans.rights(actor)

    async def answer(
        self,
        operation: Operation,
        variables: Mapping[str, Any] | None,
        actor: Actor,
        *,
        schema: GraphQLSchema | None = None,
        extensions: dict[str, Any] | None = None,
        reject: bool = False,
        occasion: Occasion = NO_OCCASION,
    ) -> tuple[bytes, int]:
        """The whole response body and its cost.

        `schema` is the actor's view, which answers introspection; `extensions` join those of the
        answer. With `reject` a withheld field refuses the question. Raises a Refusal where the
        question cannot be answered.
        """
        schema = schema or self.graph.core
        if operation.definition.operation is OperationType.MUTATION:
            outcome = await self._mutations.answer(
                operation, variables, actor, schema, occasion, reject=reject
            )
            return _body(outcome.data, outcome.errors, _hidden(outcome), extensions), outcome.cost
        ready, coerced = await self._plans.of(operation, variables, actor, schema)
        if reject and ready.plan.hidden:
            raise failures.withheld(ready.plan.hidden)
        data, errors, cost = await self._run(ready, coerced, actor)
        return _body(data, errors, ready.hidden, extensions), cost

    async def read(
        self, document: DocumentNode, variables: Mapping[str, Any] | None, actor: Actor
    ) -> Answer:
        """Answers a trusted document, parsed once and kept; what is concealed is hidden there."""
        operation, schema = self._operation(document), self.graph.core
        if operation.definition.operation is OperationType.MUTATION:
            outcome = await self._mutations.answer(operation, variables, actor, schema, parsed=True)
            return Answer(outcome.data, [h.public() for h in outcome.hidden], outcome.errors)
        ready, coerced = await self._plans.of(operation, variables, actor, schema, parsed=True)
        data, errors, _ = await self._run(ready, coerced, actor)
        return Answer(data, [h.public() for h in ready.plan.hidden], errors)

    async def plan_of(
        self,
        operation: Operation,
        variables: Mapping[str, Any] | None,
        actor: Actor,
        schema: GraphQLSchema | None = None,
    ) -> Ready:
        """The plan that would answer, for `explain`. Raises BadInput for a mutation."""
        if operation.definition.operation is OperationType.MUTATION:
            raise BadInput("A mutation cannot be explained: explain what its payload shows.")
        schema = schema or self.graph.core
        return (await self._plans.of(operation, variables, actor, schema))[0]

    async def _run(
        self, ready: Ready, variables: dict[str, Any], actor: Actor
    ) -> tuple[dict[str, Any], list[Any], int]:
        values = values_of(actor, as_json=not self.reader.dialect.is_async)
        return await self.reader.answer(
            ready.function, variables, values, actor.key, scan=ready.scan
        )

    def _operation(self, document: DocumentNode) -> Operation:
        """An operation of our own. It keeps its document, which is thus known by its identity."""
        held = self._trusted.get(id(document))
        if held is None:
            definition = documents.choose(document, None)
            key = sha256(print_ast(document).encode()).hexdigest()
            held = self._trusted[id(document)] = Operation(key, document, definition)
        return held


def _body(
    data: dict[str, Any], errors: list[Any], hidden: Any, extensions: dict[str, Any] | None
) -> bytes:
    body: dict[str, Any] = {"data": data}
    if errors:
        body["errors"] = errors
    added = dict(extensions or {})
    if hidden is not None:
        added["authorization"] = hidden
    if added:
        body["extensions"] = added
    return orjson.dumps(body)


def _hidden(outcome: Outcome) -> dict[str, Any] | None:
    return {"hidden": [h.public() for h in outcome.hidden]} if outcome.hidden else None


__all__ = ["Answer", "Engine", "Ready"]
