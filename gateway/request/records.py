"""Plans records: for each selected field what to read, and under which right."""

from tortoise.expressions import Q

from gateway.request import lists
from gateway.request.actions import menu
from gateway.request.criteria import Way
from gateway.request.lists import List
from gateway.request.plan import (
    Children,
    Cost,
    Fixed,
    Join,
    Level,
    Offered,
    Selection,
    Value,
    Variant,
)
from gateway.request.planning import Asked, Planning
from gateway.request.sources import Column, Many, Menu, NodeType, One, OneOf, Whether

Costs = tuple[Cost, ...]
BELOW = {"input": "ActionInput", "fields": "ConditionField"}


def level(
    planning: Planning, node: NodeType, asked: Asked, known: frozenset[str] = frozenset()
) -> tuple[Level, Costs]:
    """What to read of the records of `node` that `asked` selects from.

    `known` names relations whose other end is a parent row that is known to be seen.
    """
    selections: list[Selection] = []
    costs: list[Cost] = []
    for field in planning.below(node.name, asked):
        selection, cost = _selection(planning, node, field)
        selections.append(selection)
        costs.extend(cost)
    return Level(node.name, tuple(selections), known), tuple(costs)


def _selection(planning: Planning, node: NodeType, asked: Asked) -> tuple[Selection, Costs]:
    match asked.name:
        case "__typename":
            return Fixed(asked.key, node.name), ()
        case "id":
            return Value(asked.key, planning.identity(node)), ()
        case _:
            return _declared(planning, node, asked)


def _declared(planning: Planning, node: NodeType, asked: Asked) -> tuple[Selection, Costs]:
    row, source = planning.graph.fields[node.name][asked.name]
    access = planning.access(node, row, source)
    planning.hide(f"{node.name}.{asked.name}", asked, access)
    if not access.allowed:
        return Fixed(asked.key, None), ()
    match source:
        case Column() | Whether():
            return Value(asked.key, planning.value(node, row, access)), ()
        case One():
            return join(planning, node, source.via or row, source.target, asked, access.when)
        case OneOf():
            return _variant(planning, node, source, asked, access.when)
        case Many():
            return _children(planning, node, row, source, asked, access.when)
        case Menu():
            entity = planning.graph.entities[node.name]
            offer = menu.offer(planning.rights, entity, planning.graph.actions.values())
            return Offered(asked.key, offer, wanted(planning, asked), access.when), ()


def wanted(planning: Planning, asked: Asked, type_name: str = "Action") -> menu.Wanted:
    """Which fields of an action, and of its inputs, are asked for; likewise of a vocabulary."""
    return tuple(
        (f.key, f.name, wanted(planning, f, BELOW[f.name]) if f.name in BELOW else ())
        for f in planning.below(type_name, asked)
    )


def join(
    planning: Planning, node: NodeType, link: str, target: str, asked: Asked, guard: Q | None
) -> tuple[Join, Costs]:
    """At most one related record, by the foreign key `link`."""
    back = planning.graph.entities[node.name].links[link].back
    known = frozenset({back}) if back else frozenset[str]()
    made, costs = level(planning, planning.graph.nodes[target], asked, known)
    return Join(asked.key, link, made, guard), (Cost(children=costs),)


def _variant(
    planning: Planning, node: NodeType, source: OneOf, asked: Asked, guard: Q | None
) -> tuple[Variant, Costs]:
    seen = [(t, link) for t, link in source.via.items() if planning.rights.records(t).allowed]
    joins = [join(planning, node, link, target, asked, guard) for target, link in seen]
    return Variant(asked.key, tuple(j for j, _ in joins)), tuple(c for _, cs in joins for c in cs)


def _children(
    planning: Planning, node: NodeType, row: str, source: Many, asked: Asked, guard: Q | None
) -> tuple[Children, Costs]:
    target = planning.graph.nodes[source.target]
    reading = planning.reading()
    where = reading.where(target, planning.argument(node.name, asked, "filter"))
    list_ = List(
        node=target,
        owner=node.name,
        coordinate=f"{node.name}.{row}",
        where=where,
        bound=tuple(reading.bound),
        order=source.order or target.order,
        known=frozenset[str]() if source.through else frozenset({source.by}),
    )
    fixed = tuple(source.where.items())
    way = Way(back=source.by, through=source.through, to=source.to, where=fixed)
    page, cost = lists.page(planning, list_, asked, lambda n, a, k: level(planning, n, a, k))
    return Children(asked.key, way, page, guard), (cost,)
