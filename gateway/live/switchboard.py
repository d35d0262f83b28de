"""The parts of live work, put together: what the portal asks of them, and what runs beside it."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Iterable
from typing import Any

from gateway.actor import Actor
from gateway.live.arrivals import Arrivals
from gateway.live.bells import Bells
from gateway.live.events import PostgresEvents, SqliteEvents
from gateway.live.feed import Feed
from gateway.live.sight import Sight
from gateway.live.streams import Pace, Streams, Told
from gateway.live.wire import Wire
from gateway.request.engine import Engine


class Switchboard:
    """Streams and presence of one process."""

    def __init__(self, engine: Engine, url: str, pace: Pace | None = None) -> None:
        reader, several = engine.reader, engine.reader.dialect.is_async
        events = PostgresEvents(reader) if several else SqliteEvents(reader)
        self.feed = Feed(events, Bells(reader, "$1" if several else "?"))
        self.arrivals = Arrivals(self.feed)
        self._sight = Sight(engine)
        self.streams = Streams(self.feed, self._sight, pace)
        self._wire = Wire(url, self.feed) if several else None
        engine.runner.afterwards.append(self.feed.told)

    def chores(self) -> Iterable[Coroutine[Any, Any, None]]:
        """What runs until the end of the process."""
        yield self.feed.run()
        yield self.arrivals.run()
        if self._wire:
            yield self._wire.run()

    def follow(
        self,
        identify: Callable[[], Awaitable[Actor]],
        number: str,
        *,
        after: int | None,
        age: float,
    ) -> AsyncGenerator[Told]:
        """See `Streams.follow`."""
        return self.streams.follow(identify, number, after=after, age=age)

    async def arrive(self, actor: Actor, number: str, *, typing: bool) -> bool:
        """Says that somebody looks at a case; False where that is nobody's business."""
        case = await self._place(actor, number)
        if case is None or actor.user_id is None:
            return False
        self.arrivals.arrive(case, actor.user_id, typing=typing)
        return True

    async def leave(self, actor: Actor, number: str) -> None:
        case = await self._place(actor, number)
        if case is not None and actor.user_id is not None:
            self.arrivals.leave(case, actor.user_id)

    async def _place(self, actor: Actor, number: str) -> int | None:
        """The case, for those who would be told who is there as well."""
        return await self._sight.case(number, actor) if self._sight.stands_by(actor) else None
