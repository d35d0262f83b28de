"""Workers killed while they deliver: every effect is there exactly once, and none is missing."""

import asyncio
import os
import random
import signal
import subprocess
from collections import Counter

import pytest

from gateway.cases.models import Case, InformedUser
from gateway.database.fields import now
from gateway.notifications.models import Notification
from gateway.outbox.models import Job, JobState
from gateway.people import roles
from gateway.request.ledger import OutboxEvent
from gateway.settings import Settings
from tests.outbox.workers import PATIENCE, working
from tests.world import a_case, a_contact, a_user

ROUNDS = int(os.environ.get("CASEWAY_ROUNDS", "2"))
EVENTS = 80  # of one round
TOLD = 2  # people, of each event

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize("workers", [1, 2])
async def test_a_killed_worker_loses_nothing_and_does_nothing_twice(
    settings: Settings, workers: int
) -> None:
    case = await _case()
    killed = 0
    for _ in range(ROUNDS):
        await _events(case)
        before = await _done()
        async with working(settings, workers) as processes:
            await _until(before + random.randint(1, EVENTS // 2), processes)  # noqa: S311
            for process in processes:
                process.send_signal(signal.SIGKILL)
                process.wait(PATIENCE)
        killed += await _done() < before + EVENTS
    assert killed, "no worker was killed before its work was done"
    async with working(settings, workers) as processes:
        await _until(ROUNDS * EVENTS, processes)
    assert {job.state for job in await Job.all()} == {JobState.DONE}
    events = [e.pk for e in await OutboxEvent.filter(event="case.close")]
    told = Counter[int](n.event_key for n in await Notification.all())
    assert told == Counter(dict.fromkeys(events, TOLD))


async def _case() -> Case:
    await roles.establish()
    contact = await a_contact()
    case = await a_case(contact=contact, state="CLOSED")
    await InformedUser.create(case=case, user=await a_user())
    return case


async def _events(case: Case) -> None:
    told = {"verb": "close", "from": "OPEN", "to": "CLOSED"}
    for _ in range(EVENTS):
        await OutboxEvent.create(
            at=now(), event="case.close", target_type="Case", target_key=case.pk, payload=told
        )


async def _done() -> int:
    return await Job.filter(state=JobState.DONE).count()


async def _until(done: int, processes: list[subprocess.Popen[bytes]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while await _done() < done:
            assert all(process.poll() is None for process in processes), "a worker has ended"
            await asyncio.sleep(0.005)
