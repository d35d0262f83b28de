"""The door of the portal: what it needs to know who is asking, and to let people in and out.

The gateway implements `Door`; the portal is handed one and knows nothing else about identities.
An actor is opaque here: the portal passes it on to `ask` and never looks inside.
"""

import re
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.requests import Request


@dataclass(frozen=True, slots=True)
class Admission:
    """How an attempt to sign in ended: with a cookie to set, or with the reason why not."""

    cookie: str = ""  # the value of a Set-Cookie header; empty when refused
    refusal: str = ""  # one sentence for the person; empty when admitted
    retry_after: int = 0  # seconds; more than zero only when there were too many attempts

    @property
    def status(self) -> int:
        """The HTTP status of the answer: 303 leads on, 422 and 429 show the form again."""
        if self.cookie:
            return 303
        return 429 if self.retry_after else 422


class Door(Protocol):
    """Lets people in and out; each method reads the request's cookie, address and browser."""

    async def identify(self, request: Request) -> Any | None:
        """The actor of the request's session cookie; None for nobody."""
        ...

    async def sign_in(self, request: Request, user_id: str, password: str) -> Admission:
        """Opens a new session; any session of this browser ends."""
        ...

    async def sign_out(self, request: Request) -> str:
        """Ends the session; the value of the Set-Cookie header that forgets it."""
        ...

    async def whose(self, secret: str) -> str:
        """The name of the person whom `/login/{secret}` signs in; empty when it works no more."""
        ...

    async def redeem(self, request: Request, secret: str) -> Admission:
        """Signs in by the one-time link `/login/{secret}`, which is used up."""
        ...


class SignInFirst(Exception):
    """Nobody is signed in; the answer leads to the sign-in page and back."""


PREVIEWERS = re.compile(
    r"bot|crawl|spider|preview|facebookexternalhit|whatsapp|telegram|skype|slack|scan",
    re.IGNORECASE,
)


def opened_by_its_reader(request: Request) -> bool:
    """Whether a GET of a one-time link may sign in at once, instead of showing its one button.

    True when someone opened the address directly: typed, pasted, or from a terminal. A link
    followed on another site could sign its reader in as somebody else; prefetchers and the
    previewers of chat programs would use it up. All these get the page with the button.
    """
    headers = request.headers
    if request.method != "GET" or headers.get("sec-purpose") or headers.get("purpose"):
        return False
    if PREVIEWERS.search(headers.get("user-agent", "")):
        return False
    return headers.get("sec-fetch-site", "none") in ("none", "same-origin")
