"""Stands before the pages: refuses forged requests, adds security headers, writes the log line."""

import itertools
import re
import secrets
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import structlog
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})  # these change nothing
OURS = frozenset({"same-origin", "none"})  # none: typed, bookmarked, or opened by the user
FORGED = (
    "This request comes from another site, so nothing was changed. Open the page and try again."
)

# Nothing is allowed but our own files: no inline script or style, no eval, no frame, no other site.
CONTENT = "; ".join((
    "default-src 'none'",
    *(f"{kind}-src 'self'" for kind in ("script", "style", "img", "font", "connect", "manifest")),
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
))  # fmt: skip
PROTECTION = {
    "content-security-policy": CONTENT,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
HTTPS_ONLY = {"strict-transport-security": "max-age=31536000"}  # seconds: one year

SECRET_PATH = re.compile(r"^/login/.+")

log = structlog.get_logger(__name__)


class Guard:
    """Wraps the portal; `/graphql` has its own door."""

    def __init__(self, app: App, *, https: bool) -> None:
        self._app = app
        headers = PROTECTION | (HTTPS_ONLY if https else {})
        self._headers = [(name.encode(), value.encode()) for name, value in headers.items()]
        self._process = secrets.token_hex(6)
        self._serial = itertools.count()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        began, status = time.perf_counter(), 0
        request_id = f"{self._process}-p{next(self._serial):x}"

        async def protected(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                said = list(message.get("headers", ()))
                own = {name for name, _ in said}  # an answer may be stricter about itself
                added = [header for header in self._headers if header[0] not in own]
                message["headers"] = [*said, *added, (b"x-request-id", request_id.encode())]
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            app = PlainTextResponse(FORGED, 403) if forged(scope) else self._app
            try:
                await app(scope, receive, protected)
            finally:
                _tell(scope, status, time.perf_counter() - began)


def _tell(scope: Message, status: int, seconds: float) -> None:
    path = SECRET_PATH.sub("/login/…", scope["path"])
    milliseconds = round(seconds * 1000, 1)
    log.info("page", method=scope["method"], path=path, status=status, milliseconds=milliseconds)


def forged(scope: Message) -> bool:
    """Whether another site may have made a browser send this request.

    Browsers say where a request comes from in Sec-Fetch-Site; older ones at least in Origin. What
    has neither comes from no browser: it may not use a cookie that a browser keeps.
    """
    if scope["method"] in SAFE:
        return False
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in OURS
    origin = headers.get("origin")
    if origin is not None:
        return origin.lower() != f"{scope['scheme']}://{headers.get('host', '')}".lower()
    return "session=" in headers.get("cookie", "")
