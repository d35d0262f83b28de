"""A plan: what to read to answer one operation for one set of rights. Data only.

What the rights never allow is not in it and so does not reach SQL; what they allow on some rows
carries its condition (`guard`). Which rows may be seen at all, the compiler asks the rights.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q

from gateway.request.actions.menu import Offer, Wanted
from gateway.request.criteria import Operand, OrderKey, Reference, Way, Where, Window


@dataclass(frozen=True, slots=True)
class Value:
    """A scalar of the row."""

    key: str
    reference: Reference


@dataclass(frozen=True, slots=True)
class Fixed:
    """The same for every row: a type name, or null for what is hidden."""

    key: str
    value: Any


@dataclass(frozen=True, slots=True)
class Join:
    """At most one related record."""

    key: str
    link: str
    level: "Level"
    guard: Q | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """At most one related record of several types."""

    key: str
    joins: tuple[Join, ...]


@dataclass(frozen=True, slots=True)
class Children:
    """A connection below a row."""

    key: str
    way: Way
    page: "Page"
    guard: Q | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """What may be done with the row now."""

    key: str
    offer: Offer
    wanted: Wanted
    guard: Q | None = None


Selection = Value | Fixed | Join | Variant | Children | Offered


@dataclass(frozen=True, slots=True)
class Level:
    """What to read of one type's rows."""

    type_name: str
    selections: tuple[Selection, ...]
    known: frozenset[str] = frozenset()  # relations whose other end is a visible parent row


@dataclass(frozen=True, slots=True)
class Edges:
    """The records of a page with their cursors."""

    key: str
    entries: tuple[tuple[str, str | Level], ...]  # key -> "cursor", "__typename", or the node


@dataclass(frozen=True, slots=True)
class Info:
    """Where a page lies in its list."""

    key: str
    entries: tuple[tuple[str, str], ...]  # key -> hasNextPage ... or "__typename"


@dataclass(frozen=True, slots=True)
class Nodes:
    """The records of a page."""

    key: str
    level: Level


@dataclass(frozen=True, slots=True)
class Total:
    """How many records the whole list has."""

    key: str
    exact: bool  # whether the number is exact, rather than the number


Part = Nodes | Edges | Info | Total | Fixed


@dataclass(frozen=True, slots=True)
class Page:
    """A list: which rows, in which order, which part of it, and what to say of it."""

    type_name: str
    known: frozenset[str]  # as in Level
    where: Where | None
    order: tuple[OrderKey, ...]
    window: Window
    parts: tuple[Part, ...]
    owner: str  # the type that has the list
    size: str  # names its page size, see Plan.sizes
    context: str  # names what its cursors are tied to, see Plan.contexts
    cursor: str = ""  # names its opened cursor, see Plan.cursors

    @property
    def counted(self) -> bool:
        return any(isinstance(part, Total) for part in self.parts)

    @property
    def listed(self) -> bool:
        return any(isinstance(part, Nodes | Edges | Info) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Measure:
    """The smallest, largest or mean value of a group."""

    key: str
    function: str  # min, max, avg
    reference: Reference


@dataclass(frozen=True, slots=True)
class GroupKey:
    """A value to group by; for a relation, `join` says what to show of the related record."""

    key: str
    reference: Reference
    join: Join | None = None


@dataclass(frozen=True, slots=True)
class Groups:
    """An aggregate: rows counted and measured by the keys that were selected."""

    type_name: str
    where: Where | None
    entries: tuple["GroupEntry", ...]
    first: str  # names how many groups at most, see Plan.sizes


Measures = tuple[str, tuple[Measure | Fixed, ...]]  # under one key: the smallest, largest or mean
GroupEntry = GroupKey | Measures | Fixed | str  # the text is the key of the count


@dataclass(frozen=True, slots=True)
class Single:
    """One record by a unique value, or nothing."""

    level: Level
    by: str  # "id", or a unique model field
    operand: Operand


@dataclass(frozen=True, slots=True)
class Several:
    """Records of several types by their ids, in the order asked."""

    levels: tuple[Level, ...]
    operand: Operand


@dataclass(frozen=True, slots=True)
class Passages:
    """Where the words of a search stand in a found record."""

    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Step:
    """The rows of one rank: sorted where there are few, else met in the order of the list."""

    rank: int
    sorted: Page
    met: Page


@dataclass(frozen=True, slots=True)
class Sought:
    """One type in which words are sought: as they were written, and with a slip in them.

    Where very many rows have the words, `steps` find the best of them one after the other.
    """

    type_name: str
    exact: Page
    near: "Step"
    steps: tuple["Step", ...]
    values: tuple[Reference, ...]  # in which they are sought
    entries: tuple[tuple[str, str | Level | Passages], ...]  # key -> a field of Found


@dataclass(frozen=True, slots=True)
class Find:
    """Words sought in several types."""

    sought: tuple[Sought, ...]
    operand: Operand
    size: str  # names how many of each type at most, see Plan.sizes


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is asking."""

    entries: tuple[tuple[str, "str | Level | Known"], ...]  # key -> a field of Viewer, or the user


@dataclass(frozen=True, slots=True)
class Known:
    """An answer found while planning: of introspection, or for who sees none of these records."""

    value: Any


@dataclass(frozen=True, slots=True)
class Missing:
    """A record that cannot be there for this actor, whatever the id says."""


Question = Page | Find | Groups | Single | Several | Viewer | Known | Missing


@dataclass(frozen=True, slots=True)
class HiddenField:
    """A selection that the rights withhold, on all rows or on some."""

    coordinate: str
    path: tuple[str, ...]
    rows: str  # ALL or SOME
    rule: str

    def public(self) -> dict[str, Any]:
        return {
            "coordinate": self.coordinate,
            "path": list(self.path),
            "rows": self.rows,
            "rule": self.rule,
        }


@dataclass(frozen=True, slots=True)
class RootPlan:
    """One field of the answer's root."""

    key: str
    question: Question
    cost: "Cost"


@dataclass(frozen=True, slots=True)
class Cost:
    """How many records may be read: 1 here, plus the children as often as `size` says."""

    size: str = ""  # Python source of the page size; empty: one
    children: tuple["Cost", ...] = ()

    def source(self) -> str:
        """Python source of the number."""
        inner = " + ".join(["1", *(child.source() for child in self.children)])
        return f"{self.size} * ({inner})" if self.size else f"({inner})"


@dataclass(frozen=True, slots=True)
class Context:
    """What ties a cursor to its list: another actor, order or filter cannot open it."""

    name: str
    coordinate: str
    order: str
    bound: tuple[str, ...]  # sources of every value that narrows the list


@dataclass(frozen=True)
class Plan:
    """Everything needed to compile the answer to one operation for one set of rights."""

    roots: tuple[RootPlan, ...]
    hidden: tuple[HiddenField, ...]
    depends: Mapping[str, str]  # variable -> how the plan depends on it
    constants: tuple[Any, ...]
    sizes: tuple[tuple[str, str], ...] = ()  # name, source of a checked page size
    contexts: tuple[Context, ...] = ()
    cursors: tuple[tuple[str, str, str], ...] = ()  # name, source, name of its context
