"""The pages of the registers: lists of customers and their things, a record beside its list."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal.browsing import COUNTED, Browse, Visit
from portal.conditions import ABOUT, Conditions
from portal.facts import Cell, cell
from portal.language import gettext as _
from portal.questions import Questions
from portal.reception import Reception
from portal.regions import REGION, Region, Regions
from portal.registers import OVERVIEW, place
from portal.render import Renderer, wanted
from portal.tables import Table, table

PAGE, PART = "registers/page.html", "registers/part.html"
CHANGED = "registers/changed.html"
Groups = list[tuple[str, list[Cell]]]  # the properties of a record, by titles
PARTS = ("list", "detail", "act", "list-count")  # elements that htmx replaces


class Customers:
    """The handlers of the registers."""

    def __init__(
        self,
        renderer: Renderer,
        reception: Reception,
        questions: Mapping[str, Questions],
        conditions: Conditions,
        now: Callable[[], datetime],
    ) -> None:
        self._renderer, self._reception = renderer, reception
        self._conditions = conditions
        self._questions, self._regions = questions, Regions(renderer, now)

    def routes(self) -> list[Route]:
        """Of every register: its list, its records and their parts."""
        return [
            Route(f"/{path}{rest}", handler)
            for path in self._questions
            for rest, handler in (
                ("", self.list),
                ("/{key}", self.record),
                ("/{key}/{tab}", self.record),
            )
        ]

    async def list(self, request: Request) -> Response:
        visit = await self.visit(request)
        if "" in request.query_params.values():  # a form sends its empty fields too
            return RedirectResponse(visit.here.address(), 303)
        return await self.show(request, visit)

    async def record(self, request: Request) -> Response:
        visit = await self.visit(request)
        if "" in request.query_params.values() or request.url.path != visit.here.place:
            return RedirectResponse(visit.here.address(), 303)
        return await self.show(
            request,
            visit,
            request.path_params["key"],
            request.path_params.get("tab", OVERVIEW),
            after=request.query_params.get("rows", ""),
        )

    async def visit(self, request: Request) -> Visit:
        """Raises SignInFirst, and 400 for a list that cannot be."""
        visitor = await self._reception.meet(request)
        asked = self._questions[request.url.path.split("/")[1]]
        here = Browse.read(asked, request.query_params, _beside(request, asked))
        for label in here.unknown():
            raise HTTPException(400, _("There is no such choice: %(filter)s.") % {"filter": label})
        return Visit(visitor.actor, visitor.viewer, here, request.query_params)

    async def show(
        self,
        request: Request,
        visit: Visit,
        key: str = "",
        tab: str = OVERVIEW,
        *,
        after: str = "",
        status: int = 200,
        form: Any = None,
        changed: bool = False,
        **more: Any,
    ) -> Response:
        """The page, the part of it that htmx wants, or, when it has `changed`, all of its parts."""
        target = "" if changed else wanted(request)
        shown: dict[str, Any] = {
            "here": visit.here,
            "views": visit.views,
            "counts": {} if target else await self._counts(visit),
            "fresh": _fresh(visit),
            "tab": tab,
            "part": target if target in PARTS else "",
            "record": None,
            "table": None,
            "count": None,
            "form": form,
            **more,
        }
        if target.startswith(REGION) and key:
            name = target.removeprefix(REGION)
            shown |= {"part": "region", "region": await self._region(visit, key, name, after)}
        else:
            shown |= await self._asked(visit, shown["part"], key, tab, after)
        if COUNTED in request.query_params and not target:
            shown["count"] = await self._count(visit)
        template = CHANGED if changed else PART if shown["part"] else PAGE
        return self._reception.plain(request, template, visit, status, **shown)

    # -- what is asked -----------------------------------------------------------------------------

    async def _asked(
        self, visit: Visit, part: str, key: str, tab: str, after: str
    ) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if part == "list-count":
            return {"count": await self._count(visit)}
        if part in ("", "list"):
            found["table"] = await self._table(visit)
        if key and part != "list":
            found |= await self._record(visit, key, tab, after)
        return found

    async def _table(self, visit: Visit) -> Table:
        """The rows of a list. Raises 404 where the viewer has no such list."""
        asked = visit.here.asked
        data = await self._renderer.read(asked.list, visit.here.variables(), visit.actor)
        if not data["list"]:
            raise HTTPException(404)
        return table(data["list"], asked.register, asked.columns, visit.here.query())

    async def _counts(self, visit: Visit) -> dict[str, Any]:
        """How many cases the lists of the navigation have."""
        desk = visit.desk
        asked = {"staff": desk.staff, "usual": desk.usual}
        return await self._renderer.data("cases/counts.html", asked, visit.actor)

    async def _count(self, visit: Visit) -> Any:
        asked = visit.here.asked
        data = await self._renderer.read(asked.count, visit.here.variables(), visit.actor)
        return data["list"]

    async def _record(self, visit: Visit, key: str, tab: str, after: str) -> dict[str, Any]:
        """A record and the part of it that is open. Raises 404 where it is absent or invisible."""
        asked = visit.here.asked
        record = await self._renderer.record(asked.record, {"key": key}, visit.actor)
        regions = self._regions.of(visit, record)
        groups = [
            (title, [cell(fact, record, place) for fact in facts]) for title, facts in asked.groups
        ]
        return {
            "record": record,
            "brief": [cell(fact, record, place) for fact in asked.brief],
            "groups": await self._said(visit, groups),
            "regions": await self._regions.opened(regions, visit, record, tab, after),
            "parts": regions,
        }

    async def _said(self, visit: Visit, groups: Groups) -> Groups:
        """The properties, conditions among them as sentences."""
        cells = [one for _, found in groups for one in found if one.kind == "condition"]
        texts = [one.value for one in cells if isinstance(one.value, str)]
        about = ABOUT.get(visit.here.asked.register.type, "")
        said = await self._conditions.sentences(about, texts, visit.actor)
        return [(title, [_sentence(one, said) for one in found]) for title, found in groups]

    async def _region(self, visit: Visit, key: str, name: str, after: str) -> Region:
        known = visit.here.asked.known
        record = await self._renderer.record(known, {"key": key}, visit.actor)
        regions = self._regions.of(visit, record)
        found = next((region for region in regions if region.name == name), None)
        if found is None:
            raise HTTPException(404)
        return await self._regions.filled(found, visit, record, after, few=True)


def _sentence(one: Cell, said: Mapping[str, str]) -> Cell:
    return replace(one, value=said[one.value]) if one.kind == "condition" and one.value else one


def _beside(request: Request, asked: Questions) -> str:
    """The path of the record that the address names, as it is written; empty for a list."""
    key = request.path_params.get("key", "")
    known = key.upper() if asked.register.key == "number" else key
    tab = request.path_params.get("tab", "")
    return "/".join(["", asked.register.path, known, *([tab] if tab else [])]) if known else ""


def _fresh(visit: Visit) -> str:
    """The address of the form for a new record; empty where the viewer cannot make one."""
    register = visit.here.asked.register
    offered = {action["mutation"] for action in visit.viewer["actions"] or ()}
    return f"/{register.path}/new{visit.here.query()}" if register.creation in offered else ""
