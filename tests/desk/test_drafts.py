"""What somebody has written and not sent yet: theirs alone, on every device, until it is sent."""

import pytest

from gateway.desk.models import Draft
from gateway.errors import Refusal
from gateway.request.ledger import AuditEntry, OutboxEvent
from gateway.request.scalars import global_id
from tests.cases.deeds import done
from tests.world import Somebody, a_case, a_contact, a_user, ask

pytestmark = pytest.mark.usefixtures("world")
CANARY = "half a sentence that nobody"
DRAFTS = "query ($id: ID!) { case(id: $id) { drafts { nodes { text internal } } } }"


async def drafts(by: Somebody, case: object) -> list[dict[str, object]]:
    key = global_id("Case", case.pk)  # type: ignore[attr-defined]
    return (await ask(DRAFTS, by=by, id=key))["case"]["drafts"]["nodes"]


async def test_a_draft_is_kept_and_replaced() -> None:
    agent, case = await a_user("agent"), await a_case()

    await done("caseKeepDraft", agent, case, text="We ha")
    await done("caseKeepNoteDraft", agent, case, text="We have looked")

    assert await drafts(agent, case) == [{"text": "We have looked", "internal": True}]


async def test_a_draft_knows_whom_it_calls_upon() -> None:
    agent, case = await a_user("agent"), await a_case()
    olga, ben = await a_user("agent"), await a_user("agent")
    query = "query ($id: ID!) { case(id: $id) { drafts { nodes { mentions { nodes { user { id } } }"
    query += " } } } }"

    async def called() -> set[str]:
        kept = (await ask(query, by=agent, id=global_id("Case", case.id)))["case"]["drafts"]
        return {each["user"]["id"] for each in kept["nodes"][0]["mentions"]["nodes"]}

    await done("caseKeepNoteDraft", agent, case, text="@Olga", mentions=[olga])
    assert await called() == {global_id("User", olga.id)}
    await done("caseKeepDraft", agent, case, text="@Ben and @Olga", mentions=[ben, olga, ben])
    assert await called() == {global_id("User", olga.id), global_id("User", ben.id)}
    await done("caseKeepDraft", agent, case, text="Nobody")
    assert await called() == set()
    await done("caseKeepDraft", agent, case, text="@Ben", mentions=[ben])
    await done("caseComment", agent, case, text="We are on our way")
    assert not await Draft.exists()


async def test_nobody_else_reads_it_not_even_an_administrator() -> None:
    agent, case = await a_user("agent"), await a_case()
    await done("caseKeepDraft", agent, case, text=CANARY)
    for role in ("admin", "manager", "agent"):
        assert await drafts(await a_user(role), case) == []


async def test_it_leaves_no_trace() -> None:
    agent, case = await a_user("agent"), await a_case()
    before = case.updated_at
    await done("caseKeepDraft", agent, case, text=CANARY)
    await case.refresh_from_db()
    assert not await AuditEntry.exists()
    assert not await OutboxEvent.exists()
    assert (case.version, case.updated_at) == (1, before)


async def test_what_is_sent_is_no_draft_any_more() -> None:
    agent, other, case = await a_user("agent"), await a_user("agent"), await a_case()
    await done("caseKeepDraft", agent, case, text="We")
    await done("caseKeepDraft", other, case, text="They")

    await done("caseComment", agent, case, text="We are on our way")

    assert [draft.user_id for draft in await Draft.all()] == [other.id]


async def test_another_action_leaves_the_draft_alone() -> None:
    agent, case = await a_user("agent"), await a_case()
    await done("caseKeepDraft", agent, case, text="We")
    await done("caseEdit", agent, case, shortDescription="The pump leaks oil")
    assert await Draft.exists()


async def test_a_draft_is_thrown_away() -> None:
    agent, case = await a_user("agent"), await a_case()
    await done("caseKeepDraft", agent, case, text="We")
    await done("caseKeepDraft", agent, case)
    assert not await Draft.exists()


async def test_customers_keep_drafts_of_comments_and_know_of_no_others() -> None:
    contact = await a_contact()
    case = await a_case(contact=contact)
    await done("caseKeepDraft", contact, case, text="Any")
    plain = "query ($id: ID!) { case(id: $id) { drafts { nodes { text } } } }"
    answer = await ask(plain, by=contact, id=global_id("Case", case.pk))
    assert answer["case"]["drafts"]["nodes"] == [{"text": "Any"}]
    with pytest.raises(Refusal):
        await drafts(contact, case)
    with pytest.raises(Refusal):
        await done("caseKeepNoteDraft", contact, case, text="Any")
