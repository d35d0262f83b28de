"""Lists below a record, as JSON text that the database writes: explicit order, own limit."""

from dataclasses import dataclass, field

from gateway.request.conditions import both, ordering
from gateway.request.dialects import quoted
from gateway.request.entities import Kind
from gateway.request.frames import COUNT_LIMIT, Row, counting
from gateway.request.plan import (
    Children,
    Edges,
    Fixed,
    Info,
    Join,
    Level,
    Nodes,
    Page,
    Part,
    Selection,
    Total,
    Value,
    Variant,
)

Paths = tuple[tuple[tuple[str, ...], Page], ...]


@dataclass(frozen=True, slots=True)
class Json:
    """An SQL expression for a JSON value, and where in it order keys wait to be sealed."""

    sql: str
    paths: Paths = ()

    def under(self, *steps: str) -> Paths:
        """The same places, seen from further up."""
        return tuple(((*steps, *path), page) for path, page in self.paths)


@dataclass
class _Object:
    """A JSON object under construction."""

    row: Row
    pairs: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    paths: Paths = ()

    def add(self, key: str, value: Json) -> None:
        self.pairs.append((key, value.sql))
        self.paths += value.under(key)

    @property
    def whole(self) -> Json:
        return Json(self.row.frame.dialect.object(self.pairs), self.paths)


def record(level: Level, row: Row) -> Json:
    """One record as a JSON object."""
    made = _Object(row)
    for selection in level.selections:
        made.add(selection.key, _selected(selection, level, row))
    return made.whole


def part(part: Part, children: Children, row: Row) -> Json | None:
    """One field of the connection below `row` as JSON text; None where it needs no database."""
    match part:
        case Nodes():
            return _nodes(part, children, row)
        case Edges():
            return _edges(part, children, row)
        case Info():
            return _info(part, children, row)
        case Total():
            return Json(_total(part, children, row))
        case Fixed():
            return None


def _literal(value: str | None) -> Json:
    return Json("NULL" if value is None else quoted(value))


# -- records -------------------------------------------------------------------------------------


def _selected(selection: Selection, level: Level, row: Row) -> Json:
    match selection:
        case Value():
            attribute, value = selection.reference.attribute, row.value(selection.reference)
            return Json(row.frame.dialect.json(attribute, value, level.type_name))
        case Fixed():
            return _literal(selection.value)
        case Join():
            return _alternatives((selection,), level, row)
        case Variant():
            return _alternatives(selection.joins, level, row)
        case Children():
            return _connection(selection, row)


def _alternatives(joins: tuple[Join, ...], level: Level, row: Row) -> Json:
    """The first related record that is there."""
    cases: list[str] = []
    paths: Paths = ()
    for join in joins:
        there = row.join(join, level.type_name)
        made = record(join.level, there)
        cases.append(f"WHEN {there.alias}.id IS NOT NULL THEN {made.sql}")
        paths += made.paths
    return Json(f"CASE {' '.join(cases)} END" if cases else "NULL", paths)


def _connection(children: Children, row: Row) -> Json:
    made, dialect = _Object(row), row.frame.dialect
    for entry in children.page.parts:
        value = part(entry, children, row)
        if isinstance(entry, Fixed) or value is None:
            made.add(entry.key, _literal(getattr(entry, "value", None)))
        elif isinstance(entry, Total):
            made.add(entry.key, Json(dialect.flag(value.sql)) if entry.exact else value)
        else:
            made.add(entry.key, Json(dialect.embedded(value.sql), value.paths))
    guard = row.guard(children.guard, children.page.owner)
    whole = made.whole
    return Json(f"CASE WHEN {guard} THEN {whole.sql} END", whole.paths) if guard else whole


# -- the fields of a connection -------------------------------------------------------------------


def _nodes(nodes: Nodes, children: Children, row: Row) -> Json:
    there = row.frame.inner()
    made = record(nodes.level, there)
    return Json(_collected(children, row, there, made.sql), made.under("*"))


