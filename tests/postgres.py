"""A PostgreSQL server for tests and measurements: thrown away, and reachable from here only."""

import asyncio
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg

SERVANTS = ("postgres", "nobody")  # whom root runs the server as: it refuses to run as root
SPEED = {  # a machine that loses power loses nothing of value here
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "80",
    "listen_addresses": "127.0.0.1",
}
PLAIN = {"LC_ALL": "C", "PATH": "/usr/bin:/bin"}  # the environment of its programs
ATTEMPTS = 3


class NoServer(Exception):
    """There is no PostgreSQL to start; the message says what was sought."""


@contextmanager
def server() -> Iterator[str]:
    """The URL of a server that may be filled at will, without the name of a database.

    `CASEWAY_TEST_DATABASE_URL` names one that is already running; otherwise one is started from the
    installed programs. Raises NoServer.
    """
    if given := os.environ.get("CASEWAY_TEST_DATABASE_URL"):
        yield given.rpartition("/")[0]
        return
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="caseway-postgres-"))
    try:
        as_servant = _servant(folder)
        with _running(programs, folder, as_servant) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """The folder of initdb and pg_ctl, of the newest version installed."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    on_path = shutil.which("initdb")
    if not installed and not on_path:
        raise NoServer("PostgreSQL is not installed (sought initdb in /usr/lib/postgresql, PATH)")
    return installed[-1].parent if installed else Path(str(on_path)).parent


def _version(program: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in program.parts[4].split(".") if part.isdecimal())


def _servant(folder: Path) -> dict[str, Any]:
    """How to run a program as somebody who may run a server; the folder becomes theirs."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    servant = next((known[name] for name in SERVANTS if name in known), None)
    if servant is None:
        raise NoServer("root cannot run PostgreSQL, and there is no user postgres or nobody")
    os.chown(folder, servant.pw_uid, servant.pw_gid)
    return {"user": servant.pw_uid, "group": servant.pw_gid, "extra_groups": []}


@contextmanager
def _running(programs: Path, folder: Path, as_servant: dict[str, Any]) -> Iterator[str]:
    def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [programs / program, "-D", folder / "data", *arguments],
            capture_output=True, text=True, cwd=folder, env=PLAIN, **as_servant,
        )  # fmt: skip

    made = run(
        "initdb", "--auth=trust", "--username=caseway", "-E", "UTF8", "--locale=C", "--no-sync"
    )
    if made.returncode:
        raise NoServer(f"initdb failed: {made.stdout}{made.stderr}")
    with _stopped_afterwards(programs, folder, as_servant):
        for _ in range(ATTEMPTS):  # somebody else may be faster to take the port
            port = _free_port()
            options = {**SPEED, "port": port, "unix_socket_directories": folder}
            text = " ".join(f"-c {name}={value}" for name, value in options.items())
            started = run("pg_ctl", "-w", "-s", "-l", str(folder / "log"), "-o", text, "start")
            if started.returncode == 0:
                yield f"postgres://caseway@127.0.0.1:{port}"
                return
        raise NoServer(f"pg_ctl failed: {started.stdout}{(folder / 'log').read_text()}")


@contextmanager
def _stopped_afterwards(programs: Path, folder: Path, as_servant: dict[str, Any]) -> Iterator[None]:
    """Stops the server at the end, or when we are killed: a shell waits for our pipe to close."""
    script = 'read _; "$0" -D data -s -m immediate stop; cd /; rm -rf "$1"'
    waiting = subprocess.Popen(
        ["sh", "-c", script, programs / "pg_ctl", folder],
        stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder, env=PLAIN, **as_servant,
        start_new_session=True,
    )  # fmt: skip
    try:
        yield
    finally:
        waiting.communicate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tell(url: str, statement: str) -> None:
    """Has the server carry out one statement, such as CREATE DATABASE."""

    async def do() -> None:
        connection = await asyncpg.connect(f"{url}/postgres")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(do())
