"""Writes the expression that makes a record of the columns of one row."""

from collections.abc import Mapping
from typing import Any

from gateway.request.actions.menu import Memo
from gateway.request.entities import Attribute, Kind
from gateway.request.frames import COUNT_LIMIT
from gateway.request.plan import Offered
from gateway.request.script import Script, display
from gateway.request.shapes import (
    Alternatives,
    Cell,
    Constant,
    Counted,
    Looked,
    Maybe,
    Object,
    Place,
    Shape,
    Splice,
    Unfinished,
)


def shaped(shape: Shape, script: Script) -> str:
    """The value that a shape stands for, over the columns x0, x1 ... of a row."""
    match shape:
        case Object():
            return display([(key, shaped(inner, script)) for key, inner in shape.entries])
        case Maybe():
            return f"None if x{shape.position} is None else {shaped(shape.shape, script)}"
        case Alternatives():
            return _first(shape, script)
        case Constant():
            return "None" if shape.value is None else script.keep(shape.value)
        case _:
            return _column(shape, script)


def _column(shape: Cell | Counted | Splice | Unfinished | Looked, script: Script) -> str:
    match shape:
        case Cell():
            return _cell(shape, script)
        case Counted():
            return told(f"x{shape.position}", exact=shape.exact)
        case Splice():
            return _there(shape.position, f"splice(x{shape.position})")
        case Unfinished():
            return _there(shape.position, _finished(shape, script))
        case Looked():
            deciding = "".join(f"x{position}, " for position in shape.positions)
            return f"{_memo(shape.offered, script)}[({deciding})]"


def told(count: str, *, exact: bool) -> str:
    """What a list says of its number of rows: whether it is exact, or the number."""
    return f"{count} <= {COUNT_LIMIT}" if exact else f"min({count}, {COUNT_LIMIT})"


def _first(shape: Alternatives, script: Script) -> str:
    options = [
        f"{shaped(option.shape, script)} if x{option.position} is not None else "
        for option in shape.options
    ]
    return f"({''.join(options)}None)"


def _there(position: int, made: str) -> str:
    return f"{made} if x{position} is not None else None"


def _finished(shape: Unfinished, script: Script) -> str:
    """JSON text with its places filled, where they are and by what."""
    paths = tuple(dict.fromkeys(place.path for place in shape.places))
    makers = {place.number: _maker(place, script) for place in shape.places}
    listed = ", ".join(f"{number}: {maker}" for number, maker in makers.items())
    return f"finished(x{shape.position}, {script.keep(paths)}, {{{listed}}})"


def _maker(place: Place, script: Script) -> str:
    """What makes of an array's values what stands there in the end."""
    if isinstance(place.becomes, Offered):
        return f"{_memo(place.becomes, script)}.of"
    return f"closer({place.becomes.context})"


def _memo(offered: Offered, script: Script) -> str:
    return script.keep(Memo(offered.offer, offered.wanted, script.names["whole"]))


def _cell(cell: Cell, script: Script) -> str:
    x = f"x{cell.position}"
    match cell.attribute.kind:
        case Kind.ID:
            return f"gid({cell.type_name!r}, {x})"
        case Kind.BOOL:
            return x if script.dialect.is_async else f"B[{x}]"
        case Kind.CODED:
            return f"{script.keep(_members(cell.attribute))}[{x}]"
        case Kind.JSON:
            return _there(cell.position, f"splice({x})")
        case _:
            return x


def _members(attribute: Attribute) -> Mapping[Any, Any]:
    """The names by which clients know the numbers of an enum."""
    return {member.value: member.name for member in attribute.enum or ()} | {None: None}
