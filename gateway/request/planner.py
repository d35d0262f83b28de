"""Plans a whole operation: walks its root fields with the schema and an actor's rights."""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import DocumentNode, FieldNode, OperationDefinitionNode

from gateway.policy.rights import Access, Rights
from gateway.request import finding, grouping, lists, records
from gateway.request.actions import menu
from gateway.request.arguments import TYPE_OF_ID, Arguments
from gateway.request.criteria import Operand
from gateway.request.graph import Graph, Root, RootKind
from gateway.request.lists import List
from gateway.request.plan import (
    Cost,
    Known,
    Level,
    Missing,
    Plan,
    Question,
    RootPlan,
    Several,
    Single,
    Viewer,
)
from gateway.request.planning import Asked, Planning
from gateway.request.scalars import read_id
from gateway.request.subjects import SUBJECTS

Introspect = Callable[[list[FieldNode]], Any]


def plan(
    graph: Graph,
    rights: Rights,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
    introspect: Introspect,
) -> Plan:
    """Plans `operation` for these rights; `variables` are coerced.

    `introspect` answers `__schema` and `__type`. Raises Forbidden where the question filters or
    orders by what the rights withhold, BadInput where an argument makes no sense.
    """
    planning = Planning(graph, rights, document, Arguments(variables))
    asked = planning.fields("Query", [operation.selection_set], ())
    roots = tuple(_root(planning, field, introspect) for field in asked)
    return Plan(
        roots=roots,
        hidden=tuple(dict.fromkeys(planning.hidden)),
        depends=dict(planning.arguments.depends),
        constants=tuple(planning.arguments.constants),
        sizes=tuple(planning.sizes),
        contexts=tuple(planning.contexts),
        cursors=tuple(planning.cursors),
    )


def _root(planning: Planning, asked: Asked, introspect: Introspect) -> RootPlan:
    if asked.name == "__typename":
        return RootPlan(asked.key, Known("Query"), Cost())
    if asked.name.startswith("__"):
        return RootPlan(asked.key, Known(introspect(list(asked.nodes))), Cost())
    root = planning.graph.roots[asked.name]
    seen = planning.rights.records(root.target) if root.target else None
    if seen is not None and not seen.allowed:
        planning.hide(f"Query.{asked.name}", asked, Access(allowed=False, rule=seen.rule))
        nothing: Any = [] if root.kind is RootKind.GROUPS else None
        return RootPlan(asked.key, Known(nothing), Cost())
    return RootPlan(asked.key, *_question(planning, root, asked))


def _question(planning: Planning, root: Root, asked: Asked) -> tuple[Question, Cost]:
    match root.kind:
        case RootKind.LIST:
            return _list(planning, root, asked)
        case RootKind.GROUPS:
            return grouping.groups(planning, planning.graph.nodes[root.target], asked)
        case RootKind.BY_ID | RootKind.BY_KEY:
            return _single(planning, root, asked)
        case RootKind.FIND:
            return finding.find(planning, asked)
        case RootKind.NODE | RootKind.NODES | RootKind.VOCABULARY:
            return _known(planning, root, asked)
        case RootKind.VIEWER:
            return _viewer(planning, asked)


def _list(planning: Planning, root: Root, asked: Asked) -> tuple[Question, Cost]:
    node = planning.graph.nodes[root.target]
    where, bound = lists.narrowing(planning, node, asked)
    list_ = List(node, "Query", f"Query.{asked.name}", where, bound, node.order)
    return lists.page(planning, list_, asked, lambda n, a, k: records.level(planning, n, a, k))


def _single(planning: Planning, root: Root, asked: Asked) -> tuple[Question, Cost]:
    source = planning.source("Query", asked, root.key or "id")
    level, cost = records.level(planning, planning.graph.nodes[root.target], asked)
    wanted = f"key({source}, {root.target!r})"
    if root.key:
        wanted = f"number({source})" if root.key == "number" else source
    return Single(level, root.key or "id", Operand(wanted)), Cost(children=cost)


def _known(planning: Planning, root: Root, asked: Asked) -> tuple[Question, Cost]:
    """Records by their ids; what needs none."""
    if root.kind is RootKind.VOCABULARY:
        return _vocabulary(planning, asked), Cost()
    return _node(planning, asked) if root.kind is RootKind.NODE else _nodes(planning, asked)


def _node(planning: Planning, asked: Asked) -> tuple[Question, Cost]:
    id_ = planning.arguments.decided(planning.argument("Query", asked, "id"), TYPE_OF_ID)
    types = _seen_types(planning, [id_])
    if not types:
        return Missing(), Cost()
    level, cost = records.level(planning, planning.graph.nodes[types[0]], asked)
    wanted = f"key({planning.source('Query', asked, 'id')}, {types[0]!r})"
    return Single(level, "id", Operand(wanted)), Cost(children=cost)


def _nodes(planning: Planning, asked: Asked) -> tuple[Question, Cost]:
    ids: Any = planning.arguments.decided(planning.argument("Query", asked, "ids"), TYPE_OF_ID)
    nodes = [planning.graph.nodes[name] for name in _seen_types(planning, ids or [])]
    planned = [records.level(planning, node, asked.at("*")) for node in nodes]
    source = planning.source("Query", asked, "ids") or "[]"
    cost = Cost(f"len({source})", tuple(c for _, costs in planned for c in costs))
    return Several(tuple(level for level, _ in planned), Operand(source)), cost


def _seen_types(planning: Planning, ids: list[Any]) -> list[str]:
    """The types of these ids, as far as they exist for the actor."""
    named = sorted({read_id(str(id_))[0] for id_ in ids})
    known = planning.graph.nodes
    return [name for name in named if name in known and planning.rights.records(name).allowed]


def _viewer(planning: Planning, asked: Asked) -> tuple[Question, Cost]:
    entries: list[tuple[str, str | Level | Known]] = []
    costs: tuple[Cost, ...] = ()
    for field in planning.below("Viewer", asked):
        if field.name == "actions":
            entries.append((field.key, _creations(planning, field)))
            continue
        if field.name == "user" and planning.rights.records("User").allowed:
            level, costs = records.level(planning, planning.graph.nodes["User"], field)
            entries.append((field.key, level))
        else:
            entries.append((field.key, field.name))
    return Viewer(tuple(entries)), Cost(children=costs)


def _vocabulary(planning: Planning, asked: Asked) -> Known:
    """What conditions may name, as far as the actor may read it."""
    given = planning.arguments.decided(planning.argument("Query", asked, "about"))
    said = SUBJECTS[planning.graph.subjects[given]](planning.rights)
    return Known(menu.pick(said, records.wanted(planning, asked, "ConditionEntity")))


def _creations(planning: Planning, asked: Asked) -> Known:
    """What the actor may create."""
    said = menu.creations(planning.rights, planning.graph.actions.values())
    return Known(menu.pick(said, records.wanted(planning, asked)))
