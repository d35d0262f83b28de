"""A credential is turned into an actor, and stops doing so the moment it should."""

import time
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from gateway.actor import NOBODY
from gateway.database import Database
from gateway.database.fields import now
from gateway.people import sessions, tokens, users
from gateway.people.models import ApiClient, Role, RoleInclusion, Session, User, UserRole
from gateway.people.sessions import Visitor
from tests.people.reception import Reception, open_reception
from tests.world import (
    World,
    a_group,
    a_provider,
    a_token,
    a_user,
    actor_of,
    an_outsourced_agent,
)


@pytest.fixture
async def reception(database: Database) -> AsyncIterator[Reception]:
    async with open_reception(database) as opened:
        yield opened


async def _session(reception: Reception, user: User) -> str:
    return await reception.entrance.sessions.open(user.pk, Visitor())


# -- reach ----------------------------------------------------------------------------------------


async def test_an_actor_knows_its_groups_its_provider_and_what_it_manages(
    reception: Reception,
) -> None:
    provider = await a_provider()
    agent = await an_outsourced_agent(provider)
    group = await a_group(agent, provider=provider)
    led = await a_group(manager=agent)
    await a_group()

    actor = await reception.by_cookie(await _session(reception, agent))

    assert actor.roles == {"osp_agent"}
    assert actor.provider_id == provider.pk
    assert actor.group_ids == (group.pk,)
    assert actor.managed_group_ids == (led.pk,)
    lead = await reception.identity.of_user((await provider.manager).user_id)
    assert lead.managed_provider_ids == (provider.pk,)


async def test_roles_bring_the_roles_that_they_contain(reception: Reception) -> None:
    boss = await a_user("manager")
    for role, included in (("approver", "reader"), ("reader", "manager")):
        await Role.get_or_create(name=role, defaults={"description": role})
        outer = await Role.get(name=role)
        inner, _ = await Role.get_or_create(name=included, defaults={"description": included})
        await RoleInclusion.create(role=outer, included=inner)
    assert (await reception.identity.of_user(boss.user_id)).roles == {
        "manager",
        "approver",
        "reader",
    }


async def test_an_inactive_provider_leaves_its_people_without_any_right(
    reception: Reception,
) -> None:
    provider = await a_provider()
    agent = await an_outsourced_agent(provider)
    await a_group(agent, provider=provider)
    cookie = await _session(reception, agent)
    await type(provider).filter(id=provider.pk).update(active=False)

    actor = await reception.by_cookie(cookie)

    assert (actor.roles, actor.provider_id, actor.group_ids) == (frozenset(), None, ())


async def test_a_disbanded_group_reaches_nothing(reception: Reception) -> None:
    agent = await a_user("agent")
    await a_group(agent, active=False)
    assert (await reception.identity.of_user(agent.user_id)).group_ids == ()


# -- what ends at once ----------------------------------------------------------------------------


async def test_a_disabled_user_is_nobody_from_the_next_request_on(reception: Reception) -> None:
    agent = await a_user("agent")
    cookie, token = await _session(reception, agent), await tokens.issue(agent, "robot")
    assert (await reception.by_cookie(cookie)).user_id == agent.pk
    await users.disable(agent)
    assert await reception.by_cookie(cookie) is NOBODY
    assert await reception.by_token(token) is NOBODY
    assert await reception.identity.of_user(agent.user_id) is NOBODY


async def test_a_user_who_is_only_marked_inactive_is_nobody_as_well(reception: Reception) -> None:
    agent = await a_user("agent")
    token = await tokens.issue(agent, "robot")
    await User.filter(id=agent.pk).update(active=False)
    assert await reception.by_token(token) is NOBODY


async def test_a_revoked_session_is_nobody_and_the_others_stay(reception: Reception) -> None:
    agent = await a_user("agent")
    phone, desk = await _session(reception, agent), await _session(reception, agent)
    newest, oldest = await reception.entrance.sessions.of(agent.pk)
    assert (await reception.by_cookie(phone)).session_id == oldest.pk
    assert await sessions.revoke(agent.pk, oldest.pk) == 1
    assert await reception.by_cookie(phone) is NOBODY
    assert (await reception.by_cookie(desk)).session_id == newest.pk


async def test_nobody_can_revoke_the_session_of_somebody_else(reception: Reception) -> None:
    agent, other = await a_user("agent"), await a_user("agent")
    cookie = await _session(reception, agent)
    (session,) = await reception.entrance.sessions.of(agent.pk)
    assert await sessions.revoke(other.pk, session.pk) == 0
    assert (await reception.by_cookie(cookie)).user_id == agent.pk


async def test_a_new_role_counts_from_the_next_request_on(reception: Reception) -> None:
    agent = await a_user("agent")
    cookie = await _session(reception, agent)
    assert "user_admin" not in (await reception.by_cookie(cookie)).roles
    await UserRole.create(user=agent, role=await Role.get(name="user_admin"))
    assert (await reception.by_cookie(cookie)).roles >= {"agent", "user_admin"}


