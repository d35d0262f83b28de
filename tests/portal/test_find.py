"""Searching without scripts: a page of its own, what it shows, and what it leaves out."""

from gateway.cases.lifecycle import CaseState
from tests.portal.front import Front
from tests.world import a_case, a_contact, a_task, a_user, an_account


async def test_the_search_of_every_page_leads_to_what_was_found(front: Front) -> None:
    agent = await a_user("agent")
    account = await an_account(name="Turnstile Works")
    case = await a_case(
        short_description="The turnstile rejects passes",
        description="Since Monday the turnstile stays shut.",
        account=account,
    )
    async with front.visitor(agent) as visitor:
        await visitor.open("/cases")
        await visitor.send("search form", q="turnstile")
        assert visitor.address == "/find?q=turnstile"
        assert visitor.texts(".found-kind") == ["Cases", "Accounts"]
        assert visitor.texts(".found b") == ["The turnstile rejects passes", "Turnstile Works"]
        assert visitor.texts("mark") == ["turnstile", "turnstile", "Turnstile"]
        await visitor.follow(case.number)
        assert visitor.text("#case-title") == "The turnstile rejects passes"


async def test_closed_cases_are_found_where_that_is_ticked(front: Front) -> None:
    agent = await a_user("agent")
    await a_case(short_description="Frost on the coil", state=CaseState.CLOSED)
    async with front.visitor(agent) as visitor:
        await visitor.open("/find?q=frost")
        assert "Nothing has the words “frost”. Closed cases were left out." in visitor.text()
        await visitor.send(".seek-form", closed="1")
        assert visitor.texts(".found b") == ["Frost on the coil"]
        assert visitor.one("[name=closed]").has_attr("checked")


async def test_a_slip_is_forgiven_and_said(front: Front) -> None:
    agent = await a_user("agent")
    await a_case(short_description="The compressor hums")
    async with front.visitor(agent) as visitor:
        await visitor.open("/find?q=comprssor")
        assert visitor.texts(".found b") == ["The compressor hums"]
        assert "similar" in visitor.text(".found")


async def test_a_task_leads_to_its_case(front: Front) -> None:
    agent = await a_user("agent")
    case = await a_case()
    await a_task(case, short_description="Order the gasket")
    async with front.visitor(agent) as visitor:
        await visitor.open("/find?q=gasket")
        assert visitor.one(".found a")["href"] == f"/cases/{case.number}/tasks"


async def test_a_customer_finds_nothing_of_others(front: Front) -> None:
    carl = await a_contact(await an_account())
    await a_case(short_description="A secret gasket")
    async with front.visitor(await carl.user) as visitor:
        await visitor.open("/find?q=gasket")
        assert visitor.texts(".found b") == []
        await visitor.open("/find/hits?q=gasket")
        assert "secret" not in visitor.answer.text


async def test_words_are_text_wherever_they_are_shown(front: Front) -> None:
    agent = await a_user("agent")
    await a_case(short_description="<b>gasket</b> & <i>more</i>")
    async with front.visitor(agent) as visitor:
        await visitor.open("/find?q=gasket")
        assert visitor.texts(".found b") == ["<b> gasket </b> & <i>more</i>"]
        await visitor.open("/find?q=<script>alert(1)</script>")
        assert "<script>alert" not in visitor.answer.text


async def test_a_search_without_words_asks_for_some(front: Front) -> None:
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open("/find")
        assert (visitor.answer.status_code, visitor.texts("section")) == (200, [])
        assert visitor.one("#seek-words").has_attr("autofocus")
        await visitor.open("/find?q=" + "x" * 1_001)
        assert visitor.answer.status_code == 400
        assert "1,000 characters" in visitor.text()


async def test_who_is_not_signed_in_is_led_to_the_door(front: Front) -> None:
    async with front.visitor() as visitor:
        await visitor.open("/find?q=gasket")
        assert visitor.address == "/login?next=/find%3Fq%3Dgasket"
