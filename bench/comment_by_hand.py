"""The endpoint over the hand-written comment; it checks bearer tokens as the gateway does."""

import itertools
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from bench.comment import NotTheirs, comment, writer
from bench.data import Ground
from gateway.actor import NOBODY
from gateway.database.opening import sqlite_path
from gateway.installation import open_installation
from gateway.request.scalars import global_id, read_id

JSON = "application/graphql-response+json"


class CommentEndpoint:
    """Writes comments by hand, on SQLite."""

    def __init__(self, here: Ground) -> None:
        self._settings = here.settings
        self._process, self._serial = secrets.token_hex(6), itertools.count()

    @asynccontextmanager
    async def open(self, _app: Starlette) -> AsyncGenerator[None]:
        async with open_installation(self._settings) as installation:
            self._identify = installation.identity.identify
            with closing(writer(sqlite_path(self._settings))) as self._database:
                yield

    async def ask(self, request: Request) -> Response:
        actor = await self._identify(request.scope["headers"])
        if actor is NOBODY:
            return Response(status_code=401)
        body: dict[str, Any] = orjson.loads(await request.body())
        given = body["variables"]["input"]
        _, case = read_id(given["id"])
        text, request_id = given["text"].rstrip(), f"{self._process}-{next(self._serial):x}"
        try:
            version = comment(self._database, actor, case, text, request_id)
        except NotTheirs:
            payload: dict[str, Any] = {"case": None, "errors": [{"code": "NOT_FOUND"}]}
        else:
            shown = {"id": global_id("Case", case), "version": version}
            payload = {"case": shown, "errors": []}
        return Response(orjson.dumps({"data": {"caseComment": payload}}), media_type=JSON)
