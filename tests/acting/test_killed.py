"""A server killed while twenty writers work: what it acknowledged is there, nothing is by half."""

import asyncio
import logging
import os
import random
from collections import Counter

from gateway.cases.lifecycle import CaseState
from gateway.cases.models import Case, CaseTask, JournalEntry
from gateway.database import open_database
from gateway.request.ledger import IdempotencyKey, OutboxEvent
from gateway.request.scalars import read_id
from gateway.settings import Settings
from tests.acting.crowd import WRITERS, Crowd, Sent, serving
from tests.acting.soundness import faults
from tests.acting.works import opened

ROUNDS = int(os.environ.get("CASEWAY_ROUNDS", "3"))
log = logging.getLogger(__name__)
BUSY = (0.0, 1.5)  # seconds from the twentieth acknowledgement to the kill


async def test_a_killed_server_loses_nothing_and_leaves_nothing_by_half(settings: Settings) -> None:
    crowd = await _prepared(settings)
    for number in range(ROUNDS):
        before = len(crowd.sent)
        async with serving(settings) as server:
            writing = asyncio.create_task(crowd.write(server.address, f"round{number}"))
            await _busy(crowd, before, writing)
            server.kill()
            await writing
        interrupted = [one for one in crowd.sent if not one.acknowledged]
        async with open_database(settings):
            assert await faults() == []
            assert await _missing(crowd.sent) == []
        assert 0 < len(interrupted) <= WRITERS
        async with serving(settings) as server:
            assert await crowd.send_again(server.address) == len(interrupted)
        async with open_database(settings):
            assert await faults() == []
            assert await _not_once(crowd.sent) == []
        log.info("%d requests, %d repeated", len(crowd.sent) - before, len(interrupted))


async def _prepared(settings: Settings) -> Crowd:
    async with opened(settings) as works:
        token = await works.agent()
        shared = await works.born(token, shortDescription="Everybody's")
        return Crowd(token, works.account, shared["id"])


async def _busy(crowd: Crowd, before: int, writing: asyncio.Task[None]) -> None:
    """Until the work is well under way, and then any moment."""
    while sum(one.acknowledged for one in crowd.sent[before:]) < WRITERS:
        assert not writing.done(), await writing
        await asyncio.sleep(0.01)
    await asyncio.sleep(random.uniform(*BUSY))  # noqa: S311 (any moment will do)
    assert not writing.done(), await writing


async def _missing(sent: list[Sent]) -> list[str]:
    """What was acknowledged and is not there."""
    held = await _held()
    keys = {k.key for k in await IdempotencyKey.all()}
    return [one.key for one in sent if one.acknowledged and not (held[one.key] and one.key in keys)]


async def _not_once(sent: list[Sent]) -> list[str]:
    """What is not there exactly once, now that everything was acknowledged."""
    held = await _held()
    ends = Counter(e.target_key for e in await OutboxEvent.filter(event="case.close"))
    takes = Counter(e.target_key for e in await OutboxEvent.filter(event="case.assign_to_me"))
    found = [f"{one.key}: {held[one.key]} times" for one in sent if held[one.key] != 1]
    for name, times in (("caseClose", ends), ("caseAssignToMe", takes)):
        cases = [read_id(one.given["id"])[1] for one in sent if one.name == name]
        found += [f"{name} of case {case}: {times[case]}" for case in cases if times[case] != 1]
    return found


async def _held() -> Counter[str]:
    """How often each request has left its mark, by its key."""
    held = Counter(c.short_description for c in await Case.all())
    held.update(e.text for e in await JournalEntry.all())
    held.update(t.short_description for t in await CaseTask.all())
    closed = Case.filter(state=CaseState.CLOSED)
    held.update(str(c.resolution_notes) for c in await closed)
    taken = Case.exclude(assigned_to_id=None)
    held.update(c.short_description.replace("-born", "-taken") for c in await taken)
    return held
