"""The words in which a capability declares its GraphQL types, and where each value comes from.

    @node(CASE, order=("-opened_at",), search=("number", "short_description"))
    class Case:
        \"\"\"One customer's problem, from report to closure.\"\"\"

        number: str = column("Human number, such as CS0001234; unique, never reused.")
        account = one("Account", "The company the case is for.")
        tasks = many("CaseTask", by="case", description="What has to be done for it.")

`building.build` turns the declarations into Strawberry types; the planner reads them to know what
to select. Every value but the id is nullable for clients, because a grid may withhold it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from gateway.policy.grid import Condition, Policy, Rule, condition

C = TypeVar("C", bound=type)
OFFERED = "What you may do with it now, and why not the rest."


@dataclass(frozen=True, slots=True)
class Column:
    """A scalar: one column of the record's own row, or several joined by spaces (`joined`)."""

    description: str
    names: tuple[str, ...] = ()  # model fields; default: the attribute's own name
    sortable: bool = True
    filterable: bool = True
    scalar: str = ""  # its GraphQL type, where the column alone does not tell

    def columns(self, row: str) -> tuple[str, ...]:
        """The model fields of the scalar that stands in grid row `row`."""
        return self.names or (row,)


@dataclass(frozen=True, slots=True)
class One:
    """At most one related record, by a foreign key of this row."""

    target: str
    description: str
    via: str = ""  # the model's foreign key field; default: the attribute's own name


@dataclass(frozen=True, slots=True)
class OneOf:
    """At most one related record of several types, each by a foreign key of its own."""

    abstract: str  # the interface or union that clients see
    description: str
    via: Mapping[str, str]  # type name -> foreign key field, first match wins


@dataclass(frozen=True, slots=True)
class Many:
    """The records of `target` whose foreign key `by` is this record, as a connection.

    `through` names a link model: `by` is then its key to this record, `to` its key to the target.
    """

    target: str
    by: str
    description: str
    where: Mapping[str, Any] = field(default_factory=dict[str, Any])
    order: tuple[str, ...] = ()
    through: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """What the actor may do with the record now: the actions of the type, as they are declared."""

    description: str


@dataclass(frozen=True, slots=True)
class Whether:
    """A yes or no that no column holds: whether a condition holds for the record and the actor."""

    condition: Condition
    description: str


Source = Column | One | OneOf | Many | Menu | Whether


def column(
    description: str, *, of: str = "", sortable: bool = True, filterable: bool = True
) -> Any:
    """A scalar of the row; `of` names the model field when it differs from the attribute."""
    return Column(description, (of,) if of else (), sortable, filterable)


def text(description: str, *, of: str = "") -> Any:
    """Long text: filterable by `contains`, never sortable."""
    return Column(description, (of,) if of else (), sortable=False)


def judged(description: str) -> Any:
    """A condition that people write as data: JSON text, see `gateway.conditions`."""
    return Column(description, sortable=False, scalar="Condition")


def joined(description: str, *names: str) -> Any:
    """Several text columns joined by one space, empty ones left out."""
    return Column(description, names)


def one(target: str, description: str, *, via: str = "") -> Any:
    """At most one related record; `via` names a foreign key that is not called as the attribute."""
    return One(target, description, via)


def one_of(abstract: str, description: str, **via: str) -> Any:
    """At most one related record of several types: type name = foreign key, first match wins."""
    return OneOf(abstract, description, via)


def many(
    target: str,
    *,
    by: str,
    description: str,
    where: Mapping[str, Any] | None = None,
    order: tuple[str, ...] = (),
    through: str = "",
    to: str = "",
) -> Any:
    return Many(target, by, description, where or {}, order, through, to)


def menu(description: str = OFFERED) -> Any:
    """The actions of the type: which of them are possible now, and why not the rest."""
    return Menu(description)


def whether(description: str, rule: Rule) -> Any:
    """Whether a rule, written like those of the grids, holds for the record and its reader."""
    return Whether(condition(rule), description)


@dataclass
class NodeType:
    """A declared type: what clients call it, the records behind it, and who may see them."""

    name: str
    description: str
    policy: Policy
    sources: dict[str, Source]
    annotations: dict[str, Any]
    order: tuple[str, ...]  # default order of lists; "-" for descending; the id breaks ties
    tiers: tuple[tuple[str, ...], ...]  # columns that are searched, the most telling first
    by: tuple[str, ...]  # unique columns with a root field of their own: caseByNumber
    views: dict[
        str, Condition
    ]  # named lists: enum value -> condition; its sentence is the description
    interfaces: tuple[str, ...]
    plural: str  # the root list field; "" leaves the type without one
    over: Condition | None = None  # records that `find` leaves out unless it is asked for them
    finds: bool = False  # whether `find` looks into the type

    @property
    def search(self) -> tuple[str, ...]:
        """The columns that the `search` argument looks into."""
        return tuple(row for tier in self.tiers for row in tier)


@dataclass(frozen=True, slots=True)
class Abstract:
    """An interface (with fields every member has) or, without fields, a union."""

    name: str
    description: str
    fields: Mapping[str, tuple[Any, str]]  # name -> (type, description)


NODES: dict[str, NodeType] = {}
ABSTRACTS: dict[str, Abstract] = {}


def node(
    policy: Policy,
    *,
    order: tuple[str, ...] = ("id",),
    search: tuple[str | tuple[str, ...], ...] = (),
    by: tuple[str, ...] = (),
    views: Mapping[str, Rule] | None = None,
    interfaces: tuple[str, ...] = (),
    plural: str | None = None,
    over: Rule | None = None,
    finds: bool | None = None,
) -> Callable[[C], C]:
    """Declares a GraphQL type over `policy.model`; the class body lists its fields.

    `search` names the columns that are searched, the most telling first; those that tell as much as
    each other stand in a tuple. What is `over` is found only by who asks for it;
    `finds`: whether `find` looks into the type, as it does where it is searched.
    """

    def declare(cls: C) -> C:
        sources = {k: v for k, v in vars(cls).items() if isinstance(v, Source)}
        name = cls.__name__
        if name in NODES:
            raise ValueError(f"GraphQL type {name} is declared twice")
        NODES[name] = NodeType(
            name=name,
            description=" ".join((cls.__doc__ or "").split()),
            policy=policy,
            sources=sources,
            annotations=dict(cls.__annotations__),
            order=order,
            tiers=tuple((s,) if isinstance(s, str) else s for s in search),
            by=by,
            views={k: condition(v) for k, v in (views or {}).items()},
            interfaces=interfaces,
            plural=plural if plural is not None else _plural(name),
            over=condition(over) if over else None,
            finds=bool(search) and plural != "" if finds is None else finds,
        )
        return cls

    return declare


def extend(type_name: str, **sources: Source) -> None:
    """Adds fields to a type of a capability further down, which must not know this one."""
    NODES[type_name].sources.update(sources)


def extend_views(type_name: str, **views: Rule) -> None:
    """Adds named lists to a type of a capability further down."""
    NODES[type_name].views.update({name: condition(rule) for name, rule in views.items()})


def interface(name: str, description: str, **fields: tuple[Any, str]) -> None:
    """Declares fields that several types share, as (type, description)."""
    ABSTRACTS[name] = Abstract(name, description, fields)


def union(name: str, description: str) -> None:
    """Declares that a field leads to one of several types: those that `one_of` names for it."""
    ABSTRACTS[name] = Abstract(name, description, {})


def _plural(name: str) -> str:
    first = name[0].lower() + name[1:]
    if first.endswith("y") and first[-2] not in "aeiou":
        return first[:-1] + "ies"
    return first + "s"
