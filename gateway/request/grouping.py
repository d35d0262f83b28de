"""Plans aggregates: whatever keys are selected are grouped by; the rest is measured."""

from gateway.request import lists, records
from gateway.request.criteria import Reference
from gateway.request.entities import Attribute, Kind
from gateway.request.plan import Cost, Fixed, GroupEntry, GroupKey, Groups, Measure
from gateway.request.planning import Asked, Planning
from gateway.request.sources import Column, NodeType, One

FUNCTIONS = {"minimum": "min", "maximum": "max", "average": "avg"}


def groups(planning: Planning, node: NodeType, asked: Asked) -> tuple[Groups, Cost]:
    where, _ = lists.narrowing(planning, node, asked)
    planned = [
        _entry(planning, node, f) for f in planning.below(f"{node.name}Group", asked.at("*"))
    ]
    size = planning.size(f"group_size({planning.source('Query', asked, 'first') or None})")
    made = Groups(node.name, where, tuple(entry for entry, _ in planned), size)
    return made, Cost(size, tuple(cost for _, costs in planned for cost in costs))


def _entry(planning: Planning, node: NodeType, asked: Asked) -> tuple[GroupEntry, tuple[Cost, ...]]:
    if asked.name == "count":
        return asked.key, ()
    if asked.name == "__typename":
        return Fixed(asked.key, f"{node.name}Group"), ()
    if asked.name in FUNCTIONS:
        return (asked.key, _measures(planning, node, asked)), ()
    return _key(planning, node, asked)


def _key(planning: Planning, node: NodeType, asked: Asked) -> tuple[GroupEntry, tuple[Cost, ...]]:
    group = f"{node.name}Group"
    meaning = planning.graph.groups[group][asked.name]
    access = planning.access(node, meaning.row, meaning.source)
    planning.hide(f"{group}.{asked.name}", asked, access)
    if not access.allowed:
        return Fixed(asked.key, None), ()
    if not isinstance(meaning.source, One):
        return GroupKey(asked.key, planning.value(node, meaning.row, access)), ()
    entity, link = planning.graph.entities[node.name], meaning.source.via or meaning.row
    value = Reference((link,), Attribute(entity.links[link].column, Kind.INT), entity, access.when)
    join, costs = records.join(planning, node, link, meaning.source.target, asked, None)
    return GroupKey(asked.key, value, join), costs


def _measures(planning: Planning, node: NodeType, asked: Asked) -> tuple[Measure | Fixed, ...]:
    kind = "Averages" if asked.name == "average" else "Extremes"
    type_name, function = f"{node.name}{kind}", FUNCTIONS[asked.name]
    fields = planning.below(type_name, asked)
    return tuple(_measure(planning, node, type_name, function, field) for field in fields)


def _measure(
    planning: Planning, node: NodeType, type_name: str, function: str, asked: Asked
) -> Measure | Fixed:
    if asked.name == "__typename":
        return Fixed(asked.key, type_name)
    meaning = planning.graph.groups[type_name][asked.name]
    access = planning.rights.field(node.name, meaning.row)
    planning.hide(f"{type_name}.{asked.name}", asked, access)
    if not access.allowed or not isinstance(meaning.source, Column):
        return Fixed(asked.key, None)
    return Measure(asked.key, function, planning.value(node, meaning.row, access))
