"""Whatever happens to a case, its clocks are what a replay of its history makes of it."""

import os
from datetime import timedelta
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gateway.cases.models import Case
from gateway.levels.clocks import Clock, settled
from gateway.levels.defaults import definitions
from gateway.levels.hours import hours_of
from gateway.levels.kinds import (
    CancelWhen,
    ResumeWhen,
    ScheduleSource,
    SlaTarget,
    TimezoneSource,
)
from gateway.levels.models import CaseSla, SlaDefinition
from gateway.levels.replaying import replay
from gateway.levels.rows import clock_of, row_of
from gateway.levels.sweeping import sweep
from gateway.schedules.models import Schedule, ScheduleEntry
from gateway.simulating.playing import Play
from gateway.simulating.promises import columns, in_force
from gateway.simulating.stored import lives
from tests.cases.conftest import desk as desk  # a fixture
from tests.cases.desk import Desk
from tests.world import MONDAY

LIVES = settings(
    max_examples=int(os.environ.get("CASEWAY_CLOCKS", "40")),
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
PAUSES = [0, 0, 1, 600, 3 * 3600, 26 * 3600, 70 * 3600]
SOLVED = {"resolutionCode": "FIXED", "resolutionNotes": "New seal."}
DEEDS: list[tuple[str, str, dict[str, Any]]] = [
    ("manager", "edit", {"priority": "CRITICAL"}),
    ("manager", "edit", {"priority": "LOW"}),
    ("manager", "edit", {"priority": "MODERATE"}),
    ("manager", "edit", {"contactTimezone": "Australia/Sydney"}),
    ("manager", "edit", {"needsAttention": True}),
    ("manager", "edit", {"needsAttention": False}),
    ("agent", "assign_to_me", {}),
    ("manager", "request_info", {"text": "Which pump?"}),
    ("manager", "open", {"reason": "It leaks again."}),
    ("manager", "comment", {"text": "Soon."}),
    ("agent", "propose_solution", SOLVED),
    ("contact", "comment", {"text": "The blue one."}),
    ("contact", "reject_solution", {"text": "It still leaks."}),
    ("contact", "accept_solution", {}),
    ("manager", "cancel", {"reason": "Reported twice."}),
    ("contact", "follow_up", {"text": "It leaks again."}),
]
STEPS = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.sampled_from(PAUSES), st.booleans()),
    min_size=3,
    max_size=14,
)
RAISED = orjson.dumps({"field": "needs_attention", "op": "is", "value": True}).decode()
WAITING = orjson.dumps({"field": "state", "op": "is", "value": "AWAITING_INFO"}).decode()
LATE = orjson.dumps({"field": "reopen_count", "op": "gte", "value": 1}).decode()


@pytest.fixture(scope="module")
def promised(desk: Desk) -> Desk:
    """A desk with the promises of the defaults, and some that do all that a definition can."""
    desk.run(_promise())
    return desk


async def _promise() -> None:
    schedule = await Schedule.create(name="Office", timezone="America/New_York", digest="office")
    early = MONDAY - timedelta(days=90)
    week = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), True)
    await ScheduleEntry.create(schedule=schedule, starts="09:00", ends="17:00", **week)
    for row in definitions(schedule.pk):
        await SlaDefinition.create(**row, created_at=early)
    plain = next(definitions(schedule.pk)) | {
        "target": SlaTarget.OTHER,
        "start": orjson.dumps(
            {"field": "state", "op": "not_in", "value": ["CLOSED", "CANCELLED"]}
        ).decode(),
        "stop": orjson.dumps({"field": "state", "op": "is", "value": "CLOSED"}).decode(),
    }
    odd: list[dict[str, Any]] = [
        {
            "pause": WAITING,
            "resume": RAISED,
            "when_to_resume": ResumeWhen.RESUME_MET,
            "timezone_source": TimezoneSource.CUSTOMER,
            "schedule_source": ScheduleSource.DEFINITION,
            "schedule_id": schedule.pk,
        },
        {"cancel": LATE, "when_to_cancel": CancelWhen.CANCEL_MET, "pause": RAISED},
        {"reset": RAISED, "when_to_cancel": CancelWhen.NEVER, "retroactive_start": False},
        {"pause": RAISED, "retroactive_pause": False, "start": WAITING, "duration": 60},
    ]
    for place, given_ in enumerate(odd):
        whole: dict[str, Any] = plain | {"name": f"Odd {place}", "created_at": early} | given_
        await SlaDefinition.create(**whole)


@LIVES
@given(steps=STEPS)
def test_stored_clocks_are_those_of_a_replay(
    promised: Desk, steps: list[tuple[tuple[str, str, dict[str, Any]], int, bool]]
) -> None:
    desk = promised
    desk.clear()
    case = _reported(desk)
    for (who, verb, sent), pause, swept in steps:
        if swept:
            desk.run(_swept(desk))
        outcome = desk.act(who, "Case", verb, {"id": case, **sent})
        if outcome.done and verb == "follow_up":
            case = outcome.record["id"]
        _compare(desk)
        desk.wait(timedelta(seconds=pause))
    _compare(desk)
    desk.run(_simulate(desk))


def _reported(desk: Desk) -> str:
    said = {"shortDescription": "The pump leaks", "contact": desk.ids["contact"]}
    return desk.act("contact", "Case", "create", said).record["id"]


async def _swept(desk: Desk) -> None:
    await sweep(desk.runner, desk.at)
    assert not await CaseSla.exists(next_event_at__lte=desk.at)


def _compare(desk: Desk) -> None:
    for key, stored, replayed in desk.run(_both(desk)):
        assert stored == replayed, key


async def _both(desk: Desk) -> list[tuple[int, Any, Any]]:
    """For each case: its clocks as they are stored, and as its history makes them."""
    made: list[tuple[int, Any, Any]] = []
    for case in await Case.all():
        again = await replay(case.pk, desk.at)
        made.append((case.pk, await _stored(case, desk), _rows(again)))
    return made


async def _stored(case: Case, desk: Desk) -> Any:
    rows = await CaseSla.filter(case_id=case.pk).order_by("id")
    clocks = [clock_of(r, await hours_of(r.schedule_id, r.timezone)) for r in rows]
    return _rows([settled(clock, desk.at) for clock in clocks])


async def _simulate(desk: Desk) -> None:
    """A simulator that changes nothing finds the same clocks, of all cases in one go."""
    promises, cases = await in_force(), await Case.all()
    play = Play(promises)
    async for life in lives([case.pk for case in cases], columns(promises)):
        [case] = [case for case in cases if case.pk == life.key]
        assert _rows(await play.clocks(life, desk.at)) == await _stored(case, desk), case.pk


def _rows(clocks: list[Clock]) -> list[dict[str, Any]]:
    ordered = sorted(clocks, key=lambda c: (c.level, c.attached_at, c.stage))
    return [row_of(clock) for clock in ordered]
