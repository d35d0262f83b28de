"""Reads a policy grid: rows are fields and actions, columns are roles, cells are rights.

A grid has one block per class of role. The first line of a block names the class and its roles, the
row `see` says which records the role may see at all, every other row grants rights on the fields or
actions that it names, one cell a role:

    internal               agent     manager
    see                    yes       yes
    number state           R         W
    resolution_notes       R:shared  R+W:owned
    close                  do:owned  do

A cell is `-` (no), `x` (no, and the role's schema does not even have the name), or grants joined by `+`:
`R` read, `W` read and write, `A` read and append, `do` perform. A condition after a colon limits what the
letter adds: `R:c` reads where c holds; `W:c` and `A:c` read everywhere and write where c holds.
What no cell grants, nobody has.
"""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
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
    known = {"yes": YES} | {rule.__name__: condition(rule) for rule in rules}
    classes: dict[str, tuple[str, ...]] = {}
    scopes: dict[str, Condition] = {}
    cells: dict[tuple[str, str], Cell] = {}
    rows: dict[str, None] = {}
    for block in re.split(r"\n\s*\n", grid.strip()):
        header, *lines = _lines(block)
        classes[header[0]] = tuple(header[1:])
        width = len(header) - 1
        for words in lines:
            names, marks = words[:-width], words[-width:]
            if not names:
                raise GridError(
                    f"{model.__name__}: '{' '.join(words)}' needs a cell for each of {width} roles"
                )
            for role, mark in zip(header[1:], marks, strict=True):
                where = f"{model.__name__}: row '{' '.join(names)}', role {role}"
                if names == ["see"]:
                    if mark not in ("-", "x"):
                        scopes[role] = _known(known, mark, where)
                    continue
                for name in names:
                    rows[name] = None
                    if (name, role) in cells:
                        raise GridError(f"{where}: '{name}' stands twice")
                    cells[name, role] = _cell(mark, known, where)
    narrowed = {scope: condition(rule) for scope, rule in (without_scope or {}).items()}
    return Policy(
        model, area, classes, scopes, cells, tuple(rows), areas or {}, narrowed, _written_in()
    )


def _written_in() -> str:
    """The file that calls `policy`, so that a complaint can name it."""
    frame = inspect.currentframe()
    caller = frame.f_back.f_back if frame and frame.f_back else None
    return caller.f_code.co_filename if caller else ""


def _lines(block: str) -> Iterator[list[str]]:
    for line in block.splitlines():
        if line.strip():
            yield line.split()


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
