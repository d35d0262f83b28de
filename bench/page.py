"""What a page of fifty rows costs beyond its data: the portal, its questions deducted."""

import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import DocumentNode
from starlette.requests import Request

from gateway.actor import Actor
from gateway.errors import Refusal
from gateway.installation import Installation
from portal.app import portal

PAGE = "/cases"
QUERY = b"view=all"  # a list that is always full
ROW, ROWS = b'id="row-', 50  # what marks a case in the list, and how many a page shows


@dataclass(frozen=True)
class PageCost:
    """Processor time of one page, in microseconds."""

    whole: float
    data: float

    @property
    def beyond(self) -> float:
        return self.whole - self.data


class Asked:
    """The gateway's `read`, with the time that it takes."""

    def __init__(self, installation: Installation) -> None:
        self._read = installation.engine.read
        self.spent = 0

    async def __call__(
        self, document: DocumentNode, variables: Mapping[str, Any], actor: Actor
    ) -> Any:
        start = time.process_time_ns()
        try:
            return await self._read(document, variables, actor)
        finally:
            self.spent += time.process_time_ns() - start


class Known:
    """A door that always has the same person before it."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor

    async def identify(self, request: Request) -> Actor:
        del request
        return self._actor


async def page_cost(
    installation: Installation, actor: Actor, times: int, *, gzip: bool
) -> PageCost:
    """The median over so many requests for the list of cases."""
    asked = Asked(installation)
    door: Any = Known(actor)
    pages = portal(asked, door, installation.engine.graph.core, refusal=Refusal)
    found: list[tuple[int, int]] = []
    if (rows := (await _get(pages, gzip=False)).count(ROW)) != ROWS:
        raise RuntimeError(f"the page shows {rows} cases, not {ROWS}")
    for _ in range(times + 3):
        asked.spent, start = 0, time.process_time_ns()
        await _get(pages, gzip=gzip)
        found.append((time.process_time_ns() - start, asked.spent))
    whole, data = zip(*found[3:], strict=True)  # the first ones compile templates and plans
    return PageCost(statistics.median(whole) / 1000, statistics.median(data) / 1000)


async def _get(app: Any, *, gzip: bool) -> bytes:
    """One GET of the page through ASGI. Raises RuntimeError unless it is a page."""
    headers = [(b"host", b"127.0.0.1"), *([(b"accept-encoding", b"gzip")] if gzip else [])]
    scope = {
        "type": "http", "method": "GET", "path": PAGE, "raw_path": PAGE.encode(),
        "query_string": QUERY, "headers": headers, "http_version": "1.1",
        "scheme": "http", "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1), "root_path": "",
        "asgi": {"version": "3.0"},
    }  # fmt: skip
    status, parts = 0, list[bytes]()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status
        status = message.get("status", status)
        parts.append(message.get("body", b""))

    await app(scope, receive, send)
    if status != 200:
        raise RuntimeError(f"{PAGE} answers {status}: {b''.join(parts)[:300]!r}")
    return b"".join(parts)
