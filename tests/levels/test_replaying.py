"""Whatever happens to a case, and to what it depends on, its clocks are those of a replay."""

import os
from datetime import timedelta
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tortoise.models import Model

from gateway.cases.lifecycle import CaseState
from gateway.cases.models import Case
from gateway.customers.models import Account
from gateway.levels.clocks import Clock, settled
from gateway.levels.defaults import definitions
from gateway.levels.hours import clock_at
from gateway.levels.kinds import (
    CancelWhen,
    ResumeWhen,
    ScheduleSource,
    SlaTarget,
    TimezoneSource,
)
from gateway.levels.models import CaseSla, SlaDefinition
from gateway.levels.replaying import replay
from gateway.levels.rows import row_of
from gateway.levels.sweeping import sweep
from gateway.outbox.working import Worker
from gateway.request.actions.record import snapshot
from gateway.request.scalars import global_id, read_id
from gateway.schedules.models import (
    Holiday,
    Schedule,
    ScheduleEntry,
    ScheduleException,
    ScheduleState,
)
from gateway.simulating.playing import Play
from gateway.simulating.promises import columns, in_force
from gateway.simulating.stored import lives
from tests.cases.conftest import desk as desk  # a fixture
from tests.cases.desk import Desk
from tests.outbox.blind import Blind
from tests.world import MONDAY, a_contract, an_entitlement

