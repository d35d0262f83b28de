"""A condition, once it is read: leaves that compare one field, and groups of all or any of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from gateway.request.entities import Attribute


@dataclass(frozen=True, slots=True)
class Term:
    """A field that a condition names: over which references it is reached, and what it holds."""

    about: str  # the type whose records the condition judges
    path: tuple[str, ...]  # references to walk, and the field at their end
    owner: str  # the type that has the field
    attribute: Attribute
    refers: str = ""  # the type of the record that it names; empty where it names none
    tree: bool = False  # whether such records lie below others of their kind
    code: str = ""  # "upper" or "lower": how a code is written, whatever case somebody types

    @property
    def name(self) -> str:
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One field compared with a value, or with the values of a tuple."""

    term: Term
    operator: str
    value: Any = None

    @property
    def values(self) -> tuple[Any, ...]:
        """What it is compared with, one or several."""
        return (
            cast("tuple[Any, ...]", self.value) if isinstance(self.value, tuple) else (self.value,)
        )


@dataclass(frozen=True, slots=True)
class Group:
    """All of its parts hold, or at least one. A group without parts never holds."""

    every: bool
    parts: tuple["Condition", ...]


Condition = Leaf | Group
NEVER = Group(every=False, parts=())


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Every comparison in it."""
    if isinstance(condition, Leaf):
        yield condition
    else:
        for part in condition.parts:
            yield from leaves(part)
