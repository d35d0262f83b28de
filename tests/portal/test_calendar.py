"""The calendar of changes: what is planned, when changes may happen, for whom it is there."""

from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.changes.kinds import ConflictStatus, WindowKind
from gateway.changes.models import ChangeRequest, ChangeWindow
from tests.portal.front import Front, Person
from tests.world import a_user, id_of


def at(day: int, hour: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


async def a_change(number: str, starts: datetime, ends: datetime, **given: Any) -> ChangeRequest:
    said: dict[str, Any] = {"number": number, "short_description": "Swap the board", **given}
    return await ChangeRequest.create(**said, planned_start=starts, planned_end=ends)


def days(person: Person) -> dict[str, list[str]]:
    """What stands on each day of the calendar, as it is read out."""
    cells = person.page.select("td[role=cell]")
    told = {
        str(cell.select("time")[0]["datetime"]): [
            " ".join(one.get_text(" ").split()) for one in cell.select("li")
        ]
        for cell in cells
    }
    return {day: entries for day, entries in told.items() if entries}


async def test_a_month_shows_what_is_planned_on_each_of_its_days(front: Front) -> None:
    await a_change("CHG0000001", at(3, 20), at(3, 22))
    await a_change("CHG0000002", at(30, 23), at(2, 1, 12), conflict_status=ConflictStatus.CONFLICT)
    await a_change("CHG0000003", at(4, 20), at(4, 22), state="CANCELLED")
    freeze: dict[str, Any] = {"name": "Freeze", "kind": WindowKind.BLACKOUT}
    window = await ChangeWindow.create(**freeze, starts=at(9), ends=at(10))
    reader = await a_user("agent", "change_read")
    async with front.visitor(reader) as visitor:
        await visitor.open("/changes")
        await visitor.follow("Calendar of changes")
        assert visitor.address == "/changes/calendar"
        await visitor.open("/changes/calendar?month=2026-11")
        assert visitor.page.select("h2")[0].get_text() == "November 2026"
        assert days(visitor) == {
            "2026-11-03": ["20:00-22:00 CHG0000001 Swap the board New"],
            "2026-11-09": ["All day Blackout: Freeze"],
            "2026-11-30": ["23:00-24:00 Conflict CHG0000002 Swap the board New"],
            "2026-12-01": ["All day Conflict CHG0000002 Swap the board New"],
            "2026-12-02": ["00:00-01:00 Conflict CHG0000002 Swap the board New"],
        }
        await visitor.follow("Next")
        assert visitor.address == "/changes/calendar?month=2026-12"
        assert set(days(visitor)) == {"2026-11-30", "2026-12-01", "2026-12-02"}
        await visitor.follow("Previous")
        await visitor.follow("Freeze")
        assert visitor.address == f"/change-windows/{id_of(window)}"


async def test_a_week_is_told_in_the_zone_of_its_reader(front: Front) -> None:
    await a_change("CHG0000001", at(22, 23), at(23, 1))
    reader = await a_user("agent", "change_read", timezone="Europe/Madrid")
    async with front.visitor(reader) as visitor:
        await visitor.open("/changes/calendar?week=2026-11-25")
        assert len(visitor.page.select("td[role=cell]")) == 7
        assert days(visitor) == {"2026-11-23": ["00:00-02:00 CHG0000001 Swap the board New"]}
        await visitor.follow("Previous")
        assert visitor.address == "/changes/calendar?week=2026-11-16"
        assert "Nothing is planned then." in visitor.answer.text


async def test_a_full_day_leads_to_its_week(front: Front) -> None:
    for n in range(9):
        await a_change(f"CHG000000{n}", at(3, 20), at(3, 22))
    async with front.visitor(await a_user("admin")) as visitor:
        await visitor.open("/changes/calendar?month=2026-11")
        assert len(days(visitor)["2026-11-03"]) == 4
        await visitor.follow("5 more")
        assert visitor.address == "/changes/calendar?week=2026-11-02"
        assert len(days(visitor)["2026-11-03"]) == 9


@pytest.mark.parametrize("roles", [("agent",), ("contact",), ("osp_agent",), ("stakeholder",)])
async def test_whoever_sees_no_plans_finds_no_calendar(front: Front, roles: tuple[str]) -> None:
    async with front.visitor(await a_user(*roles)) as visitor:
        assert (await visitor.open("/changes/calendar")).answer.status_code == 404
        change = await a_change("CHG0000001", at(3, 20), at(3, 22))
        there = (await visitor.open(f"/changes/{change.number}")).answer
        absent = (await visitor.open("/changes/CHG0000009")).answer
        assert (there.status_code, absent.status_code) == (404, 404)
        assert there.text.replace(change.number, "") == absent.text.replace("CHG0000009", "")


@pytest.mark.parametrize(
    "asked", ["month=2026-13", "week=soon", "month=0001-01", "week=9999-12-31"]
)
async def test_days_that_are_none_are_refused(front: Front, asked: str) -> None:
    async with front.visitor(await a_user("admin")) as visitor:
        answer = (await visitor.open(f"/changes/calendar?{asked}")).answer
        assert answer.status_code == 400
        assert "There is no such choice" in answer.text
