"""Tells the gateway that a case was opened: what had happened to it is unread no more."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.cases import Cases
from portal.render import Renderer
from portal.verbs import Verbs


class Seen:
    """The handler of what the page posts once a case is open."""

    def __init__(self, renderer: Renderer, cases: Cases, verbs: Verbs) -> None:
        self._renderer, self._cases, self._verbs = renderer, cases, verbs

    def routes(self) -> list[Route]:
        return [Route("/cases/{number}/seen", self.note, methods=["POST"])]

    async def note(self, request: Request) -> Response:
        """Nothing to say, whether it was unread or not; 404 for a case that is not there."""
        visit = await self._cases.visit(request)
        verb = self._verbs.at("Case", "mark-read")
        number = {"number": request.path_params["number"].upper()}
        case = await self._renderer.record(self._verbs.case, number, visit.actor)
        await self._renderer.perform(verb, {"id": case["id"]}, visit.actor)
        return Response(status_code=204)
