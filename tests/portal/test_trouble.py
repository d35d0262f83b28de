"""When a question is turned down or fails, the page says what happened and where to go."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from graphql import DocumentNode
from starlette.requests import Request

from gateway.errors import Refusal, TimedOut
from gateway.schema import graph
from portal.app import portal
from portal.session import Admission


class OpenDoor:
    """Everyone is somebody."""

    async def identify(self, request: Request) -> Any:
        return object()

    async def sign_in(self, request: Request, user_id: str, password: str) -> Admission:
        return Admission(refusal="Not now.", retry_after=30)

    async def sign_out(self, request: Request) -> str:
        return "session="

    async def whose(self, secret: str) -> str:
        return ""

    async def redeem(self, request: Request, secret: str) -> Admission:
        return Admission(refusal="Not now.")


def _browser(problem: Exception) -> httpx.AsyncClient:
    async def ask(document: DocumentNode, variables: Mapping[str, Any], actor: Any) -> Any:
        raise problem

    pages = portal(ask, OpenDoor(), graph().core, refusal=Refusal)
    transport = httpx.ASGITransport(app=pages, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://desk.example")


@pytest.mark.parametrize(
    ("problem", "status", "told"),
    [
        (TimedOut("That took longer than 10 seconds."), 503, "That took longer than 10 seconds."),
        (RuntimeError("secret detail"), 500, "Nothing was changed."),
    ],
)
async def test_a_failed_question_is_told_on_a_page(
    problem: Exception, status: int, told: str
) -> None:
    async with _browser(problem) as browser:
        page = await browser.get("/cases")
        part = await browser.get(
            "/cases", headers={"hx-request-type": "partial", "hx-target": "section#list"}
        )
    assert page.status_code == part.status_code == status
    assert told in page.text
    assert told in part.text
    assert "secret detail" not in page.text + part.text
    assert page.text.startswith("<!doctype html>")
    assert 'id="list"' in part.text


async def test_too_many_attempts_say_when_to_come_again() -> None:
    async with _browser(RuntimeError()) as browser:
        answer = await browser.post("/login", data={"user": "agent", "password": "x"})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "30")
    assert "Not now. Try again in 30 seconds." in answer.text


async def test_trouble_is_told_in_the_language_of_the_browser() -> None:
    async with _browser(RuntimeError()) as browser:
        browser.headers["accept-language"] = "es"
        failed, absent = await browser.get("/cases"), await browser.get("/nowhere")
        refused = await browser.post("/login", data={"user": "agent", "password": "x"})
        used_up = await browser.get("/login/secret", headers={"sec-fetch-site": "cross-site"})
    assert "Algo ha fallado por nuestra parte" in failed.text
    assert "Aquí no hay nada" in absent.text
    assert "Inténtelo de nuevo dentro de 30 segundos." in refused.text
    assert "Este enlace ya se usó" in used_up.text


async def test_an_address_with_a_slash_too_many_leads_nowhere_else() -> None:
    async with _browser(TimedOut("Not asked.")) as browser:
        answer = await browser.get("/cases/CS0000001/", headers={"host": "evil.example"})
    assert answer.status_code == 404
    assert "evil.example" not in answer.headers.get("location", "")
