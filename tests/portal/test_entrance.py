"""Signing in, out and the theme are plain forms."""

import pytest

from gateway.people import login_links, users
from gateway.people.models import User
from gateway.people.passwords import Passwords
from portal.entrance import local
from tests.people.reception import PASSWORD, QUICK
from tests.portal.front import Front
from tests.world import a_case, a_user

WRONG = "not this one"


async def _with_password() -> User:
    user = await a_user("agent")
    passwords = Passwords(QUICK)
    await users.set_password(user, PASSWORD, passwords)
    passwords.close()
    return user


async def test_the_form_leads_to_where_one_wanted_to_go(front: Front) -> None:
    agent, case = await _with_password(), await a_case()
    async with front.visitor() as visitor:
        await visitor.open(f"/cases/{case.number}?view=all")
        assert visitor.address.startswith("/login?next=")
        await visitor.send("form", user=agent.user_id, password=PASSWORD)
        assert visitor.address == f"/cases/{case.number}?view=all"
        assert visitor.text("#case-title")
        await visitor.send('form[action="/logout"]')
        assert visitor.address == "/login"
        assert (await visitor.open("/cases")).address == "/login"


async def test_a_refusal_keeps_the_name_and_never_the_password(front: Front) -> None:
    agent = await _with_password()
    async with front.visitor() as visitor:
        await visitor.open("/login")
        await visitor.send("form", user=agent.user_id, password=WRONG)
        assert visitor.answer.status_code == 422
        assert visitor.one("[role=alert]").get_text()
        assert visitor.one("#user")["value"] == agent.user_id
        assert not visitor.one("#password").has_attr("value")
        assert visitor.one("#user")["aria-describedby"] == visitor.one("[role=alert]")["id"]


async def test_a_link_followed_from_elsewhere_asks_before_it_is_used_up(front: Front) -> None:
    agent = await a_user("agent", first_name="Mara", last_name="Lind")
    link = login_links.path(await login_links.create(agent))
    async with front.visitor() as visitor:
        await visitor.open(link, sec_fetch_site="cross-site")
        assert visitor.text("button") == "Continue as Mara Lind"
        await visitor.send("form")
        assert visitor.address == "/cases"
        await visitor.open(link, sec_fetch_site="cross-site")
        assert "This link was used or is too old." in visitor.text("main")


async def test_the_theme_is_kept_in_a_cookie_and_the_page_stays(front: Front) -> None:
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open("/cases?view=all")
        assert not visitor.one("html").has_attr("data-theme")
        for theme in ("dark", "light"):
            await visitor.send('form[action="/theme"]', theme=theme)
            assert visitor.address == "/cases?view=all"
            assert visitor.one("html")["data-theme"] == theme
            assert visitor.text("[aria-pressed]").lower() == theme
        await visitor.send('form[action="/theme"]', theme="system")
        assert not visitor.one("html").has_attr("data-theme")


async def test_another_site_cannot_sign_anyone_out(front: Front) -> None:
    async with front.visitor(await a_user("agent")) as visitor:
        forged = await visitor.browser.post("/logout", headers={"sec-fetch-site": "cross-site"})
        assert forged.status_code == 403
        assert (await visitor.open("/cases")).address == "/cases"


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/cases/CS0000001?view=all", "/cases/CS0000001?view=all"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/cases\r\nset-cookie: x", "/"),
        ("/login/secret", "/"),
        ("cases", "/"),
        ("", "/"),
    ],
)
def test_signing_in_leads_only_to_our_own_pages(address: str, leads_to: str) -> None:
    assert local(address) == leads_to
