"""Plans `find`: one search over several types, each of them within its own scope."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from gateway.request import filters, lists, records
from gateway.request.actions.menu import Wanted
from gateway.request.conditions import BEST
from gateway.request.criteria import Holds, Operand, Search, Window, Without
from gateway.request.lists import List
from gateway.request.plan import Cost, Find, Known, Page, Passages, Question, Sought, Step
from gateway.request.planning import Asked, Planning
from gateway.request.sources import NodeType


def find(planning: Planning, asked: Asked) -> tuple[Question, Cost]:
    """Where these words stand, of the types asked for that the actor may see.

    Raises BadInput for a text longer than anyone looks for.
    """
    tree = planning.argument("Query", asked, "text")
    size = planning.size(f"found_size({planning.source('Query', asked, 'first') or None})")
    sought: list[Sought] = []
    costs: list[Cost] = []
    for node in _wanted_types(planning, asked):
        search = planning.reading().search(node, tree)
        if isinstance(search, Search) and search.tiers:
            made, cost = _sought(planning, node, search, asked, size)
            sought.append(made)
            costs.extend(cost)
    if not sought:
        return Known([]), Cost()
    text = Operand(planning.source("Query", asked, "text"))
    return Find(tuple(sought), text, size), Cost(f"{size} * {len(sought)}", tuple(costs))


def _wanted_types(planning: Planning, asked: Asked) -> list[NodeType]:
    """The types to look in, as far as they exist for the actor."""
    graph = planning.graph
    named = planning.arguments.decided(planning.argument("Query", asked, "types"))
    members = list(graph.found) if named is None else [getattr(n, "value", n) for n in named]
    nodes = [graph.nodes[graph.found[member]] for member in dict.fromkeys(members)]
    return [node for node in nodes if planning.rights.records(node.name).allowed]


def _sought(
    planning: Planning, node: NodeType, search: Search, asked: Asked, size: str
) -> tuple[Sought, list[Cost]]:
    """One type: the words as they were written, and with a slip in them."""
    entries: list[tuple[str, Any]] = []
    costs: list[Cost] = []
    for field in planning.below("Found", asked.at("*")):
        if field.name == "node":
            level, cost = records.level(planning, node, field)
            entries.append((field.key, level))
            costs.extend(cost)
        elif field.name == "snippets":
            entries.append((field.key, Passages(_below(planning, field, "Snippet"))))
        else:
            entries.append((field.key, field.name))
    readable = tuple(one for tier in search.tiers for one in tier)
    exact = _page(planning, node, search, asked, size)
    near = _near(planning, node, replace(search, near=True), asked, size)
    steps = tuple(_steps(planning, node, search, asked, size))
    return Sought(node.name, exact, near, steps, readable, tuple(entries)), costs


def _near(planning: Planning, node: NodeType, search: Search, asked: Asked, size: str) -> Step:
    """Of one rank: there are too many words to ask for each of the columns again."""
    met = replace(search, walked=True)
    return Step(
        0,
        _page(planning, node, search, asked, size, ranked=False),
        _page(planning, node, met, asked, size, ranked=False),
    )


def _steps(
    planning: Planning, node: NodeType, search: Search, asked: Asked, size: str
) -> Iterator[Step]:
    """A step for each of the columns that tell as much as each other; the rest comes last.

    Among the rest are those of the steps before again: it reads as many more.
    """
    tiers = [(BEST - at, (tier,), size) for at, tier in enumerate(search.tiers)]
    for rank, tier, many in (*tiers, (0, search.tiers, f"2 * {size}")):
        one = replace(search, tiers=tier)
        yield Step(
            rank,
            _page(planning, node, one, asked, many, ranked=False),
            _page(planning, node, replace(one, walked=True), asked, many, ranked=False),
        )


def _page(
    planning: Planning,
    node: NodeType,
    search: Search,
    asked: Asked,
    size: str,
    *,
    ranked: bool = True,
) -> Page:
    """The best rows, or the first ones. What is over is left out unless it is asked for."""
    over = planning.arguments.decided(planning.argument("Query", asked, "includeClosed"))
    going_on = None if over or node.over is None else Without(Holds(node.over.expression))
    where = filters.every([going_on, search])
    list_ = List(node, "Query", "Query.find", where if ranked else None, (), node.order)
    order = lists.order(planning, list_, None)
    return Page(node.name, frozenset(), where, order, Window(), (), "Query", size, "")


def _below(planning: Planning, asked: Asked, type_name: str) -> Wanted:
    """Which fields of a snippet, and of its parts, are asked for."""
    return tuple(
        (f.key, f.name, _below(planning, f, "SnippetPart") if f.name == "parts" else ())
        for f in planning.below(type_name, asked)
    )
