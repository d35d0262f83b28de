"""Shows a text as it will look once it is sent."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.reception import Reception
from portal.render import Renderer, wanted


class Preview:
    """The handler."""

    def __init__(self, renderer: Renderer, reception: Reception) -> None:
        self._renderer, self._reception = renderer, reception

    def routes(self) -> list[Route]:
        return [Route("/preview", self.show, methods=["POST"])]

    async def show(self, request: Request) -> Response:
        """The text alone, or on a page of its own; nothing is kept of it."""
        await self._reception.meet(request)  # for people who are signed in
        async with request.form() as form:
            text = form.get("text", "")
        template = "cases/preview_part.html" if wanted(request) else "cases/preview.html"
        said = text if isinstance(text, str) else ""
        return self._renderer.plain(request, template, text=said)
