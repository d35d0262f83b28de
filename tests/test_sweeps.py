"""What Caseway does by itself, it does again and again, in every process that works."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from gateway.cases.lifecycle import CaseState
from gateway.customers.models import ContractState
from gateway.database.chores import beside
from gateway.database.fields import now
from gateway.request.actions import sweeping
from gateway.settings import Settings
from gateway.sweeps import sweeps
from tests.world import World, a_case, a_contract, an_account


async def test_what_is_due_by_itself_is_done_meanwhile(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "EVERY", 0.01)
    day, at = timedelta(days=1), now()
    case = await a_case(state=CaseState.RESOLVED, resolved_at=at - 365 * day)
    over = await a_contract(
        account=await an_account(),
        state=ContractState.SUSPENDED,
        starts=(at - 9 * day).date(),
        ends=(at - 2 * day).date(),
    )

    async with beside(*sweeps(Settings(data=tmp_path), world.engine.runner)), asyncio.timeout(30):
        while (case.state, over.state) != (CaseState.CLOSED, ContractState.EXPIRED):
            await asyncio.sleep(0.01)
            await case.refresh_from_db()
            await over.refresh_from_db()

    assert (case.closed_at is not None, over.updated_by_id) == (True, None)
