"""Two people at one case: each sees at once what the other does, and loses nothing by it."""

import time

import pytest
from playwright.async_api import expect

from gateway.cases.models import Case, JournalEntry
from gateway.people.models import User
from tests.browser.desk import Desk, Site
from tests.world import a_case, a_comment, a_user

pytestmark = pytest.mark.browser

WITHIN = 1.0  # seconds between a click here and what is seen there


async def _two_agents() -> tuple[User, User]:
    mara = await a_user("agent", first_name="Mara", last_name="Lind")
    return mara, await a_user("agent", first_name="Ana", last_name="Ruiz")


async def _at(desk: Desk, case: Case) -> None:
    """Opens a case; what happens from when its stream begins, the page is told."""
    async with desk.page.expect_response(lambda r: "/live?" in r.url):
        await desk.open(f"/cases/{case.number}")


async def _say(desk: Desk, text: str) -> float:
    """Sends a comment; when the button was pressed."""
    await desk.page.fill("#text", text)
    pressed = time.monotonic()
    await desk.page.click(".say-comment:visible")
    return pressed


async def test_a_comment_appears_at_the_other_desk_and_what_is_typed_there_stays(
    site: Site,
) -> None:
    mara, ana = await _two_agents()
    case = await a_case(assigned_to=mara, state="OPEN")
    for n in range(12):
        await a_comment(case, f"Earlier {n}", author_user=ana)
    async with site.desk(mara) as hers, site.desk(ana) as theirs:
        await _at(hers, case)
        await _at(theirs, case)
        await hers.page.click("#timeline summary")
        await hers.page.click("#text")
        await hers.page.keyboard.type("I will have a lo")
        await hers.page.evaluate("document.querySelector('#text').setSelectionRange(2, 6)")
        pressed = await _say(theirs, "The part is on its way.")
        await expect(hers.page.locator("#timeline")).to_contain_text("The part is on its way.")
        assert time.monotonic() - pressed < WITHIN + 0.6  # with the driver's own steps
        assert await hers.page.input_value("#text") == "I will have a lo"
        assert await hers.page.evaluate(
            "[document.activeElement.id, document.activeElement.selectionStart,"
            " document.activeElement.selectionEnd, !!document.querySelector('details[open]')]"
        ) == ["text", 2, 6, True]

        await hers.page.keyboard.press("End")
        await hers.page.keyboard.type("ok.")
        await hers.page.click(".say-comment:visible")
        await expect(hers.page.locator("#said-fault")).to_contain_text("Ana Ruiz wrote while")
        assert await hers.page.input_value("#text") == "I will have a look."
        assert await JournalEntry.filter(case=case).count() == 13
        await hers.page.click("text=Send anyway")
        await expect(theirs.page.locator("#timeline")).to_contain_text("I will have a look.")
        assert await JournalEntry.filter(case=case).count() == 14
        complaints = [text for text in hers.complaints if "409" not in text]
        assert complaints == theirs.complaints == []


async def test_each_sees_that_the_other_is_there_and_types(site: Site) -> None:
    mara, ana = await _two_agents()
    case = await a_case()
    async with site.desk(mara) as hers, site.desk(ana) as theirs:
        await _at(hers, case)
        await expect(hers.page.locator("#presence")).to_have_text("")
        await _at(theirs, case)
        await expect(hers.page.locator("#presence")).to_contain_text("Ana Ruiz is viewing")
        await expect(theirs.page.locator("#presence")).to_contain_text("Mara Lind is viewing")
        await theirs.page.click("#text")
        await theirs.page.keyboard.type("Hello")
        await expect(hers.page.locator("#presence")).to_contain_text("Ana Ruiz is typing")
        await theirs.open("/cases")
        await expect(hers.page.locator("#presence")).to_have_text("")
        assert hers.complaints == theirs.complaints == []


async def test_lists_and_counts_follow_what_others_do(site: Site) -> None:
    mara, ana = await _two_agents()
    case = await a_case(short_description="The pump leaks", assigned_to=ana)
    kept = await a_case(short_description="The valve sticks", assigned_to=mara)
    async with site.desk(mara) as hers, site.desk(ana) as theirs:
        async with hers.page.expect_response(lambda r: "/live?" in r.url):
            await hers.open("/cases?view=all")
        row = hers.page.locator(f"#row-{kept.number} [data-row]")
        await row.focus()
        await theirs.open(f"/cases/{case.number}")
        await theirs.page.click("#actions .primary")
        await expect(hers.page.locator(f"#row-{case.number} .status")).to_have_text("Open")
        await expect(row).to_be_focused()
        assert hers.complaints == []


async def test_a_page_that_was_hidden_catches_up_when_it_is_looked_at_again(site: Site) -> None:
    mara, ana = await _two_agents()
    case = await a_case(assigned_to=mara, state="OPEN")
    async with site.desk(mara) as hers, site.desk(ana) as theirs:
        await _at(hers, case)
        await _hide(hers, hidden=True)
        await theirs.open(f"/cases/{case.number}")
        await _say(theirs, "It is repaired.")
        await hers.page.wait_for_timeout(700)
        assert "It is repaired." not in await hers.page.inner_text("#timeline")
        await _hide(hers, hidden=False)
        await expect(hers.page.locator("#timeline")).to_contain_text("It is repaired.")


async def _hide(desk: Desk, *, hidden: bool) -> None:
    await desk.page.evaluate(
        "value => { Object.defineProperty(document, 'hidden', {value, configurable: true});"
        " document.dispatchEvent(new Event('visibilitychange')); }",
        hidden,
    )


async def test_a_page_knows_what_changed_while_it_was_loading(site: Site) -> None:
    mara, ana = await _two_agents()
    case = await a_case(assigned_to=mara, state="OPEN")
    async with site.desk(mara) as hers, site.desk(ana) as theirs:
        await theirs.open(f"/cases/{case.number}")
        await theirs.page.fill("#text", "Just now.")
        await hers.open(f"/cases/{case.number}")
        await theirs.page.click(".say-comment:visible")
        await expect(hers.page.locator("#timeline")).to_contain_text("Just now.")
