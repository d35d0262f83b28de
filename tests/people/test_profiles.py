"""People choose their language and time zone, and end what they left signed in."""

from datetime import timedelta
from typing import Any

import pytest

from gateway.database.fields import now
from gateway.errors import ValidationFailed
from gateway.people.models import Session, User
from gateway.people.sessions import Sessions, Visitor
from gateway.request.scalars import global_id
from tests.world import Somebody, a_consumer, a_contact, a_provider, a_token, a_user, ask

pytestmark = pytest.mark.usefixtures("world")

PROFILE = """mutation ($input: UserEditProfileInput!) {
  userEditProfile(input: $input) { user { timezone language } errors { code message path } }
}"""
END = """mutation ($input: SessionEndInput!) {
  sessionEnd(input: $input) { session { revokedAt } errors { code } }
}"""
STAFF = (
    *("admin", "agent", "manager", "approver", "stakeholder", "provider_lead", "field_agent"),
    *("author", "osp_agent", "osp_manager", "osp_admin"),
)
LAPTOP = Visitor(address="10.1.2.3", user_agent="Firefox on a laptop")


async def chosen(by: Somebody, user: User, **given: Any) -> Any:
    sent = {"id": global_id("User", user.pk), **given}
    return (await ask(PROFILE, by=by, input=sent))["userEditProfile"]


async def ended(by: Somebody, session: Session) -> Any:
    sent = {"id": global_id("Session", session.pk)}
    return (await ask(END, by=by, input=sent))["sessionEnd"]


async def a_session(user: User) -> Session:
    await Sessions().open(user.pk, LAPTOP)
    return await Session.filter(user=user).order_by("-id").first().get()


@pytest.mark.parametrize("role", STAFF)
async def test_everybody_chooses_language_and_zone(role: str) -> None:
    provider = {"provider": await a_provider()} if role.startswith("osp") else {}
    me = await a_user(role, **provider)
    answer = await chosen(me, me, timezone="Europe/Madrid", language="es")
    assert answer == {"user": {"timezone": "Europe/Madrid", "language": "es"}, "errors": []}
    await me.refresh_from_db()
    assert (me.timezone, me.language) == ("Europe/Madrid", "es")


async def test_customers_choose_too_and_read_no_zone_but_their_own() -> None:
    for customer in (await a_contact(), await a_consumer()):
        me = await customer.user
        assert me is not None
        answer = await chosen(customer, me, timezone="Australia/Sydney")
        assert answer["user"]["timezone"] == "Australia/Sydney"
        seen = await ask("{ viewer { user { timezone language } } }", by=customer)
        assert seen["viewer"]["user"] == {"timezone": "Australia/Sydney", "language": "en"}


@pytest.mark.parametrize(
    ("given", "field"),
    [({"timezone": "Mars/Olympus"}, "timezone"), ({"language": "tlh"}, "language")],
)
async def test_what_does_not_exist_cannot_be_chosen(given: dict[str, str], field: str) -> None:
    me = await a_user("agent")
    (error,) = (await chosen(me, me, **given))["errors"]
    assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", field])


async def test_nobody_chooses_for_somebody_else() -> None:
    ana, ben = await a_user("agent"), await a_user("agent")
    errors = (await chosen(ana, ben, language="es"))["errors"]
    assert "FORBIDDEN" in [error["code"] for error in errors]
    await ben.refresh_from_db()
    assert ben.language == "en"


async def test_one_sees_and_ends_the_browsers_where_one_is_signed_in() -> None:
    ana, ben = await a_user("agent"), await a_user("agent")
    left, hers = await a_session(ana), await a_session(ben)
    seen = await ask("{ sessions(view: MINE) { nodes { address userAgent revokedAt } } }", by=ana)
    (node,) = seen["sessions"]["nodes"]
    assert node == {"address": LAPTOP.address, "userAgent": LAPTOP.user_agent, "revokedAt": None}
    answer = await ended(ana, left)
    assert answer["errors"] == []
    assert answer["session"]["revokedAt"]
    assert (await ended(ana, hers))["errors"] == [{"code": "NOT_FOUND"}]
    await hers.refresh_from_db()
    assert hers.revoked_at is None


async def test_who_ended_a_session_twice_ended_it_then() -> None:
    ana = await a_user("agent")
    left = await a_session(ana)
    earlier = now() - timedelta(hours=1)
    await Session.filter(id=left.id).update(revoked_at=earlier)
    assert (await ended(ana, left))["errors"] == []
    await left.refresh_from_db()
    assert left.revoked_at == earlier


async def test_administrators_end_the_sessions_of_all() -> None:
    admin, ana = await a_user("admin"), await a_user("agent")
    left = await a_session(ana)
    assert (await ended(admin, left))["errors"] == []
    await left.refresh_from_db()
    assert left.revoked_at is not None


async def test_a_token_for_cases_knows_no_sessions() -> None:
    ana = await a_user("agent")
    await a_session(ana)
    token = await a_token(ana, "cases:read", "cases:write")
    try:
        seen = await ask("{ sessions { nodes { address } } }", by=token)
    except ValidationFailed:
        return
    assert seen["sessions"] is None
