"""A changed schedule moves the clocks that go on by it, and says so in their trail; no other."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from tortoise.models import Model

from gateway.cases.models import Case
from gateway.levels import following
from gateway.levels.kinds import ScheduleSource, SlaStage, SlaTarget
from gateway.levels.models import CaseSla, SlaDefinition
from gateway.levels.sweeping import sweep
from gateway.outbox.models import Job, JobState
from gateway.outbox.working import Worker
from gateway.request.scalars import global_id, read_id
from gateway.schedules.models import Holiday, HolidayCalendar, Schedule
from gateway.settings import Settings
from tests.acting.works import SOLVED, Works, opened
from tests.outbox.blind import Blind
from tests.world import a_token, a_user

HOUR = timedelta(hours=1)
MONDAY, TUESDAY, WEDNESDAY = (datetime(2026, 11, day, 14, tzinfo=UTC) for day in (16, 17, 18))
ASKED: list[tuple[str, dict[str, Any]]] = [
    ("caseAssignToMe", {}),
    ("caseRequestInfo", {"text": "Which pump?"}),
]
DONE = ["RESOLVED", "CLOSED", "CANCELLED"]
EXPLAINED = """mutation ($input: CaseSlaExplainInput!) { caseSlaExplain(input: $input) {
    breachAt hasBreached businessElapsed businessPercent
    segments { start end kind because } errors { message } } }"""
TRAIL = """query ($key: Int!) { auditEntries(filter: {targetType: {eq: "CaseSla"},
    targetKey: {eq: $key}}) { nodes { action field old new at } } }"""


class Office:
    """Cases that are promised a solution within two days of New York's hours, on a feast."""

    def __init__(self, works: Works) -> None:
        self.works, self.at = works, MONDAY - HOUR
        works.installation.engine.runner.clock = lambda: self.at

    async def furnished(self) -> "Office":
        self.agent = await self.works.agent()
        self.admin = await a_token(await a_user("admin"))
        hours = {"timezone": "America/New_York", "hours": "Mon-Fri 9-17"}
        self.schedule = await self.done("scheduleCreate", Schedule, name="Office", **hours)
        calendar = await self.done("holidayCalendarCreate", HolidayCalendar, name="Feasts")
        day = {"calendar": calendar, "day": "2026-11-17", "name": "Feast"}
        self.feast = await self.done("holidayCreate", Holiday, **day)
        tie = {"schedule": self.schedule, "calendar": calendar}
        await self.done("scheduleCalendarCreate", None, **tie)
        await SlaDefinition.create(
            name="Solution",
            target=SlaTarget.RESOLUTION,
            duration=16 * 3600,
            start=_json({"field": "state", "op": "not_in", "value": DONE}),
            stop=_json({"field": "state", "op": "in", "value": DONE}),
            pause=_json({"field": "state", "op": "is", "value": "AWAITING_INFO"}),
            schedule_source=ScheduleSource.DEFINITION,
            schedule_id=read_id(self.schedule)[1],
        )
        self.at = MONDAY
        await self.worked()
        return self

    async def done(self, name: str, shown: type[Model] | None, /, **given: Any) -> str:
        """One mutation by the administrator; the id of the record of this type that it shows."""
        noun = shown and f"{shown.__name__[0].lower()}{shown.__name__[1:]} {{ id }}"
        query = (
            f"mutation ($input: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $input) {{ "
            f"{noun or ''} errors {{ message path }} }} }}"
        )
        answer = await self.works.answer(self.admin, query, variables={"input": given})
        payload = answer.json()["data"][name]
        assert payload["errors"] == [], payload
        return payload[noun.partition(" ")[0]]["id"] if noun else ""

    async def clock(self, *acts: tuple[str, dict[str, Any]]) -> CaseSla:
        """The clock of a new case, with which something is done an hour later."""
        before, case = self.at, await self.works.born(self.agent)
        self.at += HOUR
        for verb, given in acts:
            payload = await self.works.act(self.agent, verb, id=case["id"], **given)
            assert payload["errors"] == [], payload
        self.at = before
        return await CaseSla.get(case_id=read_id(case["id"])[1])

    async def worked(self) -> int:
        """Does what is due in the background; how many jobs had clocks follow their schedule."""

        async def now() -> datetime:
            return self.at

        done = Job.filter(kind=following.follow_hours.__name__, state=JobState.DONE)
        before = await done.count()
        await Worker(Blind(), clock=now).drain()
        return await done.count() - before

    async def explained(self, clock: CaseSla) -> dict[str, Any]:
        sent = {"input": {"id": global_id("CaseSla", clock.pk)}}
        answer = await self.works.answer(self.agent, EXPLAINED, variables=sent)
        return answer.json()["data"]["caseSlaExplain"]

    async def trail(self, clock: CaseSla) -> list[dict[str, Any]]:
        answer = await self.works.answer(self.admin, TRAIL, variables={"key": clock.pk})
        return answer.json()["data"]["auditEntries"]["nodes"]


