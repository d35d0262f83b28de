"""Small answers beside an open case: a look at what is tied to it, and people to call upon."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.cases import Cases
from portal.render import Renderer

LONGEST = 60  # characters of a name that is looked for


class Peeking:
    """The handlers of what opens over the page."""

    def __init__(self, renderer: Renderer, cases: Cases) -> None:
        self._renderer, self._cases = renderer, cases

    def routes(self) -> list[Route]:
        return [
            Route("/cases/{number}/peek", self.case),
            Route("/cases/{number}/people", self.people),
            Route("/peeks/{id}", self.record),
        ]

    async def case(self, request: Request) -> Response:
        """A case in a few lines; 404 where the viewer may not see it."""
        visit = await self._cases.visit(request)
        variables = {"number": request.path_params["number"]}
        return await self._renderer.page(
            request, "cases/peek.html", visit.actor, variables=variables, needs="peeked"
        )

    async def record(self, request: Request) -> Response:
        """A piece of work beside cases in a few lines; 404 where the viewer may not see it."""
        visit = await self._cases.visit(request)
        variables = {"id": request.path_params["id"]}
        return await self._renderer.page(
            request, "beside/peek.html", visit.actor, variables=variables, needs="peeked"
        )

    async def people(self, request: Request) -> Response:
        """Staff whose names have these words; whom one may call upon the gateway decides."""
        visit = await self._cases.visit(request)
        words = request.query_params.get("q", "")[:LONGEST].strip()
        return await self._renderer.page(
            request, "cases/people.html", visit.actor, variables={"words": words or None}
        )
