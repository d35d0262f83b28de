"""Customers in a real browser: a list beside a record, parts that load, a form in its place."""

import pytest
from playwright.async_api import expect

from gateway.customers.models import Account
from tests.browser.desk import PHONE, Site
from tests.world import a_case, a_contact, a_user, an_account, an_asset

pytestmark = pytest.mark.browser


async def test_an_account_opens_beside_its_list_is_changed_and_taken_back(site: Site) -> None:
    account = await an_account(name="Harbor", city="Oslo")
    contact = await a_contact(account)
    await a_case(contact=contact, short_description="Pumps restart")
    async with site.desk(await a_user("agent")) as desk:
        page = desk.page
        await desk.open("/accounts")
        desk.parts()
        await page.click(".records >> text=Harbor")
        await expect(page.locator("#record-title")).to_have_text("Harbor")
        await expect(page.locator("#r-cases .subject")).to_have_text("Pumps restart")
        await expect(page.locator("#r-contacts .subject")).to_contain_text(contact.last_name)
        assert desk.address == f"/accounts/{account.number}"
        assert (f"/accounts/{account.number}", "section#detail") in desk.parts()
        await page.click("#actions >> text=Edit")
        await expect(page.locator("#i-name")).to_be_focused()
        assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        assert desk.address == f"/accounts/{account.number}"
        await page.fill("#i-name", "Harbor & Pine")
        await page.click("#form-edit summary:has-text('Address')")
        await page.fill("#i-country", "XX")
        await page.click("#form-edit .primary")
        await expect(page.locator("#e-country")).to_be_visible()
        assert await page.input_value("#i-name") == "Harbor & Pine"
        await page.fill("#i-country", "NO")
        await page.click("#form-edit .primary")
        await expect(page.locator("#record-title")).to_have_text("Harbor & Pine")
        await expect(page.locator("#list .subject")).to_have_text(["Harbor & Pine"])
        await page.click(".toast >> text=Undo")
        await expect(page.locator("#record-title")).to_have_text("Harbor")
        complaints = [said for said in desk.complaints if "422" not in said]
    assert not complaints
    assert (await Account.get(id=account.pk)).name == "Harbor"


async def test_a_list_is_narrowed_beside_an_open_record_and_leaves_it_open(site: Site) -> None:
    pump = await an_asset(name="Pump", city="Oslo")
    await an_asset(name="Valve", city="Bergen")
    async with site.desk(await a_user("agent")) as desk:
        page = desk.page
        await desk.open("/assets")
        await page.click(".records >> text=Pump")
        await expect(page.locator("#record-title")).to_have_text("Pump")
        await page.click("[popovertarget=filters]")
        await page.fill("#n-city", "Bergen")
        await page.press("#n-city", "Enter")
        await expect(page.locator("#list .subject")).to_have_text(["Valve"])
        await expect(page.locator("#record-title")).to_have_text("Pump")
        assert desk.address == f"/assets/{pump.number}?city=Bergen"
        await page.keyboard.press("Escape")
        await page.click(".chip.on")
        await expect(page.locator("#list .subject")).to_have_count(2)
        assert desk.address == f"/assets/{pump.number}"
    assert not desk.complaints


async def test_a_phone_shows_one_pane_and_leads_to_all_registers(site: Site) -> None:
    await an_account(name="Harbor")
    async with site.desk(await a_user("agent"), **PHONE) as desk:
        page = desk.page
        await desk.open("/cases")
        await page.tap(".tabbar [popovertarget=places]")
        await page.tap("#places >> text=Accounts")
        await expect(page.locator("#list-title")).to_have_text("Accounts")
        await page.tap(".records >> text=Harbor")
        await expect(page.locator("#record-title")).to_be_visible()
        await expect(page.locator("#list")).to_be_hidden()
        wide = await page.evaluate("document.documentElement.scrollWidth")
        await page.tap("#actions >> text=Edit")
        await expect(page.locator("#i-name")).to_be_focused()
        await expect(page.locator("#i-name")).to_be_in_viewport(ratio=1)
        assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        await page.tap(".back")
        await expect(page.locator("#list-title")).to_be_visible()
    assert wide <= 390
    assert not desk.complaints
