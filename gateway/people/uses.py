"""When sessions and tokens were last used: noted on every request, written once a minute."""

from collections.abc import Iterable, Iterator

from gateway.database.chores import every
from gateway.database.fields import now
from gateway.people.models import ApiClient, Session
from gateway.people.reach import Holder

EVERY = 60  # seconds
AT_ONCE = 1000  # ids in one statement


class Uses:
    """Collects what was used since the last writing; a request itself writes nothing."""

    def __init__(self) -> None:
        self._sessions: set[int] = set()
        self._clients: set[int] = set()

    def note(self, holder: Holder) -> None:
        if holder.kind == "session":
            self._sessions.add(holder.key)
        elif holder.kind == "client":
            self._clients.add(holder.key)

    async def record(self) -> None:
        """Writes what was noted since the last time."""
        sessions, self._sessions = self._sessions, set()
        clients, self._clients = self._clients, set()
        for some in _batches(sessions):
            await Session.filter(id__in=some).update(last_seen_at=now())
        for some in _batches(clients):
            await ApiClient.filter(id__in=some).update(last_used=now())

    async def keep_recording(self) -> None:
        """Records once a minute until cancelled; a failure costs one minute's record, no more."""
        await every(EVERY, self.record, failed="last uses were not recorded", first=EVERY)


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    keys = sorted(ids)
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
