"""A database opens, serves every task, and closes."""

import asyncio
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gateway.database import Database, DatabaseUnavailable, open_database
from gateway.database import sqlite as our_sqlite
from gateway.people.models import Role
from gateway.settings import Settings

HELD = 0.3  # seconds


async def test_a_fresh_database_is_empty_and_takes_rows(database: Database) -> None:
    await Role.create(name="agent", description="Handles cases.")

    assert await Role.all().values_list("name", flat=True) == ["agent"]


async def test_the_next_test_does_not_see_them(database: Database) -> None:
    assert await Role.all().count() == 0


async def test_opening_waits_while_another_connection_holds_a_file_without_a_log(
    tmp_path: Path,
) -> None:
    with _held(tmp_path / "caseway.db") as holder:
        asyncio.get_running_loop().call_later(HELD, holder.rollback)
        async with open_database(Settings(data=tmp_path)) as database:
            assert await _journal_mode(database) == "wal"


async def test_opening_gives_up_on_a_file_that_stays_held_and_leaves_nothing_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(our_sqlite, "PATIENCE", HELD)
    before = set(threading.enumerate())
    with _held(tmp_path / "caseway.db"):
        with pytest.raises(DatabaseUnavailable, match="database is locked"):
            async with open_database(Settings(data=tmp_path)):
                pass
        await _until(lambda: set(threading.enumerate()) <= before)


async def _until(holds: Callable[[], bool]) -> None:
    """Waits until it holds: a thread that was told to end takes a moment."""
    for _ in range(1000):
        if holds():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it does not hold after 10 seconds")


def test_processes_that_open_a_blank_file_at_once_all_get_it(tmp_path: Path) -> None:
    program = [sys.executable, "-c", CROWD, str(tmp_path)]
    crowd = subprocess.run(program, check=True, capture_output=True, text=True)

    assert crowd.stdout == ""
    assert len(list(tmp_path.glob("*/caseway.db"))) == 25


CROWD = """
import asyncio, multiprocessing, sys
from pathlib import Path
from gateway.database import open_database
from gateway.settings import Settings

async def visit(folder):
    async with open_database(Settings(data=folder)) as database:
        await database.client.execute_query("SELECT * FROM sqlite_schema")

def open_all(together, folder):
    for number in range(25):
        together.wait()
        try:
            asyncio.run(visit(folder / str(number)))
        except Exception as problem:
            print(repr(problem), flush=True)

fork = multiprocessing.get_context("fork")  # each has imported everything already
together = fork.Barrier(8)
crowd = [fork.Process(target=open_all, args=(together, Path(sys.argv[1]))) for _ in range(8)]
for process in crowd: process.start()
for process in crowd: process.join()
"""


@contextmanager
def _held(path: Path) -> Generator[sqlite3.Connection]:
    """A connection that writes to a file whose journal mode is not WAL yet."""
    holder = sqlite3.connect(path, isolation_level=None)
    try:
        holder.execute("BEGIN IMMEDIATE")
        yield holder
    finally:
        holder.close()


async def _journal_mode(database: Database) -> str:
    _, rows = await database.client.execute_query("PRAGMA journal_mode")
    return rows[0][0]
