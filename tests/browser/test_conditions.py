"""A condition is built in a real browser: row by row, with the keyboard alone, and on a phone."""

import json

import pytest
from playwright.async_api import expect

from gateway.levels.models import SlaDefinition
from gateway.request.scalars import global_id
from tests.browser.desk import PHONE, Site
from tests.world import a_user, an_account

pytestmark = pytest.mark.browser


async def test_rows_come_and_go_and_what_was_chosen_stays(site: Site) -> None:
    account = global_id("Account", (await an_account(name="Harbor")).pk)
    async with site.desk(await a_user("admin"), **PHONE) as desk:
        page = desk.page
        await desk.open("/service-levels/new")
        await page.fill("#i-name", "Gold")
        await page.select_option("#i-target", "RESOLUTION")
        await page.fill("#i-duration", "4 h")
        await page.select_option("#start-0-field", "priority")
        await page.select_option("#start-0-op", "in")
        await page.check("#choices-start >> text=High")
        await page.click("#choices-start >> text=Add condition")
        await expect(page.locator("#start-1-field")).to_be_focused()
        await page.select_option("#start-1-field", "account.name")
        await page.fill("[name=start-1-value]", "Harbor")
        await page.press("#choices-start .leaf:nth-of-type(2) .icon-btn", "Enter")
        await expect(page.locator("#start-1-field")).to_have_count(0)
        await page.click("#choices-start >> text=Add group")
        await page.select_option("#start-1-0-field", "account")
        await page.select_option("[name=start-1-0-value]", account)
        await page.select_option("#stop-0-field", "resolved_at")
        await page.select_option("#stop-0-op", "is_not_empty")
        await expect(page.locator("[name=stop-0-value]")).to_have_count(0)
        assert await page.is_checked("#choices-start >> text=High")
        assert await page.input_value("#i-duration") == "4 h"
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await page.click("#form-create .primary")
        await expect(page.locator("#record-title")).to_have_text("Gold")
        said = page.locator(".prop:has-text('Begins when') dd")
        await expect(said).to_have_text("Priority is one of High and Account is Harbor")
    assert not desk.complaints
    made = await SlaDefinition.get(name="Gold")
    assert [*json.loads(made.start)] == ["all"]
    assert json.loads(made.stop) == {"all": [{"field": "resolved_at", "op": "is_not_empty"}]}
