"""Several steps at once: as rights allow each of them alone, all of them or none."""

from typing import Any

import pytest

from gateway.cases.kinds import JournalKind, ResolutionCode
from gateway.cases.lifecycle import CaseState
from gateway.cases.models import Case, JournalEntry
from gateway.cases.priority import Priority
from gateway.desk.models import Macro, MacroEnd
from gateway.errors import Refusal
from gateway.people.models import User
from gateway.request.ledger import AuditEntry, OutboxEvent
from tests.cases.deeds import done, errors, refused
from tests.world import (
    Somebody,
    a_case,
    a_contact,
    a_group,
    a_provider,
    a_user,
    an_outsourced_agent,
    ask,
)

pytestmark = pytest.mark.usefixtures("world")


async def a_macro(owner: User, **given: Any) -> Macro:
    return await Macro.create(**{"owner": owner, "name": "Calm down", **given})


async def macros(by: Somebody) -> list[str]:
    return [
        m["name"] for m in (await ask("{ macros { nodes { name } } }", by=by))["macros"]["nodes"]
    ]


async def create(by: Somebody, **given: Any) -> list[tuple[str, str]]:
    """Why it was not created; nothing when it was."""
    query = """mutation ($input: MacroCreateInput!) {
        macroCreate(input: $input) { errors { code path } } }"""
    payload = (await ask(query, by=by, input=given))["macroCreate"]
    return [(error["code"], (error["path"] or [""])[-1]) for error in payload["errors"]]


async def test_all_steps_are_one_act() -> None:
    agent = await a_user("agent")
    case = await a_case(assigned_to=agent, state=CaseState.OPEN)
    macro = await a_macro(
        agent,
        priority=Priority.HIGH,
        end=MacroEnd.PROPOSE_SOLUTION,
        resolution_code=ResolutionCode.FIXED,
        resolution_notes="Reset it.",
    )

    await done("caseApplyMacro", agent, case, macro=macro, reply="Hello Carl", note="As usual")

    assert (case.state, case.priority) == (CaseState.RESOLVED, Priority.HIGH)
    assert (case.resolution_notes, case.version) == ("Reset it.", 2)
    entries = await JournalEntry.filter(case=case).order_by("id")
    assert [(e.kind, e.text) for e in entries] == [
        (JournalKind.WORK_NOTE, "As usual"),
        (JournalKind.COMMENT, "Hello Carl"),
    ]
    assert [event.event for event in await OutboxEvent.all()] == ["case.apply_macro"]
    assert {entry.action for entry in await AuditEntry.all()} == {"apply_macro"}


async def test_every_reason_is_told_and_nothing_is_done() -> None:
    agent = await a_user("agent")
    case = await a_case(state=CaseState.CLOSED)
    macro = await a_macro(agent, priority=Priority.HIGH, end=MacroEnd.PROPOSE_SOLUTION)

    told = await errors("caseApplyMacro", agent, case, macro=macro, reply="Hello")

    assert [error["message"].partition(":")[0] for error in told] == [
        "Edit",
        "Comment",
        "Propose solution",
    ]
    await case.refresh_from_db()
    assert case.priority is Priority.LOW
    assert not await JournalEntry.exists()


async def test_a_step_needs_the_right_that_it_needs_alone() -> None:
    provider = await a_provider()
    olga = await an_outsourced_agent(provider)
    case = await a_case(assignment_group=await a_group(provider=provider), state=CaseState.OPEN)
    macro = await a_macro(olga, end=MacroEnd.PROPOSE_SOLUTION, reply="Hello")

    alone = await errors(
        "caseProposeSolution", olga, case, resolutionCode="FIXED", resolutionNotes="Reset it."
    )
    told = await errors("caseApplyMacro", olga, case, macro=macro, reply="Hello")

    assert [e["code"] for e in told] == [e["code"] for e in alone] == ["FORBIDDEN"]


async def test_nobody_is_sent_a_variable() -> None:
    agent, case = await a_user("agent"), await a_case()
    macro = await a_macro(agent, reply="Hello {{customer.name}}")
    told = await refused("caseApplyMacro", agent, case, macro=macro, reply=macro.reply)
    assert told == [("INVALID_INPUT", "reply")]


async def test_a_group_has_what_is_shared_with_it_and_staff_what_is_everyones() -> None:
    agent, mate, stranger = [await a_user("agent") for _ in range(3)]
    olga = await an_outsourced_agent(await a_provider())
    await a_macro(agent, name="Mine", note="x")
    await a_macro(agent, name="Ours", note="x", group=await a_group(agent, mate))
    await a_macro(agent, name="Everyone's", note="x", everyone=True)
    assert await macros(agent) == ["Everyone's", "Mine", "Ours"]
    assert await macros(mate) == ["Everyone's", "Ours"]
    assert await macros(stranger) == ["Everyone's"]
    assert await macros(olga) == []
    assert await macros(await a_user("admin")) == ["Everyone's"]


async def test_customers_know_of_no_macros() -> None:
    contact = await a_contact()
    case = await a_case(contact=contact)
    with pytest.raises(Refusal):
        await done("caseApplyMacro", contact, case, macro=await a_macro(await a_user("agent")))


async def test_another_ones_macro_cannot_be_applied() -> None:
    agent, case = await a_user("agent"), await a_case()
    macro = await a_macro(await a_user("agent"), note="x")
    told = await refused("caseApplyMacro", agent, case, macro=macro, note="x")
    assert told == [("BAD_REFERENCE", "macro")]


async def test_a_macro_says_what_it_does() -> None:
    agent = await a_user("agent")
    assert await create(agent, name="Empty") == [("MISSING_INPUT", "")]
    assert await create(agent, name="Ask", end="REQUEST_INFO") == [("MISSING_INPUT", "reply")]
    assert await create(agent, name="Solve", end="PROPOSE_SOLUTION", resolutionCode="FIXED") == [
        ("MISSING_INPUT", "resolutionNotes")
    ]
    assert await create(agent, name="Soon", followUpDays=0, note="x") == [
        ("INVALID_INPUT", "followUpDays")
    ]
    assert await create(agent, name="All", note="x", everyone=True) == [
        ("FIELD_FORBIDDEN", "everyone")
    ]
    assert await create(agent, name="Fine", note="x") == []
    assert await create(await a_user("manager"), name="All", note="x", everyone=True) == []


async def test_who_wrote_a_macro_deletes_it_and_no_other_agent_does() -> None:
    agent, mate = await a_user("agent"), await a_user("agent")
    macro = await a_macro(agent, note="x", group=await a_group(agent, mate))

    assert await refused("macroDelete", mate, macro) == [("FORBIDDEN", "")]
    await done("macroDelete", agent, macro)

    assert await macros(agent) == []
    deleted = await AuditEntry.filter(action="delete", target_key=macro.pk, field="note").get()
    assert (deleted.target_type, deleted.old, deleted.new) == ("Macro", "x", None)


async def test_a_macro_out_of_use_is_not_applied() -> None:
    agent, case = await a_user("agent"), await a_case()
    macro = await a_macro(agent, note="x", active=False)
    assert await refused("caseApplyMacro", agent, case, macro=macro, note="x") == [
        ("INVALID_INPUT", "macro")
    ]
    assert await Case.get(id=case.id) == case
