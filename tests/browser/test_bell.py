"""The bell of an open page rings by itself, and opening what it tells of silences it."""

import time

import pytest
from playwright.async_api import expect

from gateway.notifications.models import Notification
from gateway.people.models import User
from tests.browser.desk import PHONE, Site
from tests.world import a_case, a_contact, a_user

pytestmark = pytest.mark.browser

WITHIN = 5.0  # seconds, as the specification has it


async def test_a_customers_word_rings_at_the_assignees_desk(site: Site) -> None:
    mara = await a_user("agent", first_name="Mara", last_name="Lind")
    contact = await a_contact()
    customer = await User.get(id=contact.user_id)
    case = await a_case(assigned_to=mara, contact=contact, state="OPEN")
    async with site.desk(mara) as hers, site.desk(mara, **PHONE) as phone:
        for desk in (hers, phone):
            async with desk.page.expect_response(lambda r: "/live?" in r.url):
                await desk.open("/notifications/preferences")
        async with site.desk(customer) as theirs:
            await theirs.open(f"/cases/{case.number}")
            await theirs.page.fill("#text", "Any news?")
            await theirs.page.click(".say-comment:visible")
            sent = time.monotonic()
            await expect(hers.page.locator("#bell .badge")).to_have_text("1 unread", timeout=9000)
            assert time.monotonic() - sent < WITHIN
            await expect(phone.page.locator("#bell-tab .badge")).to_be_visible(timeout=9000)
        await hers.page.click("#bell")
        assert hers.address == "/notifications"
        async with hers.page.expect_response(lambda r: r.request.method == "POST"):
            await hers.page.click(f".notices a:has-text('{case.number}')")
        await hers.page.wait_for_url(f"**/cases/{case.number}**")
        await expect(hers.page.locator("#bell .badge")).to_have_count(0, timeout=9000)
        assert hers.complaints == []
    assert not await Notification.exists(read_at=None)
