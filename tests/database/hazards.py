"""What happens to transactions in real life; each scenario says in a word how it went."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from typing import Any

from tortoise.backends.base import executor
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.connection import get_connection
from tortoise.context import TortoiseContext
from tortoise.transactions import in_transaction

from tests.database.rows import Row
from tests.postgres import tell

STEPS = 12  # turns of the event loop within which a transaction begins


@dataclass(frozen=True)
class Layer:
    """A transaction layer over a database of its own."""

    engine: str
    url: str

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[None]:
        """Connects Tortoise through this layer, to an empty table."""
        credentials = dict(expand_db_url(self.url)["credentials"])
        if not self.url.startswith("sqlite"):
            credentials |= {"minsize": 1, "maxsize": 3}
        executor.EXECUTOR_CACHE.clear()  # it knows statements by table, whichever the dialect was
        async with TortoiseContext() as context:
            await context.init(
                {
                    "connections": {"default": {"engine": self.engine, "credentials": credentials}},
                    "apps": {"hazards": {"models": ["tests.database.rows"]}},
                }
            )
            await context.generate_schemas()
            try:
                yield
            finally:
                if pool := _pool():
                    pool.terminate()  # a leaked connection would hold up its closing


async def outcome(
    scenario: Callable[[Layer], Awaitable[str]], layer: Layer, *, patience: float
) -> str:
    """How the scenario goes; `deadlock` when `patience`, in seconds, does not see its end."""
    async with layer.opened():
        try:
            task = asyncio.ensure_future(scenario(layer))  # what it leaves behind is its own
            went = await asyncio.wait_for(task, patience)
            pool = _pool()
            leaks = pool and pool.get_size() - pool.get_idle_size()
            return f"{went}, but leaks connections" if leaks else went
        except TimeoutError:
            return "deadlock"
        except Exception as problem:
            return f"refused: {type(problem).__name__}"


def _pool() -> Any:
    """The connections of a PostgreSQL layer."""
    return getattr(get_connection("default"), "_pool", None)


async def write(name: str) -> None:
    """One row in one transaction."""
    async with in_transaction():
        await Row.create(name=name)


async def written(*names: str) -> bool:
    """Whether all of these rows are there for everybody."""
    return await Row.filter(name__in=names).count() == len(names)


# -- cancellation ---------------------------------------------------------------------------------


async def cancelled_at_every_step(_: Layer) -> str:
    """A tab is closed at any moment of a transaction; the next request begins one."""
    for step in range(4 * STEPS):
        task = asyncio.create_task(write(f"row {step}"))
        for _turn in range(step % STEPS):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await write("next")
    return "works" if await written("next") else "lost"


async def half_of_a_crowd_cancelled(_: Layer) -> str:
    """Fifty requests write at once, and every second one goes away."""
    tasks = [asyncio.create_task(write(f"row {n}")) for n in range(50)]
    await asyncio.sleep(0.01)
    for task in tasks[::2]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await write("next")
    stayed = [f"row {n}" for n in range(1, 50, 2)]
    return "works" if await written("next", *stayed) else "lost"


async def worker_goes_on_after_a_cancelled_begin(_: Layer) -> str:
    """A worker's step times out while its transaction begins; the worker takes the next step."""

    async def worker() -> bool:
        with suppress(asyncio.CancelledError):
            await write("given up")
        return await Row.all().count() >= 0

    for step in range(STEPS):
        task = asyncio.create_task(worker())
        for _turn in range(step):
            await asyncio.sleep(0)
        task.cancel()
        [result] = await asyncio.gather(task, return_exceptions=True)
        if isinstance(result, Exception):
            return "broken for good"
        await Row.all().delete()
    return "works"


async def cancelled_bulk_insert(layer: Layer) -> str:
    """An insert of many rows is cancelled half-way; then another process writes."""
    statement = "INSERT INTO rows (name) VALUES (?)"
    with closing(_another_process(layer)) as other:
        for step in range(STEPS):
            rows = [[f"row {step} {n}"] for n in range(2_000)]
            task = asyncio.create_task(get_connection("default").execute_many(statement, rows))
            for _turn in range(step):
                await asyncio.sleep(0.0005)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await Row.all().count()  # whatever was still under way has ended
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
    return "works"


