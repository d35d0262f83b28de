"""A server that is told to go does not wait for open pages, nor do they hear a broken line."""

import asyncio
import signal
import sys
import time
from pathlib import Path
from shutil import copytree

from gateway.database import open_database
from gateway.settings import Settings
from tests.live.line import SESSIONS, session
from tests.world import a_user

SERVE = "from gateway.cli import main; main()"


async def test_a_server_with_an_open_stream_leaves_at_once(
    empty_world: Path, tmp_path: Path
) -> None:
    folder = copytree(empty_world, tmp_path / "data")
    async with open_database(Settings(data=folder)):
        secret = await session(await a_user("agent"))
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SERVE, "serve", "--data", str(folder), "--port", "0",
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        reader, writer = await _stream(await _address(folder), secret)
        await reader.readuntil(b"event: beat")
        told = time.monotonic()
        server.send_signal(signal.SIGTERM)
        rest = await asyncio.wait_for(reader.read(), 10)
        assert rest.endswith(b"0\r\n\r\n")  # the stream was ended, not cut
        await asyncio.wait_for(server.wait(), 10)
        assert time.monotonic() - told < 5  # seconds, on a machine that is busy
        writer.close()
    finally:
        if server.returncode is None:
            server.kill()
            await server.wait()


async def _address(folder: Path) -> str:
    """The port, once somebody answers there."""
    for _ in range(600):
        if (folder / "address").exists():
            return (folder / "address").read_text().strip().rpartition(":")[2]
        await asyncio.sleep(0.1)
    raise TimeoutError


async def _stream(port: str, secret: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    for _ in range(300):
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", int(port))
        except OSError:
            await asyncio.sleep(0.1)
        else:
            cookie = f"{SESSIONS.cookie_name}={secret}"
            writer.write(f"GET /live HTTP/1.1\r\nHost: here\r\nCookie: {cookie}\r\n\r\n".encode())
            return reader, writer
    raise TimeoutError
