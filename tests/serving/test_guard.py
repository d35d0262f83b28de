"""Forged requests are refused, and every page carries the headers that keep browsers strict."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from gateway.serving.guard import Guard

SESSION = "session=abc"


async def _page(request: Request) -> PlainTextResponse:
    return PlainTextResponse("done")


PAGES = Starlette(routes=[Route("/cases", _page, methods=["GET", "POST", "DELETE"])])


def _browser(*, https: bool = False) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=Guard(PAGES, https=https))
    scheme = "https" if https else "http"
    return httpx.AsyncClient(transport=transport, base_url=f"{scheme}://desk.example")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://desk.example"}, 403),
        ({"sec-fetch-site": "what-is-this"}, 403),
        ({"origin": "http://desk.example"}, 200),
        ({"origin": "HTTP://Desk.Example"}, 200),
        ({"origin": "https://desk.example"}, 403),
        ({"origin": "http://desk.example:8080"}, 403),
        ({"origin": "http://desk.example.evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": ""}, 403),
        ({"cookie": SESSION}, 403),
        ({"cookie": "__Host-session=abc"}, 403),
        ({"cookie": SESSION, "sec-fetch-site": "same-origin"}, 200),
        ({"cookie": SESSION, "origin": "http://desk.example"}, 200),
        ({"cookie": "theme=dark"}, 200),
        ({}, 200),
    ],
)
@pytest.mark.parametrize("method", ["POST", "DELETE"])
async def test_only_our_own_pages_may_change_anything(
    method: str, headers: dict[str, str], status: int
) -> None:
    async with _browser() as browser:
        answer = await browser.request(method, "/cases", headers=headers)
    assert answer.status_code == status


async def test_reading_is_allowed_from_everywhere() -> None:
    async with _browser() as browser:
        answer = await browser.get("/cases", headers={"sec-fetch-site": "cross-site"})
    assert answer.text == "done"


async def test_the_content_policy_allows_nothing_but_our_own_files() -> None:
    async with _browser() as browser:
        answer = await browser.get("/cases")
    rules = answer.headers["content-security-policy"].split("; ")
    assert rules[0] == "default-src 'none'"
    assert "script-src 'self'" in rules
    assert "frame-ancestors 'none'" in rules
    assert not any("unsafe" in rule or "*" in rule or "http" in rule for rule in rules)


async def test_refused_and_missing_pages_carry_the_same_protection() -> None:
    async with _browser() as browser:
        refused = await browser.post("/cases", headers={"sec-fetch-site": "cross-site"})
        missing = await browser.get("/nowhere")
    for answer in (refused, missing):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_https_is_insisted_upon_where_it_is_used() -> None:
    async with _browser(https=True) as browser:
        over_https = await browser.get("/cases")
    async with _browser() as browser:
        over_http = await browser.get("/cases")
    assert over_https.headers["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in over_http.headers


async def test_every_page_has_a_number_of_its_own() -> None:
    async with _browser() as browser:
        numbers = {(await browser.get("/cases")).headers["x-request-id"] for _ in range(3)}
    assert len(numbers) == 3
