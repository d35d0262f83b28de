"""What is searched for and what rings by itself, with a mouse, on a phone, and without scripts.

The numbers are those of the use cases in the specification.
"""

import time
from typing import Any

import pytest
from playwright.async_api import Page, expect

from gateway.cases.lifecycle import CaseState
from gateway.notifications.models import Notification
from tests.browser.casework import Team, told
from tests.browser.desk import Desk, Site, every_way
from tests.world import a_case, a_provider, a_user, an_outsourced_agent

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

Way = dict[str, Any]
WITHIN = 5.0  # seconds until a bell rings, as the specification has it


async def _search(desk: Desk, words: str) -> Page:
    """Looks for words as one does: from the field of any page, or by the sheet of a phone."""
    page = desk.page
    await desk.open("/cases")
    if await page.locator("#find").is_visible():
        await page.fill("#find", words)
        await page.press("#find", "Enter")
        hit = page.locator("#hits [role=option]", has_text="Search everything")
        if await hit.is_visible():
            await hit.click()
    else:
        await page.click(".tabbar [popovertarget=places]")
        await page.locator("#places a", has_text="Search").click()
        await page.fill("#seek-words", words)
        await page.click(".seek-form .btn")
    await page.wait_for_url("**/find?q=*")
    return page


@every_way
async def test_d12_staff_searches_for_cases(house: Site, way: Way) -> None:
    team = await Team.meets(state=CaseState.OPEN)
    word = f"gasket{team.case.pk}"
    team.case.short_description = f"The {word} is worn"
    await team.case.save(update_fields=["short_description"])
    over = await a_case(short_description=f"An older {word}", state=CaseState.CLOSED)
    manager = await a_user("manager", first_name="Ines", last_name="Roth")
    outsider = await an_outsourced_agent(await a_provider(), first_name="Priya")
    for user in (manager, team.mara):
        async with house.desk(user, **way) as desk:
            page = await _search(desk, word)
            found = page.locator(".found .id")
            await expect(found).to_have_text([team.case.number])
            await page.check(".seek-form [name=closed]")
            await page.click(".seek-form .btn")
            await expect(found).to_have_count(2)
            await expect(page.locator(".found")).to_contain_text(over.number)
            await page.locator(".found a", has_text=team.case.number).click()
            await expect(page.locator("#case-title")).to_have_text(f"The {word} is worn")
            await expect(page.locator("#actions .primary")).to_have_text("Propose solution")
            assert desk.complaints == []
    async with house.desk(outsider, **way) as desk:
        page = await _search(desk, word)
        await expect(page.locator("[role=status].none")).to_contain_text("Nothing has the words")


@every_way
async def test_d19_a_customers_word_rings_at_the_assignees_desk(house: Site, way: Way) -> None:
    team = await Team.meets(state=CaseState.OPEN)
    scripted = way.get("java_script_enabled", True)
    async with house.desk(team.mara, **way) as mara, house.desk(team.renske, **way) as renske:
        page = mara.page
        bell = page.locator("#bell:visible, #bell-tab:visible")
        if scripted:
            async with page.expect_response(lambda r: "/live?" in r.url):
                await mara.open("/notifications/preferences")
        await renske.open(f"/cases/{team.case.number}")
        await renske.page.fill("#text", "Any news?")
        await renske.page.click(".say-comment:visible")
        sent = time.monotonic()
        if scripted:
            await expect(bell.locator(".badge")).to_be_visible(timeout=9000)
            assert time.monotonic() - sent < WITHIN
        else:
            await told(renske.page, "Comment sent")
            await _rung(mara, time.monotonic() + WITHIN)
        await expect(bell.locator(".badge")).to_have_text("1 unread")
        await bell.click()
        await page.wait_for_url("**/notifications")
        notice = page.locator(".notices a", has_text=team.case.number)
        await expect(notice).to_contain_text("Renske Okafor wrote a comment")
        await notice.click()
        await page.wait_for_url(f"**/cases/{team.case.number}**")
        await expect(page.locator("#timeline")).to_contain_text("Any news?")
        if scripted:
            await expect(page.locator("#bell .badge")).to_have_count(0, timeout=9000)
            assert not await Notification.exists(recipient=team.mara, read_at=None)
        assert mara.complaints == []


async def _rung(desk: Desk, until: float) -> None:
    """Without scripts a bell rings on the next page that is opened."""
    while time.monotonic() < until:
        await desk.open("/cases")
        if await desk.page.locator("#bell .badge").count():
            return
    raise AssertionError("nobody was told")
