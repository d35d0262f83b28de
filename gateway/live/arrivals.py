"""Writes down who is there, all that came within a moment in one transaction, and forgets who left.

A page says every twenty seconds that it is still looked at. None of this is an action: it changes
no case and leaves no trail.
"""

import asyncio
from contextlib import suppress
from datetime import timedelta

import structlog
from tortoise.transactions import in_transaction

from gateway.database.fields import now
from gateway.live.feed import Feed, presence_of
from gateway.live.presence import Presence

GONE = timedelta(seconds=45)  # after the last sign: two of them may be lost
PAUSED = timedelta(seconds=10)  # after the last key
MOMENT = 0.1  # seconds
SWEEP = 5.0  # seconds

log = structlog.get_logger(__name__)

Place = tuple[int, int]  # case and user


class Arrivals:
    """Who came, and who left, since the last writing."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._came: dict[Place, bool] = {}  # whether they type
        self._left: set[Place] = set()
        self._something = asyncio.Event()

    def arrive(self, case: int, user: int, *, typing: bool) -> None:
        """Somebody is there, or still there."""
        self._left.discard((case, user))
        self._came[case, user] = typing
        self._something.set()

    def leave(self, case: int, user: int) -> None:
        self._came.pop((case, user), None)
        self._left.add((case, user))
        self._something.set()

    async def record(self) -> None:
        """Writes what was said since the last time, and tells those who look at the same cases."""
        came, self._came = self._came, {}
        left, self._left = self._left, set()
        if came or left:
            for case in await self._write(came, left):
                self._feed.ring(presence_of(case))

    async def sweep(self) -> None:
        """Forgets who gave no sign for too long."""
        at = now()
        gone = await Presence.filter(beat_at__lt=at - GONE).values_list("id", "case_id")
        silent = Presence.filter(typing=True, beat_at__lt=at - PAUSED, beat_at__gte=at - GONE)
        paused = await silent.values_list("id", "case_id")
        if gone:
            await Presence.filter(id__in=[key for key, _ in gone], beat_at__lt=at - GONE).delete()
        if paused:
            await Presence.filter(id__in=[key for key, _ in paused]).update(typing=False)
        for case in {case for _, case in (*gone, *paused)}:
            self._feed.ring(presence_of(int(case)))

    async def run(self) -> None:
        """Records and sweeps until cancelled."""
        while True:
            try:
                await self.record()
                await self.sweep()
            except Exception:
                log.exception("who is there was not written down")
            with suppress(TimeoutError):  # not wait_for: it forgets that it was cancelled
                async with asyncio.timeout(SWEEP):
                    await self._something.wait()
            self._something.clear()
            await asyncio.sleep(MOMENT)

    async def _write(self, came: dict[Place, bool], left: set[Place]) -> set[int]:
        """The cases on which somebody else would see a difference."""
        at = now()
        async with in_transaction():
            before = await _known({*came, *left})
            rows = [
                Presence(case_id=case, user_id=user, typing=typing, since=at, beat_at=at)
                for (case, user), typing in sorted(came.items())
            ]
            if rows:
                await Presence.bulk_create(
                    rows, on_conflict=("case_id", "user_id"), update_fields=("typing", "beat_at")
                )
            for case, user in left & before.keys():
                await Presence.filter(case_id=case, user_id=user).delete()
        changed = {place[0] for place, typing in came.items() if before.get(place) is not typing}
        return changed | {case for case, _ in left & before.keys()}


async def _known(places: set[Place]) -> dict[Place, bool]:
    cases, users = {case for case, _ in places}, {user for _, user in places}
    found = Presence.filter(case_id__in=cases, user_id__in=users)
    rows = await found.values_list("case_id", "user_id", "typing")
    return {(int(case), int(user)): bool(typing) for case, user, typing in rows}
