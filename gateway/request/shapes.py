"""What to make of result columns: the tree of which the answering function is written."""

from dataclasses import dataclass
from typing import Any

from gateway.request.entities import Attribute
from gateway.request.plan import Offered, Page, Passages
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
class Counted:
    """How many rows a list below has, or whether the number told is exact: one count says both."""

    position: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Constant:
    """The same for every row."""

    value: Any


@dataclass(frozen=True, slots=True)
class Splice:
    """JSON text that goes into the answer as it is."""

    position: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where in JSON text an array waits to be replaced: its number, then the values to use.

    What it becomes: the order keys of a page a sealed cursor, what decides over actions these.
    """

    path: tuple[str, ...]  # keys; `*` stands for every item of a list
    number: int
    becomes: Page | Offered


@dataclass(frozen=True, slots=True)
class Unfinished:
    """JSON text with such places in it."""

    position: int
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """What may be done with the row, looked up by the columns that decide it."""

    positions: tuple[int, ...]
    offered: Offered


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
    """A record, or a part of one: key -> shape."""

    entries: tuple[tuple[str, "Shape"], ...]


Shape = Cell | Counted | Constant | Splice | Unfinished | Looked | Maybe | Alternatives | Object


@dataclass(frozen=True, slots=True)
class EdgesPart:
    """The rows with their cursors."""

    entries: tuple[tuple[str, Object | str], ...]  # key -> the node, "cursor" or "__typename"


@dataclass(frozen=True, slots=True)
class InfoPart:
    """Where the page lies in its list."""

    entries: tuple[tuple[str, str], ...]  # key -> a field of PageInfo


@dataclass(frozen=True, slots=True)
class TotalPart:
    """How many rows the whole list has, or whether that number is exact."""

    exact: bool


ListPart = Object | EdgesPart | InfoPart | TotalPart | Constant  # an object stands for every row


@dataclass(frozen=True, slots=True)
class ListRoot:
    """One page of a list."""

    key: str
    page: Page
    sql: Sql | None  # None when only the count is asked
    parts: tuple[tuple[str, ListPart], ...]
    cursor: tuple[int, ...]  # the position of each order key
    total: Sql | None


@dataclass(frozen=True, slots=True)
class OneRoot:
    """At most one row."""

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
    """Rows of several types, in the order of their ids."""

    key: str
    ids: str  # Python source
    found: tuple[Keyed, ...]


@dataclass(frozen=True, slots=True)
class GroupsRoot:
    """Every row is a group."""

    key: str
    sql: Sql
    record: Object


@dataclass(frozen=True, slots=True)
class FoundStep:
    """Statements of a step: how many rows there are, and these rows in either way."""

    many: Sql
    sorted: Sql
    met: Sql


@dataclass(frozen=True, slots=True)
class FoundKind:
    """The found rows of one type; `steps` where there are very many of them."""

    many: Sql
    exact: Sql
    near: "FoundStep"
    steps: tuple["FoundStep", ...]
    key: int  # the position of the id
    rank: int
    values: tuple[tuple[str, int], ...]  # field, and position of its value
    entries: tuple[tuple[str, "str | Object | Passages"], ...]  # key -> a field of Found


@dataclass(frozen=True, slots=True)
class FindRoot:
    """Rows of several types, the best first; those with a slip last, and only if there are few."""

    key: str
    text: str  # Python source
    size: str
    kinds: tuple[FoundKind, ...]


@dataclass(frozen=True, slots=True)
class ViewerRoot:
    """Who is asking."""

    key: str
    entries: tuple[tuple[str, str | OneRoot | Constant], ...]  # key -> a field, or the user record


@dataclass(frozen=True, slots=True)
class KnownRoot:
    """A value that no row decides; `missing` says that it is an error as well."""

    key: str
    value: Any
    missing: bool = False


RootShape = ListRoot | FindRoot | OneRoot | SeveralRoot | GroupsRoot | ViewerRoot | KnownRoot
