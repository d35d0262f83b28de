"""The workspace: lists of cases, and one case beside its list."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from portal.listing import ACTIVITY, STATES, VIEWS, Listing, desk_of, path_of
from portal.render import Renderer
from portal.session import Door

TABS = (ACTIVITY, "details", "tasks", "attachments")
ENUMS = {
    "state": "CaseState",
    "priority": "Priority",
    "channel": "Channel",
}  # filter -> its choices
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
        tab = _tab(request)
        viewer = await self._renderer.viewer(actor)
        beside = path_of(number.upper(), tab) if number else ""
        here = Listing.read(desk_of(viewer["roles"]), request.query_params, beside)
        self._refuse_unknown(request, here)
        empty = "" in request.query_params.values()  # a form sends its empty fields too
        if empty or number != number.upper():
            return RedirectResponse(here.address(), 303)
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

    def _refuse_unknown(self, request: Request, here: Listing) -> None:
        view = request.query_params.get("view")
        if view and view not in VIEWS:
            raise HTTPException(404, f"There is no list called {view}.")
        for name, enum in ENUMS.items():
            value = getattr(here, name)
            if value and value not in STATES and value not in self._renderer.members(enum):
                raise HTTPException(400, f"There is no {name} called {value}.")


def _tab(request: Request) -> str:
    """Which part of a case the address names; the activity has the shortest address alone."""
    tab = request.path_params.get("tab", ACTIVITY)
    if tab not in TABS or ("tab" in request.path_params and tab == ACTIVITY):
        raise HTTPException(404)
    return tab


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
