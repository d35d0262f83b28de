"""Answers the request extension `explain`: how this question is answered for this actor."""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLSchema

from gateway.actor import Actor
from gateway.request.documents import Operation
from gateway.request.engine import Engine
from gateway.request.explain import explain


class Explainer:
    """Tells everyone their plan and rules; the SQL only those from whom it can reveal nothing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def __call__(
        self,
        operation: Operation,
        variables: Mapping[str, Any],
        actor: Actor,
        schema: GraphQLSchema,
    ) -> dict[str, Any]:
        ready = await self._engine.plan_of(operation, variables, actor, schema)
        rights = self._engine.rights(actor)
        return explain(ready, rights, sql=rights.conceals_nothing)
