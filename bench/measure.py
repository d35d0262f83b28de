"""Times contenders side by side: interleaved rounds, processor time, medians of ratios."""

import statistics
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field

from bench import processor

Ask = Callable[[], Awaitable[object]]

SLICE = 12_000_000  # ns of processor time that one contender gets per round
MOST = 60  # repetitions per round, whatever they cost


@dataclass
class Sample:
    """What one contender cost in every round, in microseconds per question."""

    here: list[float] = field(default_factory=list[float])  # this process
    there: list[float] = field(default_factory=list[float])  # the database's processes

    @property
    def each(self) -> list[float]:
        return [a + b for a, b in zip(self.here, self.there, strict=True)]

    @property
    def median(self) -> float:
        return statistics.median(self.each)


def ratio(sample: Sample, against: Sample) -> float:
    """The median of the rounds' own ratios: noise that hits a round hits both sides of it."""
    return statistics.median(a / b for a, b in zip(sample.each, against.each, strict=True))


async def interleaved(
    contenders: Mapping[str, Ask], rounds: int, elsewhere: Iterable[int] = ()
) -> dict[str, Sample]:
    """Runs every contender once per round, for `rounds` rounds; `elsewhere` are pids to watch."""
    pids = tuple(elsewhere)
    samples = {name: Sample() for name in contenders}
    for ask in contenders.values():
        await ask()
    for _ in range(rounds):
        for name, ask in contenders.items():
            here, there = await _slice(ask, pids)
            samples[name].here.append(here)
            samples[name].there.append(there)
    return samples


async def _slice(ask: Ask, pids: tuple[int, ...]) -> tuple[float, float]:
    repeats, outside, start = 0, processor.of(pids), processor.own()
    while True:
        await ask()
        repeats += 1
        spent = processor.own() - start
        if spent > SLICE or repeats >= MOST:
            outside = processor.of(pids) - outside
            return spent / repeats / 1000, outside / repeats / 1000
