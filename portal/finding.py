"""Finds records by words: as a page of its own, and as what the palette shows while one types."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.reception import Reception

ADDRESS = "/find"
SHOWN, OFFERED = 10, 4  # records of each type: on the page, in the palette


class Finding:
    """The handlers of both."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception

    def routes(self) -> list[Route]:
        return [Route(ADDRESS, self.page), Route(f"{ADDRESS}/hits", self.hits)]

    async def page(self, request: Request) -> Response:
        """Everything that has the words, by types; closed cases as well where that is ticked."""
        return await self._show(request, "find/find.html", SHOWN)

    async def hits(self, request: Request) -> Response:
        """A few of each type, for the palette."""
        return await self._show(request, "find/hits.html", OFFERED)

    async def _show(self, request: Request, template: str, first: int) -> Response:
        visitor = await self._reception.meet(request)
        words = request.query_params.get("q", "").strip()
        closed = "closed" in request.query_params
        asked = {"text": words, "first": first, "closed": closed}
        return await self._reception.page(
            request, template, visitor, asked, whole=True, words=words, closed=closed
        )
