"""The portal as a person without scripts meets it: pages, links and forms, through the ASGI door.

async def test_a_case_opens(front: Front) -> None:
    agent = await a_user("agent")
    case = await a_case(assigned_to=agent)
    async with front.visitor(agent) as visitor:
        await visitor.open("/cases")
        await visitor.follow(case.number)
    assert visitor.text("h1") == ...
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urljoin

import httpx
from bs4 import BeautifulSoup, Tag

from gateway.app import Gateway
from gateway.people.models import User
from gateway.people.sessions import Sessions, Visitor

BASE = "http://desk.example"
TYPED = {"sec-fetch-site": "none", "sec-fetch-mode": "navigate", "user-agent": "Firefox"}
OURS = {"sec-fetch-site": "same-origin"}


@dataclass
class Front:
    """A running gateway."""

    gateway: Gateway

    @asynccontextmanager
    async def visitor(self, user: User | None = None) -> AsyncGenerator["Person"]:
        """Somebody with a browser, signed in or not."""
        transport = httpx.ASGITransport(app=self.gateway, client=("10.0.0.1", 5000))
        async with httpx.AsyncClient(transport=transport, base_url=BASE, headers=TYPED) as browser:
            if user is not None:
                kept = Sessions(secure=False)
                browser.cookies.set(kept.cookie_name, await kept.open(user.pk, Visitor()))
            yield Person(browser)


@dataclass
class Person:
    """A browser without scripts, and the page that it shows."""

    browser: httpx.AsyncClient
    answer: httpx.Response = field(init=False)

    @property
    def page(self) -> BeautifulSoup:
        return BeautifulSoup(self.answer.text, "html.parser")

    @property
    def address(self) -> str:
        return self.answer.request.url.raw_path.decode()

    async def open(self, address: str, **headers: str) -> "Person":
        """Opens an address, following redirects as browsers do."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answer = await self.browser.get(address, headers=named, follow_redirects=True)
        return self

    async def swap(self, address: str, target: str) -> "Person":
        """Asks as htmx does for what shall replace one element."""
        return await self.open(
            address, hx_request="true", hx_request_type="partial", hx_target=target
        )

    async def follow(self, text: str) -> "Person":
        """Clicks the first link that contains a text."""
        links = (link for link in self.page.find_all("a") if text in link.get_text(" "))
        return await self.open(urljoin(self.address, str(next(links)["href"])))

    async def send(self, form: str, *, button: str = "", **filled: str | list[str]) -> "Person":
        """Fills in and sends a form of the page, named by a selector, as a browser would.

        `button` is part of the text of the button that is pressed; the first one otherwise.
        """
        found = self.one(form)
        pressed = next(b for b in found.select("button") if button in b.get_text(" "))
        action = str(pressed.get("formaction") or found["action"])
        values = fields_of(found) | filled
        if pressed.get("name") and pressed["name"] not in filled:
            values[str(pressed["name"])] = str(pressed["value"])
        if found.get("method") == "post":
            return await self.post(action, **values)
        return await self.open(str(httpx.URL(action, params=values)))

    async def post(self, address: str, **values: str | list[str]) -> "Person":
        """Sends a form and follows where its answer leads."""
        headers = OURS | {"referer": f"{BASE}{self.address}"}
        self.answer = await self.browser.post(
            address, data=values, headers=headers, follow_redirects=True
        )
        return self

    async def press(self, button: str) -> "Person":
        """Presses the button of a form that has no other, or follows the link that looks so."""
        for form in self.page.find_all("form"):
            pressed = form.find("button")
            if pressed and " ".join(pressed.get_text(" ").split()) == button:
                return await self.post(str(form["action"]), **fields_of(form))
        links = self.page.select("a.btn, a.item, a.link")
        found = next(link for link in links if link.get_text(strip=True) == button)
        return await self.open(str(found["href"]))

    # -- what the page shows -----------------------------------------------------------------------

    def one(self, selector: str) -> Tag:
        found = self.page.select_one(selector)
        assert found is not None, f"no {selector} at {self.address}"
        return found

    def text(self, selector: str = "body") -> str:
        return " ".join(self.one(selector).get_text(" ").split())

    def texts(self, selector: str) -> list[str]:
        return [" ".join(tag.get_text(" ").split()) for tag in self.page.select(selector)]

    def numbers(self) -> list[str]:
        """The numbers of the listed cases."""
        return self.texts(".rows .id")

    def properties(self) -> dict[str, str]:
        """The labels and values that the page shows, without the links to change them."""
        page = self.page
        for pen in page.select(".pen"):
            pen.decompose()
        labels, values = (page.select(f".prop {part}") for part in ("dt", "dd"))
        return {_said(dt): _said(dd) for dt, dd in zip(labels, values, strict=True)}


def _said(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def fields_of(form: Tag) -> dict[str, str | list[str]]:
    """What a form would send as it stands."""
    values: dict[str, str | list[str]] = {}
    for tag in form.select("input[name], select[name], textarea[name]"):
        if tag.get("type") in ("checkbox", "radio") and not tag.has_attr("checked"):
            continue
        if tag.get("type") == "file":  # nobody has chosen any
            continue
        name, value = str(tag["name"]), _value(tag)
        values[name] = [*_list(values[name]), *_list(value)] if name in values else value
    return values


def _list(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


def _value(tag: Tag) -> str | list[str]:
    if tag.name == "textarea":
        return tag.get_text()
    if tag.name != "select":
        return str(tag.get("value", ""))
    options = tag.select("option")
    chosen = [str(option["value"]) for option in options if option.has_attr("selected")]
    if tag.has_attr("multiple"):
        return chosen
    return (chosen or [str(options[0]["value"])])[0]
