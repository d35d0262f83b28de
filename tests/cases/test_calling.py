"""Who can be called upon in an entry, who is kept informed, and what is said on a task."""

import pytest

from gateway.cases.kinds import JournalKind
from gateway.cases.models import InformedUser, JournalEntry, JournalMention, WorkNotesWatcher
from gateway.people.identity import TOKEN_PREFIX
from gateway.people.models import ApiClient
from gateway.people.secret import fingerprint, new_secret
from gateway.request.ledger import OutboxEvent
from gateway.request.scalars import global_id
from tests.cases.deeds import done, errors, refused
from tests.world import (
    a_case,
    a_contact,
    a_group,
    a_provider,
    a_task,
    a_user,
    an_outsourced_agent,
    ask,
)

pytestmark = pytest.mark.usefixtures("world")
MENTIONS = """
    query ($id: ID!) {
        case(id: $id) { workNotes { nodes { mentions { nodes { user { id } } } } } }
    }
"""


def of(user: object) -> str:
    return global_id("User", int(user.pk))  # type: ignore[attr-defined]


async def test_a_mention_stands_with_the_entry_and_is_told() -> None:
    agent, mara, case = await a_user("agent"), await a_user("manager"), await a_case()

    await done("caseWorkNote", agent, case, text="@Mara look", mentions=[of(mara)])

    entry = await JournalEntry.get(case=case)
    assert [m.user_id for m in await JournalMention.filter(entry=entry)] == [mara.id]
    event = await OutboxEvent.get(event="case.work_note")
    assert event.payload["mentions"] == [mara.id]
    answer = await ask(MENTIONS, by=mara, id=global_id("Case", case.id))
    (note,) = answer["case"]["workNotes"]["nodes"]
    assert note["mentions"]["nodes"] == [{"user": {"id": of(mara)}}]


async def test_nobody_is_called_upon_who_may_not_see_the_case() -> None:
    agent, case = await a_user("agent"), await a_case()
    stranger = await an_outsourced_agent(await a_provider(), first_name="Olga", last_name="Far")

    (error,) = await errors(
        "caseWorkNote", agent, case, text="@Olga Far look", mentions=[of(stranger)]
    )

    assert (error["code"], error["message"]) == ("BAD_REFERENCE", "Olga Far may not read this.")
    assert not await JournalEntry.exists()


async def test_who_may_not_read_names_is_told_the_place_of_whom_he_may_not_call_upon() -> None:
    program = new_secret(TOKEN_PREFIX)
    await ApiClient.create(name="Monitor", secret_hash=fingerprint(program))
    mara, provider = await a_user("agent"), await a_provider()
    stranger = await an_outsourced_agent(provider, first_name="Olga", last_name="Far")
    for handler in (mara, stranger):
        await a_case(assigned_to=handler)

    (error,) = await errors(
        "caseWorkNote", program, await a_case(), text="Look", mentions=[of(mara), of(stranger)]
    )

    assert error["message"] == "Person 2 of those called upon may not read this."


async def test_a_provider_is_not_called_upon_in_a_note_kept_from_it() -> None:
    provider, agent = await a_provider(), await a_user("agent")
    olga = await an_outsourced_agent(provider)
    case = await a_case(assignment_group=await a_group(olga, provider=provider))

    told = await refused(
        "caseWorkNote", agent, case, text="Ours", enterpriseOnly=True, mentions=[of(olga)]
    )
    assert told == [("BAD_REFERENCE", "mentions")]

    await done("caseWorkNote", agent, case, text="Yours", mentions=[of(olga)])


async def test_watching_is_being_told_of_everything() -> None:
    agent, case = await a_user("agent"), await a_case()

    await done("caseWatch", agent, case)
    await done("caseWatch", agent, case)
    assert await InformedUser.filter(case=case, user=agent).count() == 1
    assert await WorkNotesWatcher.filter(case=case, user=agent).count() == 1

    await done("caseUnwatch", agent, case)
    assert not await InformedUser.exists()
    assert not await WorkNotesWatcher.exists()


async def test_people_are_added_to_those_informed_and_taken_off() -> None:
    agent, case = await a_user("agent"), await a_case()
    first, second = await a_user("agent"), await a_contact()

    await done("caseInform", agent, case, users=[of(first)])
    await done("caseInform", agent, case, users=[of(await second.user)])
    assert await InformedUser.filter(case=case).count() == 2

    await done("caseStopInforming", agent, case, users=[of(first)])
    told = await InformedUser.get(case=case)
    assert told.user_id == second.user_id


async def test_customers_are_not_told_of_notes() -> None:
    agent, case, contact = await a_user("agent"), await a_case(), await a_contact()
    told = await refused("caseTellOfNotes", agent, case, users=[of(await contact.user)])
    assert told == [("BAD_REFERENCE", "users")]


async def test_a_note_on_a_task_stands_in_the_journal_of_its_case() -> None:
    agent, case = await a_user("agent"), await a_case()
    task = await a_task(case)

    await done("caseTaskWorkNote", agent, task, text="Rang twice")

    entry = await JournalEntry.get(case=case)
    assert (entry.task_id, entry.kind) == (task.pk, JournalKind.WORK_NOTE)


async def test_a_comment_needs_a_task_that_the_customer_sees() -> None:
    agent, contact = await a_user("agent"), await a_contact()
    case = await a_case(contact=contact)
    hidden, shown = await a_task(case), await a_task(case, visible_to_customer=True)

    told = await refused("caseTaskComment", agent, hidden, text="Done on Monday")
    assert told == [("INVALID_INPUT", "text")]
    await done("caseTaskComment", agent, shown, text="Done on Monday")

    comments = "query ($id: ID!) { case(id: $id) { comments { nodes { text task { number } } } } }"
    key = global_id("Case", case.id)
    (read,) = (await ask(comments, by=contact, id=key))["case"]["comments"]["nodes"]
    assert read == {"text": "Done on Monday", "task": {"number": shown.number}}

    await type(shown).filter(id=shown.pk).update(visible_to_customer=False)
    assert (await ask(comments, by=contact, id=key))["case"]["comments"]["nodes"] == []
