"""Plans a question: an operation and an actor's rights become a tree of what to read. Pure, no I/O.

What the rights never allow is dropped here and does not reach SQL; what they allow on some rows carries
its condition (`guard`). Every record level carries the condition under which its rows may be seen (`scope`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q

from gateway.request.entities import Attribute, Entity
from gateway.request.graph import Root


@dataclass(frozen=True, slots=True)
class Reference:
    """A readable value of a row: its columns and the condition under which it may be read."""

    names: tuple[str, ...]  # model fields; several are joined by spaces
    attribute: Attribute
    owner: Entity  # whose row it is
    guard: Q | None = None


@dataclass(frozen=True, slots=True)
class Operand:
    """A value to compare with: Python source that finds it when the question is asked."""

    source: str


@dataclass(frozen=True, slots=True)
class Compare:
    reference: Reference
    operator: str
    operand: Operand


@dataclass(frozen=True, slots=True)
class Search:
    """Each word of the operand stands in one of the values."""

    references: tuple[Reference, ...]
    operand: Operand


@dataclass(frozen=True, slots=True)
class Every:
    parts: tuple["Where", ...]


@dataclass(frozen=True, slots=True)
class Either:
    parts: tuple["Where", ...]


@dataclass(frozen=True, slots=True)
class Without:
    part: "Where"


@dataclass(frozen=True, slots=True)
class Holds:
    """A condition of policy, as part of a filter: a named view."""

    condition: Q


@dataclass(frozen=True, slots=True)
class Exists:
    """A related record that may be seen and matches; `by` names the way there."""

    way: "Way"
    target: str
    scope: Q | None
    part: "Where | None"
    guard: Q | None = None
    negated: bool = False


Where = Compare | Search | Every | Either | Without | Holds | Exists


@dataclass(frozen=True, slots=True)
class Way:
    """How to get from a row to related rows."""

    link: str = ""  # to one: the foreign key field here
    back: str = ""  # to many: the foreign key field there
    through: str = ""  # to many by a link model: `back` is its key to here, `to` its key to there
    to: str = ""
    where: tuple[tuple[str, Any], ...] = ()  # fixed values of the target


@dataclass(frozen=True, slots=True)
class OrderKey:
    reference: Reference
    descending: bool = False
    nulls_first: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list is asked for; each is Python source, empty when not given."""

    first: str = ""
    after: str = ""
    last: str = ""
    before: str = ""

    @property
    def backward(self) -> bool:
        return bool(self.last) and not self.first

    @property
    def cursor(self) -> str:
        return self.before if self.backward else self.after


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


Selection = Value | Fixed | Join | Variant | Children


@dataclass(frozen=True, slots=True)
class Level:
    """What to read of one type's rows, and which rows may be seen."""

    type_name: str
    scope: Q | None
    selections: tuple[Selection, ...]
    known: frozenset[str] = frozenset()  # relations whose other end is a visible parent row


@dataclass(frozen=True, slots=True)
class Edges:
    key: str
    entries: tuple[
        tuple[str, str | Level], ...
    ]  # key -> "cursor", type name in quotes, or the node


@dataclass(frozen=True, slots=True)
class Info:
    key: str
    entries: tuple[tuple[str, str], ...]  # key -> hasNextPage ... or a fixed type name


@dataclass(frozen=True, slots=True)
class Nodes:
    key: str
    level: Level


@dataclass(frozen=True, slots=True)
class Total:
    key: str
    exact: bool  # whether the number is exact, rather than the number


Part = Nodes | Edges | Info | Total | Fixed


@dataclass(frozen=True, slots=True)
class Page:
    """A list: which rows, in which order, which part of it, and what to say of it."""

    type_name: str
    scope: Q | None
    known: frozenset[str]
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
    scope: Q | None
    where: Where | None
    entries: tuple["GroupEntry", ...]
    first: str


GroupEntry = GroupKey | Measure | Fixed | tuple[str, tuple[Measure | Fixed, ...]] | str


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
class Viewer:
    entries: tuple[
        tuple[str, str | Level], ...
    ]  # key -> name, roles, scopes, a type name, or the user


@dataclass(frozen=True, slots=True)
class Known:
    """An answer found while planning: introspection, or a name that does not exist for this actor."""

    value: Any


@dataclass(frozen=True, slots=True)
class Missing:
    """A record that cannot be there for this actor, whatever the id says."""


Question = Page | Groups | Single | Several | Viewer | Known | Missing


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
    key: str
    root: Root | None
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
    contexts: tuple["Context", ...] = ()
    cursors: tuple[tuple[str, str, str], ...] = ()  # name, source, name of its context