LIVES = settings(
    max_examples=int(os.environ.get("CASEWAY_CLOCKS", "40")),
    deadline=None,
    derandomize="CASEWAY_CLOCKS" not in os.environ,  # more of them are others each time
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
PAUSES = [0, 0, 1, 600, 3 * 3600, 26 * 3600, 70 * 3600]
Deed = tuple[str, str, str, dict[str, Any]]  # who, on what type, which verb, with which inputs
SOLVED = {"resolutionCode": "FIXED", "resolutionNotes": "New seal."}
ON_CASES: list[tuple[str, str, dict[str, Any]]] = [
    ("manager", "edit", {"priority": "CRITICAL"}),
    ("manager", "edit", {"priority": "LOW"}),
    ("manager", "edit", {"priority": "MODERATE"}),
    ("manager", "edit", {"contactTimezone": "Australia/Sydney"}),
    ("manager", "edit", {"needsAttention": True}),
    ("manager", "edit", {"needsAttention": False}),
    ("manager", "comment", {"text": "Soon."}),
    ("contact", "comment", {"text": "The blue one."}),
    ("manager", "cancel", {"reason": "Reported twice."}),
    ("manager", "edit", {"contract": "@by night"}),
    ("manager", "edit", {"contract": None}),
    ("manager", "edit", {"entitlement": "@nights"}),
    ("manager", "edit", {"entitlement": "@office hours"}),
]
ONWARD: dict[CaseState, list[tuple[str, str, dict[str, Any]]]] = {
    CaseState.NEW: [("agent", "assign_to_me", {})],
    CaseState.OPEN: [
        ("manager", "request_info", {"text": "Which pump?"}),
        ("agent", "propose_solution", SOLVED),
    ],
    CaseState.AWAITING_INFO: [
        ("contact", "comment", {"text": "The blue one."}),
        ("manager", "open", {"reason": "It was found."}),
        ("agent", "propose_solution", SOLVED),
    ],
    CaseState.RESOLVED: [
        ("contact", "reject_solution", {"text": "It still leaks."}),
        ("manager", "open", {"reason": "It leaks again."}),
        ("contact", "accept_solution", {}),
    ],
    CaseState.CLOSED: [("contact", "follow_up", {"text": "It leaks again."})],
    CaseState.CANCELLED: [("contact", "comment", {"text": "Why?"})],
}
TUESDAY = {"day": f"{MONDAY + timedelta(days=1):%Y-%m-%d}", "name": "Feast"}
OF_HOURS: list[Deed] = [  # what follows from these counts from the next second on
    ("admin", "ScheduleException", "create", {"schedule": "@office", **TUESDAY}),
    ("admin", "ScheduleException", "create", {"schedule": "@night", "open": True, **TUESDAY}),
    ("admin", "ScheduleException", "delete", {"id": "@exception"}),
    ("admin", "Holiday", "create", {"calendar": "@calendar", **TUESDAY}),
    ("admin", "Holiday", "delete", {"id": "@holiday"}),
    ("admin", "ScheduleEntry", "edit", {"id": "@entry", "starts": "06:00", "ends": "11:30"}),
    ("admin", "ScheduleEntry", "edit", {"id": "@entry", "starts": "09:00", "ends": "17:00"}),
    ("admin", "ScheduleEntry", "edit", {"id": "@entry", "wednesday": False}),
    ("admin", "Schedule", "edit", {"id": "@office", "timezone": "Australia/Lord_Howe"}),
    ("admin", "Schedule", "edit", {"id": "@office", "always": True}),
    ("admin", "Schedule", "edit", {"id": "@office", "always": False}),
]
OF_PROMISES: list[Deed] = [  # within the second of an act there is no telling which came first
    ("admin", "SlaDefinition", "edit", {"id": "@definition", "duration": 7200}),
    ("admin", "SlaDefinition", "edit", {"id": "@definition", "duration": 90000, "warnAt": "90"}),
    ("admin", "SlaDefinition", "edit", {"id": "@definition", "active": False}),
    ("admin", "Entitlement", "edit", {"id": "@nights", "businessHours": "@office"}),
    ("admin", "Entitlement", "edit", {"id": "@nights", "businessHours": None}),
]
ABOUT_CASES: list[Deed] = [(who, "Case", verb, sent) for who, verb, sent in ON_CASES]
ON = st.integers(0, 5)  # what leads a case on from the state in which it is
WITH_CASES = st.one_of(ON, st.sampled_from(ABOUT_CASES))
DEEDS = st.one_of(ON, WITH_CASES, st.sampled_from(OF_HOURS), st.sampled_from(OF_PROMISES))
LISTS = [
    st.lists(st.tuples(deeds, st.sampled_from(PAUSES), st.booleans()), min_size=3, max_size=14)
    for deeds in (WITH_CASES, DEEDS, DEEDS)
]
STEPS = st.one_of(LISTS)
LATEST: dict[str, type[Model]] = {
    "exception": ScheduleException,
    "holiday": Holiday,
    "entry": ScheduleEntry,
    "definition": SlaDefinition,
}
CHANGED = (
    *("schedules", "schedule_states", "schedule_entries", "schedule_exceptions", "holidays"),
    *("sla_definitions", "entitlements", "jobs"),
)
EARLY, SECOND = MONDAY - timedelta(days=90), timedelta(seconds=1)
RAISED = orjson.dumps({"field": "needs_attention", "op": "is", "value": True}).decode()
WAITING = orjson.dumps({"field": "state", "op": "is", "value": "AWAITING_INFO"}).decode()
LATE = orjson.dumps({"field": "reopen_count", "op": "gte", "value": 1}).decode()


@pytest.fixture(scope="module")
def promised(desk: Desk) -> Desk:
    """A desk with the promises of the defaults, and some that do all that a definition can."""
    desk.at = EARLY
    for name, hours in (("office", "Mon-Fri 9-17"), ("night", "daily 22-6")):
        said = {"name": name, "timezone": "America/New_York", "hours": hours}
        desk.ids[name] = desk.act("admin", "Schedule", "create", said).record["id"]
    calendar = desk.act("admin", "HolidayCalendar", "create", {"name": "Feasts"}).record["id"]
    tie = {"schedule": desk.ids["office"], "calendar": calendar}
    assert desk.act("admin", "ScheduleCalendar", "create", tie).done
    desk.ids["calendar"] = calendar
    desk.run(_promise(desk))
    desk.keep(*CHANGED)
    return desk


async def _promise(desk: Desk) -> None:
    schedule, night = [await Schedule.get(name=name) for name in ("office", "night")]
    account = await Account.get(id=read_id(desk.ids["account"])[1])
    for name, hours in (("nights", night), ("office hours", None)):
        contract = await a_contract(account=account)
        right = await an_entitlement(account=account, contract=contract, business_hours=hours)
        desk.ids[name] = global_id("Entitlement", right.pk)
        desk.ids["by night"] = desk.ids.get("by night") or global_id("Contract", contract.pk)
    for row in definitions(schedule.pk):
        await SlaDefinition.create(**row, created_at=EARLY)
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
        {"schedule_source": ScheduleSource.CONTRACT, "schedule_id": schedule.pk, "pause": WAITING},
    ]
    for place, given_ in enumerate(odd):
        whole: dict[str, Any] = plain | {"name": f"Odd {place}", "created_at": EARLY} | given_
        await SlaDefinition.create(**whole)