@pytest.mark.parametrize(
    ("after", "known"),
    [
        (timedelta(hours=11, minutes=59), True),
        (timedelta(hours=12, seconds=2), False),
    ],
)
async def test_an_idle_session_ends_although_nothing_was_written(
    reception: Reception, after: timedelta, *, known: bool
) -> None:
    agent = await a_user("agent")
    cookie = await _session(reception, agent)
    await reception.by_cookie(cookie)
    reception.now.append(time.time() + after.total_seconds())
    assert (await reception.by_cookie(cookie) is not NOBODY) is known


async def test_a_session_in_constant_use_ends_after_two_weeks(reception: Reception) -> None:
    agent = await a_user("agent")
    cookie = await _session(reception, agent)
    for days in (13.9, 14.1):
        at = now() + timedelta(days=days)
        await Session.filter(user_id=agent.pk).update(last_seen_at=at)
        reception.now.append(at.timestamp())
        assert (await reception.by_cookie(cookie) is not NOBODY) is (days < 14)


async def test_a_token_ends_on_its_date(reception: Reception) -> None:
    agent = await a_user("agent")
    token = await tokens.issue(agent, "robot", lifetime=timedelta(days=1))
    assert (await reception.by_token(token)).user_id == agent.pk
    reception.now.append(time.time() + timedelta(days=1, seconds=1).total_seconds())
    assert await reception.by_token(token) is NOBODY


async def test_a_revoked_token_is_nobody(reception: Reception) -> None:
    agent = await a_user("agent")
    token = await tokens.issue(agent, "robot")
    assert await tokens.revoke(agent, "robot") == 1
    assert await reception.by_token(token) is NOBODY


# -- credentials ----------------------------------------------------------------------------------


async def test_scopes_are_carried_by_the_token_alone(reception: Reception) -> None:
    agent = await a_user("agent")
    token = await tokens.issue(agent, "robot", ["cases:read", "customers:read", "cases:read"])
    by_token = await reception.by_token(token)
    by_cookie = await reception.by_cookie(await _session(reception, agent))
    assert by_token.scopes == {"cases:read", "customers:read"}
    assert by_token.roles == by_cookie.roles == {"agent", "deescalation_requester"}
    assert by_cookie.scopes == frozenset()


async def test_a_client_without_a_user_has_a_role_of_its_own(reception: Reception) -> None:
    token = await tokens.issue(await a_user("admin"), "erp")
    await ApiClient.all().update(user_id=None)
    actor = await reception.by_token(token)
    assert (actor.user_id, actor.roles) == (None, {"api"})


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Basic YWdlbnQ6eA==", "Bearer cw_", "Bearer cw_nobody", "\xff\xfe"],
)
async def test_a_credential_that_we_do_not_know_is_nobody(
    reception: Reception, authorization: str
) -> None:
    headers = [(b"authorization", authorization.encode("latin-1"))]
    assert await reception.identity.identify(headers) is NOBODY


async def test_beside_an_authorization_header_the_cookie_does_not_count(
    reception: Reception,
) -> None:
    agent = await a_user("agent")
    cookie = await _session(reception, agent)
    both = [(b"cookie", b"session=" + cookie.encode()), (b"authorization", b"Bearer cw_wrong")]
    assert await reception.identity.identify(both) is NOBODY
    assert await reception.identity.identify(reversed(both)) is NOBODY


async def test_a_session_secret_is_no_token_and_a_token_no_session(reception: Reception) -> None:
    agent = await a_user("agent")
    cookie, token = await _session(reception, agent), await tokens.issue(agent, "robot")
    assert await reception.by_token(cookie) is NOBODY
    assert await reception.by_cookie(token) is NOBODY


async def test_a_cookie_of_another_name_is_not_looked_at(reception: Reception) -> None:
    agent = await a_user("agent")
    cookie = await _session(reception, agent)
    headers = [(b"cookie", b"mysession=" + cookie.encode() + b"; sessions=" + cookie.encode())]
    assert await reception.identity.identify(headers) is NOBODY


# -- last use -------------------------------------------------------------------------------------


async def test_last_uses_are_written_apart_from_requests(reception: Reception) -> None:
    agent = await a_user("agent")
    token, cookie = await tokens.issue(agent, "robot"), await _session(reception, agent)
    long_ago = now() - timedelta(hours=1)
    await Session.all().update(last_seen_at=long_ago)
    for _ in range(3):
        await reception.by_token(token)
        await reception.by_cookie(cookie)
    assert (await ApiClient.get()).last_used is None
    assert (await Session.get()).last_seen_at == long_ago

    await reception.uses.record()

    last_used = (await ApiClient.get()).last_used
    assert last_used is not None
    assert now() - last_used < timedelta(seconds=5)
    assert (await Session.get()).last_seen_at > long_ago


async def test_what_nothing_changed_is_not_asked_again_on_sqlite(world: World) -> None:
    token = await a_token(await a_user("agent"))
    assert await actor_of(token) is await actor_of(token)
