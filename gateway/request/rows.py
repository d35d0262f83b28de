"""Writes the expression that makes a record of the columns of one row."""

from collections.abc import Mapping
from typing import Any

from gateway.request.entities import Attribute, Kind
from gateway.request.script import Script, display
from gateway.request.shapes import (
    Alternatives,
    Cell,
    Constant,
    Maybe,
    Object,
    Sealed,
    Shape,
    Splice,
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
        case Cell():
            return _cell(shape, script)
        case Splice() | Sealed():
            return _text(shape)


def _first(shape: Alternatives, script: Script) -> str:
    options = [
        f"{shaped(option.shape, script)} if x{option.position} is not None else "
        for option in shape.options
    ]
    return f"({''.join(options)}None)"


def _text(shape: Splice | Sealed) -> str:
    """JSON text from the database, as it is or with its cursors sealed."""
    x = f"x{shape.position}"
    made = f"splice({x})"
    if isinstance(shape, Sealed):
        paths = "".join(f"({path!r}, {page.context}), " for path, page in shape.paths)
        made = f"close_at({x}, ({paths}))"
    return f"{made} if {x} is not None else None"


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
            return f"splice({x}) if {x} is not None else None"
        case _:
            return x


def _members(attribute: Attribute) -> Mapping[Any, Any]:
    """The names by which clients know the numbers of an enum."""
    return {member.value: member.name for member in attribute.enum or ()} | {None: None}