@LIVES
@given(steps=STEPS)
def test_stored_clocks_are_those_of_a_replay(
    promised: Desk, steps: list[tuple[Deed | int, int, bool]]
) -> None:
    desk = promised
    desk.clear()
    case = _reported(desk)
    for chosen, pause, swept in steps:
        deed = desk.run(_onward(case, chosen)) if isinstance(chosen, int) else chosen
        who, type_name, verb, sent = deed
        if swept:
            desk.run(_swept(desk))
        if deed in OF_PROMISES:
            desk.wait(SECOND)
        given_ = desk.run(_meant(desk, {"id": case, **sent} if type_name == "Case" else sent))
        outcome = desk.act(who, type_name, verb, given_)
        if outcome.done and verb == "follow_up":
            case = outcome.record["id"]
        _compare(desk)
        least = SECOND if deed in OF_PROMISES else timedelta()
        desk.wait(max(least, timedelta(seconds=pause)))
    desk.run(_swept(desk))
    if all(isinstance(one, int) or one in ABOUT_CASES for one, _, _ in steps):
        desk.run(_simulate(desk))  # which knows hours and promises as they are now


def _reported(desk: Desk) -> str:
    said = {"shortDescription": "The pump leaks", "contact": desk.ids["contact"]}
    return desk.act("contact", "Case", "create", said).record["id"]


async def _onward(case: str, nth: int) -> Deed:
    possible = ONWARD[(await Case.get(id=read_id(case)[1])).state]
    who, verb, sent = possible[nth % len(possible)]
    return who, "Case", verb, sent


async def _meant(desk: Desk, sent: dict[str, Any]) -> dict[str, Any]:
    """The inputs, with the ids of what they name: the latest of its type, where no other is."""
    return {name: await _named(desk, value) for name, value in sent.items()}


async def _named(desk: Desk, value: Any) -> Any:
    if not isinstance(value, str) or not value.startswith("@"):
        return value
    model: Any = LATEST.get(value[1:])
    if model is None:
        return desk.ids[value[1:]]
    latest = await model.all().order_by("-id").first()
    return global_id(model.__name__, latest.pk if latest else 0)


async def _swept(desk: Desk) -> None:
    """What clocks reach by themselves is told; then their very rows are those of a replay."""
    await Worker(Blind(), clock=desk.now).drain()
    await sweep(desk.runner, desk.at)
    behind = await ScheduleState.exists(since=desk.at)  # whose jobs are due in a second
    for case in await Case.all():
        rows = [snapshot(row) for row in await CaseSla.filter(case_id=case.pk)]
        again = _rows(await replay(case.pk, desk.at))
        known = [{name: row[name] for name in again[0]} for row in rows] if again else rows
        assert behind or sorted(known, key=_order) == again
    assert behind or not await CaseSla.exists(next_event_at__lte=desk.at)


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
    return _rows([settled(await clock_at(row, desk.at), desk.at) for row in rows])


async def _simulate(desk: Desk) -> None:
    """A simulator that changes nothing finds the same clocks, of all cases in one go."""
    promises, cases = await in_force(), await Case.all()
    play = Play(promises)
    async for life in lives([case.pk for case in cases], columns(promises)):
        [case] = [case for case in cases if case.pk == life.key]
        assert _rows(await play.clocks(life, desk.at)) == await _stored(case, desk), case.pk


def _rows(clocks: list[Clock]) -> list[dict[str, Any]]:
    return sorted(map(row_of, clocks), key=_order)


def _order(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["definition_id"], row["attached_at"], row["stage"]
