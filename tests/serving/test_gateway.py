"""The whole gateway through its front: signing in, asking, and being put out."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from gateway.app import Gateway
from gateway.database import open_database
from gateway.people import login_links, roles, sessions, tokens, users
from gateway.people.models import ApiClient, LoginLink, Session, User
from gateway.people.passwords import Passwords
from gateway.people.secret import fingerprint
from gateway.people.sessions import Sessions, Visitor
from gateway.settings import Settings
from tests.people.reception import PASSWORD, QUICK
from tests.world import a_case, a_user, an_account

BASE = "http://desk.example"
TYPED = {"sec-fetch-site": "none", "sec-fetch-mode": "navigate"}
FOLLOWED = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
OURS = {"sec-fetch-site": "same-origin"}
WHO = "{ viewer { user { userId } } }"


@dataclass
class House:
    """A gateway that answers, and a browser before it."""

    gateway: Gateway

    def browser(self, **headers: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.gateway, client=("10.0.0.1", 5000))
        return httpx.AsyncClient(transport=transport, base_url=BASE, headers=headers)


@pytest.fixture
async def house(empty_world: Path, tmp_path: Path) -> AsyncIterator[House]:
    folder = shutil.copytree(empty_world, tmp_path / "data")
    gateway = Gateway(Settings(data=folder, attempts_per_account=3))
    async with gateway.open():
        yield House(gateway)


async def _with_password() -> User:
    user = await a_user("agent")
    passwords = Passwords(QUICK)
    await users.set_password(user, PASSWORD, passwords)
    passwords.close()
    return user


async def _sign_in(browser: httpx.AsyncClient, user_id: str, password: str) -> httpx.Response:
    form = {"user": user_id, "password": password}
    return await browser.post("/login", data=form, headers=OURS)


def _sent_to_sign_in(answer: httpx.Response) -> bool:
    return answer.status_code == 303 and answer.headers["location"].startswith("/login")


# -- pages ----------------------------------------------------------------------------------------


async def test_a_person_signs_in_works_and_signs_out(house: House) -> None:
    agent = await _with_password()
    case = await a_case(assigned_to=agent)
    async with house.browser() as browser:
        sent_away = await browser.get("/cases")
        assert _sent_to_sign_in(sent_away)
        signed_in = await _sign_in(browser, agent.user_id, PASSWORD)
        assert signed_in.status_code == 303
        page = await browser.get(f"/cases/{case.number}")
        assert page.status_code == 200
        assert case.number in page.text
        signed_out = await browser.post("/logout", headers=OURS)
        assert signed_out.status_code == 303
        assert _sent_to_sign_in(await browser.get("/cases"))
    assert await Session.filter(revoked_at=None).count() == 0


async def test_wrong_user_and_wrong_password_look_the_same(house: House) -> None:
    agent = await _with_password()
    async with house.browser() as browser:
        wrong = await _sign_in(browser, agent.user_id, "wrong password")
        unknown = await _sign_in(browser, "agent-0", "wrong password")
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text.replace(agent.user_id, "agent-0") == unknown.text
    assert "set-cookie" not in wrong.headers


async def test_too_many_attempts_are_told_when_to_come_again(house: House) -> None:
    async with house.browser() as browser:
        for _ in range(3):
            await _sign_in(browser, "agent", "wrong password")
        answer = await _sign_in(browser, "agent", "wrong password")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


async def test_signing_in_gives_the_browser_a_new_secret(house: House) -> None:
    agent = await _with_password()
    async with house.browser() as browser:
        browser.cookies.set("session", "planted-by-somebody-else")
        answer = await _sign_in(browser, agent.user_id, PASSWORD)
    given = answer.headers["set-cookie"]
    assert given.startswith("session=")
    assert "planted" not in given
    assert "HttpOnly" in given


async def test_a_disabled_user_is_out_at_the_next_click(house: House) -> None:
    agent = await _with_password()
    async with house.browser() as browser:
        await _sign_in(browser, agent.user_id, PASSWORD)
        assert (await browser.get("/cases")).status_code == 200
        await users.disable(agent)
        assert _sent_to_sign_in(await browser.get("/cases"))


async def test_a_revoked_device_is_out_at_the_next_click(house: House) -> None:
    agent = await _with_password()
    async with house.browser() as browser:
        await _sign_in(browser, agent.user_id, PASSWORD)
        await sessions.revoke(agent.pk)
        assert _sent_to_sign_in(await browser.get("/cases"))


async def test_a_form_from_another_site_changes_nothing(house: House) -> None:
    agent = await _with_password()
    async with house.browser() as browser:
        await _sign_in(browser, agent.user_id, PASSWORD)
        refused = await browser.post("/logout", headers={"origin": "https://evil.example"})
        assert refused.status_code == 403
        assert (await browser.get("/cases")).status_code == 200


async def test_a_huge_form_is_turned_away(house: House) -> None:
    async with house.browser() as browser:
        answer = await _sign_in(browser, "agent", "x" * 2_000_000)
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/login", "/nowhere", "/cases", "/static/none.css"])
async def test_every_page_is_protected_by_the_content_policy(house: House, path: str) -> None:
    async with house.browser() as browser:
        answer = await browser.get(path)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]


async def test_over_https_the_session_is_bound_to_our_host(
    empty_world: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(empty_world, tmp_path / "data")
    gateway = Gateway(Settings(data=folder, base_url="https://desk.example"))
    async with gateway.open():
        link = login_links.path(await login_links.create(await a_user("agent")))
        transport = httpx.ASGITransport(app=gateway)
        async with httpx.AsyncClient(transport=transport, base_url="https://desk.example") as b:
            answer = await b.get(link, headers=TYPED)
            page = await b.get("/cases")
    assert answer.headers["set-cookie"].startswith("__Host-session=")
    assert "; Secure" in answer.headers["set-cookie"]
    assert page.status_code == 200
    assert "strict-transport-security" in page.headers


# -- one-time links -------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [TYPED, {}, {"user-agent": "python-httpx"}])
async def test_a_link_that_its_reader_opened_signs_in_at_once_and_once(
    house: House, headers: dict[str, str]
) -> None:
    link = login_links.path(await login_links.create(await a_user("agent")))
    async with house.browser() as browser, house.browser() as other:
        answer = await browser.get(link, headers=headers)
        assert answer.status_code == 303
        assert (await browser.get("/cases")).status_code == 200
        again = await other.get(link, headers=headers)
        assert again.status_code == 422
        assert "set-cookie" not in again.headers


@pytest.mark.parametrize(
    "headers",
    [
        FOLLOWED,
        TYPED | {"sec-purpose": "prefetch"},
        TYPED | {"user-agent": "Slackbot-LinkExpanding 1.0"},
        {"user-agent": "facebookexternalhit/1.1"},
    ],
)
async def test_a_link_met_elsewhere_waits_for_its_one_button(
    house: House, headers: dict[str, str]
) -> None:
    link = login_links.path(await login_links.create(await a_user("agent")))
    async with house.browser() as browser:
        page = await browser.get(link, headers=headers)
        assert page.status_code == 200
        assert "Ana" in page.text
        assert "set-cookie" not in page.headers
        assert (await LoginLink.get()).used_at is None
        answer = await browser.post(link, headers=OURS)
        assert answer.status_code == 303
        assert (await browser.get("/cases")).status_code == 200


async def test_asking_only_for_the_headers_of_a_link_does_not_use_it_up(house: House) -> None:
    link = login_links.path(await login_links.create(await a_user("agent")))
    async with house.browser() as browser:
        await browser.head(link, headers=TYPED)
    assert (await LoginLink.get()).used_at is None


# -- GraphQL --------------------------------------------------------------------------------------


async def test_a_token_asks_as_its_user(house: House) -> None:
    agent = await a_user("agent")
    token = await tokens.issue(agent, "robot")
    async with house.browser(authorization=f"Bearer {token}") as browser:
        answer = await browser.post("/graphql", json={"query": WHO})
    assert answer.json()["data"]["viewer"]["user"]["userId"] == agent.user_id


@pytest.mark.parametrize(
    ("scopes", "seen"),
    [
        ((), {"cases", "accounts"}),
        (("cases:read",), {"cases"}),
        (("cases:write", "customers:read"), {"cases", "accounts"}),
        (("customers:read",), {"accounts"}),
        (("knowledge:read",), set()),
    ],
)
async def test_a_scope_only_ever_leaves_less(
    house: House, scopes: tuple[str, ...], seen: set[str]
) -> None:
    await a_case(account=await an_account())
    token = await tokens.issue(await a_user("agent"), "robot", scopes)
    counted: set[str] = set()
    async with house.browser(authorization=f"Bearer {token}") as browser:
        for name in ("cases", "accounts"):
            question = {"query": f"{{ {name} {{ totalCount }} }}"}
            data = (await browser.post("/graphql", json=question)).json().get("data")
            if data and data[name]["totalCount"]:
                counted.add(name)
    assert counted == seen


async def test_a_scope_grants_nothing_that_its_user_may_not(house: House) -> None:
    await a_case()
    token = await tokens.issue(await a_user("author"), "robot", ["cases:write"])
    async with house.browser(authorization=f"Bearer {token}") as browser:
        body = (await browser.post("/graphql", json={"query": "{ cases { totalCount } }"})).json()
    assert not body.get("data") or body["data"]["cases"]["totalCount"] == 0


async def test_a_session_asks_graphql_from_our_own_pages_only(house: House) -> None:
    agent = await _with_password()
    async with house.browser() as browser:
        await _sign_in(browser, agent.user_id, PASSWORD)
        ours = await browser.post("/graphql", json={"query": WHO}, headers=OURS)
        theirs = await browser.post("/graphql", json={"query": WHO}, headers=FOLLOWED)
    assert ours.json()["data"]["viewer"]["user"]["userId"] == agent.user_id
    assert theirs.status_code == 403


async def test_a_token_that_is_no_longer_valid_is_told_so(house: House) -> None:
    agent = await a_user("agent")
    token = await tokens.issue(agent, "robot")
    await tokens.revoke(agent, "robot")
    async with house.browser(authorization=f"Bearer {token}") as browser:
        answer = await browser.post("/graphql", json={"query": WHO})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


# -- health ---------------------------------------------------------------------------------------


async def test_monitors_learn_how_it_is_without_signing_in(house: House) -> None:
    async with house.browser() as browser:
        for path in ("/livez", "/readyz", "/metrics"):
            assert (await browser.get(path)).status_code == 200


# -- both databases -------------------------------------------------------------------------------


async def test_on_either_database_people_and_programs_get_in(settings: Settings) -> None:
    gateway = Gateway(settings)
    async with gateway.open():
        await roles.establish()
        agent = await a_user("agent")
        case = await a_case(assigned_to=agent)
        link = login_links.path(await login_links.create(agent))
        token = {"authorization": f"Bearer {await tokens.issue(agent, 'robot')}"}
        async with House(gateway).browser() as browser, House(gateway).browser(**token) as robot:
            await browser.get(link, headers=TYPED)
            assert case.number in (await browser.get("/cases")).text
            answer = await robot.post("/graphql", json={"query": WHO})
            assert answer.json()["data"]["viewer"]["user"]["userId"] == agent.user_id
            assert (await browser.get("/readyz")).status_code == 200
    assert (await _last_uses(settings)) == [True, True]


async def _last_uses(settings: Settings) -> list[bool]:
    """Whether the ends of the gateway's life wrote down what was used."""
    async with open_database(settings):
        client, session = await ApiClient.get(), await Session.get()
        return [client.last_used is not None, session.last_seen_at >= session.created_at]


# -- behind the scenes ----------------------------------------------------------------------------


async def test_a_gateway_deletes_expired_sessions_when_it_starts(
    empty_world: Path, tmp_path: Path
) -> None:
    settings = Settings(data=Path(shutil.copytree(empty_world, tmp_path / "data")))
    long_ago = Sessions(lifetime=timedelta(seconds=-1))
    async with open_database(settings):
        agent = await a_user("agent")
        await long_ago.open(agent.pk, Visitor())
        kept = await Sessions().open(agent.pk, Visitor())
    async with Gateway(settings).open():
        async with asyncio.timeout(10):
            while await Session.all().count() > 1:  # noqa: ASYNC110 (the tidying has no event)
                await asyncio.sleep(0.01)
        assert (await Session.get()).token_hash == fingerprint(kept)
