"""Events are read each once, in order, whoever commits them when."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from gateway.database.fields import now
from gateway.live.events import PostgresEvents, SqliteEvents
from gateway.live.switchboard import Switchboard
from gateway.request.ledger import OutboxEvent
from tests.acting.works import Works
from tests.live.line import comment, live

ON_POSTGRES = pytest.mark.parametrize(
    "settings", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
EVENT = """
    INSERT INTO outbox_events (at, event, target_type, target_key, payload)
    VALUES (now(), 'case.edit', 'Case', $1, '{}')
"""


async def happens(key: int) -> None:
    """An event, committed at once."""
    await OutboxEvent.create(at=now(), event="case.edit", target_type="Case", target_key=key)


def events_of(works: Works) -> SqliteEvents | PostgresEvents:
    reader = works.installation.engine.reader
    return PostgresEvents(reader) if reader.dialect.is_async else SqliteEvents(reader)


async def keys_after(events: SqliteEvents | PostgresEvents, cursor: int) -> tuple[list[int], int]:
    """What is found until nothing more is, and the cursor then."""
    keys = list[int]()
    while found := (await events.after(cursor)).found:
        keys += [each.key for each in found]
        cursor = found[-1].id
    return keys, cursor


@asynccontextmanager
async def writing(works: Works, key: int) -> AsyncGenerator[Any]:
    """Another process that has written an event and not committed it yet."""
    driver: Any = asyncpg
    link = await driver.connect(works.installation.settings.database_url)
    try:
        transaction = link.transaction()
        await transaction.start()
        await link.execute(EVENT, key)
        yield transaction
    finally:
        await link.close()


async def test_events_come_in_order_and_each_once(works: Works) -> None:
    events = events_of(works)
    _, cursor = await keys_after(events, await events.start())
    for key in range(1, 1201):
        await happens(key)
    assert (await keys_after(events, cursor))[0] == list(range(1, 1201))


@ON_POSTGRES
async def test_an_event_that_is_committed_late_is_waited_for(works: Works) -> None:
    events = events_of(works)
    _, cursor = await keys_after(events, await events.start())
    async with writing(works, 1) as late:
        await happens(2)
        batch = await events.after(cursor)
        assert (batch.found, batch.waits) == ([], True)
        await late.commit()
        assert (await keys_after(events, cursor))[0] == [1, 2]


@ON_POSTGRES
async def test_an_event_that_is_never_committed_holds_nobody_up(works: Works) -> None:
    events = events_of(works)
    _, cursor = await keys_after(events, await events.start())
    async with writing(works, 1) as late:
        await happens(2)
        assert (await events.after(cursor)).waits
        await late.rollback()
        assert (await keys_after(events, cursor))[0] == [2]


@ON_POSTGRES
async def test_those_who_began_to_write_later_are_not_waited_for(works: Works) -> None:
    events = events_of(works)
    _, cursor = await keys_after(events, await events.start())
    async with writing(works, 1) as given_up:
        await happens(2)
        assert (await events.after(cursor)).waits
        async with writing(works, 3):
            await given_up.rollback()
            keys, cursor = await keys_after(events, cursor)
            assert keys == [2]
    await happens(4)
    assert (await keys_after(events, cursor))[0] == [4]


@ON_POSTGRES
async def test_many_writers_at_once_lose_nothing_and_repeat_nothing(works: Works) -> None:
    """Each third transaction is rolled back; a reader looks all the while."""
    driver: Any = asyncpg
    events = events_of(works)
    _, cursor = await keys_after(events, await events.start())
    kept, found = list[int](), list[int]()

    async def write(first: int) -> None:
        link = await driver.connect(works.installation.settings.database_url)
        try:
            for key in range(first, first + 60):
                transaction = link.transaction()
                await transaction.start()
                await link.execute(EVENT, key)
                await asyncio.sleep(0.001 * (key % 5))
                if key % 3:
                    await transaction.commit()
                    kept.append(key)
                else:
                    await transaction.rollback()
        finally:
            await link.close()

    writers = [asyncio.create_task(write(1000 * n)) for n in range(1, 7)]
    while not all(task.done() for task in writers):
        keys, cursor = await keys_after(events, cursor)
        found += keys
    await asyncio.gather(*writers)
    found += (await keys_after(events, cursor))[0]
    assert len(found) == len(set(found)) == 240
    assert sorted(found) == sorted(kept)


@ON_POSTGRES
async def test_another_process_is_told_at_once_and_after_its_line_was_cut(works: Works) -> None:
    agent, other = await works.agent(), await works.agent()
    case = await works.born(agent)
    async with elsewhere(works) as there:
        told = there.follow(lambda: works.actor(other), case["number"], after=None, age=0)
        assert (await anext(told)).names == ()
        await comment(works, agent, case["id"])
        assert (await asyncio.wait_for(anext(told), 1)).names == ("case", "cases")
        await _cut(works)
        await asyncio.sleep(1.5)  # seconds; both have opened their lines again
        await comment(works, agent, case["id"])
        assert "case" in (await asyncio.wait_for(anext(told), 1)).names
        await told.aclose()


@asynccontextmanager
async def elsewhere(works: Works) -> AsyncGenerator[Switchboard]:
    """The live part of another process over the same database; nobody looks by himself there."""
    engine = works.installation.engine
    there = Switchboard(engine, works.installation.settings.database_url)
    engine.runner.afterwards.remove(there.feed.told)
    there.feed.every = live(works).feed.every = 60  # seconds
    await there.feed.open()
    chores = [asyncio.create_task(chore) for chore in there.chores()]
    await asyncio.sleep(0.5)  # until it listens
    try:
        yield there
    finally:
        for chore in chores:
            chore.cancel()
        await asyncio.gather(*chores, return_exceptions=True)


async def _cut(works: Works) -> None:
    """Ends every connection that listens."""
    driver: Any = asyncpg
    link = await driver.connect(works.installation.settings.database_url)
    ended = await link.fetchval(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE (query LIKE 'LISTEN%' OR query LIKE '%pg_notify%') AND pid <> pg_backend_pid()"
    )
    await link.close()
    assert ended >= 2
