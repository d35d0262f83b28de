"""A request that ends at any moment, however it ends: wholly done or not at all, and no trace."""

import asyncio
import types
from collections.abc import AsyncGenerator, Coroutine, Generator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import orjson
import pytest
from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from gateway.cases.models import Case, JournalEntry
from gateway.request.ledger import IdempotencyKey, OutboxEvent
from gateway.request.mutations import Occasion
from gateway.request.scalars import read_id
from gateway.settings import Settings
from tests.acting.soundness import faults
from tests.acting.works import SOLVED, Works, document, opened

AT_ONCE = 3  # seconds; nothing that is free takes that long
LATE = 2  # seconds of a deadline: what is not held up stays far below it
TASKS = 2
PAYLOAD = "case { id number state version tasks { nodes { state } } state }"


# -- at any await ---------------------------------------------------------------------------------


@types.coroutine
def cancelled_at(step: int, work: Coroutine[Any, Any, Any]) -> Generator[Any, Any, Any]:
    """Does the work in this task, and has the task cancelled as it waits for the `step`th time."""
    task = asyncio.current_task()
    assert task is not None
    waits, told, fails = 0, None, None
    while True:
        try:
            awaited = work.throw(fails) if fails else work.send(told)
        except StopIteration as end:
            return end.value
        if waits == step:
            asyncio.get_running_loop().call_soon(task.cancel)
        waits += 1
        told, fails = None, None
        try:
            told = yield awaited
        except BaseException as problem:
            fails = problem


async def ended_at(step: int, work: Coroutine[Any, Any, bytes]) -> bytes | None:
    """What the work returns; None when it was cancelled at that step."""

    async def drive() -> bytes:
        return await cancelled_at(step, work)

    try:
        return await asyncio.create_task(drive())
    except asyncio.CancelledError:
        return None


ACTS = ["caseCreate", "caseComment", "caseClose"]


@pytest.mark.parametrize("name", ACTS)
async def test_cancelled_at_any_await_it_is_done_or_not_at_all(works: Works, name: str) -> None:
    token = await works.agent()
    actor = await works.actor(token)
    query = document(name, PAYLOAD)
    done = undone = step = 0
    while True:
        key = f"{name}-{step}"
        given = await _given(works, token, name, key)
        asked = works.ask(query, {"input": given}, actor, Occasion(f"request-{key}", key))
        body = await ended_at(step, asked)
        happened = await _happened(name, key, given)
        assert happened == await IdempotencyKey.filter(key=key).count(), f"step {step}"
        await _free(works, token, given)
        again = await works.ask(query, {"input": given}, actor, Occasion(f"again-{key}", key))
        assert orjson.loads(again)["data"][name]["errors"] == []
        assert await _happened(name, key, given) == 1
        if body is not None:
            assert happened == 1
            break
        done, undone = done + happened, undone + (not happened)
        step += 1
    assert undone  # it was cancelled before the end of the transaction, and after it
    assert done > 0
    assert await faults() == []


async def _given(works: Works, token: str, name: str, key: str) -> dict[str, Any]:
    """The input of one act, on a case of its own."""
    if name == "caseCreate":
        return {"account": works.account, "shortDescription": key}
    case = (await works.born(token))["id"]
    if name == "caseComment":
        return {"id": case, "text": key}
    for _ in range(TASKS):
        await works.act(token, "caseTaskCreate", case=case, shortDescription="Call back")
    return {"id": case, "cancelTasks": True, **SOLVED, "resolutionNotes": key}


async def _happened(name: str, key: str, given: dict[str, Any]) -> int:
    """How often it was done."""
    match name:
        case "caseCreate":
            return await Case.filter(short_description=key).count()
        case "caseComment":
            return await JournalEntry.filter(text=key).count()
        case _:
            events = OutboxEvent.filter(event="case.close", target_key=read_id(given["id"])[1])
            closed = await Case.filter(resolution_notes=key).count()
            assert closed == await events.count()
            return closed


