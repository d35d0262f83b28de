"""In a real browser the workspace changes in parts, keeps places, and works without scripts."""

import asyncio
from datetime import timedelta

import pytest
from playwright.async_api import Route, expect

from gateway.people.models import User
from tests.browser.desk import PHONE, Site
from tests.world import MONDAY, a_case, a_comment, a_contact, a_user, a_work_note, an_account

pytestmark = pytest.mark.browser


async def _a_desk_of_cases() -> tuple[User, list[str]]:
    agent = await a_user("agent", first_name="Mara", last_name="Lind")
    contact = await a_contact(first_name="Renske", last_name="Okafor")
    numbers: list[str] = []
    for n in range(12):
        case = await a_case(
            short_description=f"Pump {n} restarts",
            assigned_to=agent,
            contact=contact,
            priority=1 + n % 3,
            opened_at=MONDAY - timedelta(hours=n),
            description="It restarts during infusion.",
        )
        await a_comment(case, author_contact=contact)
        await a_work_note(case, author_user=agent)
        numbers.append(case.number)
    return agent, numbers


async def test_a_case_opens_by_a_swap_and_focus_stays_on_its_row(site: Site) -> None:
    agent, numbers = await _a_desk_of_cases()
    async with site.desk(agent) as desk:
        await desk.page.evaluate("window.same = true")
        await desk.page.keyboard.press("j")
        await desk.page.keyboard.press("j")
        await desk.page.keyboard.press("Enter")
        title = desk.page.locator("#case-title")
        await expect(title).to_have_text("Pump 1 restarts")
        assert desk.parts() == [(f"/cases/{numbers[1]}", "section#detail")]
        assert desk.address == f"/cases/{numbers[1]}"
        assert await desk.page.title() == f"{numbers[1]} · Caseway"
        assert numbers[1] in await desk.focused()
        await expect(desk.page.locator("[data-row][aria-current]")).to_contain_text(numbers[1])
        await desk.page.keyboard.press("j")
        await desk.page.keyboard.press("Enter")
        await expect(title).to_have_text("Pump 2 restarts")
        assert await desk.page.evaluate("window.same") is True
        assert desk.complaints == []


async def test_back_and_forward_show_what_the_address_says(site: Site) -> None:
    agent, numbers = await _a_desk_of_cases()
    async with site.desk(agent) as desk:
        title = desk.page.locator("#case-title")
        await desk.page.click("text=Pump 3 restarts")
        await expect(title).to_have_text("Pump 3 restarts")
        await desk.page.click("text=Pump 5 restarts")
        await expect(title).to_have_text("Pump 5 restarts")
        await desk.page.go_back()
        await expect(title).to_have_text("Pump 3 restarts")
        await expect(desk.page.locator("[data-row][aria-current]")).to_contain_text(numbers[3])
        await desk.page.go_back()
        await expect(desk.page.locator("#detail")).to_contain_text("No case is open")
        await desk.page.go_forward()
        await expect(title).to_have_text("Pump 3 restarts")
        assert desk.complaints == []


async def test_filters_swap_the_list_and_the_form_stays_open(site: Site) -> None:
    agent, _ = await _a_desk_of_cases()
    async with site.desk(agent) as desk:
        await desk.page.click("text=Filter")
        await desk.page.evaluate("window.same = true")
        await desk.page.focus("#n-priority")
        desk.parts()
        await desk.page.keyboard.type("Hi")
        await expect(desk.page.locator("#list .muted").first).to_have_text("4")
        assert desk.address == "/cases?priority=HIGH"
        assert desk.parts()[0][1] == "section#list"
        assert await desk.page.evaluate("window.same") is True
        assert await desk.page.evaluate("document.activeElement.id") == "n-priority"
        await expect(desk.page.locator("#filters")).to_be_visible()
        await desk.page.keyboard.press("Escape")
        await desk.page.click(".chip.on:has-text('High')")
        await expect(desk.page.locator("#list .muted").first).to_have_text("12")
        assert desk.address == "/cases"
        assert desk.complaints == []


async def test_a_list_narrowed_next_to_an_open_case_shows_both_again_after_a_reload(
    site: Site,
) -> None:
    agent, numbers = await _a_desk_of_cases()
    async with site.desk(agent) as desk:
        title = desk.page.locator("#case-title")
        await desk.page.click("text=Pump 3 restarts")
        await expect(title).to_have_text("Pump 3 restarts")
        await desk.page.click("text=Filter")
        await desk.page.focus("#n-priority")
        await desk.page.keyboard.type("Hi")
        await expect(desk.page.locator("#list .muted").first).to_have_text("4")
        narrowed = f"/cases/{numbers[3]}?priority=HIGH"
        assert desk.address == narrowed
        await desk.page.reload()
        assert desk.address == narrowed
        await expect(title).to_have_text("Pump 3 restarts")
        await expect(desk.page.locator("#list .muted").first).to_have_text("4")
        await desk.page.click(".chip.on:has-text('High')")
        await expect(desk.page.locator("#list .muted").first).to_have_text("12")
        assert desk.address == f"/cases/{numbers[3]}"
        await expect(title).to_have_text("Pump 3 restarts")
        assert desk.complaints == []


