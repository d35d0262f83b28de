"""A change is looked at with its conflicts: with a mouse, on a phone, and without scripts."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from playwright.async_api import expect

from gateway.changes.kinds import WindowKind
from gateway.changes.models import ChangeRequest, ChangeWindow
from gateway.work.kinds import RelationKind
from gateway.work.models import CaseRelation
from tests.browser.desk import Desk, Site, every_way
from tests.world import a_case, a_user, an_asset

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

Way = dict[str, Any]
_serial, _days = count(1), count(16)  # each way has a day of its own, of one week


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


async def a_change(day: int, starts: int, ends: int, **given: Any) -> ChangeRequest:
    n = next(_serial)
    said: dict[str, Any] = {"number": f"CHG{n:07}", "short_description": f"Swap board {n}", **given}
    return await ChangeRequest.create(
        **said, planned_start=at(day, starts), planned_end=at(day, ends)
    )


async def _fits(desk: Desk) -> None:
    wide = await desk.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0


@every_way
async def test_d15_who_reads_changes_sees_plan_and_conflicts(house: Site, way: Way) -> None:
    day, asset, case = (
        next(_days),
        await an_asset(),
        await a_case(short_description="The pump hums"),
    )
    other = await a_change(day, 21, 23, asset=asset)
    change = await a_change(day, 20, 22, asset=asset, backout_plan="Put the old one back.")
    await CaseRelation.create(case=case, kind=RelationKind.CHANGE, change=change)
    span: dict[str, Any] = {"starts": at(day, 19), "ends": at(day, 21)}
    await ChangeWindow.create(name="Audit", kind=WindowKind.BLACKOUT, asset=asset, **span)
    writer, reader = await a_user("agent", "itsm_write"), await a_user("agent", "change_read")
    async with house.desk(writer, **way) as desk:
        await desk.open(f"/changes/{change.number}/conflicts")
        await desk.page.locator("#actions").get_by_text("Check for conflicts").click()
        await expect(desk.page.locator("#r-conflicts tbody tr")).to_have_count(2)
        assert desk.complaints == []
    async with house.desk(reader, **way) as desk:
        page = desk.page
        await desk.open(f"/cases/{case.number}/relations")
        await page.locator("main a", has_text=change.short_description).first.click()
        await expect(page.locator("#record-title")).to_have_text(change.short_description)
        properties = page.locator("#context")
        await expect(properties).to_contain_text("Put the old one back.")
        await expect(properties).to_contain_text(f"{day} Nov 2026, 20:00 UTC")
        await page.locator("#tabs a", has_text="Conflicts").click()
        rows = page.locator("#r-conflicts tbody tr")
        await expect(rows.filter(has_text="Asset busy")).to_contain_text(other.short_description)
        await expect(rows.filter(has_text="Blackout")).to_contain_text("Audit")
        await expect(page.get_by_text("Check for conflicts")).to_have_count(0)
        await _fits(desk)
        await _calendar(desk, change)
        assert desk.complaints == []
    async with house.desk(await a_user("agent"), **way) as desk:
        for number in (change.number, "CHG9999999"):
            await desk.open(f"/changes/{number}")
            assert {r.status for r in desk.asked if r.url.endswith(number)} == {404}


async def _calendar(desk: Desk, change: ChangeRequest) -> None:
    """The change on its day, marked, in a month and in its week; then back to the change."""
    page = desk.page
    await desk.open("/changes")
    await page.get_by_role("link", name="Calendar of changes").click()
    await expect(page.locator("h1")).to_have_text("Calendar of changes")
    await desk.open("/changes/calendar?month=2026-10")
    await page.get_by_role("link", name="Next").click()
    await expect(page.locator("#calendar-title")).to_have_text("November 2026")
    day = page.locator("td", has=page.locator(f"time[datetime='{change.planned_start:%Y-%m-%d}']"))
    entry = day.locator("li.conflict", has_text=change.number)
    await expect(entry).to_contain_text("Conflict")
    await expect(entry).to_contain_text("20:00-22:00")
    await expect(day.locator("li.blackout").first).to_contain_text("Blackout: Audit")
    await _fits(desk)
    await desk.open("/changes/calendar?week=2026-11-16")
    await entry.locator("a").click()
    await expect(page.locator("#record-title")).to_have_text(change.short_description)
