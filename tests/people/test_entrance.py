"""Getting in and out: what a right password opens, and what a wrong one learns."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from gateway.actor import NOBODY
from gateway.database import Database
from gateway.database.fields import now
from gateway.errors import BadInput, Refusal, TooMany, Unauthenticated
from gateway.people import login_links, users
from gateway.people.attempts import Attempts
from gateway.people.models import LoginLink, Session, User
from gateway.people.sessions import Sessions, Visitor
from tests.people.reception import DESK, PASSWORD, Reception, open_reception
from tests.world import a_user


@pytest.fixture
async def reception(database: Database) -> AsyncIterator[Reception]:
    async with open_reception(database) as opened:
        yield opened


async def _told(reception: Reception, user_id: str, password: str) -> tuple[str, str]:
    with pytest.raises(Refusal) as refused:
        await reception.entrance.sign_in(user_id, password, DESK)
    return refused.value.code, refused.value.message


# -- by password ----------------------------------------------------------------------------------


async def test_the_right_password_opens_a_session(reception: Reception) -> None:
    agent = await a_user("agent")
    await reception.give_password(agent)
    cookie = await reception.entrance.sign_in(f" {agent.user_id} ", PASSWORD, DESK)
    actor = await reception.by_cookie(cookie)
    assert actor.user_id == agent.pk
    session = await Session.get()
    assert (session.address, session.user_agent) == ("10.0.0.1", "Firefox")
    assert (await User.get(id=agent.pk)).last_login is not None


async def test_nobody_learns_which_users_exist(reception: Reception) -> None:
    known, disabled, without = [await a_user("agent") for _ in range(3)]
    await reception.give_password(known)
    await reception.give_password(disabled)
    await users.disable(disabled)
    answers = {
        await _told(reception, user_id, password)
        for user_id, password in (
            (known.user_id, "wrong password"),
            ("nobody", PASSWORD),
            (disabled.user_id, PASSWORD),
            (without.user_id, ""),
            ("", ""),
            ("na\0me", PASSWORD),
            ("x" * 10_000, PASSWORD),
        )
    }
    assert answers == {("UNAUTHENTICATED", "This user id and password do not belong together.")}


async def test_signing_in_again_ends_the_session_that_the_browser_had(
    reception: Reception,
) -> None:
    agent = await a_user("agent")
    await reception.give_password(agent)
    first = await reception.entrance.sign_in(agent.user_id, PASSWORD, DESK)
    again = Visitor(DESK.address, DESK.user_agent, session=first)
    second = await reception.entrance.sign_in(agent.user_id, PASSWORD, again)
    assert second != first
    assert await reception.by_cookie(first) is NOBODY
    assert (await reception.by_cookie(second)).user_id == agent.pk


async def test_a_wrong_password_ends_nothing(reception: Reception) -> None:
    agent = await a_user("agent")
    await reception.give_password(agent)
    cookie = await reception.entrance.sign_in(agent.user_id, PASSWORD, DESK)
    with pytest.raises(Unauthenticated):
        await reception.entrance.sign_in(agent.user_id, "wrong", Visitor(session=cookie))
    assert (await reception.by_cookie(cookie)).user_id == agent.pk


async def test_signing_out_ends_the_session(reception: Reception) -> None:
    agent = await a_user("agent")
    await reception.give_password(agent)
    cookie = await reception.entrance.sign_in(agent.user_id, PASSWORD, DESK)
    await reception.entrance.sign_out(Visitor(session=cookie))
    assert await reception.by_cookie(cookie) is NOBODY
    assert await reception.entrance.sessions.of(agent.pk) == []


async def test_a_new_password_ends_every_session(reception: Reception) -> None:
    agent = await a_user("agent")
    await reception.give_password(agent)
    cookie = await reception.entrance.sign_in(agent.user_id, PASSWORD, DESK)
    await reception.give_password(agent, "another battery")
    assert await reception.by_cookie(cookie) is NOBODY
    assert (await _told(reception, agent.user_id, PASSWORD))[0] == "UNAUTHENTICATED"


async def test_a_password_that_is_the_user_id_is_refused(reception: Reception) -> None:
    agent = await a_user("agent", user_id="long-user-id")
    with pytest.raises(BadInput, match="differ"):
        await reception.give_password(agent, "Long-User-Id")


async def test_guessing_is_stopped_and_the_right_password_does_not_help_then(
    database: Database,
) -> None:
    attempts = Attempts(per_account="3 per minute")
    async with open_reception(database, attempts) as reception:
        agent = await a_user("agent")
        await reception.give_password(agent)
        for _ in range(3):
            await _told(reception, agent.user_id, "wrong password")
        with pytest.raises(TooMany) as refused:
            await reception.entrance.sign_in(agent.user_id, PASSWORD, DESK)
    assert refused.value.extensions["retryAfter"] > 0


async def test_unknown_users_are_counted_like_known_ones(database: Database) -> None:
    async with open_reception(database, Attempts(per_account="1 per minute")) as reception:
        await _told(reception, "nobody", PASSWORD)
        with pytest.raises(TooMany):
            await reception.entrance.sign_in("nobody", PASSWORD, DESK)


# -- by a one-time link ---------------------------------------------------------------------------


async def test_a_link_signs_in_once(reception: Reception) -> None:
    agent = await a_user("agent")
    secret = await login_links.create(agent)
    cookie = await reception.entrance.redeem(secret, DESK)
    assert (await reception.by_cookie(cookie)).user_id == agent.pk
    with pytest.raises(Unauthenticated, match="used before"):
        await reception.entrance.redeem(secret, DESK)


async def test_of_two_who_open_a_link_at_once_only_one_gets_in(reception: Reception) -> None:
    secret = await login_links.create(await a_user("agent"))
    entering = [reception.entrance.redeem(secret, DESK) for _ in range(5)]
    results = await asyncio.gather(*entering, return_exceptions=True)
    assert sum(isinstance(result, str) for result in results) == 1
    assert await Session.all().count() == 1


async def test_looking_at_whom_a_link_signs_in_does_not_use_it_up(reception: Reception) -> None:
    agent = await a_user("agent")
    secret = await login_links.create(agent)
    for _ in range(2):
        user = await login_links.whose(secret)
        assert user is not None
        assert user.pk == agent.pk
    await reception.entrance.redeem(secret, DESK)
    assert await login_links.whose(secret) is None


async def test_an_old_link_signs_nobody_in(reception: Reception) -> None:
    secret = await login_links.create(await a_user("agent"))
    await LoginLink.all().update(expires_at=now() - timedelta(seconds=1))
    assert await login_links.whose(secret) is None
    with pytest.raises(Unauthenticated):
        await reception.entrance.redeem(secret, DESK)


async def test_the_link_of_a_disabled_user_signs_nobody_in(reception: Reception) -> None:
    agent = await a_user("agent")
    secret = await login_links.create(agent)
    await User.filter(id=agent.pk).update(active=False)
    with pytest.raises(Unauthenticated):
        await reception.entrance.redeem(secret, DESK)


@pytest.mark.parametrize("secret", ["", "nothing", "\0", "x" * 100_000, "\ud800"])
async def test_a_link_that_never_was_is_like_a_used_one(reception: Reception, secret: str) -> None:
    assert await login_links.whose(secret) is None
    with pytest.raises(Unauthenticated, match="used before"):
        await reception.entrance.redeem(secret, DESK)


# -- cookies --------------------------------------------------------------------------------------


def test_over_https_the_cookie_is_bound_to_our_host() -> None:
    cookie = Sessions(secure=True).cookie("abc")
    assert cookie.split("; ") == [
        "__Host-session=abc",
        "Max-Age=1209600",
        "Path=/",
        "HttpOnly",
        "SameSite=Lax",
        "Secure",
    ]


def test_over_plain_http_the_cookie_drops_what_browsers_would_refuse() -> None:
    assert Sessions(secure=False).cookie("abc").split("; ") == [
        "session=abc",
        "Max-Age=1209600",
        "Path=/",
        "HttpOnly",
        "SameSite=Lax",
    ]


def test_an_empty_secret_makes_the_browser_forget_the_cookie() -> None:
    assert Sessions(secure=False).cookie("").startswith("session=; Max-Age=0; ")
