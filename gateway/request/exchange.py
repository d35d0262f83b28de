"""One HTTP exchange at the ASGI level: what was sent, and what is sent back."""

import re
from collections.abc import Awaitable, Callable, Hashable, MutableMapping
from typing import Any

from gateway.errors import BadRequest, TooLarge
from gateway.request.deadline import Gone
from gateway.request.http import Media

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Header = tuple[bytes, bytes]

REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")

COMMON: list[Header] = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"vary", b"Accept, Authorization, Cookie"),
]

NO_PAGE: list[Header] = [  # a browser that shows the answer runs nothing of it
    (b"content-security-policy", b"default-src 'none'"),
    (b"referrer-policy", b"no-referrer"),
]

HEADERS: dict[Media, list[Header]] = {
    media: [
        (b"content-type", f"{media}; charset=utf-8".encode()),
        *COMMON,
        *([] if media is Media.PAGE else NO_PAGE),
    ]
    for media in Media
}


class Exchange:
    """A request being answered. The fields below `request_id` fill up on the way."""

    __slots__ = ("_receive", "body", "extra", "headers", "media", "method", "outcome", "payer",
                 "query_string", "receive", "request_id", "scope", "status")  # fmt: skip

    def __init__(self, scope: Message, receive: Receive, request_id: str) -> None:
        self.scope = scope
        self.receive = receive
        self.method: str = scope["method"]
        self.headers = _joined(scope["headers"])
        given = self.headers.get(b"x-request-id", b"")
        self.request_id = given.decode() if REQUEST_ID.fullmatch(given) else request_id
        self.media = Media.JSON
        self.status = 200
        self.outcome = "OK"  # or the code of the refusal
        self.body = b""
        self.extra: list[Header] = []
        self.payer: Hashable = None  # set once somebody pays for the request

    def header(self, name: bytes) -> str | None:
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")

    @property
    def idempotency_key(self) -> str | None:
        """What tells a repeated request from a new one; None when the client sends none."""
        return self.header(b"idempotency-key")

    @property
    def address(self) -> str:
        client = self.scope.get("client")
        return client[0] if client else ""

    async def read_body(self, most: int) -> bytes:
        """The whole body. Raises TooLarge beyond `most` bytes, Gone when the client hung up."""
        declared = self.headers.get(b"content-length", b"0")
        if not declared.isdigit():
            raise BadRequest("'Content-Length' must be a number.")
        if len(declared) > 15 or int(declared) > most:
            raise TooLarge(f"The body is larger than {most:,} bytes.")
        message = await self.receive()
        body: bytes = message.get("body", b"")
        if not message.get("more_body") and message["type"] == "http.request" and len(body) <= most:
            return body
        return await self._read_on(message, most)

    async def _read_on(self, message: Message, most: int) -> bytes:
        body = bytearray()
        while True:
            if message["type"] == "http.disconnect":
                raise Gone
            body += message.get("body", b"")
            if len(body) > most:
                raise TooLarge(f"The body is larger than {most:,} bytes.")
            if not message.get("more_body"):
                return bytes(body)
            message = await self.receive()

    async def send(self, send: Send, extra: list[Header]) -> None:
        headers = [
            *HEADERS[self.media],
            (b"content-length", b"%d" % len(self.body)),
            (b"x-request-id", self.request_id.encode()),
            *self.extra,
            *extra,
        ]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        body = b"" if self.method == "HEAD" else self.body
        await send({"type": "http.response.body", "body": body})


def _joined(headers: list[Header]) -> dict[bytes, bytes]:
    """The headers by name; a list that came in several lines is put together."""
    found = dict(headers)
    if len(found) != len(headers):
        lines = [value for name, value in headers if name == b"accept"]
        if lines:
            found[b"accept"] = b", ".join(lines)
    return found
