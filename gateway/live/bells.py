"""Reads whom new notifications are for: their bells ring. Nothing else of them is looked at."""

from gateway.live.events import Asking

BEHIND = 200  # ids that may be committed after a larger one
NEW = "SELECT id, recipient_id FROM notifications WHERE id > {after} ORDER BY id LIMIT 1000"
NEWEST = "SELECT COALESCE(MAX(id), 0) FROM notifications"


class Bells:
    """The notifications of one database; a bell that rings twice does no harm."""

    def __init__(self, reader: Asking, placeholder: str) -> None:
        self._reader, self._new = reader, NEW.format(after=placeholder)
        self._heard = set[int]()
        self._newest = 0

    async def start(self) -> None:
        """What was there before is nobody's news."""
        self._newest = int((await self._reader.rows(NEWEST, ()))[0][0])
        await self.rung()

    async def rung(self) -> set[int]:
        """The users for whom there are notifications that were not there at the last look."""
        after = max(0, self._newest - BEHIND)
        rows = [(row[0], row[1]) for row in await self._reader.rows(self._new, (after,))]
        new = {user for key, user in rows if key not in self._heard}
        self._newest = max((key for key, _ in rows), default=self._newest)
        self._heard = {key for key, _ in rows if key > self._newest - BEHIND}
        return new
