"""Receives whoever asks for a page: who that is, what they are told once, and the way on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from portal.cookies import forget, remember
from portal.render import Renderer, wanted
from portal.session import Door, SignInFirst
from portal.toasts import COOKIE, SECONDS, Flash, Toast, fresh_key


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks."""

    actor: Any
    viewer: dict[str, Any]

    @property
    def me(self) -> str:
        """The id of the viewer's user; empty for whoever has none."""
        user = self.viewer["user"]
        return str(user["id"]) if user else ""


class Reception:
    """What every page does for its visitor."""

    def __init__(self, renderer: Renderer, door: Door, flash: Flash) -> None:
        self._renderer, self._door, self._flash = renderer, door, flash

    async def meet(self, request: Request) -> Visitor:
        """From here on, the request speaks as its visitor chose. Raises SignInFirst."""
        actor = await self.actor(request)
        return Visitor(actor, await self._renderer.viewer(actor))

    async def actor(self, request: Request) -> Any:
        """Who acts, for an answer that is no page. Raises SignInFirst."""
        actor = await self.known(request)
        if actor is None:
            raise SignInFirst
        return actor

    async def known(self, request: Request) -> Any | None:
        """The same where nobody is an answer too."""
        return await self._door.identify(request)

    async def page(
        self,
        request: Request,
        template: str,
        visitor: Visitor,
        variables: Mapping[str, Any],
        **shown: Any,
    ) -> Response:
        """A page, or the part of it that htmx wants; `shown` is for the renderer as well."""
        around = self._around(request, visitor) | shown
        actor = visitor.actor
        made = await self._renderer.page(request, template, actor, variables=variables, **around)
        return _told(request, made)

    def plain(
        self, request: Request, template: str, visitor: Visitor, status: int = 200, **shown: Any
    ) -> Response:
        """A page that asks nothing, or for which everything was asked before."""
        around = self._around(request, visitor) | shown
        return _told(request, self._renderer.plain(request, template, status, **around))

    def lead(self, request: Request, address: str, toast: Toast | None = None) -> Response:
        """To a page, which says the toast: by 303, or as a whole where htmx asks."""
        if wanted(request):
            response = Response(headers={"hx-redirect": address})
        else:
            response = RedirectResponse(address, 303)
        if toast:
            remember(response, COOKIE, self._flash.seal(toast), SECONDS)
        return response

    def _around(self, request: Request, visitor: Visitor) -> dict[str, Any]:
        toast = None if wanted(request) else self._flash.open(request.cookies.get(COOKIE, ""))
        return {"viewer": visitor.viewer, "key": fresh_key(), "toast": toast}


def _told(request: Request, response: Response) -> Response:
    """A toast is told once; a part of a page leaves it to the next page."""
    if COOKIE in request.cookies and not wanted(request):
        forget(response, COOKIE)
    return response
