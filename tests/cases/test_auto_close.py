"""What nobody answers: a reminder after five days, the end after ten, unless staff must look."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from gateway.cases.auto_close import CLOSING, REMINDER, Patience, sweep
from gateway.cases.kinds import EscalationSeverity, JournalSource
from gateway.cases.lifecycle import CaseState
from gateway.cases.models import Case, JournalEntry, StateInterval
from gateway.request.actions import sweeping
from gateway.request.ledger import AuditEntry, OutboxEvent
from tests.cases.deeds import comments, done
from tests.world import MONDAY, World, a_case, a_contact, a_user


def after(days: float) -> datetime:
    return MONDAY + timedelta(days=days)


async def resolved(**given: Any) -> Case:
    """A case whose solution was proposed on Monday."""
    return await a_case(**{"state": CaseState.RESOLVED, "resolved_at": MONDAY, **given})


async def swept(world: World, days: float, patience: Patience | None = None) -> int:
    return await sweep(world.engine.runner, patience or Patience(), after(days))


async def test_nothing_happens_in_the_first_days(world: World) -> None:
    case = await resolved()

    assert await swept(world, 4.9) == 0
    assert await comments(case) == []


async def test_the_requester_is_reminded_once(world: World) -> None:
    case = await resolved()

    assert [await swept(world, days) for days in (5, 5.1, 9.9)] == [1, 0, 0]

    await case.refresh_from_db()
    assert (case.state, case.reminded_at) == (CaseState.RESOLVED, after(5))
    (entry,) = await JournalEntry.filter(case=case)
    assert (entry.text, entry.source, entry.at) == (REMINDER, JournalSource.SYSTEM, after(5))
    assert (entry.author_user_id, entry.author_contact_id) == (None, None)
    assert case.first_response_at is None


async def test_the_case_closes_after_ten_days(world: World) -> None:
    case = await resolved()
    await StateInterval.create(case=case, state=CaseState.RESOLVED, started_at=MONDAY)

    assert await swept(world, 10) == 1

    await case.refresh_from_db()
    assert (case.state, case.closed_at, case.closed_by_id) == (CaseState.CLOSED, after(10), None)
    assert await comments(case) == [CLOSING]
    assert [
        (each.state, each.started_at, each.ended_at)
        for each in await StateInterval.filter(case=case).order_by("id")
    ] == [
        (CaseState.RESOLVED, MONDAY, after(10)),
        (CaseState.CLOSED, after(10), None),
    ]
    trail = await AuditEntry.filter(target_type="Case", field="state").get()
    assert (trail.action, trail.actor_id, trail.new) == ("auto_close", None, "CLOSED")
    assert (await OutboxEvent.get(target_key=case.id)).event == "case.auto_close"


@pytest.mark.parametrize(
    "given",
    [
        {"escalation_severity": EscalationSeverity.HIGH},
        {"needs_attention": True},
        {"auto_close": False},
        {"state": CaseState.OPEN},
    ],
)
async def test_what_staff_must_look_at_stays(world: World, given: dict[str, Any]) -> None:
    case = await resolved(**given)

    assert [await swept(world, 5), await swept(world, 10)] == [0, 0]
    assert await comments(case) == []


async def test_an_answer_stops_it(world: World) -> None:
    contact = await a_contact()
    case = await resolved(contact=contact)

    await done("caseComment", contact, case, text="I have to try it first")

    assert await swept(world, 10) == 0


async def test_another_solution_waits_anew(world: World) -> None:
    manager, case = await a_user("manager"), await resolved()
    await swept(world, 5)

    await done("caseOpen", manager, case, reason="It leaks")
    await done(
        "caseProposeSolution", manager, case, resolutionCode="FIXED", resolutionNotes="Glued."
    )
    assert case.resolved_at is not None
    proposed = (case.resolved_at - MONDAY) / timedelta(days=1)

    assert await swept(world, proposed + 4.9) == 0
    assert await swept(world, proposed + 5) == 1


async def test_nought_days_is_never(world: World) -> None:
    await resolved()

    assert await swept(world, 100, Patience(reminder=0, closing=0)) == 0
    assert await swept(world, 100, Patience(reminder=3, closing=0)) == 1


async def test_a_batch_is_not_the_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 2)
    for _ in range(5):
        await resolved()

    assert await swept(world, 10) == 5


async def test_two_sweeps_at_once_do_it_once(world: World) -> None:
    case = await resolved()

    assert sum(await asyncio.gather(swept(world, 5), swept(world, 5))) == 1
    assert await comments(case) == [REMINDER]
