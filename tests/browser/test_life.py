"""A case from New to Closed, by agent and contact: wide, on a phone, and without scripts."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from gateway.cases.lifecycle import CaseState
from gateway.cases.models import Case
from gateway.people.models import User
from tests.browser.casework import menu, say, state, told
from tests.browser.desk import PHONE, WIDE, Desk, Site
from tests.world import a_case, a_contact, a_group, a_user, an_account

pytestmark = pytest.mark.browser

SCRIPTLESS = {"java_script_enabled": False}


async def _a_desk(**given: Any) -> tuple[User, User, Case]:
    agent = await a_user("agent", first_name="Mara", last_name="Lind")
    group = await a_group(agent, name="Devices")
    customer = await a_user("contact", first_name="Renske", last_name="Okafor")
    contact = await a_contact(first_name="Renske", last_name="Okafor", user=customer)
    case = await a_case(
        **{
            "short_description": "Pumps restart",
            "contact": contact,
            "assignment_group": group,
            "assigned_to": agent,
        }
        | given
    )
    return agent, customer, case


async def _no_sideways_scroll(page: Page) -> None:
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


async def _agent_works(desk: Desk, case: Case) -> None:
    """From New to a question to the customer."""
    page = desk.page
    await desk.open(f"/cases/{case.number}")
    await state(page, "New")
    await page.click("#actions .primary:has-text('Accept')")
    await told(page, "Accepted")
    await state(page, "Open")
    await say(page, "work-note", "The watchdog trips.")
    await told(page, "Note added")
    await expect(page.locator(".said.note")).to_contain_text("The watchdog trips.")
    await expect(page.locator("#text")).to_have_value("")
    await say(page, "comment", "We look into it.")
    await expect(page.locator(".said.comment")).to_contain_text("We look into it.")
    await menu(page, "Ask for information")
    await page.fill("#i-text", "Which pump is it?")
    await page.click("#form-request-info .ends .primary")
    await told(page, "Asked for information")
    await state(page, "Awaiting info")


async def _contact_answers(desk: Desk, case: Case) -> None:
    page = desk.page
    await desk.open(f"/cases/{case.number}")
    await expect(page.locator("#timeline")).to_contain_text("Which pump is it?")
    await expect(page.locator("#timeline")).not_to_contain_text("The watchdog trips.")
    await page.fill("#text", "The third one.")
    await page.click("#composer button")
    await told(page, "Comment sent")
    await state(page, "Open")


async def _agent_solves(desk: Desk, case: Case) -> None:
    page = desk.page
    await desk.open(f"/cases/{case.number}")
    await page.click("#actions .primary:has-text('Propose solution')")
    await page.select_option("#i-resolutionCode", "FIXED")
    await page.fill("#i-resolutionNotes", "Loaded firmware 6.2.2.")
    await page.check("#i-shareResolutionNotes")
    await page.click("#form-propose-solution .ends .primary")
    await told(page, "Solution proposed")
    await state(page, "Resolved")


async def _contact_accepts(desk: Desk, case: Case) -> None:
    page = desk.page
    await desk.open(f"/cases/{case.number}")
    await expect(page.locator("#actions > *").nth(1)).to_have_text("Reject solution")
    await page.click("#actions .primary:has-text('Accept solution')")
    await told(page, "Solution accepted")
    await state(page, "Closed")
    await expect(page.locator("#composer form")).to_have_count(0)


@pytest.mark.parametrize(
    "given",
    [WIDE, PHONE, WIDE | SCRIPTLESS, PHONE | SCRIPTLESS],
    ids=["wide", "phone", "wide-scriptless", "phone-scriptless"],
)
async def test_a_case_is_worked_from_new_to_closed(site: Site, given: dict[str, Any]) -> None:
    agent, customer, case = await _a_desk()
    scripted = given.get("java_script_enabled", True)
    async with site.desk(agent, **given) as mara, site.desk(customer, **given) as renske:
        await _agent_works(mara, case)
        await _contact_answers(renske, case)
        await _agent_solves(mara, case)
        await _contact_accepts(renske, case)
        if scripted:
            await _no_sideways_scroll(mara.page)
        assert mara.complaints == renske.complaints == []
    assert (await Case.get(id=case.pk)).state is CaseState.CLOSED


async def test_an_action_changes_parts_of_the_page_and_nothing_that_was_typed(site: Site) -> None:
    agent, _, case = await _a_desk()
    async with site.desk(agent) as desk:
        page = desk.page
        await desk.open("/cases?view=all")
        await page.click("[data-row]")
        await page.evaluate("window.same = true")
        await page.fill("#text", "Not sent yet")
        await page.click("#actions .primary:has-text('Accept')")
        await told(page, "Accepted")
        await expect(page.locator(f"#row-{case.number} .status")).to_have_text("Open")
        await expect(page.locator("#text")).to_have_value("Not sent yet")
        await menu(page, "Close")
        await expect(page.locator("#composer")).to_be_hidden()
        await page.click("#form-close a:has-text('Cancel')")
        await expect(page.locator("#text")).to_have_value("Not sent yet")
        await expect(page.locator("#text")).to_be_visible()
        assert await page.evaluate("window.same") is True
        assert desk.address == f"/cases/{case.number}?view=all"
        assert desk.complaints == []


async def test_what_was_done_can_be_undone_while_the_toast_is_there(site: Site) -> None:
    agent, _, case = await _a_desk(state=CaseState.OPEN)
    async with site.desk(agent) as desk:
        page = desk.page
        await desk.open(f"/cases/{case.number}")
        await menu(page, "Edit")
        await page.fill("#i-shortDescription", "Pumps stop")
        await page.click("#form-edit .ends .primary")
        await expect(page.locator("#case-title")).to_have_text("Pumps stop")
        await page.click(".toast button:has-text('Undo')")
        await expect(page.locator("#case-title")).to_have_text("Pumps restart")
        assert desk.complaints == []


async def test_a_wrong_form_says_so_where_one_looks(site: Site) -> None:
    agent, _, case = await _a_desk(state=CaseState.OPEN)
    async with site.desk(agent) as desk:
        page = desk.page
        await desk.open(f"/cases/{case.number}")
        await menu(page, "Edit")
        await page.locator("details:has(#i-timeWorked) > summary").click()
        await page.fill("#i-timeWorked", "-5")
        await page.fill("#i-shortDescription", "Pumps stop")
        await page.click("#form-edit .ends .primary")
        fault = page.locator("#act .fault")
        await expect(fault).to_be_focused()
        await expect(page.locator("#e-timeWorked")).to_be_visible()
        await expect(page.locator("#i-shortDescription")).to_have_value("Pumps stop")
        await fault.locator("a").click()
        await expect(page.locator("#i-timeWorked")).to_be_focused()


async def test_words_find_a_choice_while_one_types(site: Site) -> None:
    agent, _, _ = await _a_desk()
    for n in range(55):
        await an_account(name=f"Alder {n:02}")
    await an_account(name="Zest Foods")
    async with site.desk(agent) as desk:
        page = desk.page
        await desk.open("/cases/new")
        await page.fill("#i-shortDescription", "No light")
        await page.locator("[name=find-account]").press_sequentially("zest")
        await expect(page.locator("#i-account option")).to_have_count(2)
        await expect(page.locator("[name=find-account]")).to_be_focused()
        await page.select_option("#i-account", index=1)
        await page.click("#form-create .ends .primary")
        await told(page, "created")
        await expect(page.locator("#context")).to_contain_text("Zest Foods")
        assert desk.complaints == []


@pytest.mark.parametrize("given", [WIDE, PHONE, WIDE | SCRIPTLESS], ids=["wide", "phone", "bare"])
async def test_the_second_of_two_who_edit_is_told_and_loses_nothing(
    site: Site, given: dict[str, Any]
) -> None:
    mara, _, case = await _a_desk(state=CaseState.OPEN)
    ana = await a_user("agent", first_name="Ana", last_name="Ruiz")
    async with site.desk(mara, **given) as first, site.desk(ana, **given) as second:
        for desk in (first, second):
            await desk.open(f"/cases/{case.number}/edit")
        await first.page.fill("#i-shortDescription", "Pumps stop")
        await first.page.click("#form-edit .ends .primary")
        await told(first.page, "Saved")
        page = second.page
        await page.fill("#i-shortDescription", "Pumps explode")
        await page.fill("#i-description", "Since Monday.")
        await page.click("#form-edit .ends .primary")
        await expect(page.locator("#act .fault")).to_contain_text("Somebody else changed this")
        both = page.locator(".clash label")
        await expect(both.nth(0)).to_contain_text("Yours Pumps explode")
        await expect(both.nth(1)).to_contain_text("Now Pumps stop")
        await expect(both.nth(1)).to_contain_text("Mara Lind")
        await expect(page.locator("#i-description")).to_have_value("Since Monday.")
        await both.nth(0).click()
        await page.click("#form-edit .ends .primary")
        await told(page, "Saved")
        await expect(page.locator("#case-title")).to_have_text("Pumps explode")
    changed = await Case.get(id=case.pk)
    assert (changed.short_description, changed.description) == ("Pumps explode", "Since Monday.")