async def test_the_palette_finds_what_the_page_offers_and_searches_the_rest(site: Site) -> None:
    agent, _ = await _a_desk_of_cases()
    async with site.desk(agent) as desk:
        await desk.page.keyboard.press("/")
        await desk.page.keyboard.type("pump 7")
        options = desk.page.locator("#hits [role=option]")
        await expect(options).to_have_count(2)
        await expect(options.last).to_have_text("Search everything for “pump 7”")
        await desk.page.keyboard.press("Enter")
        await expect(desk.page.locator("#case-title")).to_have_text("Pump 7 restarts")
        assert desk.complaints == []


async def test_what_is_chosen_in_the_palette_stays_chosen_when_more_is_found(site: Site) -> None:
    agent, _ = await _a_desk_of_cases()
    await an_account(name="Pump 7 Makers")
    answering = asyncio.Event()

    async def slowly(route: Route) -> None:
        await answering.wait()
        await route.continue_()

    async with site.desk(agent) as desk:
        await desk.page.route("**/find/hits?*", slowly)
        await desk.page.keyboard.press("/")
        await desk.page.keyboard.type("pump 7")
        options = desk.page.locator("#hits [role=option]")
        await expect(options).to_have_count(2)
        await desk.page.keyboard.press("ArrowDown")
        answering.set()
        await expect(options).to_have_count(3)
        await expect(options.last).to_have_attribute("aria-selected", "true")
        await desk.page.keyboard.press("Enter")
        await desk.page.wait_for_url("**/find?q=pump+7")
        assert desk.complaints == []


async def test_the_palette_shows_what_is_found_beyond_the_page(site: Site) -> None:
    agent, _ = await _a_desk_of_cases()
    account = await an_account(name="Kolb Compressors")
    async with site.desk(agent) as desk:
        await desk.page.keyboard.press("/")
        await desk.page.keyboard.type("comprssors")
        found = desk.page.locator("#found [role=option]")
        await expect(found).to_have_count(1)
        await expect(found.locator("mark")).to_have_text("Compressors")
        await expect(found).to_have_attribute("aria-selected", "true")
        await desk.page.keyboard.press("Enter")
        await desk.page.wait_for_url(f"**/accounts/{account.number}")
        assert desk.complaints == []


async def test_the_help_sheet_lists_the_shortcuts_of_this_page(site: Site) -> None:
    agent, _ = await _a_desk_of_cases()
    async with site.desk(agent) as desk:
        await desk.page.keyboard.press("?")
        sheet = desk.page.locator("#shortcuts")
        await expect(sheet).to_contain_text("My cases")
        await expect(sheet).not_to_contain_text("Close this case")
        await desk.page.keyboard.press("Escape")
        await desk.page.click("text=Pump 0 restarts")
        await desk.page.keyboard.press("g")
        await desk.page.keyboard.press("a")
        await desk.page.wait_for_url("**/cases?view=all")
        assert desk.complaints == []


async def test_a_phone_shows_one_pane_at_a_time(site: Site) -> None:
    agent, _ = await _a_desk_of_cases()
    async with site.desk(agent, **PHONE) as desk:
        await expect(desk.page.locator(".tabbar")).to_be_visible()
        await desk.page.tap("text=Pump 4 restarts")
        await expect(desk.page.locator("#case-title")).to_be_focused()
        await expect(desk.page.locator("#list")).to_be_hidden()
        await expect(desk.page.locator(".tabbar")).to_be_hidden()
        await desk.page.click("text=Back to My cases")
        await expect(desk.page.locator("#list")).to_be_visible()
        width = "document.documentElement.scrollWidth - innerWidth"
        assert await desk.page.evaluate(width) <= 0
        assert desk.complaints == []


async def test_everything_works_without_scripts(site: Site) -> None:
    agent, numbers = await _a_desk_of_cases()
    async with site.desk(agent, java_script_enabled=False) as desk:
        await desk.page.click("text=Pump 2 restarts")
        assert desk.address == f"/cases/{numbers[2]}"
        await desk.page.click("text=Details")
        assert desk.address == f"/cases/{numbers[2]}/details"
        await desk.page.click("text=Filter")
        await desk.page.select_option("#n-priority", "CRITICAL")
        await desk.page.click("text=Apply")
        assert desk.address == f"/cases/{numbers[2]}/details?priority=CRITICAL"
        assert await desk.page.locator("[data-row]").count() == 4
        await desk.page.fill("#find", "pump 9")
        await desk.page.press("#find", "Enter")
        assert desk.address == "/find?q=pump+9"
        assert await desk.page.locator("text=Pump 9 restarts").count() == 1
        await desk.page.click(".me")
        await desk.page.click("text=Dark")
        assert await desk.page.locator("html").get_attribute("data-theme") == "dark"
        await desk.page.click(".me")
        await desk.page.click("text=Sign out")
        assert desk.address == "/login"


async def test_a_session_that_ended_leads_to_the_sign_in_page(site: Site) -> None:
    agent, _ = await _a_desk_of_cases()
    async with site.desk(agent) as desk:
        await desk.page.context.clear_cookies()
        await desk.page.click("text=Pump 1 restarts")
        await desk.page.wait_for_url("**/login")
