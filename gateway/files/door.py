"""`POST /files`: programs and pages send the bytes of files, and get ids of uploads for them.

    curl -H "authorization: Bearer cw_..." -F file=@leak.png -F file=@log.txt https://desk/files
    curl -H "authorization: Bearer cw_..." --data-binary @leak.png https://desk/files?name=leak.png

The answer is JSON: the uploads, and for each file that is not taken the reason. An action of a
case, such as `caseAttach`, then takes the ids.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from gateway.actor import NOBODY, Actor
from gateway.errors import BadRequest, Forbidden, Refusal, TooLarge, TooSlow, Unauthenticated
from gateway.files.forms import MOST_FILES, Received, Turned, receive_form
from gateway.files.models import Upload
from gateway.files.multipart import is_multipart
from gateway.files.naming import cleaned
from gateway.files.receiving import Receiving, Refused
from gateway.people.identity import Identity
from gateway.request.failures import body_of
from gateway.request.scalars import global_id

PATIENCE = 900.0  # seconds for one request
BESIDE = 65_536  # bytes of a form beside its files


class FilesDoor:
    """Takes files from whoever may attach some to a case."""

    def __init__(
        self, receiving: Receiving, identity: Identity, may_attach: Callable[[Actor], bool]
    ) -> None:
        self._receiving, self._identity, self._may_attach = receiving, identity, may_attach

    async def send(self, request: Request) -> Response:
        try:
            async with asyncio.timeout(PATIENCE):
                return _told(await self._received(request))
        except TimeoutError:
            return _refused(TooSlow("The file did not arrive in time."))
        except Refusal as refusal:
            return _refused(refusal)
        except ClientDisconnect:
            return _refused(BadRequest("The connection was lost."))  # nobody reads it

    async def _received(self, request: Request) -> Received:
        actor = await self._sender(request)
        self._check_length(request)
        content_type = request.headers.get("content-type", "")
        if is_multipart(content_type):
            return await receive_form(self._receiving, request.stream(), content_type, actor)
        return await self._alone(request, actor)

    async def _sender(self, request: Request) -> Actor:
        actor = await self._identity.identify(request.scope["headers"])
        if actor is NOBODY or actor.user_id is None:
            raise Unauthenticated("Sign in, or send a bearer token: 'Authorization: Bearer ...'.")
        if not self._may_attach(actor):
            raise Forbidden("You may attach files to no case.")
        return actor

    async def _alone(self, request: Request, actor: Actor) -> Received:
        """The body is the file."""
        name = request.query_params.get("name", "")
        received = Received()
        try:
            upload = await self._receiving.take(name, request.stream(), actor)
        except Refused as refused:
            received.refused.append(
                Turned("", cleaned(name), refused.code, refused.reason, refused.detail)
            )
        else:
            received.uploads.append(("", upload))
        return received

    def _check_length(self, request: Request) -> None:
        declared = request.headers.get("content-length", "0")
        most = MOST_FILES * (self._receiving.rules.largest + BESIDE)
        if not declared.isdigit() or len(declared) > 15 or int(declared) > most:
            raise TooLarge(f"The body is larger than {most:,} bytes.")


def _told(received: Received) -> Response:
    body = {
        "uploads": [_upload(upload) for _, upload in received.uploads],
        "errors": [
            {
                "fileName": refused.file_name,
                "code": refused.code,
                "message": refused.reason,
                "detail": refused.detail,
            }
            for refused in received.refused
        ],
    }
    return JSONResponse(body, 201 if received.uploads else 422)


def _upload(upload: Upload) -> dict[str, Any]:
    return {
        "id": global_id("Upload", upload.pk),
        "fileName": upload.file_name,
        "mediaType": upload.media_type,
        "size": upload.size,
        "sha256": upload.sha256,
    }


def _refused(refusal: Refusal) -> Response:
    headers = {"connection": "close"} if isinstance(refusal, TooLarge) else {}
    if isinstance(refusal, Unauthenticated):
        headers["www-authenticate"] = 'Bearer realm="caseway"'
    return Response(body_of(refusal), refusal.status, headers, "application/json")
