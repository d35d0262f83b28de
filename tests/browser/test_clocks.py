"""What is due next shows in lists and at the head of a case, and is explained on its own page."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.auditing import auditor, faults
from tests.browser.desk import PHONE, WIDE, Site
from tests.levels.promised import a_promised_case
from tests.world import a_contract, a_user, an_account, id_of

pytestmark = pytest.mark.browser
TOO_WIDE = "document.scrollingElement.scrollWidth - innerWidth"


@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
async def test_clocks_lead_from_the_list_to_what_a_change_would_do(
    site: Site, screen: dict[str, Any]
) -> None:
    agent, account = await a_user("agent"), await an_account(name="Borealis")
    contract = await a_contract(account=account, name="Gold care")
    case = await a_promised_case(assigned_to=agent, account=account)
    async with auditor(site, agent, **screen) as desk:
        page = desk.page
        await desk.open("/cases")
        row = page.locator(f"#row-{case.number}")
        await expect(row.get_by_role("img", name="Response due 30 min ago")).to_be_visible()
        await row.locator("[data-row]").click()
        await page.locator("#headline .promise.late").click()
        await expect(page.locator("#clocks h2").first).to_contain_text("P1 response")
        assert desk.address.partition("?")[0] == f"/cases/{case.number}/clocks"

        await expect(page.locator("#clocks figure").first).to_be_visible()
        assert await _lies_within(page, "#clocks figure svg")
        await page.locator("#clocks details summary").first.click()
        await expect(page.locator("#clocks table").first).to_contain_text("Around the clock")
        assert await page.evaluate(TOO_WIDE) <= 0

        await page.evaluate("window.same = true")
        await page.select_option("#if-priority", "LOW")
        await page.select_option("#if-contract", id_of(contract))
        await page.get_by_role("button", name="Reckon").click()
        supposed = page.locator("#what-if tbody tr")
        await expect(supposed).to_have_count(4)
        await expect(supposed.first).to_contain_text("P4 response New")
        assert await page.evaluate("window.same") is True
        assert await page.input_value("#if-priority") == "LOW"
        assert await _lies_within(page, "#clocks figure svg")
        assert await page.evaluate(TOO_WIDE) <= 0
        found = await faults(desk)
        assert not found, "\n".join(found)
        assert desk.complaints == []


async def _lies_within(page: Page, selector: str) -> bool:
    """Whether all of it can be seen without scrolling sideways."""
    box = await page.locator(selector).first.bounding_box()
    around = await page.locator("section.scroll").bounding_box()
    assert box is not None
    assert around is not None
    end = around["x"] + around["width"]
    return around["x"] <= box["x"] < box["x"] + box["width"] <= end and box["width"] > 200
