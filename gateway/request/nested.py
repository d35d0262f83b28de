"""Lists below a record, as JSON text that the database writes: explicit order, own limit."""

from dataclasses import dataclass, field, replace

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
    Offered,
    Page,
    Part,
    Selection,
    Total,
    Value,
    Variant,
)
from gateway.request.shapes import Place

Places = tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Json:
    """An SQL expression for a JSON value, and where in it something waits to be finished."""

    sql: str
    places: Places = ()

    def under(self, *steps: str) -> Places:
        """The same places, seen from further up."""
        return tuple(replace(place, path=(*steps, *place.path)) for place in self.places)


@dataclass
class _Object:
    """A JSON object under construction."""

    row: Row
    pairs: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    places: Places = ()

    def add(self, key: str, value: Json) -> None:
        self.pairs.append((key, value.sql))
        self.places += value.under(key)

    @property
    def whole(self) -> Json:
        return Json(self.row.frame.dialect.object(self.pairs), self.places)


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
        case Offered():
            made = _waiting(selection, row.deciding(selection.offer), row)
            guard = row.guard(selection.guard, level.type_name)
            return Json(f"CASE WHEN {guard} THEN {made.sql} END", made.places) if guard else made


def _waiting(becomes: Page | Offered, values: list[str], row: Row) -> Json:
    """Values from which something is made when the text is read."""
    number = row.frame.statement.number(becomes)
    array = row.frame.dialect.array([str(number), *values])
    return Json(array, (Place((), number, becomes),))


def _alternatives(joins: tuple[Join, ...], level: Level, row: Row) -> Json:
    """The first related record that is there."""
    cases: list[str] = []
    places: Places = ()
    for join in joins:
        there = row.join(join, level.type_name)
        made = record(join.level, there)
        cases.append(f"WHEN {there.alias}.id IS NOT NULL THEN {made.sql}")
        places += made.places
    return Json(f"CASE {' '.join(cases)} END" if cases else "NULL", places)


def _connection(children: Children, row: Row) -> Json:
    made, dialect = _Object(row), row.frame.dialect
    for entry in children.page.parts:
        value = part(entry, children, row)
        if isinstance(entry, Fixed) or value is None:
            made.add(entry.key, _literal(getattr(entry, "value", None)))
        elif isinstance(entry, Total):
            made.add(entry.key, Json(dialect.flag(value.sql)) if entry.exact else value)
        else:
            made.add(entry.key, Json(dialect.embedded(value.sql), value.places))
    guard = row.guard(children.guard, children.page.owner)
    whole = made.whole
    return Json(f"CASE WHEN {guard} THEN {whole.sql} END", whole.places) if guard else whole


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
            made.add(key, _cursor(children.page, there))
        else:
            made.add(key, _literal(f"{children.page.type_name}Edge"))
    whole = made.whole
    return Json(_collected(children, row, there, whole.sql), whole.under("*"))


def _info(info: Info, children: Children, row: Row) -> Json:
    made, page = _Object(row), children.page
    for key, name in info.entries:
        match name:
            case "startCursor" | "endCursor":
                made.add(key, _end(children, row, first=name == "startCursor"))
            case "hasNextPage" | "hasPreviousPage":
                ahead = (name == "hasNextPage") is not page.window.backward
                beyond = "TRUE" if page.window.cursor else "FALSE"
                more = _more(children, row) if ahead else beyond
                made.add(key, Json(row.frame.dialect.flag(more)))
            case _:
                made.add(key, _literal("PageInfo"))
    whole = made.whole
    return Json(row.frame.dialect.text(whole.sql), whole.places)


def total(children: Children, row: Row) -> str:
    """How many rows the list below `row` has, counted no further than the limit and one."""
    source, where = _below(children, row, row.frame.inner(), paged=False)
    return counting(source, where)


def _total(part: Total, children: Children, row: Row) -> str:
    count = total(children, row)
    if part.exact:
        return f"({count} <= {COUNT_LIMIT})"
    return row.frame.dialect.least(count, str(COUNT_LIMIT))


def _more(children: Children, row: Row) -> str:
    """Whether the list goes on behind this page."""
    size = row.frame.statement.bind(children.page.size, Kind.INT)
    source, where = _below(children, row, row.frame.inner())
    ahead = f"SELECT 1 FROM {source} WHERE {where} LIMIT {size} + 1"
    return f"(SELECT count(*) FROM ({ahead}) AS ahead) > {size}"


def _end(children: Children, row: Row, *, first: bool) -> Json:
    """The cursor of the first or last row of the page."""
    there = row.frame.inner()
    made = _cursor(children.page, there)
    rows = _numbered(children, row, there, made.sql)
    direction = "ASC" if first else "DESC"
    found = f"(SELECT j FROM ({rows}) AS page ORDER BY place {direction} LIMIT 1)"
    return Json(row.frame.dialect.nested(found), made.places)


# -- the rows of a page ---------------------------------------------------------------------------


def _cursor(page: Page, row: Row) -> Json:
    """The values of the order keys, to be sealed as a cursor."""
    return _waiting(page, [row.plain(key.reference) for key in page.order], row)


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
