"""What an actor may still spend: a bucket of points that refills by itself.

What a question costs is known once it is planned, and no single one may cost much. Whoever has
spent everything is turned away before anything is read.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from gateway.actor import Actor
from gateway.errors import TooMany

ACTORS = 10_000  # buckets kept; an actor not heard of for longer starts with a full one


@dataclass(frozen=True, slots=True)
class Charge:
    """What was asked for, what is left, and how many points come back each second."""

    requested: int
    remaining: int
    restore_rate: int


class Budgets:
    """One bucket per actor."""

    def __init__(
        self,
        capacity: int = 100_000,
        restore_rate: int = 2_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.capacity = capacity
        self.restore_rate = restore_rate
        self._clock = clock
        window = -(-capacity // restore_rate)  # seconds in which an empty bucket fills
        self._policy = (b"ratelimit-policy", b'"cost";q=%d;w=%d' % (capacity, window))
        self._buckets: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()  # points, at

    def admit(self, payer: Hashable) -> None:
        """Raises TooMany while nothing is left, and says when to come again."""
        left = self._points(payer, self._clock())
        if left < 1:
            wait = int((1 - left) // self.restore_rate) + 1
            raise TooMany(f"Too much at once. Ask again in {wait} seconds.", retryAfter=wait)

    def spend(self, payer: Hashable, cost: int) -> Charge:
        """Takes `cost` points; below zero the bucket admits nobody until it has refilled."""
        now = self._clock()
        left = self._points(payer, now) - cost
        self._buckets[payer] = left, now
        self._buckets.move_to_end(payer)
        if len(self._buckets) > ACTORS:
            self._buckets.popitem(last=False)
        return Charge(cost, max(0, int(left)), self.restore_rate)

    def headers(self, payer: Hashable) -> list[tuple[bytes, bytes]]:
        """RateLimit header fields: points left, and seconds until the bucket is full."""
        left = max(0.0, self._points(payer, self._clock()))
        full = int((self.capacity - left) // self.restore_rate) + 1
        return [self._policy, (b"ratelimit", b'"cost";r=%d;t=%d' % (left, full))]

    def _points(self, payer: Hashable, now: float) -> float:
        points, at = self._buckets.get(payer, (self.capacity, now))
        return min(self.capacity, points + (now - at) * self.restore_rate)


def payer(actor: Actor, address: str = "") -> Hashable:
    """Whose bucket pays: the token's client, the user, or for strangers the address."""
    return (actor.client_id, actor.user_id) if actor.roles else address
