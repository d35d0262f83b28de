"""Nobody answers past somebody else: what was said meanwhile is shown before one's own is sent."""

from gateway.cases.kinds import JournalKind
from gateway.cases.models import Case, JournalEntry, JournalMention
from gateway.people.models import User
from gateway.request.scalars import global_id
from tests.portal.front import Front, Person
from tests.world import (
    a_case,
    a_comment,
    a_contact,
    a_group,
    a_provider,
    a_user,
    a_work_note,
    an_outsourced_agent,
)

WRITING = "#composer form"


async def words(case: Case) -> list[str]:
    """What was said on the case, in order."""
    return await JournalEntry.filter(case=case).order_by("id").values_list("text", flat=True)


async def begin(visitor: Person, case: Case) -> None:
    await visitor.open(f"/cases/{case.number}")


async def named(role: str, first: str, last: str) -> User:
    return await a_user(role, first_name=first, last_name=last)


async def test_what_a_colleague_wrote_is_shown_before_ones_own_is_sent(front: Front) -> None:
    mara, ana = await a_user("agent"), await named("agent", "Ana", "Ruiz")
    case = await a_case()
    async with front.visitor(mara) as visitor:
        await begin(visitor, case)
        await a_comment(case, "We are on our way.", author_user=ana)
        await visitor.send(WRITING, text="Did you try turning it off?", voice="comment")
        assert visitor.answer.status_code == 409
        assert "Ana Ruiz wrote while you were writing" in visitor.text("#said-fault")
        assert "We are on our way." in visitor.text(".meanwhile")
        assert visitor.one("#text").text == "Did you try turning it off?"
        assert "Send anyway" in visitor.texts("#composer button")
        assert await words(case) == ["We are on our way."]
        await visitor.send(WRITING)
    assert await words(case) == ["We are on our way.", "Did you try turning it off?"]


async def test_it_warns_again_when_it_happens_again(front: Front) -> None:
    mara, ana = await a_user("agent"), await a_user("agent")
    case = await a_case()
    async with front.visitor(mara) as visitor:
        await begin(visitor, case)
        for text in ("One", "Two"):
            await a_work_note(case, text, author_user=ana)
            await visitor.send(WRITING, text="Mine", voice="comment")
            assert visitor.answer.status_code == 409
            assert text in visitor.text(".meanwhile")
        await visitor.send(WRITING)
        assert visitor.answer.status_code == 200
    assert "Mine" in await words(case)


async def test_ones_own_words_from_another_page_are_no_surprise(front: Front) -> None:
    mara, case = await a_user("agent"), await a_case()
    async with front.visitor(mara) as visitor:
        await begin(visitor, case)
        await a_comment(case, "First", author_user=mara)
        await visitor.send(WRITING, text="Second", voice="comment")
        assert visitor.answer.status_code == 200
    assert await words(case) == ["First", "Second"]


async def test_what_one_may_not_read_neither_warns_nor_shows(front: Front) -> None:
    """A note inside the enterprise is nothing to a provider, and no note is to a customer."""
    ana, provider = await a_user("agent"), await a_provider()
    group = await a_group(provider=provider)
    outsider, contact = await an_outsourced_agent(provider), await a_contact()
    case = await a_case(assignment_group=group, contact=contact)
    for reader in (outsider, await contact.user):
        async with front.visitor(reader) as visitor:
            await begin(visitor, case)
            await a_work_note(case, "canary", author_user=ana, enterprise_only=True)
            await visitor.send(WRITING, text="Any news?", voice="comment")
            assert visitor.answer.status_code == 200
            assert "canary" not in visitor.answer.text


async def test_a_customer_is_warned_of_an_answer(front: Front) -> None:
    ana, contact = await named("agent", "Ana", "Ruiz"), await a_contact()
    case = await a_case(contact=contact)
    async with front.visitor(await contact.user) as visitor:
        await begin(visitor, case)
        await a_comment(case, "It is repaired.", author_user=ana)
        await visitor.send(WRITING, text="Any news?")
        assert visitor.answer.status_code == 409
        assert "It is repaired." in visitor.text(".meanwhile")


async def test_a_solution_is_not_proposed_past_what_the_customer_just_said(front: Front) -> None:
    mara, contact = await a_user("agent"), await a_contact()
    case = await a_case(contact=contact, assigned_to=mara, state="OPEN")
    async with front.visitor(mara) as visitor:
        await visitor.open(f"/cases/{case.number}/propose-solution")
        await a_comment(case, "Now it burns!", author_contact=contact)
        filled = {"resolutionCode": "FIXED_BY_CHANGE", "resolutionNotes": "New seal."}
        await visitor.send("#act form", **filled)
        assert visitor.answer.status_code == 409
        assert "Now it burns!" in visitor.text("#act .meanwhile")
        assert visitor.one("#i-resolutionNotes").text == "New seal."
        await visitor.send("#act form")
    assert (await Case.get(id=case.pk)).state == "RESOLVED"


async def test_with_scripts_the_composer_alone_is_exchanged_with_what_is_new(front: Front) -> None:
    mara, ana = await a_user("agent"), await a_user("agent")
    case = await a_case()
    async with front.visitor(mara) as visitor:
        await begin(visitor, case)
        carried = str(visitor.one(f"{WRITING} [name=_seen]")["value"])
        await a_comment(case, "News", author_user=ana)
        visitor.answer = await visitor.browser.post(
            f"/cases/{case.number}/comment",
            data={"text": "Mine", "_seen": carried, "_key": "k"},
            headers={
                "hx-request-type": "partial", "hx-target": "div#composer",
                "sec-fetch-site": "same-origin",
            },
        )  # fmt: skip
        assert visitor.answer.status_code == 409
        assert visitor.one('hx-partial[hx-target="#composer"] #text').text == "Mine"
        assert "News" in visitor.text('hx-partial[hx-target="#timeline"]')


async def test_an_entry_of_caseway_itself_holds_nobody_up(front: Front) -> None:
    mara, case = await a_user("agent"), await a_case()
    async with front.visitor(mara) as visitor:
        await begin(visitor, case)
        await JournalEntry.create(
            case=case, kind=JournalKind.COMMENT, text="Closed by itself.", source="SYSTEM"
        )
        await visitor.send(WRITING, text="Mine", voice="comment")
        assert visitor.answer.status_code == 200


async def test_who_was_called_upon_stays_so_until_it_is_sent(front: Front) -> None:
    agent, case, mara = await a_user("agent"), await a_case(), await a_user("agent")
    called = global_id("User", mara.pk)
    async with front.visitor(agent) as visitor:
        await begin(visitor, case)
        await visitor.post(f"/cases/{case.number}/work-note", text=" ", mentions=called)
        assert visitor.answer.status_code == 422
        await visitor.send(WRITING, button="Keep as draft", text="half a sentence")
        await begin(visitor, case)
        assert visitor.one("#composer [name=mentions]")["value"] == called
        await visitor.send(WRITING, button="Add note")
    assert [each.user_id for each in await JournalMention.all()] == [mara.pk]
