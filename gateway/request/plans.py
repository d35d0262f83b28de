"""Plans, made once and kept: by operation, by rights, and by how the variables are shaped.

A plan holds no values, so one serves every actor of the same roles and every value of the same
shape. What a plan does depend on is noted while it is made (`Arguments.depends`).
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import orjson
from graphql import FieldNode, GraphQLError, GraphQLSchema, Undefined
from graphql.execution.values import VariableValues, get_variable_values

from gateway.actor import Actor
from gateway.errors import BadInput
from gateway.policy.rights import Rights
from gateway.request import failures, introspection, planner
from gateway.request.allowance import Limits
from gateway.request.arguments import DEPENDENCE, VALUE
from gateway.request.branches import driven, gathered
from gateway.request.compile import compile_plan
from gateway.request.cursors import Seal
from gateway.request.documents import Operation
from gateway.request.graph import Graph
from gateway.request.plan import Find, Page, Plan
from gateway.request.run import Reader
from gateway.request.shape import Function, write
from gateway.request.sizes import Sizes

PLANS = 2000  # kept at once, over all documents
VARIANTS = 64  # of one document: past that its variables are shaped too freely to be worth keeping

Dependence = tuple[tuple[str, str], ...]  # variable -> how the plan depends on it


@dataclass(frozen=True, slots=True)
class Ready:
    """A plan that can run."""

    plan: Plan
    function: Function
    scan: bool  # whether it may read far more rows than it returns
    hidden: orjson.Fragment | None  # extensions.authorization, written once


@dataclass(slots=True)
class _Variants:
    """The plans of one operation for one set of rights, by how its variables are shaped."""

    depends: Dependence
    classed: tuple[str, ...]  # types whose scope size decides too
    plans: dict[tuple[Any, ...], Ready] = field(default_factory=dict[tuple[Any, ...], Ready])


@dataclass(slots=True)
class _Asked:
    """One question: an operation, its coerced variables, who asks, and the schema they see."""

    operation: Operation
    variables: dict[str, Any]
    actor: Actor
    rights: Rights
    schema: GraphQLSchema
    parsed: bool

    @property
    def key(self) -> tuple[Any, ...]:
        return self.operation.key, self.parsed, self.actor.roles, self.actor.scopes


class Plans:
    """The plans in use over one database; those not used for longest give way."""

    def __init__(self, graph: Graph, reader: Reader, seal: Seal, limits: Limits) -> None:
        self._graph, self._reader, self._seal, self._limits = graph, reader, seal, limits
        self._sizes = Sizes(graph, reader)
        self._rights: dict[tuple[frozenset[str], frozenset[str]], Rights] = {}
        self._kept: OrderedDict[tuple[Any, ...], _Variants] = OrderedDict()

    def rights(self, actor: Actor) -> Rights:
        key = (actor.roles, actor.scopes)
        found = self._rights.get(key)
        if found is None:
            policies = {p.type_name: p for p in self._graph.policies.values()}
            found = self._rights[key] = Rights(policies, actor.roles, actor.scopes)
        return found

    async def of(
        self,
        operation: Operation,
        variables: Mapping[str, Any] | None,
        actor: Actor,
        schema: GraphQLSchema,
        *,
        parsed: bool = False,
    ) -> tuple[Ready, dict[str, Any]]:
        """The plan that answers, and the variables coerced for it; `parsed` as `shape.write` says.

        Raises BadInput for variables that do not fit, and what the planner raises.
        """
        coerced = coerce(operation, variables, schema).coerced
        asked = _Asked(operation, coerced, actor, self.rights(actor), schema, parsed)
        known = self._kept.get(asked.key)
        if known is not None:
            variant = await self._variant(known.depends, known.classed, asked)
            found = known.plans.get(variant)
            if found is not None:
                self._kept.move_to_end(asked.key)
                return found, coerced
        return await self._make(asked), coerced

    async def _variant(
        self, depends: Dependence, classed: tuple[str, ...], asked: _Asked
    ) -> tuple[Any, ...]:
        """What of this question decides its plan."""
        given = asked.variables
        shaped = tuple(DEPENDENCE[how](given.get(name, Undefined)) for name, how in depends)
        for type_name in classed:
            shaped = (*shaped, await self._sizes.of(type_name, asked.rights, asked.actor))
        return shaped

    async def _make(self, asked: _Asked) -> Ready:
        plan, depends = self._plan(asked)
        classed = tuple(dict.fromkeys(self._classed(plan, asked.rights)))
        variant = await self._variant(depends, classed, asked)
        classes = dict(zip(classed, variant[len(depends) :], strict=True))
        dialect = self._reader.dialect
        compiled = compile_plan(self._graph, asked.rights, dialect, plan, classes)
        limits = self._limits.own if asked.parsed else self._limits
        function = write(compiled, dialect, self._seal, limits, parsed=asked.parsed)
        ready = Ready(plan, function, compiled.scan, _hidden(plan))
        self._keep(asked.key, _Variants(depends, classed), variant, ready)
        return ready

    def _plan(self, asked: _Asked) -> tuple[Plan, Dependence]:
        operation, variables = asked.operation, asked.variables
        depends: dict[str, str] = {}

        def introspect(nodes: list[FieldNode]) -> Any:
            """Answered while planning, so that the plan holds the answer to these very values."""
            given = operation.definition.variable_definitions or ()
            depends.update((v.variable.name.value, VALUE) for v in given)
            return introspection.field(asked.schema, operation, nodes, variables)

        plan = planner.plan(
            self._graph,
            asked.rights,
            operation.document,
            operation.definition,
            variables,
            introspect,
        )
        return plan, tuple({**plan.depends, **depends}.items())

    def _classed(self, plan: Plan, rights: Rights) -> Iterator[str]:
        """The types whose size decides as well: parts that indexes find, listed or gathered."""
        yield from sorted(gathered(rights, self._graph.entities))
        for root in plan.roots:
            asked = root.question
            listed = [asked] if isinstance(asked, Page) else []
            pages = [one.exact for one in asked.sought] if isinstance(asked, Find) else listed
            for name in (page.type_name for page in pages):
                entities = self._graph.entities
                if driven(rights.records(name).when, entities[name], entities):
                    yield name

    def _keep(
        self, key: tuple[Any, ...], fresh: _Variants, variant: tuple[Any, ...], ready: Ready
    ) -> None:
        held = self._kept.get(key, fresh)
        same = (held.depends, held.classed) == (fresh.depends, fresh.classed)
        kept = held if same and len(held.plans) < VARIANTS else fresh
        kept.plans[variant] = ready
        self._kept[key] = kept
        self._kept.move_to_end(key)
        while len(self._kept) > PLANS:
            self._kept.popitem(last=False)


def coerce(
    operation: Operation, variables: Mapping[str, Any] | None, schema: GraphQLSchema
) -> VariableValues:
    """The variables as the schema reads them. Raises BadInput for those that do not fit."""
    definitions = operation.definition.variable_definitions
    if not definitions:
        return VariableValues({}, {})
    given = dict(variables or {})
    result: Any = get_variable_values(schema, definitions, given, hide_suggestions=True)
    if isinstance(result, list):
        raise failures.refuse(BadInput, cast("list[GraphQLError]", result))
    return cast("VariableValues", result)


def _hidden(plan: Plan) -> orjson.Fragment | None:
    if not plan.hidden:
        return None
    return orjson.Fragment(orjson.dumps({"hidden": [h.public() for h in plan.hidden]}))
