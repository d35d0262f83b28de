"""On their own page people choose language and zone, and sign out elsewhere."""

from datetime import UTC, datetime

import pytest

from gateway.people.models import Session, User
from gateway.people.sessions import Sessions, Visitor
from tests.portal.front import OURS, Front
from tests.world import a_case, a_contact, a_user

MORNING = datetime(2026, 11, 16, 9, tzinfo=UTC)
PHONE = Visitor(user_agent="Mozilla/5.0 (Linux; Android 15) AppleWebKit Chrome/156.0 Mobile Safari")


async def test_moments_are_told_in_the_zone_that_one_chose(front: Front) -> None:
    agent = await a_user("agent")
    case = await a_case(assigned_to=agent, opened_at=MORNING)
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}")
        assert visitor.page.find("time", title="16 Nov 2026, 09:00 UTC")
        await visitor.open("/profile")
        await visitor.send("form[action='/profile']", timezone="Australia/Sydney")
        assert visitor.address == "/profile"
        await visitor.open(f"/cases/{case.number}")
        assert visitor.page.find("time", title="16 Nov 2026, 20:00 AEDT")


async def test_a_zone_that_does_not_exist_is_refused_beside_its_field(front: Front) -> None:
    agent = await a_user("agent")
    async with front.visitor(agent) as visitor:
        answer = await visitor.browser.post("/profile", data={"timezone": "Mars/X"}, headers=OURS)
    assert answer.status_code == 422
    assert "There is no such time zone" in answer.text
    await agent.refresh_from_db()
    assert agent.timezone == "UTC"


async def test_a_contact_has_a_profile_too(front: Front) -> None:
    contact = await a_contact()
    user = await contact.user
    assert isinstance(user, User)
    async with front.visitor(user) as visitor:
        await visitor.open("/profile")
        await visitor.send("form[action='/profile']", timezone="Europe/Madrid")
    await user.refresh_from_db()
    assert user.timezone == "Europe/Madrid"


async def test_one_signs_out_the_browser_that_one_left_behind(front: Front) -> None:
    agent = await a_user("agent")
    async with front.visitor(agent) as visitor:
        here = await Session.get(user=agent)
        await Sessions().open(agent.pk, PHONE)
        left = await Session.get(user=agent, user_agent=PHONE.user_agent)
        await visitor.open("/profile")
        assert "Chrome on Android" in visitor.answer.text
        forms = visitor.page.select("form[action='/profile/devices'] button")
        assert len(forms) == 1, "not this one"
        sent = {"session": str(forms[0]["value"])}
        await visitor.browser.post("/profile/devices", data=sent, headers=OURS)
        await left.refresh_from_db()
        await here.refresh_from_db()
        assert left.revoked_at
        assert not here.revoked_at
        await visitor.open("/profile")
        assert "Android" not in visitor.answer.text


@pytest.mark.parametrize("key", ["", "U2Vzc2lvbjo5OTk5", "nonsense"])
async def test_a_session_that_is_not_ones_own_is_not_there(front: Front, key: str) -> None:
    agent = await a_user("agent")
    async with front.visitor(agent) as visitor:
        await visitor.open("/profile")
        answer = await visitor.browser.post("/profile/devices", data={"session": key}, headers=OURS)
    assert answer.status_code in (400, 404)


async def test_nobody_has_no_profile(front: Front) -> None:
    async with front.visitor() as visitor:
        answer = await visitor.browser.get("/profile")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/profile")
