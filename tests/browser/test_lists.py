"""Lists in a browser: a swipe acts, many are chosen with shift, what is opened is read."""

import pytest
from playwright.async_api import Page, expect

from gateway.cases.lifecycle import CaseState
from gateway.cases.models import Case
from gateway.desk.models import ReadMark
from tests.browser.desk import PHONE, Site
from tests.world import a_case, a_group, a_user

pytestmark = pytest.mark.browser


async def swipe(page: Page, selector: str, by: int) -> None:
    """Draws a finger across an element."""
    box = await page.locator(selector).bounding_box()
    assert box is not None
    start, y = box["x"] + box["width"] * 0.7, box["y"] + box["height"] / 2
    touch = await page.context.new_cdp_session(page)
    for step in range(17):
        kind = "touchMove" if step else "touchStart"
        point = {"x": start + by * step / 16, "y": y}
        await touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
        await page.wait_for_timeout(16)
    await touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


async def test_a_swipe_to_the_left_accepts_a_case(site: Site) -> None:
    agent = await a_user("agent")
    group = await a_group(agent)
    case = await a_case(assigned_to=agent, assignment_group=group)
    async with site.desk(agent, **PHONE) as desk:
        await desk.open("/cases")
        button = desk.page.locator(f"#row-{case.number} .trail button")
        await expect(button).not_to_be_in_viewport()
        await swipe(desk.page, f"#row-{case.number} .row", -160)
        await expect(button).to_be_in_viewport()
        await button.tap()
        await expect(desk.page.locator(f"#row-{case.number} .status")).to_have_text("Open")
        assert desk.address == "/cases"
        assert not desk.complaints
    await case.refresh_from_db()
    assert case.state is CaseState.OPEN


async def test_a_case_is_taken_from_the_list_and_given_back(site: Site) -> None:
    agent = await a_user("agent", first_name="Mara", last_name="Lind")
    case = await a_case(assignment_group=await a_group(agent), state=CaseState.OPEN)
    async with site.desk(agent) as desk:
        await desk.open("/cases?view=team")
        row = desk.page.locator(f"#row-{case.number}")
        await row.hover()
        await row.locator(".trail button").click()
        await expect(row.locator(".avatar[role=img]")).to_have_attribute(
            "title", "Assigned to Mara Lind"
        )
        await desk.page.locator("#toasts button").click()
        await expect(row.locator(".avatar[aria-label=Unassigned]")).to_be_visible()
        assert desk.address == "/cases?view=team"
        assert not desk.complaints


async def test_what_is_opened_is_read_and_the_row_says_so(site: Site) -> None:
    agent = await a_user("agent")
    case = await a_case(assigned_to=agent, state=CaseState.OPEN)
    await ReadMark.create(case=case, user=agent, unread=True)
    async with site.desk(agent) as desk:
        await desk.open("/cases")
        row = desk.page.locator(f"#row-{case.number} .row")
        await expect(row.locator(".dot")).to_be_visible()
        await row.click()
        await expect(desk.page.locator("#case-title")).to_be_visible()
        await expect(row.locator(".dot")).to_have_count(0)
        await desk.open("/cases")
        await expect(row).to_be_visible()
        await expect(row.locator(".dot")).to_have_count(0)
        assert not desk.complaints


async def test_a_range_is_chosen_with_shift_and_offers_what_all_of_it_allows(site: Site) -> None:
    agent = await a_user("agent")
    cases = [await a_case(state=CaseState.OPEN) for _ in range(4)]
    await Case.filter(id=cases[0].id).update(state=CaseState.CLOSED)
    async with site.desk(agent) as desk:
        await desk.open("/cases?view=all&state=any")
        ticks = desk.page.locator(".pick")
        await ticks.nth(0).click(force=True)
        await ticks.nth(2).click(force=True, modifiers=["Shift"])
        await expect(desk.page.locator("[data-chosen]")).to_have_text("3")
        assert await desk.page.locator("#do option[value=close]").is_enabled()
        await desk.page.locator("[data-all]").check()
        await expect(desk.page.locator("[data-chosen]")).to_have_text("4")
        assert await desk.page.locator("#do option[value=close]").is_disabled()
        assert not desk.complaints


async def test_many_are_chosen_by_touch_and_acted_upon_at_once(site: Site) -> None:
    agent = await a_user("agent")
    group = await a_group(agent)
    for _ in range(3):
        await a_case(assignment_group=group, state=CaseState.OPEN)
    async with site.desk(agent, **PHONE) as desk:
        page = desk.page
        await desk.open("/cases?view=team")
        ticks = page.locator(".rows .pick")
        await expect(ticks.first).to_be_hidden()
        await page.get_by_text("Select", exact=True).locator("..").tap()
        await ticks.nth(0).tap()
        await ticks.nth(2).tap()
        await expect(page.locator("[data-chosen]")).to_have_text("2")
        await page.select_option("#do", label="Assign to me")
        await page.tap("#bulk .btn")
        await page.get_by_role("button", name="Assign to me").tap()
        await expect(page.get_by_text("Done with 2 cases.")).to_be_visible()
        assert not desk.complaints
    assert await Case.filter(assigned_to=agent).count() == 2


async def test_a_list_is_narrowed_by_a_field_without_losing_the_open_case(site: Site) -> None:
    agent = await a_user("agent")
    shown, other = await a_case(priority=1), await a_case(priority=3)
    async with site.desk(agent) as desk:
        await desk.open(f"/cases/{other.number}?view=all")
        await desk.page.locator("[popovertarget=filters]").click()
        await desk.page.locator("#filters >> text=By another field").click()
        await desk.page.locator("#clause .chip", has_text="Priority").first.click()
        await desk.page.locator("#clause label", has_text="Critical").click()
        await desk.page.locator("#clause button").click()
        await expect(desk.page.locator(".rows .id")).to_have_text([shown.number])
        await expect(desk.page.locator("#detail .id").first).to_have_text(other.number)
        assert desk.address == f"/cases/{other.number}?view=all&priority=CRITICAL"
        assert not desk.complaints


async def test_what_narrowed_a_list_is_taken_back_by_one_step_back(site: Site) -> None:
    agent = await a_user("agent")
    shown = await a_case(short_description="Router reboots", priority=1)
    await a_case(short_description="Modem reboots", priority=3)
    async with site.desk(agent) as desk:
        await desk.open("/cases?view=all")
        rows, length = desk.page.locator(".rows .id"), "history.length"
        before = await desk.page.evaluate(length)
        await desk.page.locator("[popovertarget=filters]").click()
        await desk.page.locator("#n-q").fill("router")
        await desk.page.locator("#n-q").press("Enter")
        await expect(rows).to_have_text([shown.number])
        await desk.page.locator("#filters .ends button").click()
        await desk.page.locator("#n-priority").select_option("CRITICAL")
        await desk.page.wait_for_url("**priority=CRITICAL**")
        await expect(rows).to_have_text([shown.number])
        assert await desk.page.evaluate(length) == before + 2
        await desk.page.go_back()
        await desk.page.go_back()
        await expect(rows).to_have_count(2)
        assert desk.address == "/cases?view=all"
        assert not desk.complaints
