"""`GET /files/...` and `GET /thumbnails/...`: the bytes of attachments, for who may read them.

Whether somebody may is asked of the engine, by the field `url`: a file that is absent, one that is
invisible and one whose address is withheld all get the same answer.
"""

from typing import Any
from urllib.parse import quote

import structlog
from graphql import parse
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from gateway.actor import NOBODY, Actor
from gateway.cases.models import Attachment
from gateway.files.models import ScanState
from gateway.files.serving import Sent, sent
from gateway.files.storing import Store, key_of, thumbnail_key
from gateway.people.identity import Identity
from gateway.request.engine import Engine
from gateway.request.scalars import global_id

QUESTION = parse("""
    query File($id: ID!) {
        node(id: $id) {
            ... on Attachment { url thumbnailUrl fileName mediaType size sha256 scanState }
        }
    }
""")
NOT_THERE = "There is no such file, or you may not see it."
SIGN_IN = "Sign in, or send a bearer token: 'Authorization: Bearer ...'."
HELD = {
    ScanState.PENDING: "This file is being looked at for viruses. Try again in a minute.",
    ScanState.INFECTED: "Something harmful was found in this file: nobody can download it.",
}
LOST = "The bytes of this file are missing on our side."

log = structlog.get_logger(__name__)


class Downloads:
    """The handlers."""

    def __init__(self, engine: Engine, identity: Identity, store: Store) -> None:
        self._engine, self._identity, self._store = engine, identity, store

    async def file(self, request: Request) -> Response:
        return await self._answer(request, small=False)

    async def thumbnail(self, request: Request) -> Response:
        return await self._answer(request, small=True)

    async def _answer(self, request: Request, *, small: bool) -> Response:
        actor = await self._identity.identify(request.scope["headers"])
        if actor is NOBODY:
            return _sign_in(request)
        found = await self._found(request.path_params["handle"], actor)
        if not found.get("thumbnailUrl" if small else "url"):
            return _said(404, NOT_THERE)
        if held := HELD.get(found["scanState"]):
            return _said(409, held)
        try:
            return await sent(request, self._store, await self._sent(found, small=small))
        except FileNotFoundError:
            log.exception("an attachment has lost its bytes", sha256=found["sha256"])
            return _said(500, LOST)

    async def _found(self, handle: str, actor: Actor) -> dict[str, Any]:
        """What the actor may read of the file; nothing where there is none."""
        row: dict[str, Any] = await Attachment.filter(handle=handle).first().values("id") or {}
        asked = {"id": global_id("Attachment", row.get("id", 0))}
        return (await self._engine.read(QUESTION, asked, actor)).data["node"] or {}

    async def _sent(self, found: dict[str, Any], *, small: bool) -> Sent:
        digest, name = found["sha256"], found["fileName"]
        if not small:
            return Sent(key_of(digest), f'"{digest}"', found["size"], found["mediaType"], name)
        key = thumbnail_key(digest)
        size = await self._store.size(key)
        if size is None:
            raise FileNotFoundError(key)
        return Sent(key, f'"small-{digest}"', size, "image/webp", f"{name}.webp")


def _said(status: int, text: str) -> Response:
    headers = {"cache-control": "no-store", "vary": "Cookie, Authorization"}
    return PlainTextResponse(text, status, headers)


def _sign_in(request: Request) -> Response:
    """People are led to the sign-in page and back, programs are told."""
    headers = request.headers
    if "authorization" in headers or "text/html" not in headers.get("accept", ""):
        return PlainTextResponse(
            SIGN_IN,
            401,
            {"www-authenticate": 'Bearer realm="caseway"', "cache-control": "no-store"},
        )
    return RedirectResponse(f"/login?next={quote(request.url.path)}", 303)
