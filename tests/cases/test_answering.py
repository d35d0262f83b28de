"""What a comment or a work note leads to, and whose it is."""

import pytest

from gateway.cases.kinds import JournalSource
from gateway.cases.lifecycle import CaseState
from gateway.cases.models import Case, JournalEntry
from gateway.errors import Refusal
from tests.cases.deeds import done, refused
from tests.world import (
    MONDAY,
    a_case,
    a_consumer,
    a_contact,
    a_group,
    a_provider,
    a_user,
    an_outsourced_agent,
)

pytestmark = pytest.mark.usefixtures("world")


async def only_entry(case: Case) -> JournalEntry:
    return await JournalEntry.get(case=case)


async def test_the_staffs_comment_is_an_answer() -> None:
    agent, case = await a_user("agent"), await a_case(needs_attention=True)

    await done("caseComment", agent, case, text="We are on our way")

    entry = await only_entry(case)
    assert (entry.author_user_id, entry.source) == (agent.id, JournalSource.API)
    assert case.first_response_at == entry.at
    assert not case.needs_attention


async def test_only_the_first_answer_counts() -> None:
    case = await a_case(first_response_at=MONDAY)

    await done("caseComment", await a_user("agent"), case, text="Still on our way")

    assert case.first_response_at == MONDAY


async def test_a_requesters_comment_calls_for_attention() -> None:
    contact = await a_contact()
    case = await a_case(contact=contact, state=CaseState.OPEN)

    await done("caseComment", contact, case, text="Any news?")

    entry = await only_entry(case)
    assert (entry.author_contact_id, entry.author_user_id) == (contact.id, None)
    assert (case.state, case.needs_attention) == (CaseState.OPEN, True)
    assert case.first_response_at is None


async def test_a_requesters_comment_answers_what_was_asked() -> None:
    consumer = await a_consumer()
    case = await a_case(consumer=consumer, state=CaseState.AWAITING_INFO)

    await done("caseComment", consumer, case, text="The blue one")

    assert (await only_entry(case)).author_consumer_id == consumer.id
    assert (case.state, case.needs_attention) == (CaseState.OPEN, True)


async def test_the_staffs_comment_answers_nothing_that_staff_asked() -> None:
    case = await a_case(state=CaseState.AWAITING_INFO)

    await done("caseComment", await a_user("agent"), case, text="We still need to know")

    assert case.state is CaseState.AWAITING_INFO


async def test_a_customer_says_nothing_more_in_a_finished_case() -> None:
    contact = await a_contact()
    case = await a_case(contact=contact, state=CaseState.CLOSED)

    assert await refused("caseComment", contact, case, text="Thanks") == [("FORBIDDEN", "")]


@pytest.mark.parametrize("text", ["", "  \n", "a\0b", "x" * 100_001])
async def test_a_comment_has_words_and_not_too_many(text: str) -> None:
    case = await a_case()

    ((code, field),) = await refused("caseComment", await a_user("agent"), case, text=text)

    assert (code, field) in {("MISSING_INPUT", "text"), ("INVALID_INPUT", "text")}
    assert not await JournalEntry.filter(case=case).exists()


async def test_a_note_on_the_enterprises_own_case_stays_inside() -> None:
    case = await a_case(assignment_group=await a_group())

    await done("caseWorkNote", await a_user("agent"), case, text="Ordered a seal")

    assert (await only_entry(case)).enterprise_only


async def test_its_author_may_share_it_with_providers() -> None:
    case = await a_case()

    await done("caseWorkNote", await a_user("agent"), case, text="Hello", enterpriseOnly=False)

    assert not (await only_entry(case)).enterprise_only


async def test_a_note_on_a_providers_case_is_for_the_provider_too() -> None:
    case = await a_case(assignment_group=await a_group(provider=await a_provider()))

    await done("caseWorkNote", await a_user("agent"), case, text="Please hurry")

    assert not (await only_entry(case)).enterprise_only


async def test_a_provider_keeps_no_note_from_the_enterprise() -> None:
    provider = await a_provider()
    worker = await an_outsourced_agent(provider)
    case = await a_case(assignment_group=await a_group(worker, provider=provider))

    await done("caseWorkNote", worker, case, text="Seal ordered")

    assert not (await only_entry(case)).enterprise_only
    with pytest.raises(Refusal):  # the input does not exist for them
        await done("caseWorkNote", worker, case, text="Ours", enterpriseOnly=True)
