"""Writing on a case in a real browser: values in their place, drafts, colleagues, macros."""

import pytest
from playwright.async_api import Page, expect

from gateway.cases.lifecycle import CaseState
from gateway.cases.models import Case, JournalMention
from gateway.cases.priority import Priority
from gateway.desk.models import Draft, Macro
from gateway.people.models import User
from tests.browser.desk import PHONE, WIDE, Site
from tests.world import a_case, a_group, a_user

pytestmark = pytest.mark.browser


async def _a_desk() -> tuple[User, Case]:
    agent = await a_user("agent", first_name="Mara", last_name="Lind")
    group = await a_group(agent, name="Devices")
    case = await a_case(assignment_group=group, assigned_to=agent, state=CaseState.OPEN)
    return agent, case


async def _priority(page: Page, text: str) -> None:
    await expect(page.locator("#prop-c-priority .priority")).to_have_text(text)


async def test_a_value_is_changed_by_keyboard_alone_and_taken_back(site: Site) -> None:
    agent, case = await _a_desk()
    async with site.desk(agent, **WIDE) as desk:
        page = desk.page
        await desk.open(f"/cases/{case.number}")
        await page.focus("#prop-c-priority .pen")
        await page.keyboard.press("Enter")
        await expect(page.locator("#prop-c-priority select")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.locator("#prop-c-priority .pen")).to_be_focused()
        await page.keyboard.press("Enter")
        await page.select_option("#prop-c-priority select", "HIGH")
        await page.click("#prop-c-priority button.primary")
        await _priority(page, "High")
        await page.click("#toasts button")
        await _priority(page, "Low")
        assert not desk.complaints


async def test_what_is_typed_on_the_desk_is_there_on_the_phone(site: Site) -> None:
    agent, case = await _a_desk()
    await a_user("agent", first_name="Olga", last_name="Ruiz")
    async with site.desk(agent, **WIDE) as desk, site.desk(agent, **PHONE) as phone:
        await desk.open(f"/cases/{case.number}")
        await desk.page.click(".voice.work-note")
        await desk.page.focus("#text")
        await desk.page.keyboard.type("Please look, @Olg")
        await expect(desk.page.locator("#callees li")).to_have_count(1)
        await desk.page.keyboard.press("Enter")
        await expect(desk.page.locator("#text")).to_have_value("Please look, @Olga Ruiz ")
        await expect(desk.page.locator("[data-kept]")).to_be_visible()

        await phone.open(f"/cases/{case.number}")
        await expect(phone.page.locator("#text")).to_have_value("Please look, @Olga Ruiz")
        await phone.page.fill("#text", "Please look at once, @Olga Ruiz")
        await phone.page.click("button:has-text('Add note')")
        await expect(phone.page.locator("#timeline .call")).to_have_text("@Olga Ruiz")
        await expect(phone.page.locator("#text")).to_have_value("")
        await phone.page.fill("#text", "Never mind, @Olg")
        await phone.page.locator("#callees li").click()
        await phone.page.fill("#text", "Never mind")
        await phone.page.click("button:has-text('Add note')")
        await expect(phone.page.locator("#timeline")).to_contain_text("Never mind")
        assert not desk.complaints + phone.complaints
    assert await JournalMention.all().count() == 1
    assert not await Draft.exists()


async def test_a_macro_is_applied_and_taken_back(site: Site) -> None:
    agent, case = await _a_desk()
    await Macro.create(owner=agent, name="Calm down", priority=Priority.CRITICAL)
    async with site.desk(agent, **WIDE) as desk:
        page = desk.page
        await desk.open(f"/cases/{case.number}")
        await page.click("#composer a:has-text('Macros')")
        await page.select_option("#i-macro", label="Calm down")
        await expect(page.locator(".steps")).to_contain_text("Critical")
        await page.click("#act button:has-text('Apply')")
        await _priority(page, "Critical")
        await page.click("#toasts button")
        await _priority(page, "Low")
        assert not desk.complaints


async def test_the_composer_of_a_phone_is_one_line_until_it_is_used(site: Site) -> None:
    agent, case = await _a_desk()
    async with site.desk(agent, **PHONE) as phone:
        await phone.open(f"/cases/{case.number}")
        text, send = phone.page.locator("#text"), phone.page.locator("button:has-text('Send')")
        await expect(send).to_be_hidden()
        assert ((await text.bounding_box()) or {})["height"] < 50
        await text.click()
        await expect(send).to_be_visible()
        await expect(phone.page.locator("#actions")).to_be_hidden()
