"""What a question asks of rows: values of theirs, conditions, an order and a window. Data only."""

from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q

from gateway.request.entities import Attribute, Entity


@dataclass(frozen=True, slots=True)
class Reference:
    """A readable value of a row: its columns and the condition under which it may be read."""

    names: tuple[str, ...]  # model fields; several are joined by spaces
    attribute: Attribute
    owner: Entity  # whose row it is
    guard: Q | None = None
    holds: Q | None = None  # instead of columns: the value is whether this holds
    search: "Search | None" = None  # instead of columns: how well the row answers this


@dataclass(frozen=True, slots=True)
class Operand:
    """A value to compare with: Python source that finds it when the question is asked."""

    source: str


@dataclass(frozen=True, slots=True)
class Compare:
    """A value compared by one of the operators that `inputs` names."""

    reference: Reference
    operator: str
    operand: Operand


@dataclass(frozen=True, slots=True)
class Search:
    """Each word of the operand stands in one of the values, the last as a beginning."""

    tiers: tuple[tuple[Reference, ...], ...]  # columns that may be read, the most telling first
    operand: Operand
    near: bool = False  # words with a slip in them count as well
    walked: bool = False  # the rows are met in another order, not by what the index finds


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold."""

    parts: tuple["Where", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part holds; without parts, nothing does."""

    parts: tuple["Where", ...]


@dataclass(frozen=True, slots=True)
class Without:
    """The part does not hold: it is false, or unknown."""

    part: "Where"


@dataclass(frozen=True, slots=True)
class Holds:
    """A condition of policy, as part of a filter: a named view."""

    condition: Q


@dataclass(frozen=True, slots=True)
class Exists:
    """A related record that may be seen and matches."""

    way: "Way"
    target: str
    part: "Where | None"
    guard: Q | None = None  # the condition under which the relation may be read
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """Whether there is no related record that may be seen: as the operand, a boolean, says."""

    related: Exists
    operand: Operand


Where = Compare | Search | Every | Either | Without | Holds | Exists | Missing


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
    """One value to order by."""

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
