"""Who is asking: the actor behind the bearer token or the session cookie of a request.

A disabled user, a revoked or expired session, an expired token: each is nobody from the very next
request on.
"""

import re
import time
from collections.abc import Callable, Iterable
from typing import Protocol

from gateway.actor import NOBODY, Actor
from gateway.people.reach import Holder
from gateway.people.secret import fingerprint
from gateway.people.uses import Uses

TOKEN_PREFIX = "cw_"  # noqa: S105  # marks a token as ours, for secret scanners too
Headers = Iterable[tuple[bytes, bytes]]


class Register(Protocol):
    """Where credentials are looked up."""

    async def find(self, kind: str, value: str) -> Holder | None:
        """The holder of a session or client (by fingerprint) or a user (by user id)."""
        ...


class Identity:
    """Recognises who sent a request."""

    def __init__(
        self,
        register: Register,
        uses: Uses,
        *,
        cookie: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._register = register
        self._uses = uses
        self._cookie = re.compile(rb"(?:^|;)\s*" + re.escape(cookie.encode()) + rb"=([^;\s]+)")
        self._clock = clock

    async def identify(self, headers: Headers, *, used: bool = True) -> Actor:
        """The actor of a request; NOBODY without a valid credential.

        With an Authorization header the cookie does not count: one request, one credential. What
        goes on by itself is no sign that anyone is there: it has not `used` the credential.
        """
        kind, secret = self._credential(headers)
        return await self._holding(kind, fingerprint(secret), used=used) if kind else NOBODY

    async def of_user(self, user_id: str) -> Actor:
        """The actor that a user would be when signed in; NOBODY for an unknown or disabled one."""
        return await self._holding("user", user_id)

    def session_secret(self, headers: Headers) -> str:
        """The session cookie of a request; empty without one."""
        for name, value in headers:
            if name == b"cookie" and (found := self._cookie.search(value)):
                return found[1].decode("latin-1")
        return ""

    async def _holding(self, kind: str, value: str, *, used: bool = True) -> Actor:
        found = await self._register.find(kind, value)
        now = self._clock()
        if found is None or found.ends <= now:
            return NOBODY
        if used:
            self._uses.note(found)
        return found.actor

    def _credential(self, headers: Headers) -> tuple[str, str]:
        kind, secret = "", ""
        for name, value in headers:
            if name == b"authorization":
                return _token(value)
            if name == b"cookie" and (found := self._cookie.search(value)):
                kind, secret = "session", found[1].decode("latin-1")
        return kind, secret


def _token(authorization: bytes) -> tuple[str, str]:
    scheme, _, token = authorization.decode("latin-1").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token.startswith(TOKEN_PREFIX):
        return "", ""
    return "client", token
