"""What was acknowledged is there after a kill, and nothing is there by half."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from gateway.settings import Settings
from tests.ending import limited

ROUNDS = 3
WRITER = """
import asyncio, os, sys
from pathlib import Path
from tortoise.transactions import in_transaction
from gateway.database import open_database
from gateway.people.models import Role
from gateway.settings import Settings

async def write(name):
    for n in range(1_000_000):
        async with in_transaction():
            await Role.create(name=f"{name}-{n}-first", description="")
            await Role.create(name=f"{name}-{n}-second", description="")
        os.write(1, f"{name}-{n}\\n".encode())

async def main():
    async with open_database(Settings(data=Path(sys.argv[1]))):
        await asyncio.gather(*(write(f"{sys.argv[2]}-{n}") for n in range(8)))

asyncio.run(main())
"""


def test_no_acknowledged_write_is_lost_and_none_is_torn(
    sqlite_template: Path, tmp_path: Path
) -> None:
    settings = Settings(data=tmp_path)
    (tmp_path / "caseway.db").write_bytes(sqlite_template.read_bytes())
    acknowledged = {name for n in range(ROUNDS) for name in _killed_while_writing(settings, n)}

    connection = sqlite3.connect(tmp_path / "caseway.db")
    found = {name for (name,) in connection.execute("SELECT name FROM roles")}
    sound = connection.execute("PRAGMA integrity_check").fetchone()
    connection.close()

    assert len(acknowledged) > ROUNDS
    assert {f"{name}-{half}" for name in acknowledged for half in ("first", "second")} <= found
    assert {name.rpartition("-")[0] + "-second" for name in found} <= found
    assert sound == ("ok",)


def _killed_while_writing(settings: Settings, number: int) -> set[str]:
    """The writes that a process acknowledged before it was killed."""
    program = [sys.executable, "-c", WRITER, str(settings.data), f"round{number}"]
    with subprocess.Popen(program, stdout=subprocess.PIPE) as process, limited(process):
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(random.uniform(0.05, 0.3))  # noqa: S311  # any moment will do
        os.kill(process.pid, signal.SIGKILL)
        text = first + process.stdout.read()
    return {line.strip() for line in text.decode().splitlines(keepends=True) if line.endswith("\n")}
