"""What is unread, for whom, and what makes it so."""

import pytest

from gateway.cases.lifecycle import CaseState
from gateway.cases.models import Case
from gateway.request.ledger import AuditEntry, OutboxEvent
from tests.cases.deeds import done, new_case, refused
from tests.world import (
    Somebody,
    a_case,
    a_contact,
    a_group,
    a_provider,
    a_user,
    an_outsourced_agent,
    answer,
    ask,
)

pytestmark = pytest.mark.usefixtures("world")
MINE = "{ cases { nodes { number unread } } }"


async def unread(by: Somebody) -> list[str]:
    """The numbers of the unread cases: by the field, by the filter and by the named list."""
    nodes = (await ask(MINE, by=by))["cases"]["nodes"]
    shown = sorted(node["number"] for node in nodes if node["unread"])
    for how in ("filter: {unread: {eq: true}}", "view: UNREAD"):
        found = (await ask(f"{{ cases({how}) {{ nodes {{ number }} }} }}", by=by))["cases"]["nodes"]
        assert sorted(node["number"] for node in found) == shown
    return shown


async def opened(case: Case, by: Somebody) -> None:
    await done("caseMarkUnread", by, case)
    await done("caseMarkRead", by, case)


async def test_what_nobody_gave_you_and_you_never_opened_is_not_unread() -> None:
    await a_case()

    assert await unread(await a_user("agent")) == []


async def test_a_case_that_is_given_to_you_is_unread_until_you_open_it() -> None:
    agent = await a_user("agent")
    case = await a_case(assignment_group=await a_group(agent))
    await done("caseAssign", await a_user("manager"), case, assignedTo=agent)
    assert await unread(agent) == [case.number]

    await done("caseMarkRead", agent, case)

    assert await unread(agent) == []


async def test_what_others_do_makes_it_unread_and_what_you_do_never_does() -> None:
    agent, other, contact = await a_user("agent"), await a_user("agent"), await a_contact()
    case = await a_case(contact=contact, state=CaseState.OPEN)
    await opened(case, agent)
    await opened(case, other)

    await done("caseWorkNote", agent, case, text="Looked at it")
    assert (await unread(agent), await unread(other)) == ([], [case.number])

    await done("caseComment", contact, case, text="Any news?")
    assert await unread(agent) == [case.number]


async def test_a_corrected_field_is_no_news() -> None:
    agent, case = await a_user("agent"), await a_case(state=CaseState.OPEN)
    await opened(case, agent)

    await done("caseEdit", await a_user("admin"), case, shortDescription="The pump drips")

    assert await unread(agent) == []


async def test_what_the_enterprise_keeps_to_itself_makes_nothing_unread_for_a_provider() -> None:
    provider = await a_provider()
    outsourced, agent = await an_outsourced_agent(provider), await a_user("agent")
    case = await a_case(assignment_group=await a_group(outsourced, provider=provider))
    await opened(case, outsourced)
    await opened(case, agent)

    manager = await a_user("manager")
    await done("caseWorkNote", manager, case, text="They are slow", enterpriseOnly=True)
    assert (await unread(outsourced), await unread(agent)) == ([], [case.number])

    await done("caseWorkNote", manager, case, text="Please hurry", enterpriseOnly=False)
    assert await unread(outsourced) == [case.number]


async def test_marking_leaves_no_trace_and_no_change() -> None:
    agent = await a_user("agent")
    case = await new_case(agent, account=(await a_case()).account)
    trail, events = await AuditEntry.all().count(), await OutboxEvent.all().count()

    await opened(case, agent)

    assert (await AuditEntry.all().count(), await OutboxEvent.all().count()) == (trail, events)
    assert case.version == 1


async def test_reading_twice_and_marking_twice_are_told_to_be_idle() -> None:
    agent, case = await a_user("agent"), await a_case()
    await done("caseMarkRead", agent, case)
    assert await refused("caseMarkRead", agent, case) == [("FORBIDDEN", "")]

    await done("caseMarkUnread", agent, case)

    assert await refused("caseMarkUnread", agent, case) == [("FORBIDDEN", "")]


async def test_many_are_read_at_once() -> None:
    agent = await a_user("agent")
    cases = [await a_case() for _ in range(3)]
    for case in cases:
        await done("caseMarkUnread", agent, case)
    nodes = (await ask("{ cases { nodes { id } } }", by=agent))["cases"]["nodes"]
    query = "mutation ($ids: [ID!]!) { casesAct(action: MARK_READ, ids: $ids) { done refused } }"

    told = await ask(query, by=agent, ids=[node["id"] for node in nodes])

    assert told == {"casesAct": {"done": 3, "refused": 0}}
    assert await unread(agent) == []


async def test_customers_know_nothing_of_it() -> None:
    contact = await a_contact()
    await a_case(contact=contact)

    told = await answer('{ __type(name: "Case") { fields { name } } }', contact)
    assert "unread" not in [field["name"] for field in told["data"]["__type"]["fields"]]
