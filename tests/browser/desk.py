"""A real browser before a real server.

Where CASEWAY_SHOTS names a folder, each desk leaves pictures of its last page there.
"""

import os
import re
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import (
    Browser,
    BrowserContext,
    Page,
    Response,
    async_playwright,
)

from gateway.people import login_links
from gateway.people.models import User

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WIDE = {"viewport": {"width": 1440, "height": 900}}
BESIDE = ("/static/", "/live", "/presence", "/seen", "#presence")  # asked whatever anyone does
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
SCRIPTLESS = WIDE | {"java_script_enabled": False}
WAYS = {"wide": WIDE, "phone": PHONE, "scriptless": SCRIPTLESS}  # in which all can be done
every_way = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
SHOTS = os.environ.get("CASEWAY_SHOTS", "")


@asynccontextmanager
async def chromium() -> AsyncGenerator[Browser]:
    """Starts the browser that the machine has."""
    named = os.environ.get("CASEWAY_CHROMIUM")
    path = named or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("needs Chromium: install it, or name it in CASEWAY_CHROMIUM")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


@dataclass
class Desk:
    """Somebody at a browser: what it showed, asked for and complained about."""

    page: Page
    base: str
    asked: list[Response] = field(default_factory=list[Response])
    complaints: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        self.page.on("response", lambda response: self.asked.append(response))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda said: self.complaints.append(said.text) if said.type != "log" else None,
        )

    async def open(self, path: str) -> None:
        await self.page.goto(self.base + path)

    async def sign_in(self, user: User) -> None:
        await self.open(login_links.path(await login_links.create(user)))

    @property
    def address(self) -> str:
        return self.page.url.removeprefix(self.base)

    def parts(self) -> list[tuple[str, str]]:
        """Path and target of what htmx asked for since the last call."""
        asked = [
            (r.url.removeprefix(self.base), r.request.headers.get("hx-target", ""))
            for r in self.asked
        ]
        self.asked.clear()
        return [one for one in asked if not any(beside in "".join(one) for beside in BESIDE)]

    async def picture(self, who: str) -> None:
        """Keeps what the page shows, light and dark, named after the test and the person."""
        test = os.environ["PYTEST_CURRENT_TEST"].rpartition("::")[2].rpartition(" ")[0]
        name = re.sub(r"\W+", "-", f"{test} {who}").strip("-")
        for scheme in ("light", "dark"):
            await self.page.emulate_media(color_scheme=scheme)
            await self.page.screenshot(path=Path(SHOTS) / f"{name}-{scheme}.png")

    async def focused(self) -> str:
        return await self.page.evaluate("document.activeElement.innerText.split('\\n')[0]")


@dataclass
class Site:
    """A served gateway and a browser."""

    browser: Browser
    base: str

    @asynccontextmanager
    async def desk(self, user: User | None = None, **given: Any) -> AsyncGenerator[Desk]:
        context: BrowserContext = await self.browser.new_context(**(WIDE | given))
        try:
            desk = Desk(await context.new_page(), self.base)
            if user is not None:
                await desk.sign_in(user)
                desk.asked.clear()
            yield desk
            if SHOTS:
                await desk.picture(user.first_name if user else "")
        finally:
            await context.close()
