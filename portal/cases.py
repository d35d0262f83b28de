"""The workspace: lists of cases, and one case beside its list."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from portal.listing import Listing, desk_of
from portal.render import Renderer
from portal.session import Door

TABS = ("activity", "details", "tasks", "attachments")
STORY = ("comments", "workNotes", "until")  # where a page of the story begins


class SignInFirst(Exception):
    """Nobody is signed in; the answer leads to the sign-in page and back."""


class Cases:
    """The handlers of the workspace."""

    def __init__(self, renderer: Renderer, door: Door) -> None:
        self._renderer, self._door = renderer, door

    async def start(self, request: Request) -> Response:
        return RedirectResponse("/cases", 307)

    async def list(self, request: Request) -> Response:
        return await self._workspace(request)

    async def case(self, request: Request) -> Response:
        return await self._workspace(request, request.path_params["number"])

    async def _workspace(self, request: Request, number: str = "") -> Response:
        actor = await self._door.identify(request)
        if actor is None:
            raise SignInFirst
        tab = request.path_params.get("tab", TABS[0])
        if tab not in TABS:
            raise HTTPException(404)
        viewer = await self._renderer.viewer(actor)
        here = Listing.read(desk_of(viewer["roles"]), request.query_params)
        story = {name: value for name in STORY if (value := request.query_params.get(name))}
        return await self._renderer.page(
            request,
            "cases/workspace.html",
            actor,
            variables=here.variables() | _shown(number, tab, here, story),
            needs="detail" if number else "",
            viewer=viewer,
            here=here,
            number=number,
            tab=tab,
            page=story,
        )


def _shown(number: str, tab: str, here: Listing, story: dict[str, str]) -> dict[str, Any]:
    """The variables that decide what of the operation is asked."""
    return {
        "number": number,
        "open": bool(number),
        "staff": here.desk.staff,
        "usual": here.desk.usual,
        **{name: name == tab for name in TABS},
        "comments": story.get("comments"),
        "workNotes": story.get("workNotes"),
    }
