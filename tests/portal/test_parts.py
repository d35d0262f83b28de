"""One address, one page: htmx gets the part that it will put in place, everyone else the whole."""

import gzip
from datetime import timedelta

import pytest

from gateway.cases.lifecycle import CaseState
from gateway.people.models import User
from tests.levels.promised import promise
from tests.portal.front import Front
from tests.world import MONDAY, a_case, a_comment, a_contact, a_group, a_task, a_user, a_work_note


async def test_htmx_gets_the_block_that_it_will_put_in_place(front: Front) -> None:
    agent = await a_user("agent")
    case = await a_case(assigned_to=agent)
    async with front.visitor(agent) as visitor:
        await visitor.swap(f"/cases/{case.number}", "section#detail")
        assert [tag.name for tag in visitor.page.find_all(recursive=False)] == ["title", "section"]
        assert visitor.one("section")["id"] == "detail"
        await visitor.swap("/cases", "section#list")
        assert visitor.one("section")["id"] == "list"
        assert visitor.numbers() == [case.number]
        assert not visitor.page.select("#detail, nav.tabbar")
        await visitor.swap(f"/cases/{case.number}", "div#timeline")
        assert visitor.one("div")["id"] == "timeline"
        assert not visitor.page.select(".headline")


@pytest.mark.parametrize("target", ["body", "section#elsewhere", ""])
async def test_everything_else_gets_the_whole_page(front: Front, target: str) -> None:
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.swap("/cases", target)
        assert visitor.page.select("html")
        await visitor.open("/cases", hx_request="true", hx_request_type="full", hx_target="x#list")
        assert visitor.page.select("html")


async def test_the_part_looks_the_same_as_within_the_page(front: Front) -> None:
    agent = await a_user("agent")
    case = await a_case(assigned_to=agent, contact=await a_contact())
    await a_comment(case, author_user=agent)
    async with front.visitor(agent) as visitor:
        for name in ("list", "detail", "timeline"):
            await visitor.open(f"/cases/{case.number}")
            within = visitor.one(f"#{name}")
            await visitor.swap(f"/cases/{case.number}", f"x#{name}")
            if name == "list":  # asked at the address of the list, the open row is not marked
                for row in within.select("[aria-current]"):
                    assert row["href"] == f"/cases/{case.number}"
            assert visitor.one(f"#{name}").get_text() == within.get_text()


async def test_answers_vary_are_private_and_not_sent_twice(front: Front) -> None:
    async with front.visitor(await a_user("agent")) as visitor:
        first = (await visitor.open("/cases")).answer
        assert first.headers["cache-control"] == "private, no-cache"
        assert "HX-Target" in first.headers["vary"]
        assert "Cookie" in first.headers["vary"]
        again = await visitor.open("/cases", if_none_match=first.headers["etag"])
        assert (again.answer.status_code, again.answer.content) == (304, b"")


async def test_trouble_in_a_part_takes_the_place_of_the_part(front: Front) -> None:
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.swap("/cases/CS9999999", "section#detail")
        assert visitor.answer.status_code == 404
        assert visitor.one("section")["id"] == "detail"
        assert "Not found" in visitor.text("h2")


async def test_htmx_is_led_to_sign_in_as_a_whole(front: Front) -> None:
    async with front.visitor() as visitor:
        await visitor.swap("/cases", "section#list")
    assert visitor.answer.status_code == 401
    assert visitor.answer.headers["hx-redirect"] == "/login"


async def test_a_list_that_does_not_exist_is_not_found(front: Front) -> None:
    case = await a_case()
    async with front.visitor(await a_user("agent")) as visitor:
        for address in ("/cases?view=junk", f"/cases/{case.number}?view=junk"):
            await visitor.open(address)
            assert visitor.answer.status_code == 404
            assert "There is no list called junk." in visitor.text("main")


async def test_a_list_of_another_kind_of_reader_leads_to_the_first_of_ones_own(
    front: Front,
) -> None:
    carl = await a_contact()
    case = await a_case(account=await carl.account, contact=carl)
    async with front.visitor(await User.get(id=carl.user_id)) as visitor:
        await visitor.open(f"/cases/{case.number}?view=team")
        assert visitor.answer.status_code == 200
        assert visitor.text("#list-title") == "Your cases"


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/cases?state=FOO", "There is no status called FOO."),
        ("/cases?priority=URGENT", "There is no priority called URGENT."),
        ("/cases?after=nonsense", "This cursor does not belong to this list"),
    ],
)
async def test_a_wrong_address_gets_a_sentence_that_helps(
    front: Front, address: str, told: str
) -> None:
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open(address)
    assert visitor.answer.status_code == 400
    assert told in visitor.text("main")
    assert visitor.one("main a")["href"] == "/cases"


async def test_odd_addresses_never_fail(front: Front) -> None:
    case = await a_case()
    async with front.visitor(await a_user("agent")) as visitor:
        for address in (
            "/cases?q=%00%ff&account=%00",
            "/cases?view=%F0%9F%90%99&order=%F0%9F%90%99",
            "/cases?group=%25_%27%22%3C",
            f"/cases/{case.number}?comments=x&until=y",
            "/cases/%00",
            "/cases/..%2f..",
            "/static/..%2f..%2fapp.py",
            "/static/vendor/vendor.lockx",
            f"/cases?q={'x' * 3000}",
        ):
            assert (await visitor.open(address)).answer.status_code < 500, address


# -- weights ------------------------------------------------------------------------------------


async def _busy() -> tuple[User, str]:
    agent = await a_user("agent")
    group = await a_group(agent)
    contact = await a_contact()
    for n in range(60):
        case = await a_case(
            short_description=f"Turnstile gates reject season passes at station number {n}",
            assigned_to=agent,
            assignment_group=group,
            contact=contact,
            state=list(CaseState)[n % 3],
            opened_at=MONDAY - timedelta(minutes=n),
            description="Since the update it restarts and shows code E-217. " * 5,
        )
    for n in range(10):
        text = f"Number {n}: the watchdog trips when the library is larger than 4 MB. " * 3
        await a_comment(case, text, author_user=agent)
        await a_work_note(case, text, author_user=agent)
        await a_task(case)
    await promise()
    return agent, case.number


async def test_pages_and_parts_stay_light(front: Front) -> None:
    agent, number = await _busy()
    async with front.visitor(agent) as visitor:
        page = gzip.compress((await visitor.open(f"/cases/{number}")).answer.content, 5)
        assert len(visitor.page.select(".row .promise")) == 50
        assert len(visitor.page.select("*")) <= 1500
        part = await visitor.swap(f"/cases/{number}", "section#detail")
        swap = gzip.compress(part.answer.content, 5)
    assert len(page) <= 20_000
    assert len(swap) <= 12_000
