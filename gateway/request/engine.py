"""The engine: prepared operations in, answers out. Plans are made once and kept."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, cast

import orjson
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    execute_sync,
    print_ast,
)
from graphql.execution.values import get_variable_values

from gateway.actor import Actor
from gateway.errors import BadInput, Forbidden, OperationUnclear
from gateway.policy.rights import Rights
from gateway.request import planner
from gateway.request.arguments import DEPENDENCE
from gateway.request.compile import LARGE, SMALL, compile_plan
from gateway.request.cursors import Seal
from gateway.request.documents import Operation
from gateway.request.graph import Graph, Root
from gateway.request.plan import Page, Plan
from gateway.request.run import Reader
from gateway.request.shape import Function, Limits, write
from gateway.request.statement import Statement

PLANS = 2000  # kept at once, over all documents
VARIANTS = 64  # of one document: past that its variables are shaped too freely to be worth keeping
LARGE_SCOPE = (
    2000  # rows; below it sorting what the scope's index finds beats walking the order's index
)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as Python values, for pages: data, and what the rights withheld."""

    data: dict[str, Any]
    hidden: list[dict[str, Any]]
    errors: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Ready:
    """A plan that can run."""

    plan: Plan
    function: Function
    scan: bool
    hidden: orjson.Fragment | None  # extensions.authorization, written once


@dataclass(slots=True)
class _Variants:
    """The plans of one operation for one set of rights, by how its variables are shaped."""

    depends: tuple[tuple[str, str], ...]
    classed: tuple[str, ...]  # types whose scope size decides too
    plans: dict[Any, Ready]


