"""Workers killed while they sweep: each warning and each breach of a clock is told exactly once."""

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest

from gateway.database.fields import now
from gateway.levels.kinds import SlaStage, SlaTarget
from gateway.levels.models import CaseSla, SlaDefinition
from gateway.people import roles
from gateway.request.ledger import AuditEntry, OutboxEvent
from gateway.settings import Settings
from tests.outbox.workers import PATIENCE, working
from tests.world import a_case, a_contact

ROUNDS = int(os.environ.get("CASEWAY_ROUNDS", "3"))
CLOCKS = 60  # of one round
HOUR = timedelta(hours=1)
NEVER = '{"field": "closed_at", "op": "is_not_empty"}'
RESTLESS = (  # a worker whose sweeps do not wait for a minute to pass
    sys.executable,
    "-c",
    "from gateway.request.actions import sweeping; sweeping.EVERY = 0.01\n"
    "from gateway.cli import app; app(['worker'])",
)

pytestmark = pytest.mark.usefixtures("database")


async def test_a_sweep_that_is_killed_tells_everything_once(settings: Settings) -> None:
    await roles.establish()
    case = await a_case(contact=await a_contact())
    promised = await SlaDefinition.create(
        name="Solution", target=SlaTarget.RESOLUTION, duration=3600, start=NEVER, stop=NEVER
    )
    killed = 0
    for _ in range(ROUNDS):
        await _due(case.pk, promised.pk)
        async with working(settings, 1, RESTLESS) as processes:
            await _until(random.randint(1, CLOCKS - 1), processes)  # noqa: S311
            for process in processes:
                process.send_signal(signal.SIGKILL)
                process.wait(PATIENCE)
        killed += await _left() > 0
    assert killed, "no worker was killed before its sweep was over"
    async with working(settings, 2, RESTLESS) as processes:
        await _until(0, processes)
    told = Counter[tuple[int, str]]()
    for event in await OutboxEvent.filter(event="case_sla.warn"):
        told += Counter((event.target_key, what) for what in event.payload if what != "verb")
    keys = [clock.pk for clock in await CaseSla.all()]
    assert told == Counter((key, what) for key in keys for what in ("percent", "breached"))
    trail = AuditEntry.filter(target_type="CaseSla", field="warned")
    assert Counter(await trail.values_list("target_key", flat=True)) == Counter(keys)


async def _due(case: int, definition: int) -> None:
    """Clocks that were broken a while ago, of which nobody has been told."""
    at = now() - 3 * HOUR
    for _ in range(CLOCKS):
        await CaseSla.create(
            case_id=case,
            definition_id=definition,
            name="Solution",
            target=SlaTarget.RESOLUTION,
            duration=3600,
            warn_at="50, 75",
            timezone="UTC",
            stage=SlaStage.IN_PROGRESS,
            start_at=at,
            attached_at=at,
            changed_at=at,
            breach_at=at + HOUR,
            original_breach_at=at + HOUR,
            next_event_at=at + HOUR / 2,
            reckoned_at=at,
        )


async def _left() -> int:
    return await CaseSla.filter(next_event_at__not_isnull=True).count()


async def _until(left: int, processes: list[subprocess.Popen[bytes]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while await _left() > left:
            assert all(process.poll() is None for process in processes), "a worker has ended"
            await asyncio.sleep(0.002)
