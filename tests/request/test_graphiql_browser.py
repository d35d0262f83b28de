"""GraphiQL works in a real browser, under its strict policy, with a token and with a session."""

import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright, expect
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from gateway.request.receive import Door
from tests.request.served import served
from tests.world import World, a_token, a_user

pytestmark = pytest.mark.browser

STATIC = Path(__file__).parents[2] / "portal" / "static"


@asynccontextmanager
async def graphiql(world: World) -> AsyncGenerator[tuple[Page, list[str]]]:
    """The page as a stranger opens it, and what its console complains of."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("needs chromium")
    door = Door(world.engine, world.identity.identify, world.views.of)
    files = Starlette(routes=[Mount("/static", StaticFiles(directory=STATIC))])

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await (door if scope["path"] == "/graphql" else files)(scope, receive, send)

    async with served(app) as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = await browser.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(f"{address}/graphql")
        yield page, complaints
        await browser.close()


async def test_a_token_pasted_into_the_page_asks_as_its_owner(world: World) -> None:
    token = await a_token(await a_user("agent", first_name="Ana", last_name="Ruiz"))
    async with graphiql(world) as (page, complaints):
        await expect(page.locator("#who")).to_have_text("You are not signed in.")
        await page.fill("#token", token)
        await page.click("#credential button")
        await expect(page.locator("#who")).to_have_text("You are Ana Ruiz.")

        await page.click(".graphiql-execute-button")
        answer = page.locator(".graphiql-response")
        await expect(answer).to_contain_text('"name": "Ana Ruiz"')

        await page.click('button[aria-label="Show Documentation Explorer"]')
        await expect(page.locator(".graphiql-doc-explorer")).to_contain_text("CaseConnection")

    # A stranger's first questions are refused; nothing else may go wrong.
    assert [c for c in complaints if "401" not in c] == []
