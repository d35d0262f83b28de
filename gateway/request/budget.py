"""What an actor may still spend: a bucket of points that refills by itself.

A question is charged before it runs, so a flood of costly questions is turned away for nothing.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from gateway.actor import Actor
from gateway.errors import TooCostly, TooMany

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

    def charge(self, payer: Hashable, cost: int) -> Charge:
        """Takes `cost` points. Raises TooMany when they are not there yet, TooCostly if never."""
        if cost > self.capacity:
            message = f"This costs {cost:,} points; a bucket holds {self.capacity:,}."
            raise TooCostly(message, cost=cost)
        now = self._clock()
        left = self._points(payer, now) - cost
        if left < 0:
            wait = -int(left // self.restore_rate)  # rounded up to whole seconds
            raise TooMany(f"Too much at once. Ask again in {wait} seconds.", retryAfter=wait)
        self._buckets[payer] = left, now
        self._buckets.move_to_end(payer)
        if len(self._buckets) > ACTORS:
            self._buckets.popitem(last=False)
        return Charge(cost, int(left), self.restore_rate)

    def headers(self, payer: Hashable) -> list[tuple[bytes, bytes]]:
        """RateLimit header fields: points left, and seconds until the bucket is full."""
        left = self._points(payer, self._clock())
        full = int((self.capacity - left) // self.restore_rate) + 1
        return [self._policy, (b"ratelimit", b'"cost";r=%d;t=%d' % (left, full))]

    def _points(self, payer: Hashable, now: float) -> float:
        points, at = self._buckets.get(payer, (self.capacity, now))
        return min(self.capacity, points + (now - at) * self.restore_rate)


def payer(actor: Actor, address: str = "") -> Hashable:
    """Whose bucket pays: the token's client, the user, or for strangers the address."""
    return (actor.client_id, actor.user_id) if actor.roles else address
