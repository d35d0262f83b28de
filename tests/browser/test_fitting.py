"""In the form of a case, a choice fills and narrows the rest while one goes on typing."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.desk import PHONE, WIDE, Site
from tests.world import a_case, a_contact, a_user, an_account, an_asset, an_entitlement

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
async def test_a_contact_fills_the_account_and_nothing_typed_is_lost(
    site: Site, screen: dict[str, Any]
) -> None:
    account = await an_account(name="Borealis", special_handling="Never call before ten.")
    contact = await a_contact(account, first_name="Zoe", last_name="Quist")
    asset = await an_asset(account=account, name="Press")
    await an_asset(account=await an_account(), name="Somebody else's")
    support = await an_entitlement(account=account, name="Support")
    agent = await a_user("agent")
    async with site.desk(agent, **screen) as desk:
        page = desk.page
        await desk.open("/cases/new")
        await page.fill("#i-shortDescription", "The press")

        await page.focus("#i-contact")
        await page.select_option("#i-contact", label=f"{contact.first_name} {contact.last_name}")
        await page.focus("#i-shortDescription")
        await page.keyboard.press("End")
        await page.keyboard.type(" hums")
        await expect(page.locator("#form-create #i-account option:checked")).to_contain_text(
            "Borealis"
        )

        assert await page.input_value("#i-shortDescription") == "The press hums"
        await expect(page.locator("#fit .must-know")).to_contain_text("Never call before ten.")
        offered = await page.locator("#form-create #i-asset option").all_text_contents()
        assert offered == ["None", f"Press · {asset.number}"]
        await expect(page.locator("#form-create #i-entitlement option:checked")).to_have_text(
            f"Support · {support.number} · match 1: customer"
        )
        await expect(page.locator("#m-entitlement b")).to_be_visible()
        await expect(page.locator("#m-entitlement")).to_have_text("Support · match 1: customer")

        await page.select_option("#i-contact", "")
        await expect(page.locator("#form-create #i-account option:checked")).to_have_text("None")
        assert desk.complaints == []


async def test_a_note_that_was_closed_stays_closed(site: Site) -> None:
    case = await a_case(account=await an_account(special_handling="Never call before ten."))
    async with site.desk(await a_user("agent")) as desk:
        page = desk.page
        await desk.open(f"/cases/{case.number}")
        note = page.locator("#headline .must-know")
        await expect(note.locator("p")).to_be_visible()

        await note.locator("summary").click()
        await page.reload()

        await expect(note.locator("p")).to_be_hidden()
        await note.locator("summary").click()
        await expect(note.locator("p")).to_be_visible()
