"""A browser's end of a stream, through the ASGI door.

async with listening(works, agent, case="CS0000001") as line:
    ...
    assert await line.next() == ["case", "cases"]
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from gateway.live.switchboard import Switchboard
from gateway.people.models import User
from gateway.people.sessions import Sessions, Visitor
from tests.acting.works import Works

SESSIONS = Sessions(secure=False)


def live(works: Works) -> Switchboard:
    assert works.gateway.live
    return works.gateway.live


async def comment(works: Works, token: str, case_id: str, text: str = "Any news?") -> None:
    done = await works.act(token, "caseComment", id=case_id, text=text)
    assert done["errors"] == []


@dataclass
class Line:
    """What came."""

    _came: "asyncio.Queue[dict[str, Any] | None]" = field(
        default_factory=lambda: asyncio.Queue[dict[str, Any] | None]()
    )
    head: dict[str, Any] = field(default_factory=dict[str, Any])
    text: str = ""
    cursor: str = ""

    async def take(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.head = message
        else:
            await self._came.put(message)

    async def over(self) -> None:
        await self._came.put(None)

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.head["headers"]}

    async def read(self, seconds: float = 5) -> list[str] | None:
        """The names of one part; None at the end. Raises TimeoutError."""
        message = await asyncio.wait_for(self._came.get(), seconds)
        if message is None or not message.get("more_body"):
            return None
        part = message["body"].decode()
        self.text += part
        names = list[str]()
        for said in part.splitlines():
            key, _, value = said.partition(": ")
            if key == "event":
                names.append(value)
            elif key == "id":
                self.cursor = value
        return names

    async def next(self, seconds: float = 5) -> list[str] | None:
        """The names of the next message that has some."""
        until = time.monotonic() + seconds
        while (names := await self.read(until - time.monotonic())) is not None:
            if names and names != ["beat"]:
                return names
        return None

    async def silent(self, seconds: float) -> bool:
        """Whether nothing is told for so long."""
        try:
            return await self.next(seconds) is None
        except TimeoutError:
            return True


@asynccontextmanager
async def listening(
    works: Works, user: User | str | None, case: str = "", **query: str
) -> AsyncGenerator[Line]:
    """Opens a stream and waits for its first word; a text is the cookie of a session."""
    await live(works).feed.look()  # what was done before is old already
    secret = user if isinstance(user, str) else await session(user) if user else ""
    line = Line()
    hung_up = asyncio.Event()
    query = ({"case": case} if case else {}) | query
    app: Callable[..., Awaitable[None]] = works.gateway
    task = asyncio.create_task(_run(app, _scope(secret, query), _receiver(hung_up), line))
    try:
        while await line.read() == []:
            pass
        yield line
    finally:
        hung_up.set()
        await asyncio.wait_for(task, 5)


async def _run(app: Any, scope: Any, receive: Any, line: Line) -> None:
    try:
        await app(scope, receive, line.take)
    finally:
        await line.over()


async def session(user: User) -> str:
    """The secret of a new session."""
    return await SESSIONS.open(user.pk, Visitor())


def _scope(secret: str, query: dict[str, str]) -> dict[str, Any]:
    cookie = [(b"cookie", f"{SESSIONS.cookie_name}={secret}".encode())] if secret else []
    last = query.pop("last", "")
    seen = [(b"last-event-id", last.encode())] if last else []
    return {
        "type": "http", "method": "GET", "path": "/live", "raw_path": b"/live",
        "query_string": urlencode(query).encode(), "http_version": "1.1", "scheme": "http",
        "headers": [(b"host", b"desk.example"), (b"accept-encoding", b"gzip"), *cookie, *seen],
        "server": ("desk.example", 80), "client": ("10.0.0.1", 5000), "root_path": "",
        "asgi": {"version": "3.0"},
    }  # fmt: skip


def _receiver(hung_up: asyncio.Event) -> Callable[[], Awaitable[dict[str, Any]]]:
    began = False

    async def receive() -> dict[str, Any]:
        nonlocal began
        if not began:
            began = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await hung_up.wait()
        return {"type": "http.disconnect"}

    return receive
