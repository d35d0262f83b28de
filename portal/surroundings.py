"""What stands around a case, as a picture and in words: what it comes from, what comes of it.

Everything is read from the answer that shows the list, so neither says more than the reader knows.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from portal.language import N_
from portal.language import gettext as _
from portal.registers import place
from portal.words import words

# Units of the picture.
WIDE, CASE, ASIDE, TALL, STEP = 340, 92, 122, 40, 64
BEFORE = ("CAUSED_BY_CHANGE", "PROBLEM", "INCIDENT")  # kinds of ties, as they stand from above
AFTER = ("CHANGE", "REQUEST")
PARENT, CHILD = N_("Parent"), N_("Child")
TONES = {  # the colour of a state; whatever is being worked on has the accent
    **dict.fromkeys(("NEW", "DRAFT"), "blue"),
    **dict.fromkeys(("ON_HOLD", "AWAITING_INFO", "AWAITING_APPROVAL"), "amber"),
    **dict.fromkeys(("ASSESS", "AUTHORIZE", "SCHEDULED"), "amber"),
    **dict.fromkeys(("RESOLVED", "APPROVED", "REVIEW", "CLOSED_COMPLETE"), "green"),
    **dict.fromkeys(("CLOSED", "CLOSED_INCOMPLETE", "CANCELLED", "REJECTED"), "ink-3"),
}


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One record that is tied to the case, or its parent or child."""

    kind: str  # what it is to the case, in words
    record: Mapping[str, Any]
    state: str
    tie: Mapping[str, Any] | None  # none: it is a case of the same family
    top: int  # where its box begins in the picture

    @property
    def address(self) -> str:
        return place(self.record["__typename"], self.record)

    @property
    def peek(self) -> str:
        """Where a look at it is had without going there."""
        is_case = self.record["__typename"] == "Case"
        return f"{self.address}/peek" if is_case else f"/peeks/{self.record['id']}"

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "accent")

    @property
    def middle(self) -> int:
        return self.top + TALL // 2


@dataclass(frozen=True)
class Surroundings:
    """A case amid its neighbours: first what it comes from, last what comes of it."""

    case: Mapping[str, Any]
    neighbours: tuple[Neighbour, ...]

    @cached_property
    def height(self) -> int:
        return max(len(self.neighbours) * STEP, TALL)

    @property
    def top(self) -> int:
        """Where the case's own box begins: in the middle."""
        return (self.height - TALL) // 2

    @property
    def tone(self) -> str:
        return TONES.get(self.case["state"], "accent")

    @property
    def sizes(self) -> Mapping[str, int]:
        return {"wide": WIDE, "case": CASE, "aside": ASIDE, "tall": TALL}

    def edge(self, to: Neighbour) -> str:
        """The path from the case to a neighbour."""
        start, bend = self.top + TALL // 2, (CASE + ASIDE) // 2
        return f"M{CASE} {start}C{bend} {start} {bend} {to.middle} {ASIDE} {to.middle}"


def surroundings(case: Mapping[str, Any]) -> Surroundings:
    """What stands around a case. A Jinja filter."""
    found = enumerate(_found(case))
    return Surroundings(
        case, tuple(Neighbour(*one, top=STEP * n + STEP - TALL - 4) for n, one in found)
    )


def _found(case: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], str, Any]]:
    parent, ties = case["parent"], _nodes(case["ties"])
    yield from _family(PARENT, [parent] if parent else [])
    yield from _tied(ties, BEFORE)
    yield from _tied(ties, AFTER)
    yield from _family(CHILD, _nodes(case["children"]))


def _nodes(found: Any) -> list[Mapping[str, Any]]:
    return found["nodes"] if found else []


def _family(kind: str, cases: Iterable[Mapping[str, Any]]) -> Iterator[Any]:
    return ((_(kind), {"__typename": "Case", **one}, one["state"], None) for one in cases)


def _tied(ties: Iterable[Mapping[str, Any]], kinds: tuple[str, ...]) -> Iterator[Any]:
    """The ties of these kinds, kind by kind."""
    shown = [tie for tie in ties if tie["record"] and tie["kind"] in kinds]
    for tie in sorted(shown, key=lambda one: kinds.index(one["kind"])):
        states = (value for name, value in tie["record"].items() if name.endswith("State"))
        yield words(tie["kind"]), tie["record"], next(states, None) or "", tie
