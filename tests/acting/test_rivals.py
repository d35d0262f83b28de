"""Several act at once: one wins and the other is told why; nothing fails, nothing is done twice."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from tortoise.transactions import in_transaction

from gateway.cases.lifecycle import CaseState
from gateway.cases.models import Case, JournalEntry
from gateway.database import Database
from gateway.database.transactions import InTheWay, retried
from gateway.people.models import Role
from gateway.request.ledger import OutboxEvent
from gateway.request.scalars import read_id
from gateway.settings import Settings
from tests.acting.crowd import Crowd, Sent, serving
from tests.acting.soundness import faults
from tests.acting.works import SOLVED, Works, opened

ROUNDS = 5
WRITERS = 20


def codes(payload: dict[str, Any]) -> list[str]:
    return [error["code"] for error in payload["errors"]]


def key(case: dict[str, Any]) -> int:
    return read_id(case["id"])[1]


# -- two on one record ----------------------------------------------------------------------------

RIVALRIES = [
    ("caseAssignToMe", {}, ["FORBIDDEN"]),  # it is no longer assigned to nobody
    ("caseClose", SOLVED, ["INVALID_TRANSITION"]),
    ("caseEdit", {"expectedVersion": 1, "category": "Pumps"}, ["VERSION_CONFLICT"]),
    ("caseFollowUp", {"text": "Still leaks"}, ["INVALID_TRANSITION"]),  # of a new case: both lose
]


@pytest.mark.parametrize(("name", "given", "lost"), RIVALRIES, ids=[r[0] for r in RIVALRIES])
async def test_of_two_at_once_one_wins_and_the_other_is_told_why(
    works: Works, name: str, given: dict[str, Any], lost: list[str]
) -> None:
    ana, ben = await works.agent(), await works.agent()
    for _ in range(ROUNDS):
        case = await works.born(ana)
        ways = [{**given, "id": case["id"]} for _ in range(2)]
        if name == "caseEdit":
            ways[1]["category"] = "Valves"
        told = await asyncio.gather(
            works.act(ana, name, **ways[0]), works.act(ben, name, **ways[1])
        )
        expected = [lost, lost] if name == "caseFollowUp" else [[], lost]
        assert sorted(map(codes, told)) == expected
    assert await faults() == []


async def test_tasks_and_their_case_may_end_at_once(works: Works) -> None:
    """Both lock the case first; were the task's end to begin with the task, they would wait in a
    ring, and each attempt would take the second after which PostgreSQL looks for one.
    """
    token = await works.agent()
    for _ in range(ROUNDS):
        case = await works.born(token)
        tasks = [
            (await works.act(token, "caseTaskCreate", case=case["id"], shortDescription="Call"))[
                "caseTask"
            ]["id"]
            for _ in range(6)
        ]
        told = await asyncio.gather(
            *(works.act(token, "caseTaskClose", id=task) for task in tasks),
            works.act(token, "caseClose", id=case["id"], cancelTasks=True, **SOLVED),
        )
        assert codes(told[-1]) == []
        for payload in told[:-1]:
            assert codes(payload) in ([], ["INVALID_TRANSITION"], ["FORBIDDEN"])
    assert await faults() == []


# -- many -----------------------------------------------------------------------------------------


async def test_twenty_write_to_one_case_and_nothing_is_lost(works: Works) -> None:
    token = await works.agent()
    case = await works.born(token)

    async def write(name: str) -> None:
        for n in range(ROUNDS):
            said = await works.act(token, "caseComment", id=case["id"], text=f"{name}-{n}")
            assert said["errors"] == []
            edited = await works.act(token, "caseEdit", id=case["id"], category=f"{name}-{n}")
            assert edited["errors"] == []

    await asyncio.gather(*(write(f"writer {n}") for n in range(WRITERS)))
    texts = [entry.text for entry in await JournalEntry.all()]
    assert sorted(texts) == sorted(f"writer {w}-{n}" for w in range(WRITERS) for n in range(ROUNDS))
    kept = await Case.get(id=key(case))
    assert kept.version == 1 + 1 + WRITERS * ROUNDS  # the first response, and each edit
    assert await faults() == []


async def test_twenty_work_on_cases_of_their_own(works: Works) -> None:
    token = await works.agent()

    async def live(name: str) -> None:
        for n in range(ROUNDS):
            case = await works.born(token, shortDescription=f"{name}-{n}")
            for verb, given in (
                ("caseAssignToMe", {}),
                ("caseComment", {"text": "Hello"}),
                ("caseClose", SOLVED),
            ):
                told = await works.act(token, verb, id=case["id"], **given)
                assert told["errors"] == [], (verb, told)

    await asyncio.gather(*(live(f"writer {n}") for n in range(WRITERS)))
    numbers = [case.number for case in await Case.filter(state=CaseState.CLOSED)]
    assert len(set(numbers)) == len(numbers) == WRITERS * ROUNDS
    assert await faults() == []


# -- one key, several requests --------------------------------------------------------------------


async def test_a_key_raced_in_one_process_is_done_once(works: Works) -> None:
    token = await works.agent()
    case = await works.born(token)
    for n in range(ROUNDS):
        given = {"id": case["id"], "text": f"word {n}", "idempotencyKey": f"key {n}"}
        told = await asyncio.gather(*(works.act(token, "caseComment", **given) for _ in range(5)))
        assert {tuple(codes(payload)) for payload in told} <= {(), ("IDEMPOTENCY_KEY",)}
        assert [] in map(codes, told)
        assert await JournalEntry.filter(text=f"word {n}").count() == 1
        assert codes(await works.act(token, "caseComment", **given)) == []
        assert await JournalEntry.filter(text=f"word {n}").count() == 1
    assert await faults() == []


async def test_a_key_raced_by_two_processes_is_done_once(
    settings: Settings, tmp_path: Path
) -> None:
    crowd = await _prepared(settings)
    other = Settings(data=tmp_path / "other", database_url=settings.database_url)
    other.data.mkdir()
    async with serving(settings) as first, serving(other) as second:
        for n in range(ROUNDS):
            keys = [f"{n}-{m}" for m in range(WRITERS)]
            both = [asyncio.create_task(_race(crowd, s.address, keys)) for s in (first, second)]
            answers = [dict(zip(keys, await asked, strict=True)) for asked in both]
            for each in keys:
                told = [answer[each] for answer in answers]
                assert [] in map(codes, told), told
                assert {tuple(codes(one)) for one in told} <= {(), ("IDEMPOTENCY_KEY",)}
                done = {one["case"]["id"] for one in told if not one["errors"]}
                assert len(done) == 1
    async with opened(settings):
        for n in range(ROUNDS):
            for m in range(WRITERS):
                assert await Case.filter(short_description=f"{n}-{m}").count() == 1
        assert await OutboxEvent.filter(event="case.create").count() == 1 + ROUNDS * WRITERS
        assert await faults() == []


async def _prepared(settings: Settings) -> Crowd:
    async with opened(settings) as works:
        token = await works.agent()
        shared = await works.born(token, shortDescription="Everybody's")
        return Crowd(token, works.account, shared["id"])


async def _race(crowd: Crowd, address: str, keys: list[str]) -> list[dict[str, Any]]:
    requests = [
        Sent(key, "caseCreate", {"account": crowd.account, "shortDescription": key}) for key in keys
    ]
    return await crowd.payloads(address, requests)


# -- deadlocks ------------------------------------------------------------------------------------


@pytest.mark.postgres
async def test_transactions_that_lock_each_other_out_are_tried_again(
    postgres_template: str, database: Database
) -> None:
    del postgres_template
    if database.dialect == "sqlite":  # one writer at a time: there is nothing to lock out
        return
    for name in ("left", "right"):
        await Role.create(name=name, description="none")
    met = asyncio.Barrier(2)
    attempts: list[str] = []

    async def write(first: str, second: str) -> None:
        async with in_transaction():
            attempts.append(first)
            await Role.filter(name=first).update(description=first)
            if len(attempts) <= 2:
                await met.wait()
            await Role.filter(name=second).update(description=first)

    await asyncio.gather(
        retried(lambda: write("left", "right")), retried(lambda: write("right", "left"))
    )
    assert len(attempts) > 2  # one of them, or both, had to give way


async def test_what_fails_for_good_is_raised() -> None:
    tries: list[int] = []

    async def fail() -> None:
        tries.append(1)
        raise InTheWay("again")

    with pytest.raises(InTheWay):
        await retried(fail)
    assert len(tries) == 3
