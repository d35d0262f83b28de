"""Records as result columns: scalars and to-one relations side by side, lists as JSON text."""

from gateway.request import nested
from gateway.request.frames import Row
from gateway.request.nested import Json
from gateway.request.plan import (
    Children,
    Fixed,
    Join,
    Level,
    Offered,
    Selection,
    Total,
    Value,
    Variant,
)
from gateway.request.shapes import (
    Alternatives,
    Cell,
    Constant,
    Counted,
    Looked,
    Maybe,
    Object,
    Shape,
    Splice,
    Unfinished,
)


def record(level: Level, row: Row) -> Object:
    """Adds the columns of a record to the row's frame; returns what to make of them."""
    return Object(tuple((s.key, _selected(s, level, row)) for s in level.selections))


def _selected(selection: Selection, level: Level, row: Row) -> Shape:
    match selection:
        case Value():
            position = row.frame.column(row.plain(selection.reference))
            return Cell(position, selection.reference.attribute, level.type_name)
        case Fixed():
            return Constant(selection.value)
        case Join():
            return _joined(selection, level, row)
        case Variant():
            return Alternatives(tuple(_joined(join, level, row) for join in selection.joins))
        case Children():
            return _connection(selection, row)
        case Offered():
            return _offered(selection, level, row)


def _joined(join: Join, level: Level, row: Row) -> Maybe:
    there = row.join(join, level.type_name)
    return Maybe(row.frame.column(f"{there.alias}.id"), record(join.level, there))


def _connection(children: Children, row: Row) -> Shape:
    """Each field of the connection is a column of its own."""
    guard = row.guard(children.guard, children.page.owner)
    total = nested.total(children, row) if children.page.counted else ""
    entries: list[tuple[str, Shape]] = []
    for part in children.page.parts:
        made = Json(total) if isinstance(part, Total) else nested.part(part, children, row)
        if made is None:
            entries.append((part.key, Constant(getattr(part, "value", None))))
            continue
        position = row.frame.column(f"CASE WHEN {guard} THEN {made.sql} END" if guard else made.sql)
        if isinstance(part, Total):
            entries.append((part.key, Counted(position, part.exact)))
        else:
            text = Unfinished(position, made.places) if made.places else Splice(position)
            entries.append((part.key, text))
    whole = Object(tuple(entries))
    return Maybe(row.frame.column(f"CASE WHEN {guard} THEN 1 END"), whole) if guard else whole


def _offered(offered: Offered, level: Level, row: Row) -> Shape:
    guard = row.guard(offered.guard, level.type_name)
    looked = Looked(tuple(map(row.frame.column, row.deciding(offered.offer))), offered)
    return Maybe(row.frame.column(f"CASE WHEN {guard} THEN 1 END"), looked) if guard else looked