def _edges(edges: Edges, children: Children, row: Row) -> Json:
    there = row.frame.inner()
    made = _Object(there)
    for key, entry in edges.entries:
        if isinstance(entry, Level):
            made.add(key, record(entry, there))
        elif entry == "cursor":
            made.add(key, Json(_keys(children.page, there), (((), children.page),)))
        else:
            made.add(key, _literal(f"{children.page.type_name}Edge"))
    whole = made.whole
    return Json(_collected(children, row, there, whole.sql), whole.under("*"))


def _info(info: Info, children: Children, row: Row) -> Json:
    made, page = _Object(row), children.page
    for key, name in info.entries:
        match name:
            case "startCursor" | "endCursor":
                end = _end(children, row, first=name == "startCursor")
                made.add(key, Json(end, (((), page),)))
            case "hasNextPage" | "hasPreviousPage":
                ahead = (name == "hasNextPage") is not page.window.backward
                beyond = "TRUE" if page.window.cursor else "FALSE"
                more = _more(children, row) if ahead else beyond
                made.add(key, Json(row.frame.dialect.flag(more)))
            case _:
                made.add(key, _literal("PageInfo"))
    whole = made.whole
    return Json(row.frame.dialect.text(whole.sql), whole.paths)


def _total(total: Total, children: Children, row: Row) -> str:
    source, where = _below(children, row, row.frame.inner(), paged=False)
    count = counting(source, where)
    if total.exact:
        return f"({count} <= {COUNT_LIMIT})"
    return row.frame.dialect.least(count, str(COUNT_LIMIT))


def _more(children: Children, row: Row) -> str:
    """Whether the list goes on behind this page."""
    size = row.frame.statement.bind(children.page.size, Kind.INT)
    source, where = _below(children, row, row.frame.inner())
    ahead = f"SELECT 1 FROM {source} WHERE {where} LIMIT {size} + 1"
    return f"(SELECT count(*) FROM ({ahead}) AS ahead) > {size}"


def _end(children: Children, row: Row, *, first: bool) -> str:
    """The order keys of the first or last row of the page."""
    there = row.frame.inner()
    rows = _numbered(children, row, there, _keys(children.page, there))
    direction = "ASC" if first else "DESC"
    found = f"(SELECT j FROM ({rows}) AS page ORDER BY place {direction} LIMIT 1)"
    return row.frame.dialect.nested(found)


# -- the rows of a page ---------------------------------------------------------------------------


def _keys(page: Page, row: Row) -> str:
    """The values of the order keys, to be sealed as a cursor."""
    return row.frame.dialect.array([row.plain(key.reference) for key in page.order])


def _collected(children: Children, row: Row, there: Row, made: str) -> str:
    """The page's rows in their order, as the text of a JSON array."""
    if not children.page.window.backward:
        return row.frame.dialect.collected(_rows(children, row, there, f"{made} AS j"))
    rows = _numbered(children, row, there, made)
    return row.frame.dialect.collected(f"SELECT j FROM ({rows}) AS turned ORDER BY place")


def _numbered(children: Children, row: Row, there: Row, made: str) -> str:
    """The page's rows, each with its place in the list."""
    order = ordering(children.page, there.alias, there.conditions)
    rows = _rows(children, row, there, f"{made} AS j, row_number() OVER ({order}) AS place")
    if not children.page.window.backward:
        return rows
    return f"SELECT j, -place AS place FROM ({rows}) AS taken"


def _rows(children: Children, row: Row, there: Row, columns: str) -> str:
    """The page's rows in the direction of reading."""
    source, where = _below(children, row, there)
    size = row.frame.statement.bind(children.page.size, Kind.INT)
    order = ordering(children.page, there.alias, there.conditions)
    return f"SELECT {columns} FROM {source}{there.frame.joining} WHERE {where} {order} LIMIT {size}"


def _below(children: Children, row: Row, there: Row, *, paged: bool = True) -> tuple[str, str]:
    """FROM and WHERE of the rows below `row`."""
    page = children.page
    source, reached = there.conditions.reach(children.way, page.type_name, row.alias, there.alias)
    return source, both(reached, there.listed(page, paged=paged))
