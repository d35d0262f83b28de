"""Two people at once, at a case and at what hangs on it: never a contradiction."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from gateway.cases.lifecycle import CASE_FINAL, TASK_FINAL, CaseState, CaseTaskState
from gateway.cases.models import Case, CaseTask
from gateway.settings import Settings
from tests.acting.works import Works, opened
from tests.world import a_case, a_task, id_of

SOLVED = {"resolutionCode": "FIXED", "resolutionNotes": "Replaced the seal."}
ROUNDS = 8


@pytest.fixture
async def works(settings: Settings) -> AsyncGenerator[Works]:
    async with opened(settings) as works:
        yield works


async def both(works: Works, *deeds: tuple[str, dict[str, Any]]) -> list[list[str]]:
    """What each of several agents is told who act at the same time: codes, none for done."""
    tokens = [await works.agent() for _ in deeds]
    acts = (
        works.act(token, name, **given) for token, (name, given) in zip(tokens, deeds, strict=True)
    )
    payloads = await asyncio.gather(*acts)
    return [[error["code"] for error in payload["errors"]] for payload in payloads]


async def test_a_task_and_its_case_may_end_at_once(works: Works) -> None:
    for _ in range(ROUNDS):
        case = await a_case()
        task = await a_task(case)

        of_task, of_case = await both(
            works,
            ("caseTaskClose", {"id": id_of(task)}),
            ("caseClose", {"id": id_of(case), "cancelTasks": True, **SOLVED}),
        )

        assert of_case == []
        await case.refresh_from_db()
        await task.refresh_from_db()
        closed, cancelled = CaseTaskState.CLOSED, CaseTaskState.CANCELLED
        assert (of_task, task.state) in (([], closed), (["INVALID_TRANSITION"], cancelled))
        assert case.state is CaseState.CLOSED


async def test_no_task_begins_in_a_case_that_ends(works: Works) -> None:
    for _ in range(ROUNDS):
        case = await a_case()

        of_task, of_case = await both(
            works,
            ("caseTaskCreate", {"case": id_of(case), "shortDescription": "Call back"}),
            ("caseClose", {"id": id_of(case), **SOLVED}),
        )

        assert (of_task, of_case) in (([], ["INVALID_INPUT"]), (["FORBIDDEN"], []))
        await case.refresh_from_db()
        states = [task.state for task in await CaseTask.filter(case=case)]
        assert case.state not in CASE_FINAL or TASK_FINAL.issuperset(states)


async def test_no_two_cases_become_parents_of_each_other(works: Works) -> None:
    for _ in range(ROUNDS):
        one, other = await a_case(), await a_case()

        told = await both(
            works,
            ("caseEdit", {"id": id_of(one), "parent": id_of(other)}),
            ("caseEdit", {"id": id_of(other), "parent": id_of(one)}),
        )

        assert sorted(told) == [[], ["INVALID_INPUT"]]


async def test_one_of_two_takes_the_case(works: Works) -> None:
    for _ in range(ROUNDS):
        case = await a_case()

        told = await both(works, *[("caseAssignToMe", {"id": id_of(case)})] * 2)

        assert sorted(told) == [[], ["FORBIDDEN"]]
        await case.refresh_from_db()
        assert case.reassignment_count == 0


async def test_everybody_who_reports_at_once_gets_a_number(works: Works) -> None:
    given = {"shortDescription": "The pump leaks", "account": works.account}

    told = await both(works, *[("caseCreate", given)] * 12)

    assert told == [[]] * 12
    numbers = await Case.all().values_list("number", flat=True)
    assert sorted(map(str, numbers)) == [f"CS{n:07}" for n in range(1, 13)]
