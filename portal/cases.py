"""The workspace: lists of cases, and one case beside its list."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal.clocks import clocks_of
from portal.columns import Columns
from portal.criteria import Criteria
from portal.desks import VIEWS
from portal.language import gettext as _
from portal.listing import ACTIVITY, Listing, desk_of, path_of
from portal.looks import look_of
from portal.reception import Reception, Visitor
from portal.render import Renderer, wanted
from portal.supposing import supposed_by

CLOCKS = "clocks"
TABS = (ACTIVITY, "details", "tasks", CLOCKS, "relations", "attachments")
STORY = ("comments", "workNotes", "until")  # where a page of the story begins
VOICE = "voice"  # the cookie that remembers how one last said something


@dataclass(frozen=True, slots=True)
class Visit(Visitor):
    """Who looks, and at which list."""

    here: Listing


class Cases:
    """The handlers of the workspace."""

    def __init__(
        self, renderer: Renderer, reception: Reception, criteria: Criteria, columns: Columns
    ) -> None:
        self._renderer, self._reception = renderer, reception
        self._criteria, self._columns = criteria, columns

    def routes(self) -> list[Route]:
        """The lists, and the parts of a case."""
        parts = (Route(f"/cases/{{number}}/{tab}", self.case) for tab in TABS[1:])
        return [Route("/", self.start), Route("/cases", self.list), *parts]

    def itself(self) -> Route:
        """A case: whatever else is named below /cases has to stand before it."""
        return Route("/cases/{number}", self.case)

    async def start(self, request: Request) -> Response:
        viewer = (await self._reception.meet(request)).viewer
        return RedirectResponse(self._renderer.home(viewer["roles"]), 307)

    async def list(self, request: Request) -> Response:
        return await self._open(request)

    async def case(self, request: Request) -> Response:
        return await self._open(request, request.path_params["number"])

    async def visit(self, request: Request) -> Visit:
        """Raises SignInFirst, and 400 or 404 for a list that cannot be."""
        visitor = await self._reception.meet(request)
        viewer = visitor.viewer
        number = request.path_params.get("number", "").upper()
        beside = path_of(number, _tab(request)) if number else ""
        offer = await self._criteria.of(
            viewer["roles"], lambda asked: self._renderer.withheld(asked, visitor.actor)
        )
        here = Listing.read(
            desk_of(viewer["roles"]),
            request.query_params,
            beside,
            offer=offer,
            me=visitor.me,
            kept=("", "") if beside else (await look_of(self._renderer, visitor.actor)).kept,
        )
        self._refuse_unknown(request, here)
        return Visit(visitor.actor, viewer, here)

    async def _open(self, request: Request, number: str = "") -> Response:
        visit, tab = await self.visit(request), _tab(request)
        if "field" in request.query_params:
            return RedirectResponse(_written(visit.here, request.query_params), 303)
        empty = "" in request.query_params.values()  # a form sends its empty fields too
        if empty or number != number.upper():
            return RedirectResponse(visit.here.address(), 303)
        story = {name: value for name in STORY if (value := request.query_params.get(name))}
        return await self.show(request, visit, number, tab, page=story)

    async def show(
        self,
        request: Request,
        visit: Visit,
        number: str = "",
        tab: str = ACTIVITY,
        *,
        template: str = "cases/workspace.html",
        page: dict[str, str] | None = None,
        **more: Any,
    ) -> Response:
        """The workspace, or the part of it that htmx wants; `more` is for the renderer."""
        table = None
        if visit.here.is_table and wanted(request) in ("", "list"):
            table = await self._columns.cells(self._renderer, visit.here, visit.actor)
        clocks = None
        if number and tab == CLOCKS and wanted(request) != "list":
            clocks = await clocks_of(
                self._renderer, number, visit.actor, supposed_by(request.query_params)
            )
        shown: dict[str, Any] = {
            "here": visit.here,
            "number": number,
            "tab": tab,
            "page": page or {},
            "form": None,
            "said": None,
            "spoken": False,
            "shut": False,
            "voice": request.cookies.get(VOICE, ""),
            "table": table,
            "clocks": clocks,
            "chosen": (),
            "outcome": None,
            "opened": number in came_from(request),
        }
        return await self._reception.page(
            request,
            template,
            visit,
            visit.here.variables() | _shown(number, tab, visit.here, page or {}),
            needs="detail" if number else "",
            **(shown | more),
        )

    def _refuse_unknown(self, request: Request, here: Listing) -> None:
        view = request.query_params.get("view")
        if view and view not in VIEWS:
            raise HTTPException(404, _("There is no list called %(name)s.") % {"name": view})
        for label, text in here.unknown():
            told = {"field": label, "name": text}
            raise HTTPException(400, _("There is no %(field)s called %(name)s.") % told)


def came_from(request: Request) -> str:
    """The path of the page that the request came from, as far as it is told."""
    told = request.headers.get("hx-current-url") or request.headers.get("referer", "")
    return urlsplit(told).path


def _written(here: Listing, sent: QueryParams) -> str:
    """The address with the clause that the form about one field says."""
    operator, was = sent.get("op", ""), sent.get("was", "")
    texts = sent.getlist("span" if operator in ("last", "older") else "value")
    text = "yes" if operator in ("some", "none") else ",".join(filter(None, texts))
    name = f"{sent['field']}.{operator}" if operator else sent["field"]
    before = here.narrowed(was, "") if was and was != name else here
    return before.address(**{name: text})


def _tab(request: Request) -> str:
    """Which part of a case the address names; the activity has the shortest address alone."""
    name = request.url.path.rstrip("/").rpartition("/")[2]
    return name if name in TABS and "number" in request.path_params else ACTIVITY


def _shown(number: str, tab: str, here: Listing, story: dict[str, str]) -> dict[str, Any]:
    """The variables that decide what of the operation is asked."""
    return {
        "number": number,
        "open": bool(number),
        "staff": here.desk.staff,
        "usual": here.desk.usual,
        "rows": not here.is_table,
        "me": here.me,
        **{name: name == tab for name in TABS},
        "comments": story.get("comments"),
        "workNotes": story.get("workNotes"),
    }
