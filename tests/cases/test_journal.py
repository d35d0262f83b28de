"""Who reads and hears what is said, done and filed around a case, asked through GraphQL."""

from typing import Any

import pytest

from gateway.cases.models import Case, StateInterval
from tests.world import (
    MONDAY,
    Somebody,
    a_case,
    a_comment,
    a_consumer,
    a_contact,
    a_file,
    a_group,
    a_provider,
    a_task,
    a_token,
    a_user,
    a_work_note,
    an_outsourced_agent,
    ask,
    hidden,
)

pytestmark = pytest.mark.usefixtures("world")


async def of_case(case: Case, fields: str, by: Somebody) -> Any:
    text = f'{{ caseByNumber(number: "{case.number}") {{ {fields} }} }}'
    return (await ask(text, by=by))["caseByNumber"]


async def texts(case: Case, by: Somebody, field: str = "journal") -> list[str]:
    found = await of_case(case, f"{field} {{ nodes {{ text }} }}", by)
    return [entry["text"] for entry in found[field]["nodes"]]


# -- comments and work notes ----------------------------------------------------------------------


async def test_staff_reads_comments_and_work_notes_newest_first() -> None:
    case = await a_case()
    await a_comment(case, "It leaks", at=MONDAY)
    await a_work_note(case, "Ask for a photo", at=MONDAY.replace(hour=10))
    await a_comment(case, "Please send a photo", at=MONDAY.replace(hour=11))
    ana = await a_user("agent")

    assert await texts(case, ana) == ["Please send a photo", "Ask for a photo", "It leaks"]
    assert await texts(case, ana, "comments") == ["Please send a photo", "It leaks"]
    assert await texts(case, ana, "workNotes") == ["Ask for a photo"]


@pytest.mark.parametrize("role", ["osp_agent", "osp_manager"])
async def test_a_provider_sees_not_one_work_note_that_the_enterprise_keeps(role: str) -> None:
    provider = await a_provider()
    case = await a_case(assignment_group=await a_group(provider=provider))
    await a_comment(case, "It leaks")
    await a_work_note(case, "Ask for a photo")
    await a_work_note(case, "They may lose the contract", enterprise_only=True)
    olga = await a_user(role, provider=provider)

    assert await texts(case, olga, "workNotes") == ["Ask for a photo"]
    assert sorted(await texts(case, olga)) == ["Ask for a photo", "It leaks"]
    assert (await of_case(case, "workNotes { totalCount }", olga))["workNotes"]["totalCount"] == 1
    found = '(filter: {journal: {some: {text: {contains: "contract"}}}})'
    assert (await ask(f"{{ cases{found} {{ totalCount }} }}", by=olga))["cases"]["totalCount"] == 0


async def test_customers_read_the_comments() -> None:
    clara = await a_consumer()
    case = await a_case(consumer=clara)
    await a_comment(case, "Please send a photo")
    await a_work_note(case, "He is angry")

    assert await texts(case, clara, "comments") == ["Please send a photo"]


async def test_an_entry_names_its_author_whatever_kind_of_author_it_is() -> None:
    carl = await a_contact()
    ana = await a_user("agent", first_name="Ana", last_name="Alder")
    case = await a_case(contact=carl, assigned_to=ana)
    await a_comment(case, "It leaks", author_contact=carl, at=MONDAY)
    await a_comment(case, "We come", author_user=ana, at=MONDAY.replace(hour=10))
    await a_comment(case, "Closed by itself", at=MONDAY.replace(hour=11))
    fields = "comments { nodes { text author { __typename displayName } } }"

    for reader in (ana, carl):
        assert (await of_case(case, fields, reader))["comments"]["nodes"] == [
            {"text": "Closed by itself", "author": None},
            {"text": "We come", "author": {"__typename": "User", "displayName": "Ana Alder"}},
            {
                "text": "It leaks",
                "author": {"__typename": "Contact", "displayName": f"Carl {carl.last_name}"},
            },
        ]


async def test_a_token_reads_work_notes_only_with_the_scope_for_notes() -> None:
    case = await a_case()
    await a_comment(case, "It leaks")
    await a_work_note(case, "He is angry")
    ana = await a_user("agent")
    without, with_notes = (
        await a_token(ana, "cases:read"),
        await a_token(ana, "cases:read", "notes"),
    )

    assert await texts(case, without) == ["It leaks"]
    assert sorted(await texts(case, with_notes)) == ["He is angry", "It leaks"]
    question = f'{{ caseByNumber(number: "{case.number}") {{ workNotes {{ totalCount }} }} }}'
    assert (await ask(question, by=without))["caseByNumber"] == {"workNotes": None}
    assert [h["rule"] for h in await hidden(question, by=without)] == [
        "the scopes of this token do not cover it"
    ]


# -- tasks, files, history ------------------------------------------------------------------------


async def test_a_customer_sees_the_tasks_that_are_shown_to_him() -> None:
    carl = await a_contact()
    case = await a_case(contact=carl)
    shown = await a_task(case, visible_to_customer=True)
    await a_task(case)

    fields = "tasks { nodes { number state } }"
    assert (await of_case(case, fields, carl))["tasks"]["nodes"] == [
        {"number": shown.number, "state": "OPEN"}
    ]
    assert len((await of_case(case, fields, await a_user("agent")))["tasks"]["nodes"]) == 2


async def test_the_tasks_of_a_case_that_one_may_not_see_are_not_there() -> None:
    await a_task(await a_case(), visible_to_customer=True)
    carl = await a_contact()

    assert (await ask("{ caseTasks { totalCount } }", by=carl))["caseTasks"]["totalCount"] == 0


async def test_a_customer_sees_the_files_that_are_not_internal() -> None:
    carl = await a_contact()
    case = await a_case(contact=carl)
    await a_file(case, "leak.png")
    await a_file(case, "calculation.png", internal=True)

    found = await of_case(case, "attachments { nodes { fileName } }", carl)
    assert found["attachments"]["nodes"] == [{"fileName": "leak.png"}]


async def test_an_outsourced_agent_sees_the_files_of_the_cases_that_are_his_to_handle() -> None:
    provider = await a_provider()
    olga = await an_outsourced_agent(provider)
    manager = await a_user("osp_manager", provider=provider)
    group = await a_group(provider=provider, manager=manager)
    his = await a_case(assignment_group=group, assigned_to=olga)
    others = await a_case(assignment_group=group)
    for case in (his, others):
        await a_file(case, "leak.png")
    fields = "attachments { nodes { fileName } }"

    assert await of_case(his, fields, olga) == {
        "attachments": {"nodes": [{"fileName": "leak.png"}]}
    }
    assert await of_case(others, fields, olga) == {"attachments": None}
    assert await of_case(others, fields, manager) == {
        "attachments": {"nodes": [{"fileName": "leak.png"}]}
    }


async def test_a_provider_sees_of_a_cases_history_the_time_that_it_had_it() -> None:
    provider = await a_provider()
    case = await a_case(assignment_group=await a_group(provider=provider))
    await StateInterval.create(
        case=case, state="NEW", started_at=MONDAY, ended_at=MONDAY.replace(hour=10)
    )
    await StateInterval.create(
        case=case, state="OPEN", started_at=MONDAY.replace(hour=10), provider=provider
    )
    fields = "stateIntervals { nodes { state } }"

    olga = await an_outsourced_agent(provider)
    assert (await of_case(case, fields, olga))["stateIntervals"]["nodes"] == [{"state": "OPEN"}]
    assert (await of_case(case, fields, await a_user("agent")))["stateIntervals"]["nodes"] == [
        {"state": "NEW"},
        {"state": "OPEN"},
    ]
