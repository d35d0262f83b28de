"""Reads a policy grid: rows are fields and actions, columns are roles, cells are rights.

A grid has one block per class of role. The first line of a block names the class and its roles, the
row `see` says which records the role may see at all, every other row grants rights on the fields or
actions that it names, one cell a role:

    internal               agent     manager
    see                    yes       yes
    number state           R         W
    resolution_notes       R:shared  R+W:owned
    close                  do:owned  do

A cell is `-` (no), `x` (no, and the role's schema does not even have the name), or grants joined
by `+`: `R` read, `W` read and write, `A` read and append, `do` perform. A condition after a colon
limits what the letter adds: `R:c` reads where c holds; `W:c` and `A:c` read everywhere and write
where c holds. What no cell grants, nobody has.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from tortoise.expressions import Q
from tortoise.models import Model

from gateway.actor import Actor

Rule = Callable[[Actor], Q]


@dataclass(frozen=True, slots=True)
class Bound:
    """Stands for an attribute of the actor until the question is asked."""

    attribute: str


class _BoundActor:
    """An actor whose every attribute is still open: conditions read it to say what they compare."""

    def __getattr__(self, attribute: str) -> Bound:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        return Bound(attribute)


ANY_ACTOR = cast(Actor, _BoundActor())


class Seen:
    """As a value in a condition: the related record exists and the actor may see it."""

    def __repr__(self) -> str:
        return "SEEN"


SEEN = Seen()


@dataclass(frozen=True, slots=True)
class Condition:
    """A named rule: its sentence for people, its expression for the compiler."""

    name: str
    sentence: str
    expression: Q = field(compare=False)

    @property
    def always(self) -> bool:
        return not self.expression.filters and not self.expression.children


def condition(rule: Rule) -> Condition:
    """Reads a rule once, with an open actor; its docstring is its sentence."""
    if not rule.__doc__:
        raise GridError(f"condition {rule.__name__} needs a docstring: its English sentence")
    return Condition(rule.__name__, " ".join(rule.__doc__.split()), rule(ANY_ACTOR))


def _yes(actor: Actor) -> Q:
    """always"""
    return Q()


YES = Condition("yes", "always", _yes(ANY_ACTOR))


class GridError(ValueError):
    """A grid that cannot be read; the message names the type, the row and the cell."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one role may do with one field or action, and when."""

    read: Condition | None = None
    write: Condition | None = None
    append: Condition | None = None
    do: Condition | None = None
    concealed: bool = False

    def grants(self, way: str) -> Condition | None:
        """When the cell lets read, write, append or do; what may be written may be added to."""
        held: Condition | None = getattr(self, way)
        return held or (self.write if way == "append" else None)


NO = Cell()


@dataclass(frozen=True)
class Policy:
    """Who may see which records of `model`, read and write each field, and act."""

    model: type[Model]
    area: str  # the token scope that covers it: `cases:read`, `customers:write` ...
    classes: Mapping[str, tuple[str, ...]]  # class of role -> its roles, in order
    scopes: Mapping[str, Condition]  # role -> which records it sees
    cells: Mapping[tuple[str, str], Cell]  # (row, role) -> rights
    rows: tuple[str, ...]  # every field and action, in order
    areas: Mapping[str, str] = field(default_factory=dict[str, str])  # row -> scope of its own
    without_scope: Mapping[str, Condition] = field(default_factory=dict[str, Condition])
    file: str = ""  # where the grid is written

    @property
    def type_name(self) -> str:
        return self.model.__name__

    def sees(self, role: str) -> Condition | None:
        """Which records `role` may see; None means none."""
        return self.scopes.get(role)

    def cell(self, row: str, role: str) -> Cell:
        """What `role` may do with the field or action `row`, on the records that it sees."""
        return self.cells.get((row, role), NO)


LETTERS = {"R": "read", "W": "write", "A": "append", "do": "do"}


def policy(
    model: type[Model],
    area: str,
    grid: str,
    *rules: Rule,
    areas: Mapping[str, str] | None = None,
    without_scope: Mapping[str, Rule] | None = None,
) -> Policy:
    """Reads `grid`. Raises GridError naming the row when a cell cannot be read.

    `areas` puts single rows under another token scope than the type's own; `without_scope` leaves a
    token that lacks a scope only the records for which the rule holds.
    """
    reading = _Reading(model.__name__, {"yes": YES} | {r.__name__: condition(r) for r in rules})
    for block in re.split(r"\n\s*\n", grid.strip()):
        reading.block([line.split() for line in block.splitlines() if line.strip()])
    narrowed = {scope: condition(rule) for scope, rule in (without_scope or {}).items()}
    return Policy(
        model=model,
        area=area,
        classes=reading.classes,
        scopes=reading.scopes,
        cells=reading.cells,
        rows=tuple(dict.fromkeys(row for row, _ in reading.cells)),
        areas=areas or {},
        without_scope=narrowed,
        file=_written_in(),
    )


def _written_in() -> str:
    """The file that calls `policy`, so that a complaint can name it."""
    frame = inspect.currentframe()
    caller = frame.f_back.f_back if frame and frame.f_back else None
    return caller.f_code.co_filename if caller else ""


@dataclass
class _Reading:
    """What has been read of a grid so far."""

    type_name: str
    known: Mapping[str, Condition]
    classes: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    scopes: dict[str, Condition] = field(default_factory=dict[str, Condition])
    cells: dict[tuple[str, str], Cell] = field(default_factory=dict[tuple[str, str], Cell])

    def block(self, lines: list[list[str]]) -> None:
        (name, *roles), *rows = lines
        self.classes[name] = tuple(roles)
        for words in rows:
            names, marks = words[: -len(roles)], words[-len(roles) :]
            if not names:
                line = " ".join(words)
                wanted = f"a cell for each of {len(roles)} roles"
                raise GridError(f"{self.type_name}: '{line}' needs {wanted}")
            for role, mark in zip(roles, marks, strict=True):
                where = f"{self.type_name}: row '{' '.join(names)}', role {role}"
                self.row(names, role, mark, where)

    def row(self, names: list[str], role: str, mark: str, where: str) -> None:
        if names == ["see"]:
            if mark not in ("-", "x"):
                self.scopes[role] = _known(self.known, mark, where)
            return
        for name in names:
            if (name, role) in self.cells:
                raise GridError(f"{where}: '{name}' stands twice")
            self.cells[name, role] = _cell(mark, self.known, where)


def _known(known: Mapping[str, Condition], name: str, where: str) -> Condition:
    try:
        return known[name]
    except KeyError:
        raise GridError(f"{where}: no condition is called '{name}'") from None


def _cell(mark: str, known: Mapping[str, Condition], where: str) -> Cell:
    if mark == "-":
        return NO
    if mark == "x":
        return Cell(concealed=True)
    rights: dict[str, Any] = {}
    for grant in mark.split("+"):
        letter, _, name = grant.partition(":")
        if letter not in LETTERS:
            raise GridError(f"{where}: '{grant}' is none of R, W, A, do, - and x")
        rights[LETTERS[letter]] = _known(known, name or "yes", where)
        if letter in ("W", "A"):
            rights.setdefault("read", YES)
    if "R:" in mark:  # an explicit `R:c` limits the reading that W or A would bring
        rights["read"] = _known(known, mark.split("R:")[1].split("+")[0], where)
    return Cell(**rights)
