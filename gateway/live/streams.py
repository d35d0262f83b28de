"""One viewer's stream: names of what has changed for him, each with the cursor to resume at.

What concerns the open case is told at once. Lists are told at a pace that the whole process can
bear: every telling makes a browser ask again, and with many streams they take turns.
"""

import random
import time
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass

from gateway.actor import NOBODY, Actor
from gateway.live.feed import Feed, Watch, bell_of, presence_of
from gateway.live.sight import EVERYTHING, News, Sight

MOST = 30  # open streams of one viewer; hidden pages have none

Identify = Callable[[], Awaitable[Actor]]


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds."""

    case: float = 0.2  # between two tellings of the open case
    lists: float = 2.0  # between two tellings of lists
    share: float = 0.1  # per open stream: ten of them are told of lists in a second
    beat: float = 20.0  # of silence; then the viewer is looked up anew, and the line kept warm


@dataclass(frozen=True, slots=True)
class Told:
    """One message: names, or none where only the line is kept warm."""

    names: tuple[str, ...]
    cursor: int


class Streams:
    """Opens streams."""

    def __init__(self, feed: Feed, sight: Sight, pace: Pace | None = None) -> None:
        self._feed, self._sight, self.pace = feed, sight, pace or Pace()
        self._open = Counter[str]()  # by viewer

    def may_follow(self, actor: Actor) -> bool:
        """Whether the viewer has not too many already."""
        return self._open[actor.key] < MOST

    async def follow(
        self, identify: Identify, number: str, *, after: int | None, age: float
    ) -> AsyncGenerator[Told]:
        """What changes for whoever `identify` says, until that is nobody or we shut down.

        It begins after a cursor or, without one, so many seconds ago. `number` is that of the open
        case; of one that the viewer may not see nothing is told.
        """
        actor = await identify()
        if actor is NOBODY or self._feed.closing:
            return
        case = await self._sight.case(number, actor) if number else None
        topics = {bell_of(actor.user_id)} if actor.user_id else set[str]()
        if case is not None and self._sight.stands_by(actor):
            topics.add(presence_of(case))
        since, rang = self._begin(actor, after, age)
        with self._counted(actor), self._feed.watch(since, topics) as watch:
            watch.rung |= rang
            yield Told((), since)
            line = _Line(watch, self.pace, case)
            while not self._feed.closing:
                await watch.wait(line.pause(self._feed.streams))
                if self._feed.closing or not line.is_due(self._feed.streams):
                    continue
                actor = await identify()
                if actor is NOBODY:
                    return
                told = await self._told(line, actor)
                if told.names or line.is_silent:  # else even the moment would tell something
                    line.spoke()
                    yield told

    def _begin(self, actor: Actor, after: int | None, age: float) -> tuple[int, set[str]]:
        """The cursor to begin at; and the topics that rang since the page did."""
        if after is not None:
            return after, set()
        rang = {bell_of(user) for user in (actor.user_id,) if user and self._feed.rang(user, age)}
        return self._feed.cursor_of(age), rang

    @contextmanager
    def _counted(self, actor: Actor) -> Generator[None]:
        self._open[actor.key] += 1
        try:
            yield
        finally:
            self._open[actor.key] -= 1
            self._open += Counter()  # forgets those who have none

    async def _told(self, line: "_Line", actor: Actor) -> Told:
        watch = line.watch
        cursor, rung = watch.cursor, watch.rung
        happened, overflowed = watch.happened, watch.overflowed
        watch.happened, watch.rung, watch.overflowed = {}, set(), False
        news = EVERYTHING
        if not overflowed:
            news = await self._sight.news(happened.values(), actor, line.case)
        line.told(news)
        audible = await self._audible(rung, actor, line.case)
        return Told(tuple(_names(news, audible, line.case)), cursor)

    async def _audible(self, rung: set[str], actor: Actor, case: int | None) -> set[str]:
        """Without who is there on a case that is this viewer's no longer."""
        there = presence_of(case) if case is not None else ""
        if there not in rung or case is None or await self._sight.beside(case, actor):
            return rung
        return rung - {there}


def _names(news: News, rung: set[str], case: int | None) -> list[str]:
    topics = {topic.partition(":")[0] for topic in rung}
    said = {
        "case": news.case and case is not None,
        "cases": news.lists,
        "bell": news.bell or "bell" in topics,
        "presence": "presence" in topics,
    }
    return [name for name, is_said in said.items() if is_said]


class _Line:
    """When the next message is due."""

    def __init__(self, watch: Watch, pace: Pace, case: int | None) -> None:
        self.watch, self.case = watch, case
        self._pace = pace
        self._spoke = time.monotonic()
        self._case_told = self._lists_told = -1e9
        self._lists_due: float | None = None

    def pause(self, streams: int) -> float:
        """Seconds until it is."""
        return self._due(streams) - time.monotonic()

    def is_due(self, streams: int) -> bool:
        return time.monotonic() >= self._due(streams)

    @property
    def is_silent(self) -> bool:
        """Whether nothing was said for so long that the line has to be kept warm."""
        return time.monotonic() >= self._spoke + self._pace.beat

    def spoke(self) -> None:
        self._spoke = time.monotonic()

    def told(self, news: News) -> None:
        now = time.monotonic()
        self._lists_due = None
        if news.case:
            self._case_told = now
        if news.lists:
            self._lists_told = now

    def _due(self, streams: int) -> float:
        watch = self.watch
        due = self._spoke + self._pace.beat
        if watch.happened or watch.overflowed:
            if self._lists_due is None:
                turn = time.monotonic() + random.random() * self._pace.share * streams  # noqa: S311
                self._lists_due = max(turn, self._lists_told + self._pace.lists)
            due = min(due, self._lists_due)
        if watch.rung or self._concerned:
            due = min(due, self._case_told + self._pace.case)
        return due

    @property
    def _concerned(self) -> bool:
        happened = self.watch.happened.values()
        return self.case is not None and any(each.case == self.case for each in happened)
