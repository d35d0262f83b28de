"""Forms as no browser of ours sends them: nothing is done that nobody meant."""

import pytest

from gateway.cases.journal import JournalEntry
from tests.portal.front import OURS, Front
from tests.world import a_case, a_group, a_user


async def test_a_file_in_the_place_of_a_text_is_no_text(front: Front) -> None:
    agent = await a_user("agent")
    case = await a_case(assignment_group=await a_group(agent), assigned_to=agent)
    async with front.visitor(agent) as visitor:
        answer = await visitor.browser.post(
            f"/cases/{case.number}/comment", files={"text": ("a.txt", b"hi")}, headers=OURS
        )

    assert answer.status_code == 400
    assert not await JournalEntry.filter(case=case).exists()


@pytest.mark.parametrize("was", ["[" * 50_000, '{"x":' * 50_000])
async def test_a_bottomless_form_is_read_as_one_that_showed_nothing(front: Front, was: str) -> None:
    agent, case = await a_user("agent"), await a_case()
    async with front.visitor(agent) as visitor:
        await visitor.open("/cases")
        await visitor.post(f"/cases/{case.number}/edit", _was=was, shortDescription="It drips")

    await case.refresh_from_db()
    assert (visitor.answer.status_code, case.short_description) == (200, "It drips")


async def test_a_title_that_was_emptied_is_asked_for(front: Front) -> None:
    agent, case = await a_user("agent"), await a_case(short_description="It leaks")
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}/edit")
        await visitor.send("#form-edit", button="Save", shortDescription="")

    assert visitor.answer.status_code == 422
    assert "Short description cannot be empty." in visitor.text("#form-edit")
