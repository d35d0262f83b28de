"""What stands before the body of a request is bounded, whoever sends it and however slowly."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from gateway.serving.protocol import LARGEST_HEAD, Protocol

LINE = b"POST / HTTP/1.1\r\nhost: desk\r\n"


async def _echo(scope: Any, receive: Any, send: Any) -> None:
    """Says how large the body was."""
    size, more = 0, True
    while more:
        message = await receive()
        size, more = size + len(message["body"]), message["more_body"]
    body = b"%d bytes" % size
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
async def port() -> AsyncIterator[int]:
    config = uvicorn.Config(_echo, http=Protocol, ws="none", lifespan="off", log_config=None)
    config.load()
    state = ServerState()
    server = await asyncio.get_running_loop().create_server(
        lambda: Protocol(config=config, server_state=state, app_state={}), "127.0.0.1", 0
    )
    async with server:
        yield server.sockets[0].getsockname()[1]


async def _answer(port: int, *parts: bytes) -> bytes:
    """What comes back; the connection may close before all is sent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0)
        writer.write_eof()
    except ConnectionError:
        pass
    try:
        return await asyncio.wait_for(reader.read(), 10)
    except ConnectionError:
        return b"reset"
    finally:
        writer.close()


async def test_a_large_body_after_a_small_head_is_read(port: int) -> None:
    size = 20 * LARGEST_HEAD
    head = b"content-length: %d\r\nconnection: close\r\n\r\n" % size

    answer = await _answer(port, LINE + head + b"x" * size)

    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"%d bytes" % size)


@pytest.mark.parametrize("size", [LARGEST_HEAD // 2, LARGEST_HEAD - 100])
async def test_a_head_within_the_limit_is_read(port: int, size: int) -> None:
    cookie = b"cookie: a=" + b"x" * size
    answer = await _answer(port, LINE + cookie + b"\r\nconnection: close\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "head",
    [
        LINE + b"cookie: " + b"x" * LARGEST_HEAD + b"\r\n\r\n",
        LINE + b"a: b\r\n" * LARGEST_HEAD + b"\r\n",
        b"GET /?" + b"x" * LARGEST_HEAD + b" HTTP/1.1\r\nhost: desk\r\n\r\n",
    ],
    ids=["one field", "many fields", "the address"],
)
async def test_a_larger_head_is_refused_and_ends_the_connection(port: int, head: bytes) -> None:
    for answer in (await _answer(port, head), await _answer(port, head[:9], head[9:])):
        assert answer.startswith(b"HTTP/1.1 431") or answer == b"reset"


async def test_a_head_without_an_end_is_not_read_for_ever(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(LINE + b"cookie: ")
    sent = 0
    with pytest.raises(ConnectionError):
        while sent < 100 * LARGEST_HEAD:
            writer.write(b"x" * 4096)
            await writer.drain()
            await asyncio.sleep(0)
            sent += 4096
    writer.close()
    assert LARGEST_HEAD <= sent < 100 * LARGEST_HEAD
    del reader


async def test_what_one_request_was_long_is_not_held_against_the_next(port: int) -> None:
    """Several requests on one connection, each with a head of half the limit."""
    one = LINE + b"cookie: " + b"x" * (LARGEST_HEAD // 2) + b"\r\ncontent-length: 2\r\n\r\nhi"
    last = LINE + b"connection: close\r\ncontent-length: 0\r\n\r\n"

    answer = await _answer(port, *([one] * 6), last)

    assert answer.count(b"HTTP/1.1 200") == 7