def _another_process(layer: Layer) -> sqlite3.Connection:
    """What another process would have: a connection of its own, which does not like to wait."""
    path = layer.url.removeprefix("sqlite://")
    return sqlite3.connect(path, isolation_level=None, timeout=0.2)


# -- tasks and transactions -----------------------------------------------------------------------


async def task_outlives_its_transaction(_: Layer) -> str:
    """A task begun in a transaction writes after its end, while a stranger's one rolls back."""
    go = asyncio.Event()

    async def straggler() -> None:
        await go.wait()
        await Row.create(name="straggler")

    async with in_transaction():
        task = asyncio.create_task(straggler())
    try:
        async with in_transaction():
            await Row.create(name="stranger")
            go.set()
            await asyncio.sleep(0.1)
            raise LookupError
    except LookupError:
        pass
    await task
    return "works" if await written("straggler") else "acknowledged, then lost"


async def task_outlives_it_and_nests(_: Layer) -> str:
    """The same, and the straggler opens a transaction of its own, inside the dead one."""
    go = asyncio.Event()

    async def straggler() -> None:
        await go.wait()
        await write("straggler")

    async with in_transaction():
        task = asyncio.create_task(straggler())
    try:
        async with in_transaction():
            go.set()
            await asyncio.sleep(0.1)
            raise LookupError
    except LookupError:
        pass
    await task
    return "works" if await written("straggler") else "acknowledged, then lost"


async def query_taken_before(_: Layer) -> str:
    """A query was compiled before the transaction began, and is awaited inside."""
    query = Row.all()
    query.sql()
    async with in_transaction():
        await Row.create(name="inside")
        return "works" if len(await query) == 1 else "does not see the transaction"


async def handle_taken_before(_: Layer) -> str:
    """A connection was taken before the transaction began, and writes inside."""
    handle = get_connection("default")
    async with in_transaction():
        await Row.create(name="inside")
        await handle.execute_query("UPDATE rows SET name = 'changed'")
    return "works" if await written("changed") else "does not see the transaction"


# -- others ---------------------------------------------------------------------------------------


async def reader_beside_a_writer(_: Layer) -> str:
    """Somebody reads while a transaction is open."""
    opened, enough = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with in_transaction():
            await Row.create(name="slow")
            opened.set()
            await enough.wait()

    async def read() -> int:
        return await Row.all().count()

    writer = asyncio.create_task(slow())
    await opened.wait()
    reader = asyncio.create_task(read())
    await asyncio.wait({reader}, timeout=1)
    waits = not reader.done()
    enough.set()
    await asyncio.gather(writer, reader)
    return "waits" if waits else "reads at once"


async def another_process_writes(layer: Layer) -> str:
    """A transaction reads, then writes; another process wrote after it began."""
    with closing(_another_process(layer)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO rows (name) VALUES ('other')")
        asyncio.get_running_loop().call_later(0.1, other.execute, "COMMIT")
        async with in_transaction():
            await Row.all().count()
            await asyncio.sleep(0.2)
            await Row.create(name="ours")
    return "works" if await written("ours", "other") else "lost"


async def connection_lost_between_two_steps(layer: Layer) -> str:
    """The server ends a worker's connection, as failovers do; the worker takes two more steps."""
    await write("before")
    server, _, name = layer.url.rpartition("/")
    end = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    thread = threading.Thread(target=tell, args=(server, end))
    thread.start()
    thread.join()  # the event loop stands still: the pool does not know yet
    time.sleep(0.05)  # noqa: ASYNC251  # for the same reason
    results: list[Any] = []
    for step in ("during", "after"):
        try:
            await write(step)
            results.append(True)
        except Exception:
            results.append(False)
    return {(False, True): "works again", (False, False): "broken for good"}[tuple(results)]
