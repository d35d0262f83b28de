"""What happened to a case, and when: from hand to hand, from state to state."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from gateway.cases.lifecycle import CaseState
from gateway.demo.draw import Draw, Weighted
from gateway.demo.size import CLOCK, SMALL

NEW, OPEN, AWAITING = CaseState.NEW, CaseState.OPEN, CaseState.AWAITING_INFO
RESOLVED, CLOSED, CANCELLED = CaseState.RESOLVED, CaseState.CLOSED, CaseState.CANCELLED

# How far cases have come, in percent, by their place in time: those of the last hundredth first.
FATES = (
    # up to  new open awaiting resolved closed cancelled
    (0.015,  60, 36,  4,       0,       0,     0),
    (0.05,   24, 52,  14,      6,       0,     4),
    (0.15,   6,  40,  18,      20,      12,    4),
    (0.40,   1,  23,  12,      12,      48,    4),
    (1.00,   0,  16,  8,       2,       70,    4),
)  # fmt: skip
OF_THE_DEMO = 0, 7, 4, 1, 84, 4  # in place of the last line: its showcases are open already
STATES = NEW, OPEN, AWAITING, RESOLVED, CLOSED, CANCELLED

# The steps on the way, with their usual length in minutes.
STEPS: dict[str, tuple[int, int]] = {
    "route": (3, 90),
    "assign": (2, 180),
    "accept": (2, 120),
    "answer": (4, 90),
    "ask": (20, 900),
    "reply": (45, 2800),
    "hand_on": (15, 600),
    "resolve": (60, 5200),
    "reopen": (200, 2500),
    "mend": (60, 1800),
    "close": (30, 9000),
    "cancel": (20, 2000),
}


BEGIN = ("assign accept answer", 100), ("hand_on", 10)

# What leads to each state: steps, and how many cases in a hundred take them.
WAYS: dict[CaseState, tuple[tuple[str, int], ...]] = {
    NEW:       (("assign", 45),),
    CANCELLED: (("assign cancel", 100),),
    OPEN:      (*BEGIN, ("ask reply", 38)),
    AWAITING:  (*BEGIN, ("ask", 100)),
    RESOLVED:  (*BEGIN, ("ask reply", 38), ("resolve", 100), ("reopen mend", 5)),
    CLOSED:    (*BEGIN, ("ask reply", 38), ("resolve", 100), ("reopen mend", 5), ("close", 100)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hands:
    """A group and, perhaps, one of its members, by their names and ids here."""

    group: str | None
    assignee: str | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """From `at` on the case was in this state, in these hands."""

    at: datetime
    state: CaseState
    hands: Hands


@dataclass(slots=True)
class Course:
    """The life of a case so far."""

    stages: list[Stage]
    steps: list[tuple[str, datetime]] = field(default_factory=list[tuple[str, datetime]])

    @property
    def last(self) -> Stage:
        return self.stages[-1]

    @property
    def latest(self) -> str | None:
        """The last step taken."""
        return self.steps[-1][0] if self.steps else None

    def when(self, *names: str) -> datetime | None:
        """When the latest of these steps was taken."""
        return next((at for name, at in reversed(self.steps) if name in names), None)

    def times(self, name: str) -> int:
        """How often a step was taken."""
        return sum(step == name for step, _ in self.steps)


def fate(draw: Draw, index: int, cases: int) -> CaseState:
    """The state in which a case is by now."""
    age = 1 - (index + 0.5) / cases
    return next(draw.weighted(states) for limit, states in _by_age(cases <= SMALL) if age <= limit)


@cache
def _by_age(demo: bool) -> list[tuple[float, Weighted[CaseState]]]:  # noqa: FBT001
    table = [(limit, percents) for limit, *percents in FATES]
    if demo:
        table[-1] = 1.0, list(OF_THE_DEMO)
    return [(limit, Weighted(*zip(STATES, row, strict=True))) for limit, row in table]


def way(draw: Draw, state: CaseState, *, routed: bool) -> list[str]:
    """The steps that lead to `state`; `routed`: another group had the case first."""
    taken = ["route"] if routed else []
    for steps, percent in WAYS[state]:
        if percent == 100 or draw.chance(percent):
            taken += steps.split()
    return taken


def course(
    draw: Draw, opened: datetime, steps: list[str], first: Hands, then: Hands, later: Hands
) -> Course:
    """Takes the steps one after the other, in the time that has passed since.

    `first` had the case when it came in, `then` it was routed and assigned, `later` handed on.
    """
    lengths = [draw.between(*STEPS[step]) * 60 for step in steps]
    left = int((CLOCK - opened).total_seconds() * 0.95)
    total = sum(lengths) or 1
    if total > left:
        lengths = [length * left // total for length in lengths]
    at, made = opened, Course([Stage(opened, NEW, first)])
    for step, length in zip(steps, lengths, strict=True):
        at += timedelta(seconds=length)
        made.steps.append((step, at))
        _take(made, step, at, then, later)
    return made


def _take(made: Course, step: str, at: datetime, then: Hands, later: Hands) -> None:
    """Adds a stage if the step leads to another state or into other hands."""
    before = made.last
    state = LEADS_TO.get(step, before.state)
    hands = {
        "route": Hands(then.group),
        "assign": then,
        "hand_on": later,
    }.get(step, before.hands)
    if (state, hands) != (before.state, before.hands):
        made.stages.append(Stage(at, state, hands))


LEADS_TO = {
    "accept": OPEN, "ask": AWAITING, "reply": OPEN, "resolve": RESOLVED, "reopen": OPEN,
    "mend": RESOLVED, "close": CLOSED, "cancel": CANCELLED,
}  # fmt: skip