def _json(data: Any) -> str:
    return orjson.dumps(data).decode()


@pytest.fixture
async def office(settings: Settings) -> AsyncGenerator[Office]:
    async with opened(settings) as works:
        yield await Office(works).furnished()


async def test_a_deleted_holiday_moves_what_goes_on_and_nothing_that_has_ended(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "BATCH", 1)  # so that one job leaves the rest to others
    running = await office.clock()
    paused = await office.clock(*ASKED)
    ended = await office.clock(("caseClose", SOLVED))
    late = await office.clock()
    office.at = WEDNESDAY + 3 * HOUR
    case = global_id("Case", late.case_id)
    assert (await office.works.act(office.agent, "caseClose", id=case, **SOLVED))["errors"] == []
    await late.refresh_from_db()
    before = [(dict(one), await office.explained(one)) for one in (ended, late)]
    assert "Feast" in str(before[1])
    assert (running.breach_at, paused.breach_at) == (WEDNESDAY + 8 * HOUR,) * 2

    await office.done("holidayDelete", None, id=office.feast)
    assert await office.worked() == 0  # it counts from the next second on
    office.at += timedelta(seconds=1)
    assert await office.worked() == 3  # one clock each, and nothing left for the last

    for clock in (running, paused):
        await clock.refresh_from_db()
        assert clock.breach_at == TUESDAY + 8 * HOUR
        [entry] = await office.trail(clock)
        assert (entry["action"], entry["field"]) == ("follow_hours", "breach_at")
        assert (entry["old"], entry["new"]) == ("2026-11-18T22:00:00Z", "2026-11-17T22:00:00Z")
    assert (running.has_breached, paused.has_breached) == (True, False)
    assert paused.stage is SlaStage.PAUSED
    for clock in (ended, late):
        await clock.refresh_from_db()
        assert not await office.trail(clock)
    assert [(dict(one), await office.explained(one)) for one in (ended, late)] == before


async def test_whoever_is_first_brings_a_clock_along(office: Office) -> None:
    """Its time comes, or something happens to its case, before the worker has come to it."""
    due, acted = await office.clock(), await office.clock()
    hours = {"day": "2026-11-18", "name": "Stocktaking"}
    office.at = TUESDAY
    await office.done("scheduleExceptionCreate", None, schedule=office.schedule, **hours)
    office.at = WEDNESDAY + 9 * HOUR  # when the old hours would have ended
    runner = office.works.installation.engine.runner

    assert await sweep(runner, office.at) == 0
    told = await office.explained(due)
    assert (told["breachAt"], told["businessPercent"]) == ("2026-11-19T22:00:00Z", 50.0)
    case = global_id("Case", acted.case_id)
    assert (await office.works.act(office.agent, "caseClose", id=case, **SOLVED))["errors"] == []
    await acted.refresh_from_db()
    assert (acted.stage, acted.has_breached) == (SlaStage.COMPLETED, False)
    assert [entry["new"] for entry in await office.trail(acted)] == ["2026-11-19T22:00:00Z"]

    assert await office.worked() == 2  # the clocks, and nothing left
    assert await sweep(runner, office.at) == 0
    await due.refresh_from_db()
    assert (due.breach_at, due.warned) == (WEDNESDAY + 32 * HOUR, 50)
    assert (await Case.get(id=due.case_id)).version == 1  # of which nothing has changed
