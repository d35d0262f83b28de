"""Serves one side of the contest: `python -m bench.server KIND CASES URL PORT`.

KIND is ours, by_hand or comment_by_hand. The hand-written endpoints are Starlette's, with the
gateway's own check of bearer tokens: what one would write who has six questions and one action, no
schema and no policy but his own statements.
"""

import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.by_hand import ByHand, Postgres, Sqlite
from bench.comment_by_hand import CommentEndpoint
from bench.data import Ground, ground
from bench.floor import asking
from bench.questions import Question, Viewer, questions
from gateway.actor import NOBODY
from gateway.app import Gateway
from gateway.installation import Installation, open_installation

JSON = "application/graphql-response+json"


class Endpoint:
    """Six questions answered by hand."""

    def __init__(self, here: Ground) -> None:
        self._ground = here
        self._viewers = {viewer.user_id: viewer for viewer in here.viewers}
        self._questions: dict[str, tuple[Question, list[str], bool]] = {}
        self._by_hand: ByHand | None = None
        self._installation: Installation | None = None
        for viewer in here.viewers:
            numbers = numbers_of(here, viewer)
            seek = viewer.outsourced and viewer.groups < 100
            for question in questions(numbers).values():
                key = f"{viewer.user_id} {question.text}"
                self._questions[key] = (question, numbers, seek)

    @asynccontextmanager
    async def open(self, _app: Starlette) -> AsyncGenerator[None]:
        url = self._ground.settings.database_url
        async with open_installation(self._ground.settings) as self._installation:
            sqlite = url.startswith("sqlite")
            self._by_hand = Sqlite(self._ground.path) if sqlite else await Postgres.opened(url)
            yield
            await self._by_hand.close()

    async def ask(self, request: Request) -> Response:
        assert self._installation is not None
        assert self._by_hand is not None
        actor = await self._installation.identity.identify(request.scope["headers"])
        if actor is NOBODY:
            return Response(status_code=401)
        body: dict[str, Any] = orjson.loads(await request.body())
        viewer: Viewer = self._viewers[actor.user_id or 0]
        question, numbers, seek = self._questions[f"{viewer.user_id} {body['query']}"]
        asked = replace(question, variables=body["variables"])
        data = await self._by_hand.answer(asking(viewer, asked, numbers, seek))
        return Response(orjson.dumps({"data": data}), media_type=JSON)


def numbers_of(here: Ground, viewer: Viewer) -> list[str]:
    """Twenty numbers, some of them twice where the viewer sees fewer cases."""
    found = here.numbers(viewer, 20)
    return (found * 20)[:20]


def application(kind: str, here: Ground) -> Any:
    if kind == "ours":
        return Gateway(here.settings)
    endpoint = {"by_hand": Endpoint, "comment_by_hand": CommentEndpoint}[kind](here)
    routes = [Route("/graphql", endpoint.ask, methods=["POST"])]
    return Starlette(routes=routes, lifespan=endpoint.open)


def main(kind: str, cases: str, url: str, port: str) -> None:
    here = ground(int(cases))
    here = replace(here, settings=replace(here.settings, database_url=url))
    config = uvicorn.Config(
        application(kind, here), host="127.0.0.1", port=int(port), loop="uvloop", http="httptools",
        log_level="warning", access_log=False, lifespan="on", ws="none", server_header=False,
    )  # fmt: skip
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
