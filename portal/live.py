"""What happens while a page is open: the stream that names what has changed, and who else is there.

The stream carries names alone. A page that hears one asks again, with its own address, for the part
that shows it; so nothing is told that its viewer may not see.
"""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any, Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.cases import Cases
from portal.reception import Reception

LONGEST = 600_000  # milliseconds that a page may be older than its stream
AGAIN = 2000  # milliseconds until a browser opens a lost stream again
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # proxies pass it on as it comes
]


class Told(Protocol):
    """One message of a stream."""

    @property
    def names(self) -> tuple[str, ...]:
        """What has changed: `case`, `cases`, `presence`, `bell`; nothing keeps the line warm."""
        ...

    @property
    def cursor(self) -> int:
        """Where the stream goes on, when it is opened again."""
        ...


class Live(Protocol):
    """What the gateway does for open pages."""

    def follow(
        self, request: Request, number: str, *, after: int | None, age: float
    ) -> AsyncGenerator[Told]:
        """What changes for the viewer, since a cursor or so many seconds ago; `number` is that of
        the open case. It ends when the session does.
        """
        ...

    def may_follow(self, actor: Any) -> bool:
        """Whether the viewer has not too many streams already."""
        ...

    async def arrive(self, actor: Any, number: str, *, typing: bool) -> bool:
        """Says that somebody looks at a case; False where nobody would be told."""
        ...

    async def leave(self, actor: Any, number: str) -> None: ...


class Living:
    """The handlers."""

    def __init__(self, live: Live, reception: Reception, cases: Cases) -> None:
        self._live, self._reception, self._cases = live, reception, cases

    def routes(self) -> list[Route]:
        """To be asked before those of a case's actions."""
        return [
            Route("/live", self.stream),
            Route("/live/counts", self.counts),
            Route("/cases/{number}/presence", self.presence, methods=["POST"]),
        ]

    async def stream(self, request: Request) -> Any:
        """204 for nobody, and for whoever has too many: browsers then try no more, and what was
        typed stays on the page.
        """
        actor = await self._reception.known(request)
        if actor is None or not self._live.may_follow(actor) or request.method == "HEAD":
            return Response(status_code=204)
        query = request.query_params
        after = request.headers.get("last-event-id") or query.get("after", "")
        age = min(_number(query.get("age", "")) or 0, LONGEST) / 1000
        number = query.get("case", "").upper()
        return EventStream(self._live.follow(request, number, after=_number(after), age=age))

    async def counts(self, request: Request) -> Response:
        """How many cases each list of the navigation has."""
        visit = await self._cases.visit(request)
        return await self._cases.show(request, visit, template="cases/counts.html", whole=True)

    async def presence(self, request: Request) -> Response:
        actor = await self._reception.actor(request)
        number = request.path_params["number"].upper()
        async with request.form() as form:
            said = str(form.get("typing", ""))
        if said == "gone":
            await self._live.leave(actor, number)
        elif not await self._live.arrive(actor, number, typing=said == "1"):
            raise HTTPException(404)
        return Response(status_code=204)


class EventStream:
    """Sends messages as they come, until there are no more or nobody listens."""

    def __init__(self, told: AsyncGenerator[Told]) -> None:
        self._told = told

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        del scope
        sending = asyncio.create_task(self._send(send))
        leaving = asyncio.create_task(_gone(receive))
        try:
            await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                sending.result()
        finally:
            for task in (sending, leaving):
                task.cancel()
            await asyncio.gather(sending, leaving, return_exceptions=True)
            await self._told.aclose()

    async def _send(self, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send(_part(f"retry: {AGAIN}\n\n"))
        async for told in self._told:
            names = told.names or ("beat",)
            said = [f"event: {name}\ndata: {told.cursor}\n" for name in names]
            # The cursor stands in the last one: cut before it, all are told again.
            await send(_part("\n".join(said) + f"id: {told.cursor}\n\n"))
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _part(text: str) -> dict[str, Any]:
    return {"type": "http.response.body", "body": text.encode(), "more_body": True}


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None
