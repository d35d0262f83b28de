"""What to make of result columns: the tree from which the answering function is written."""

from dataclasses import dataclass
from typing import Any

from gateway.request.entities import Attribute
from gateway.request.plan import Page
from gateway.request.statement import Parameter


@dataclass(frozen=True, slots=True)
class Sql:
    """One statement and what it binds."""

    text: str
    parameters: tuple[Parameter, ...]
    width: int = 1  # result columns


@dataclass(frozen=True, slots=True)
class Cell:
    """A scalar in one column."""

    position: int
    attribute: Attribute
    type_name: str


@dataclass(frozen=True, slots=True)
class Constant:
    value: Any


@dataclass(frozen=True, slots=True)
class Splice:
    """JSON text that goes into the answer as it is."""

    position: int


@dataclass(frozen=True, slots=True)
class Sealed:
    """JSON text with the values of order keys at some paths, which become sealed cursors."""

    position: int
    paths: tuple[tuple[tuple[str, ...], Page], ...]


@dataclass(frozen=True, slots=True)
class Maybe:
    """Null where the column is null, else the shape."""

    position: int
    shape: "Shape"


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The first that is there."""

    options: tuple[Maybe, ...]


@dataclass(frozen=True, slots=True)
class Object:
    entries: tuple[tuple[str, "Shape"], ...]


Shape = Cell | Constant | Splice | Sealed | Maybe | Alternatives | Object


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a root connection: nodes, edges, pageInfo, total, exact or fixed."""

    key: str
    kind: str
    shape: Shape | None = None
    entries: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class ListRoot:
    key: str
    page: Page
    sql: Sql  # empty text when only the count is asked
    parts: tuple[Part, ...]
    cursor: tuple[tuple[int, Any], ...]  # position and kind of each order key
    total: Sql | None


@dataclass(frozen=True, slots=True)
class OneRoot:
    key: str
    sql: Sql
    record: Object


@dataclass(frozen=True, slots=True)
class Keyed:
    """The rows of one type among several: found again by their key."""

    type_name: str
    position: int
    sql: Sql
    record: Object


@dataclass(frozen=True, slots=True)
class SeveralRoot:
    key: str
    ids: str  # Python source
    found: tuple[Keyed, ...]


@dataclass(frozen=True, slots=True)
class GroupsRoot:
    key: str
    sql: Sql
    record: Object


@dataclass(frozen=True, slots=True)
class ViewerRoot:
    key: str
    entries: tuple[tuple[str, str | OneRoot], ...]


@dataclass(frozen=True, slots=True)
class KnownRoot:
    key: str
    value: Any
    missing: bool = False


RootShape = ListRoot | OneRoot | SeveralRoot | GroupsRoot | ViewerRoot | KnownRoot