class Engine:
    """Answers operations for actors from one database."""

    def __init__(
        self, graph: Graph, reader: Reader, seal: Seal, limits: Limits | None = None
    ) -> None:
        self.graph, self.reader, self.seal = graph, reader, seal
        self.limits = limits or Limits()
        self._rights: dict[tuple[frozenset[str], frozenset[str]], Rights] = {}
        self._plans: OrderedDict[Any, _Variants] = OrderedDict()
        self._sizes: OrderedDict[Any, str] = OrderedDict()
        self._documents: dict[int, tuple[DocumentNode, Operation]] = {}

    def rights(self, actor: Actor) -> Rights:
        key = (actor.roles, actor.scopes)
        found = self._rights.get(key)
        if found is None:
            policies = {p.type_name: p for p in self.graph.policies.values()}
            found = self._rights[key] = Rights(policies, actor.roles, actor.scopes)
        return found

    async def answer(
        self,
        operation: Operation,
        variables: Mapping[str, Any] | None,
        actor: Actor,
        *,
        schema: GraphQLSchema | None = None,
        extensions: dict[str, Any] | None = None,
        reject: bool = False,
    ) -> tuple[bytes, int]:
        """The whole response body and its cost.

        `schema` is the actor's view, which answers introspection; `extensions` join those of the answer. With
        `reject` a withheld field refuses the question. Raises a Refusal where the question cannot be answered.
        """
        ready, coerced = await self._ready(operation, variables, actor, schema, parsed=False)
        if reject and ready.plan.hidden:
            withheld = sorted({h.coordinate for h in ready.plan.hidden})
            raise Forbidden(f"You may not read {', '.join(withheld)}.", coordinates=withheld)
        data, errors, cost = await self.reader.answer(
            ready.function,
            coerced,
            values_of(actor, as_json=not self.reader.dialect.is_async),
            actor.key,
            scan=ready.scan,
        )
        body: dict[str, Any] = {"data": data}
        if errors:
            body["errors"] = errors
        added = dict(extensions or {})
        if ready.hidden is not None:
            added["authorization"] = ready.hidden
        if added:
            body["extensions"] = added
        return orjson.dumps(body), cost

    async def read(
        self, document: DocumentNode | str, variables: Mapping[str, Any] | None, actor: Actor
    ) -> Answer:
        """Answers a trusted document, as Python values. What is concealed is simply hidden there."""
        operation = self._trusted(document)
        ready, coerced = await self._ready(operation, variables, actor, None, parsed=True)
        values = values_of(actor, as_json=not self.reader.dialect.is_async)
        data, errors, _ = await self.reader.answer(
            ready.function, coerced, values, actor.key, scan=ready.scan
        )
        return Answer(data, [h.public() for h in ready.plan.hidden], errors)

    async def plan_of(
        self,
        operation: Operation,
        variables: Mapping[str, Any] | None,
        actor: Actor,
        schema: GraphQLSchema | None = None,
    ) -> Ready:
        """The plan that would answer, for `explain`."""
        return (await self._ready(operation, variables, actor, schema, parsed=False))[0]

    # -- plans -----------------------------------------------------------------------------------

    async def _ready(
        self,
        operation: Operation,
        variables: Mapping[str, Any] | None,
        actor: Actor,
        schema: GraphQLSchema | None,
        *,
        parsed: bool,
    ) -> tuple[Ready, dict[str, Any]]:
        coerced = self._coerce(operation, variables, schema or self.graph.core)
        rights = self.rights(actor)
        key = (operation.key, parsed, actor.roles, actor.scopes)
        known = self._plans.get(key)
        if known is not None:
            variant = self._variant(known.depends, coerced)
            for type_name in known.classed:
                variant = (*variant, await self._size_class(type_name, rights, actor))
            found = known.plans.get(variant)
            if found is not None:
                self._plans.move_to_end(key)
                return found, coerced
        return await self._make(
            key, operation, coerced, rights, actor, schema, parsed=parsed
        ), coerced

    def _coerce(
        self, operation: Operation, variables: Mapping[str, Any] | None, schema: GraphQLSchema
    ) -> dict[str, Any]:
        definitions = operation.definition.variable_definitions
        if not definitions:
            return {}
        result: Any = get_variable_values(schema, definitions, dict(variables or {}))
        if isinstance(result, list):
            errors = cast("list[Any]", result)
            raise BadInput("; ".join(e.message for e in errors[:3]))
        return cast("dict[str, Any]", result.coerced)

    def _variant(
        self, depends: tuple[tuple[str, str], ...], variables: Mapping[str, Any]
    ) -> tuple[Any, ...]:
        return tuple(DEPENDENCE[how](variables.get(name)) for name, how in depends)

    async def _make(
        self,
        key: Any,
        operation: Operation,
        variables: dict[str, Any],
        rights: Rights,
        actor: Actor,
        schema: GraphQLSchema | None,
        *,
        parsed: bool,
    ) -> Ready:
        def introspect(nodes: list[FieldNode]) -> Any:
            return _introspect(schema or self.graph.core, operation, nodes, variables)

        plan = planner.plan(
            self.graph, rights, operation.document, operation.definition, variables, introspect
        )
        depends = tuple(plan.depends.items())
        if _introspects(operation):
            depends = tuple((name, "value") for name in variables)
        classed = tuple(dict.fromkeys(_classed(plan)))
        classes = {t: await self._size_class(t, rights, actor) for t in classed}
        compiled = compile_plan(self.graph, rights, self.reader.dialect, plan, classes)
        function = write(compiled, self.reader.dialect, self.seal, self.limits, parsed=parsed)
        ready = Ready(plan, function, compiled.scan, _hidden(plan))
        variant = (*self._variant(depends, variables), *classes.values())
        self._keep(key, depends, classed, variant, ready)
        return ready

    def _keep(
        self, key: Any, depends: Any, classed: tuple[str, ...], variant: Any, ready: Ready
    ) -> None:
        held = self._plans.get(key)
        if (
            held is None
            or held.depends != depends
            or held.classed != classed
            or len(held.plans) >= VARIANTS
        ):
            held = self._plans[key] = _Variants(depends, classed, {})
        held.plans[variant] = ready
        self._plans.move_to_end(key)
        while len(self._plans) > PLANS:
            self._plans.popitem(last=False)

    async def _size_class(self, type_name: str, rights: Rights, actor: Actor) -> str:
        """Whether the actor's scope of a type has few rows or many: it decides which index to walk.

        Counted once and kept for as long as the process runs or until many others push it out; being
        wrong costs time, never a row.
        """
        key = (type_name, actor.key, actor.roles)
        found = self._sizes.get(key)
        if found is None:
            statement = Statement(self.reader.dialect, self.graph.entities, rights, [])
            table, alias = self.graph.entities[type_name].table, statement.alias()
            seen = statement.visible(type_name, alias)
            counted = f'SELECT count(*) FROM (SELECT 1 FROM "{table}" {alias} WHERE {seen} LIMIT {LARGE_SCOPE}) AS few'
            values = values_of(actor, as_json=not self.reader.dialect.is_async)
            bound = [_value(p.source, values, statement.constants) for p in statement.parameters]
            rows = await self.reader.rows(counted, bound)
            found = self._sizes[key] = LARGE if rows[0][0] >= LARGE_SCOPE else SMALL
            while len(self._sizes) > PLANS:
                self._sizes.popitem(last=False)
        return found

    def _trusted(self, document: DocumentNode | str) -> Operation:
        """An operation of our own: its document object is kept, so it is recognised by identity."""
        if isinstance(document, str):
            raise TypeError("a trusted document is parsed once and kept")
        held = self._documents.get(id(document))
        if held is None:
            definitions = [
                d for d in document.definitions if isinstance(d, OperationDefinitionNode)
            ]
            if len(definitions) != 1:
                raise OperationUnclear("A trusted document has exactly one operation.")
            text = sha256(print_ast(document).encode()).hexdigest()
            held = self._documents[id(document)] = (
                document,
                Operation(text, document, definitions[0]),
            )
        return held[1]


