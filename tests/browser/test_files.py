"""In a real browser files go up when they are chosen, dropped or pasted, and wait in their form."""

import pytest
from playwright.async_api import Page, expect

from gateway.cases.models import Attachment
from tests.browser.desk import PHONE, Desk, Site
from tests.files.counter import a_picture
from tests.world import a_case, a_user

pytestmark = pytest.mark.browser

BRINGING = """([selector, kind, name, text]) => {
    const data = new DataTransfer(), given = { bubbles: true, cancelable: true };
    data.items.add(new File([text], name));
    const target = document.querySelector(selector);
    if (kind === "paste")
        return target.dispatchEvent(new ClipboardEvent("paste", { ...given, clipboardData: data }));
    for (const one of ["dragover", "drop"])
        target.dispatchEvent(new DragEvent(one, { ...given, dataTransfer: data }));
}"""
LEAK = {"name": "leak.png", "mimeType": "image/png", "buffer": a_picture()}
GAME = {"name": "game.exe", "mimeType": "x/y", "buffer": b"MZ\x90\x00" + b"\0" * 99}


async def bring(page: Page, selector: str, kind: str, name: str) -> None:
    await page.evaluate(BRINGING, [selector, kind, name, f"the text of {name}"])


async def test_files_that_were_dropped_and_pasted_go_with_the_comment(site: Site) -> None:
    agent, case = await a_user("agent"), await a_case()
    async with site.desk(agent) as desk:
        await desk.open(f"/cases/{case.number}")
        await bring(desk.page, ".headline", "drop", "dropped.txt")
        await bring(desk.page, "#text", "paste", "pasted.txt")
        await bring(desk.page, "#text", "paste", "mistake.txt")
        waiting = desk.page.locator("#composer .tray li:has(input[type=hidden])")
        await expect(waiting).to_have_count(3)
        await desk.page.get_by_role("button", name="Remove mistake.txt").click()
        await desk.page.fill("#text", "Three, no, **two** files")
        await desk.page.locator("#said-files").set_input_files(LEAK)
        await desk.page.locator("button.say-comment").click()  # the picture may still be on its way
        said = desk.page.locator(".said").last
        await expect(said.locator("strong")).to_have_text("two")
        await expect(said.locator(".enclosed b")).to_have_count(3)
        await expect(desk.page.locator("#tabs")).to_contain_text("Attachments 3")
        await expect(desk.page.locator("#composer .tray li")).to_have_count(0)
        assert desk.complaints == []
    names = await Attachment.all().values_list("file_name", flat=True)
    assert sorted(map(str, names)) == ["dropped.txt", "leak.png", "pasted.txt"]


@pytest.mark.parametrize("device", [{}, PHONE])
async def test_each_file_says_what_became_of_it(site: Site, device: dict[str, object]) -> None:
    agent, case = await a_user("agent"), await a_case()
    async with site.desk(agent, **device) as desk:
        await desk.open(f"/cases/{case.number}/attachments")
        await desk.page.locator("#filing-files").set_input_files([LEAK, GAME])
        refused = desk.page.locator("#filing .tray li", has_text="game.exe")
        await expect(refused.locator(".flaw")).to_contain_text("Files of this kind are not taken")
        await expect(desk.page.locator("#filing .tray li")).to_have_count(2)
        await desk.page.get_by_label("Keep them from customers").check()
        await desk.page.locator("#filing button", has_text="Attach files").click()
        await expect(desk.page.locator("#files .items li")).to_contain_text(["leak.png"])
        await expect(desk.page.locator("#files .items")).to_contain_text("Internal")
        picture = desk.page.locator("#files .items img")
        assert await picture.evaluate("async i => (await i.decode(), i.naturalWidth)") == 360
        assert await _fits(desk)


async def test_words_are_previewed_where_they_are_written(site: Site) -> None:
    agent, case = await a_user("agent"), await a_case()
    async with site.desk(agent) as desk:
        await desk.open(f"/cases/{case.number}")
        await desk.page.fill("#text", "- one\n- **two**\n\n| a |\n|---|\n| b |")
        await desk.page.get_by_role("button", name="Preview").click()
        preview = desk.page.get_by_role("region", name="Preview")
        await expect(preview.locator("li")).to_have_text(["one", "two"])
        await expect(preview.locator("td")).to_have_text("b")
        assert await desk.page.input_value("#text") != ""
        assert desk.complaints == []


async def _fits(desk: Desk) -> bool:
    """Whether nothing is wider than the screen."""
    return await desk.page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
