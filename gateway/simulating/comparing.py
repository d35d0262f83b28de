"""Promises as they are beside promises as they might be, over the same cases."""

from asyncio import sleep
from collections import Counter, defaultdict
from collections.abc import AsyncIterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

from gateway.cases.priority import Priority
from gateway.levels.clocks import Clock
from gateway.levels.kinds import SlaTarget
from gateway.simulating.figures import Figures, kept
from gateway.simulating.lives import Life
from gateway.simulating.playing import Play
from gateway.simulating.promises import Promise

NAMED = 100  # cases that change sides, of each kind
BREATH = 0.01  # seconds of work after which others have their turn

Place = tuple[int, Priority | None]  # a definition, and a priority; None: all of them
Sides = tuple[Figures, Figures]  # before, after


@dataclass(frozen=True, slots=True)
class Changed:
    """A case on which a promise would have ended otherwise."""

    case: int
    number: str
    promise: int


@dataclass
class Comparison:
    """What becomes of each promise, before and after."""

    promises: Sequence[tuple[Promise, Promise]]  # those that do not change stand on both sides
    lines: dict[Place, Sides] = field(default_factory=lambda: defaultdict(_sides))
    targets: dict[SlaTarget, Sides] = field(default_factory=lambda: defaultdict(_sides))
    cases: int = 0
    gained: list[Changed] = field(default_factory=list[Changed])  # broken before, kept after
    lost: list[Changed] = field(default_factory=list[Changed])
    gains: int = 0  # also of those that are not named
    losses: int = 0
    verdicts: Counter[tuple[bool, bool | None]] = field(
        default_factory=Counter[tuple[bool, bool | None]]
    )  # what the source says was kept, and whether solutions were in time here; None: no promise

    async def take(self, lives: AsyncIterable[Life], until: datetime) -> None:
        """Plays all of them; others of this process have their turn in between."""
        every = {one.key: one for pair in self.promises for one in pair}
        play, began = Play(list(every.values())), monotonic()
        async for life in lives:
            self._add(life, await play.clocks(life, until))
            if monotonic() - began > BREATH:
                await sleep(0)
                began = monotonic()

    def in_order(self) -> Iterator[tuple[Promise, Promise, Priority | None, Sides]]:
        """The lines of each promise: of all priorities, then of each that there is."""
        for before, after in self.promises:
            for priority in (None, *Priority):
                found = self.lines.get((before.key, priority))
                if found:
                    yield before, after, priority, found

    def _add(self, life: Life, clocks: Sequence[Clock]) -> None:
        self.cases += 1
        found: dict[int, list[Clock]] = defaultdict(list)
        for clock in clocks:
            found[clock.level].append(clock)
        for pair in self.promises:
            if any(found[one.key] for one in pair):
                self._line(life, pair, (found[pair[0].key], found[pair[1].key]))
        for target in SlaTarget:
            sides = [self._of(target, side, found) for side in (0, 1)]
            if any(sides):
                _add(self.targets[target], sides)
        if life.kept is not None:
            self.verdicts[life.kept, kept(self._of(SlaTarget.RESOLUTION, 1, found))] += 1

    def _line(
        self,
        life: Life,
        pair: tuple[Promise, Promise],
        sides: tuple[Sequence[Clock], Sequence[Clock]],
    ) -> None:
        before = pair[0]
        for priority in (None, life.priority):
            _add(self.lines[before.key, priority], sides)
        self._turn(Changed(life.key, life.number, before.key), kept(sides[0]), kept(sides[1]))

    def _turn(self, case: Changed, before: bool | None, after: bool | None) -> None:  # noqa: FBT001
        """Keeps a case that changes sides."""
        if (before, after) == (False, True):
            self.gains += 1
            self.gained += [case][: NAMED - len(self.gained)]
        if (before, after) == (True, False):
            self.losses += 1
            self.lost += [case][: NAMED - len(self.lost)]

    def _of(
        self, target: SlaTarget, side: int, found: Mapping[int, Sequence[Clock]]
    ) -> list[Clock]:
        """The clocks of all promises of a target, before (0) or after (1)."""
        keys = [pair[side].key for pair in self.promises if pair[0].definition.target is target]
        return [clock for key in keys for clock in found[key]]


def _sides() -> Sides:
    return Figures(), Figures()


def _add(figures: Sides, clocks: Sequence[Sequence[Clock]]) -> None:
    for figure, side in zip(figures, clocks, strict=True):
        figure.add(side)
