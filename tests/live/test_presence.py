"""Who has a case open is shown to those who may see the case and the person; to nobody else."""

import re
from datetime import timedelta

import httpx

from gateway.database.fields import now
from gateway.live.presence import Presence
from gateway.people.models import User
from tests.acting.works import BASE, Works
from tests.live.line import SESSIONS, listening, live, session
from tests.world import (
    a_case,
    a_contact,
    a_group,
    a_provider,
    a_token,
    a_user,
    an_outsourced_agent,
)

WHO = """
query ($number: String!) {
    caseByNumber(number: $number) {
        presence { nodes { user { displayName } typing since } }
    }
}
"""


async def beat(works: Works, user: User, number: str, typing: str = "0") -> int:
    """A sign of somebody's page; the status of the answer."""
    cookie = f"{SESSIONS.cookie_name}={await session(user)}"
    transport = httpx.ASGITransport(app=works.gateway)
    headers = {"cookie": cookie, "sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(transport=transport, base_url=BASE, headers=headers) as browser:
        answer = await browser.post(f"/cases/{number}/presence", data={"typing": typing})
    await live(works).arrivals.record()
    return answer.status_code


async def who(works: Works, user: User, number: str) -> list[tuple[str, bool]]:
    """Whom a viewer sees there, and whether they type."""
    answer = await works.answer(await a_token(user), WHO, variables={"number": number})
    case = answer.json()["data"]["caseByNumber"]
    return [(n["user"]["displayName"], n["typing"]) for n in case["presence"]["nodes"]]


def name(user: User) -> str:
    return f"{user.first_name} {user.last_name}"


async def test_a_page_that_is_open_says_so_and_who_types(works: Works) -> None:
    mara, ana, case = await a_user("agent"), await a_user("agent"), await a_case()
    assert await beat(works, mara, case.number) == 204
    assert await who(works, ana, case.number) == [(name(mara), False)]
    assert await beat(works, mara, case.number, "1") == 204
    assert await who(works, ana, case.number) == [(name(mara), True)]
    assert await beat(works, mara, case.number, "gone") == 204
    assert await who(works, ana, case.number) == []


async def test_who_gives_no_sign_is_gone_and_stopped_typing_before(works: Works) -> None:
    mara, ana, case = await a_user("agent"), await a_user("agent"), await a_case()
    await beat(works, mara, case.number, "1")
    await Presence.all().update(beat_at=now() - timedelta(seconds=12))
    await live(works).arrivals.sweep()
    assert await who(works, ana, case.number) == [(name(mara), False)]
    await Presence.all().update(beat_at=now() - timedelta(seconds=50))
    await live(works).arrivals.sweep()
    assert await who(works, ana, case.number) == []


async def test_signs_of_several_pages_are_one_presence(works: Works) -> None:
    mara, case = await a_user("agent"), await a_case()
    for _ in range(3):
        await beat(works, mara, case.number)
    assert await Presence.all().count() == 1


async def test_others_on_the_case_are_told_and_nobody_else(works: Works) -> None:
    mara, ana, case, other = (
        await a_user("agent"), await a_user("agent"), await a_case(), await a_case(),
    )  # fmt: skip
    async with (
        listening(works, ana, case.number) as here,
        listening(works, ana, other.number) as elsewhere,
    ):
        await beat(works, mara, case.number)
        assert await here.next(1) == ["presence"]
        assert await elsewhere.silent(0.5)
        await beat(works, mara, case.number)
        assert await here.silent(0.5)  # nothing has changed
        assert mara.last_name not in here.text


async def test_a_customer_is_neither_shown_nor_shown_to(works: Works) -> None:
    mara, contact = await a_user("agent"), await a_contact()
    case = await a_case(contact=contact)
    customer = await contact.user
    await beat(works, mara, case.number)
    assert await beat(works, customer, case.number) == 404
    refused = await works.answer(await a_token(customer), WHO, variables={"number": case.number})
    assert "Cannot query field 'presence'" in refused.text
    async with listening(works, customer, case.number) as line:
        await beat(works, await a_user("agent"), case.number)
        assert await line.silent(0.5)
    assert await Presence.all().count() == 2


async def test_a_provider_sees_its_own_people_and_those_whose_names_it_reads(works: Works) -> None:
    mara, handler, provider = await a_user("agent"), await a_user("agent"), await a_provider()
    peer, reader = await an_outsourced_agent(provider), await an_outsourced_agent(provider)
    group = await a_group(provider=provider)
    case = await a_case(assignment_group=group, assigned_to=handler)
    for each in (mara, handler, peer):
        await beat(works, each, case.number)
    seen = [named for named, _ in await who(works, reader, case.number)]
    assert seen == [name(handler), name(peer)]
    assert len(await who(works, mara, case.number)) == 3


async def test_whoever_may_not_see_a_case_is_not_there_and_sees_nobody(works: Works) -> None:
    outsider = await an_outsourced_agent(await a_provider())
    mara, case = await a_user("agent"), await a_case()
    await beat(works, mara, case.number)
    assert await beat(works, outsider, case.number) == 404
    assert await beat(works, mara, "CS9999999") == 404
    async with listening(works, outsider, case.number) as line:
        await beat(works, await a_user("agent"), case.number)
        assert await line.silent(0.5)
        assert not re.search(r"event: (?!beat)", line.text)


async def test_nobody_can_say_that_from_elsewhere(works: Works) -> None:
    mara, case = await a_user("agent"), await a_case()
    transport = httpx.ASGITransport(app=works.gateway)
    cookie = {"cookie": f"{SESSIONS.cookie_name}={await session(mara)}"}
    async with httpx.AsyncClient(transport=transport, base_url=BASE, headers=cookie) as browser:
        answer = await browser.post(
            f"/cases/{case.number}/presence",
            data={"typing": "1"},
            headers={"sec-fetch-site": "cross-site"},
        )
    assert answer.status_code == 403
    assert await Presence.all().count() == 0
