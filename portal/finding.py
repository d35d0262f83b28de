"""Finds records by words: as a page of its own, and as what the palette shows while one types."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.cases import SignInFirst
from portal.render import Renderer
from portal.session import Door

ADDRESS = "/find"
SHOWN, OFFERED = 10, 4  # records of each type: on the page, in the palette


class Finding:
    """The handlers of both."""

    def __init__(self, renderer: Renderer, door: Door) -> None:
        self._renderer, self._door = renderer, door

    def routes(self) -> list[Route]:
        return [Route(ADDRESS, self.page), Route(f"{ADDRESS}/hits", self.hits)]

    async def page(self, request: Request) -> Response:
        """Everything that has the words, by types; closed cases as well where that is ticked."""
        return await self._show(request, "find/find.html", SHOWN)

    async def hits(self, request: Request) -> Response:
        """A few of each type, for the palette."""
        return await self._show(request, "find/hits.html", OFFERED)

    async def _show(self, request: Request, template: str, first: int) -> Response:
        actor = await self._door.identify(request)
        if actor is None:
            raise SignInFirst
        words = request.query_params.get("q", "").strip()
        closed = "closed" in request.query_params
        return await self._renderer.page(
            request,
            template,
            actor,
            variables={"text": words, "first": first, "closed": closed},
            whole=True,
            viewer=await self._renderer.viewer(actor),
            words=words,
            closed=closed,
            toast=None,
        )
