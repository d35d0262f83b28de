"""Work in the background: what waits, what failed, and trying it again."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.language import gettext as _
from portal.reception import Reception
from portal.refusals import told
from portal.render import Renderer
from portal.toasts import Toast, key_of
from portal.verbs import Verbs

ADDRESS = "/jobs"


class Jobs:
    """The handlers of the page; it is not there for whoever sees no jobs."""

    def __init__(self, renderer: Renderer, reception: Reception, verbs: Verbs) -> None:
        self._renderer, self._reception = renderer, reception
        self._retry = verbs.at("Job", "retry")

    def routes(self) -> list[Route]:
        return [Route(ADDRESS, self.page), Route(ADDRESS, self.retry, methods=["POST"])]

    async def page(self, request: Request) -> Response:
        visitor = await self._reception.meet(request)
        state = request.query_params.get("state", "").upper()
        if state and state not in self._renderer.members("JobState"):
            raise HTTPException(400)
        asked = {
            "filter": {"state": {"eq": state}} if state else None,
            "after": request.query_params.get("after") or None,
        }
        return await self._reception.page(
            request, "jobs/jobs.html", visitor, asked, needs="jobs", state=state
        )

    async def retry(self, request: Request) -> Response:
        """Has a dead job tried again; says so, or why not."""
        visitor, sent = await self._reception.meet(request), await request.form()
        given = {"id": str(sent.get("retry", ""))}
        done = await self._renderer.perform(self._retry, given, visitor.actor, key_of(sent))
        said = told(done["errors"][0]["message"]) if done["errors"] else _("It will be tried again")
        return self._reception.lead(request, ADDRESS, Toast(said))
