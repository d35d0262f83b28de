"""Plans lists: which rows, in which order, which part of them, and what to say of the page."""

from collections.abc import Callable
from dataclasses import dataclass

from gateway.errors import BadInput, Forbidden
from gateway.request import filters
from gateway.request.arguments import Tree
from gateway.request.criteria import OrderKey, Where, Window
from gateway.request.entities import Kind
from gateway.request.plan import Cost, Edges, Fixed, Info, Level, Nodes, Page, Part, Total
from gateway.request.planning import Asked, Planning
from gateway.request.sources import NodeType

MAX_ORDER_KEYS = 3

Record = Callable[[NodeType, Asked, frozenset[str]], tuple[Level, tuple[Cost, ...]]]


@dataclass(frozen=True, slots=True)
class List:
    """A list as the schema has it: of what, where, and what narrows it."""

    node: NodeType
    owner: str  # the type that has the field
    coordinate: str
    where: Where | None
    bound: tuple[str, ...]  # sources of the values that narrow it
    order: tuple[str, ...]  # when none is asked for
    known: frozenset[str] = frozenset()  # relations whose other end is a visible parent row


def narrowing(
    planning: Planning, node: NodeType, asked: Asked
) -> tuple[Where | None, tuple[str, ...]]:
    """filter, view and search of a root list, and the sources of their values."""
    reading = planning.reading()
    parts = [reading.where(node, planning.argument("Query", asked, "filter"))]
    if node.views:
        view = planning.arguments.decided(planning.argument("Query", asked, "view"))
        parts.append(reading.view(node, view))
    if node.search:
        parts.append(reading.search(node, planning.argument("Query", asked, "search")))
    return filters.every(parts), tuple(reading.bound)


def page(planning: Planning, list_: List, asked: Asked, record: Record) -> tuple[Page, Cost]:
    """The page of a list that a field asks for; `record` plans its rows.

    Raises BadInput for windows that make no sense, Forbidden for an order by what is withheld.
    """
    node, window = list_.node, _window(planning, list_.owner, asked)
    order_ = order(planning, list_, planning.argument(list_.owner, asked, "orderBy"))
    parts, costs = _parts(planning, list_, asked, record)
    which = "last" if window.backward else "first"
    size = planning.size(f"size({getattr(window, which) or None}, {which!r})")
    signature = " ".join(_signature(key) for key in order_)
    context = planning.context(list_.coordinate, signature, list_.bound)
    made = Page(
        type_name=node.name,
        known=list_.known,
        where=list_.where,
        order=order_,
        window=window,
        parts=parts,
        owner=list_.owner,
        size=size,
        context=context,
        cursor=planning.cursor(window.cursor, context),
    )
    return made, Cost(size, costs)


def _window(planning: Planning, owner: str, asked: Asked) -> Window:
    names = ("first", "after", "last", "before")
    window = Window(**{name: planning.source(owner, asked, name) for name in names})
    if window.first and window.last:
        raise BadInput("Ask for `first` or `last`, not both.")
    if (window.last and window.after) or (window.before and not window.last):
        raise BadInput("`first` goes with `after`, `last` goes with `before`.")
    return window


# -- order ---------------------------------------------------------------------------------------


def order(planning: Planning, list_: List, tree: Tree | None) -> tuple[OrderKey, ...]:
    """The keys asked for, or what answers a search best and then the default ones that may be read;
    the id breaks ties.
    """
    asked, node = planning.arguments.decided(tree), list_.node
    if asked is None:
        keys = [*best(planning, list_), *(_default(planning, node, name) for name in list_.order)]
    else:
        keys = [_asked(planning, node, entry) for entry in asked]
    if len(keys) > MAX_ORDER_KEYS:
        raise BadInput(f"orderBy takes at most {MAX_ORDER_KEYS} keys.")
    whole = [key for key in keys if key is not None]
    if not any(key.reference.attribute.kind is Kind.ID for key in whole):
        whole.append(OrderKey(planning.identity(node), whole[-1].descending if whole else False))
    return tuple(whole)


def best(planning: Planning, list_: List) -> list[OrderKey]:
    """What answers a search best comes first; nothing where there is no search."""
    search = filters.searched(list_.where)
    rank = (
        [filters.relevance(planning.graph, list_.node, search)] if search and search.tiers else []
    )
    return [OrderKey(reference, descending=True) for reference in rank]


def _default(planning: Planning, node: NodeType, name: str) -> OrderKey | None:
    row, descending = name.removeprefix("-"), name.startswith("-")
    if row == "id":
        return OrderKey(planning.identity(node), descending)
    access = planning.rights.field(node.name, row)
    return OrderKey(planning.value(node, row, access), descending) if access.allowed else None


def _asked(planning: Planning, node: NodeType, entry: dict[str, str]) -> OrderKey:
    row, descending = entry["field"].lower(), entry["direction"] == "DESC"
    if row == "id":
        return OrderKey(planning.identity(node), descending)
    access = planning.rights.field(node.name, row)
    if not access.allowed:
        raise Forbidden(f"You may not order by {node.name}.{row}: {access.rule}.")
    return OrderKey(planning.value(node, row, access), descending, entry["nulls"] == "FIRST")


def _signature(key: OrderKey) -> str:
    columns = " ".join(key.reference.names)
    return f"{'-' if key.descending else ''}{columns}{'^' if key.nulls_first else ''}"


# -- the fields of a connection -------------------------------------------------------------------


def _parts(
    planning: Planning, list_: List, asked: Asked, record: Record
) -> tuple[tuple[Part, ...], tuple[Cost, ...]]:
    parts: list[Part] = []
    costs: tuple[Cost, ...] = ()
    for field in planning.below(f"{list_.node.name}Connection", asked):
        match field.name:
            case "nodes":
                level, cost = record(list_.node, field.at("*"), list_.known)
                parts.append(Nodes(field.key, level))
                costs += cost
            case "edges":
                edges, cost = _edges(planning, list_, field, record)
                parts.append(edges)
                costs += cost
            case "pageInfo":
                infos = planning.below("PageInfo", field)
                parts.append(Info(field.key, tuple((i.key, i.name) for i in infos)))
            case "totalCount" | "totalCountIsExact":
                parts.append(Total(field.key, exact=field.name == "totalCountIsExact"))
            case _:
                parts.append(Fixed(field.key, f"{list_.node.name}Connection"))
    return tuple(parts), costs


def _edges(
    planning: Planning, list_: List, asked: Asked, record: Record
) -> tuple[Edges, tuple[Cost, ...]]:
    entries: list[tuple[str, str | Level]] = []
    costs: tuple[Cost, ...] = ()
    for field in planning.below(f"{list_.node.name}Edge", asked.at("*")):
        if field.name == "node":
            level, cost = record(list_.node, field, list_.known)
            entries.append((field.key, level))
            costs += cost
        else:
            entries.append((field.key, field.name))
    return Edges(asked.key, tuple(entries)), costs