async def _free(works: Works, token: str, given: dict[str, Any]) -> None:
    """The next act succeeds at once, on the same case too; no connection is lent or in use."""
    async with asyncio.timeout(AT_ONCE):
        await works.born(token, shortDescription="The next")
        if "id" in given:
            told = await works.act(token, "caseWorkNote", id=given["id"], text="Next")
            assert [e["code"] for e in told["errors"]] in ([], ["FORBIDDEN"])  # closed already
    pool = getattr(get_connection("default"), "_pool", None)
    if pool is None:
        return
    assert pool.get_size() == pool.get_idle_size()
    sessions = await get_connection("default").execute_query_dict(
        "SELECT state, query FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND state <> 'idle'"
    )
    assert not [one for one in sessions if "in transaction" in one["state"]], sessions


# -- before the door ------------------------------------------------------------------------------


class Request:
    """One HTTP request to the gateway itself, whose client may hang up."""

    def __init__(self, works: Works, token: str, key: str, **given: Any) -> None:
        self._gateway, self._hung_up = works.gateway, asyncio.Event()
        variables = {"input": {**given, "idempotencyKey": key}}
        self._body = orjson.dumps({"query": document("caseComment"), "variables": variables})
        self._headers = [
            (b"authorization", f"Bearer {token}".encode()),
            (b"content-type", b"application/json"),
        ]
        self.messages: list[Any] = []
        self._read = False

    def hang_up(self) -> None:
        self._hung_up.set()

    async def answered(self) -> None:
        scope = {
            "type": "http", "method": "POST", "path": "/graphql", "query_string": b"",
            "headers": self._headers, "client": ("10.0.0.1", 5000), "scheme": "http",
            "http_version": "1.1",
        }  # fmt: skip
        await self._gateway(scope, self._receive, self._send)

    async def _receive(self) -> dict[str, Any]:
        if not self._read:
            self._read = True
            return {"type": "http.request", "body": self._body}
        await self._hung_up.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        self.messages.append(message)

    @property
    def status(self) -> int | None:
        return self.messages[0]["status"] if self.messages else None


@asynccontextmanager
async def busy(case: str) -> AsyncGenerator[None]:
    """Somebody else works on the case meanwhile: whoever acts on it has to wait."""
    begun, over = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        async with in_transaction():
            await Case.filter(id=read_id(case)[1]).select_for_update()
            begun.set()
            await over.wait()

    working = asyncio.create_task(work())
    await begun.wait()
    try:
        yield
    finally:
        over.set()
        await working


async def test_a_client_that_hangs_up_while_it_waits_leaves_nothing(works: Works) -> None:
    token = await works.agent()
    case = (await works.born(token))["id"]
    request = Request(works, token, "gone", id=case, text="gone")
    async with busy(case):
        answering = asyncio.create_task(request.answered())
        await asyncio.sleep(0.2)
        request.hang_up()
        async with asyncio.timeout(AT_ONCE):
            await answering
    assert request.messages == []
    assert await JournalEntry.filter(text="gone").count() == 0
    await _free(works, token, {"id": case})
    again = await works.act(token, "caseComment", id=case, text="gone", idempotencyKey="gone")
    assert again["errors"] == []
    assert await faults() == []


async def test_clients_that_hang_up_at_any_moment_leave_nothing_by_half(works: Works) -> None:
    token = await works.agent()
    case = (await works.born(token))["id"]
    for n in range(30):
        request = Request(works, token, f"word {n}", id=case, text=f"word {n}")
        async with busy(case):
            answering = asyncio.create_task(request.answered())
            await asyncio.sleep(0.08)  # from now on it is listened for
        for _ in range(n):
            await asyncio.sleep(0)
        request.hang_up()
        async with asyncio.timeout(AT_ONCE):
            await answering
        done = await JournalEntry.filter(text=f"word {n}").count()
        assert done == await IdempotencyKey.filter(key=f"word {n}").count()
        assert done or request.status is None
        await _free(works, token, {"id": case})
    assert await faults() == []


async def test_a_deadline_that_passes_leaves_nothing(settings: Settings) -> None:
    async with opened(replace(settings, deadline_seconds=LATE)) as works:
        token = await works.agent()
        case = (await works.born(token))["id"]
        request = Request(works, token, "late", id=case, text="late")
        async with busy(case), asyncio.timeout(LATE + AT_ONCE):
            await request.answered()
        assert request.status == 503
        assert await JournalEntry.filter(text="late").count() == 0
        await _free(works, token, {"id": case})
        again = await works.act(token, "caseComment", id=case, text="late", idempotencyKey="late")
        assert again["errors"] == []
        assert await faults() == []