def values_of(actor: Actor, *, as_json: bool) -> dict[str, Any]:
    """What conditions bind of an actor, in the form the database takes; made once per actor."""
    held = actor.bound
    if not held:
        for name in (
            "user_id",
            "client_id",
            "contact_id",
            "consumer_id",
            "provider_id",
            "session_id",
        ):
            held[name] = getattr(actor, name)
        for name in ("group_ids", "managed_group_ids", "managed_provider_ids", "account_ids"):
            listed = list(getattr(actor, name))
            held[name] = orjson.dumps(listed).decode() if as_json else listed
        held |= {"name": actor.name, "roles": sorted(actor.roles), "scopes": sorted(actor.scopes)}
    return held


def _value(source: str, values: Mapping[str, Any], constants: list[Any]) -> Any:
    """What a parameter of a policy condition binds: an actor's attribute or a constant."""
    if source.startswith("A["):
        return values[source[3:-2]]
    return constants[int(source[2:-1])]


def _classed(plan: Plan) -> list[str]:
    return [
        r.question.type_name
        for r in plan.roots
        if isinstance(r.question, Page) and r.question.scope is not None
    ]


def _hidden(plan: Plan) -> orjson.Fragment | None:
    if not plan.hidden:
        return None
    return orjson.Fragment(orjson.dumps({"hidden": [h.public() for h in plan.hidden]}))


def _introspects(operation: Operation) -> bool:
    return any(
        isinstance(node, FieldNode) and node.name.value in ("__schema", "__type")
        for node in operation.definition.selection_set.selections
    )


def _introspect(
    schema: GraphQLSchema,
    operation: Operation,
    nodes: list[FieldNode],
    variables: Mapping[str, Any],
) -> Any:
    """Answers one introspection field with graphql-core, which alone knows the schema's schema."""
    only = OperationDefinitionNode(
        operation=OperationType.QUERY,
        variable_definitions=operation.definition.variable_definitions,
        selection_set=SelectionSetNode(selections=tuple(nodes)),
        directives=(),
    )
    others = tuple(
        d for d in operation.document.definitions if not isinstance(d, OperationDefinitionNode)
    )
    document = DocumentNode(definitions=(only, *others))
    result = execute_sync(schema, document, variable_values=dict(variables))
    data = cast("dict[str, Any]", result.data or {})
    return next(iter(data.values()), None)


__all__ = ["Answer", "Engine", "Ready", "Root", "values_of"]
