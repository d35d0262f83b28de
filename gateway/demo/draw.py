"""Chance without a stream: every value follows from the seed, the kind of record and its number.

So any part of the world can be made on its own, in any order, and is always the same.
"""

from bisect import bisect_right
from collections.abc import Sequence
from hashlib import blake2b
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")

SEED = "Aurelia Instruments 1"
LOW = 1 << 64  # bits that are kept in hand


class Draw:
    """The dice of one record: the same record throws the same numbers, one after the other."""

    __slots__ = ("_bits", "_name", "_round")

    def __init__(self, kind: str, index: int) -> None:
        self._name = f"{SEED}/{kind}/{index}"
        self._round = 0
        self._bits = 0

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit` - 1."""
        if self._bits < LOW:
            self._refill()
        self._bits, drawn = divmod(self._bits, limit)
        return drawn

    def between(self, least: int, most: int) -> int:
        """A whole number from `least` to `most`, both included."""
        return least + self.below(most - least + 1)

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred cases."""
        return self.below(100) < percent

    def pick(self, choices: Sequence[T]) -> T:
        """One of them, all being equally likely."""
        return choices[self.below(len(choices))]

    def weighted(self, choices: "Weighted[T]") -> T:
        """One of them, the heavier the likelier."""
        return choices.at(self.below(choices.total))

    def _refill(self) -> None:
        text = f"{self._name}/{self._round}".encode()
        self._bits = int.from_bytes(blake2b(text).digest(), "big")
        self._round += 1


class Weighted(Generic[T]):
    """Choices with whole-number weights."""

    def __init__(self, *choices: tuple[T, int]) -> None:
        self._choices = [choice for choice, _ in choices]
        self._bounds = list(accumulate(weight for _, weight in choices))
        self.total = self._bounds[-1]

    def at(self, place: int) -> T:
        """The choice that covers `place`, from 0 to the total of the weights - 1."""
        return self._choices[bisect_right(self._bounds, place)]


def zipf(choices: Sequence[T], flat: int = 0) -> Weighted[T]:
    """The first is twice as likely as the second, three times as likely as the third, and so on.

    With `flat` the first so many steps of that ladder are left out.
    """
    ladder = enumerate(choices, 1 + flat)
    return Weighted(*((choice, 1_000_000 // place) for place, choice in ladder))
