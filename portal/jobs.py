"""Work in the background: what waits, what failed, and trying it again."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal.cases import SignInFirst
from portal.language import gettext as _
from portal.render import Renderer
from portal.session import Door
from portal.toasts import COOKIE, SECONDS, Flash, Toast, fresh_key
from portal.verbs import Verbs

ADDRESS = "/jobs"


class Jobs:
    """The handlers of the page; it is not there for whoever sees no jobs."""

    def __init__(self, renderer: Renderer, door: Door, verbs: Verbs, flash: Flash) -> None:
        self._renderer, self._door, self._flash = renderer, door, flash
        self._retry = verbs.at("Job", "retry")

    def routes(self) -> list[Route]:
        return [Route(ADDRESS, self.page), Route(ADDRESS, self.retry, methods=["POST"])]

    async def page(self, request: Request) -> Response:
        actor, viewer = await self._who(request)
        state = request.query_params.get("state", "").upper()
        if state and state not in self._renderer.members("JobState"):
            raise HTTPException(400)
        response = await self._renderer.page(
            request,
            "jobs/jobs.html",
            actor,
            variables={
                "filter": {"state": {"eq": state}} if state else None,
                "after": request.query_params.get("after") or None,
            },
            needs="jobs",
            viewer=viewer,
            state=state,
            key=fresh_key(),
            toast=self._flash.open(request.cookies.get(COOKIE, "")),
        )
        if COOKIE in request.cookies:
            response.delete_cookie(COOKIE, httponly=True, samesite="lax")
        return response

    async def retry(self, request: Request) -> Response:
        """Has a dead job tried again; says so, or why not."""
        actor, _viewer = await self._who(request)
        sent = await request.form()
        if self._retry is None or "retry" not in sent:
            raise HTTPException(404)
        given = {"input": {"id": str(sent["retry"])}}
        answer = await self._renderer.read(self._retry.perform, given, actor)
        errors = answer["done"]["errors"]
        said = _(errors[0]["message"]) if errors else _("It will be tried again")
        response = RedirectResponse(ADDRESS, 303)
        sealed = self._flash.seal(Toast(said))
        response.set_cookie(COOKIE, sealed, max_age=SECONDS, httponly=True, samesite="lax")
        return response

    async def _who(self, request: Request) -> tuple[Any, dict[str, Any]]:
        actor = await self._door.identify(request)
        if actor is None:
            raise SignInFirst
        return actor, await self._renderer.viewer(actor)
