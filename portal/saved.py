"""Saved lists: those of the navigation with how many cases each has, and the page to keep them."""

from collections.abc import Mapping
from typing import Any

from graphql import DocumentNode, parse
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.cases import Cases, Visit
from portal.language import gettext as _
from portal.listing import Listing
from portal.reception import Reception
from portal.refusals import told
from portal.render import Renderer, wanted
from portal.toasts import Toast, Undo, key_of
from portal.verbs import Verbs

PAGE = "views/views.html"
COUNTED = 12  # lists in the navigation that say how many cases they have
VERBS = ("edit", "move", "delete", "restore")


class Saved:
    """The handlers of saved lists."""

    def __init__(
        self, renderer: Renderer, reception: Reception, cases: Cases, verbs: Verbs
    ) -> None:
        self._renderer, self._reception = renderer, reception
        self._cases, self._verbs = cases, verbs
        self._counting: dict[int, DocumentNode] = {}

    def routes(self) -> list[Route]:
        return [
            Route("/views", self.page),
            Route("/views", self.save, methods=["POST"]),
            Route("/views/{verb}", self.change, methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        """All that one has saved; and the list of the address, to be saved."""
        visit = await self._cases.visit(request)
        if wanted(request) == "saved":
            return await self._counts(request, visit)
        return await self._show(request, visit)

    async def save(self, request: Request) -> Response:
        visit, sent = await self._cases.visit(request), await request.form()
        query = whole(visit.here)
        given = {"name": str(sent.get("name", "")), "query": query, **_group(sent)}
        errors, _record = await self._perform("create", given, sent, visit)
        if errors:
            return await self._show(request, visit, 422, typed=given["name"], faults=errors)
        return self._reception.lead(request, visit.here.alone(), Toast(_("List saved")))

    async def change(self, request: Request) -> Response:
        """Raises 404 for a list that is not there, and for what cannot be done with one."""
        visit, sent = await self._cases.visit(request), await request.form()
        name = request.path_params["verb"]
        if name not in VERBS:
            raise HTTPException(404)
        given: dict[str, Any] = {"id": str(sent.get("id", ""))}
        if name == "edit":
            given |= {"name": str(sent.get("name", "")), "group": None, **_group(sent)}
        if name == "move":
            given["up"] = sent.get("up") == "true"
        errors, record = await self._perform(name, given, sent, visit)
        if errors:
            return await self._show(request, visit, 422, changed=given["id"], faults=errors)
        return self._reception.lead(request, "/views", _told(name, record))

    async def _counts(self, request: Request, visit: Visit) -> Response:
        """The saved lists of the navigation, with how many cases each has."""
        found = await self._renderer.data("views/counts.html", {}, visit.actor)
        nodes = (found["saved"] or {"nodes": ()})["nodes"][:COUNTED]
        counted: dict[str, Any] = {}
        if nodes:
            variables: dict[str, Any] = {}
            for at, node in enumerate(nodes):
                asked = _read(node["query"], visit.here).asked()
                variables |= {f"{n}{at}": asked[n] for n in ("view", "filter", "search")}
            counted = await self._renderer.read(self._document(len(nodes)), variables, visit.actor)
        counts = {node["id"]: counted[f"c{at}"] for at, node in enumerate(nodes)}
        return await self._renderer.page(
            request, "views/counts.html", visit.actor, variables={}, here=visit.here, counts=counts
        )

    def _document(self, number: int) -> DocumentNode:
        if number not in self._counting:
            declared = (
                f"$view{n}: CaseView, $filter{n}: CaseFilter, $search{n}: String"
                for n in range(number)
            )
            asked = (
                f"c{n}: cases(view: $view{n}, filter: $filter{n}, search: $search{n})"
                " { totalCount totalCountIsExact }"
                for n in range(number)
            )
            text = f"query SavedCounts({', '.join(declared)}) {{ {' '.join(asked)} }}"
            self._counting[number] = parse(text, no_location=True)
        return self._counting[number]

    async def _show(
        self,
        request: Request,
        visit: Visit,
        status: int = 200,
        *,
        typed: str = "",
        changed: str = "",
        faults: Mapping[str, str] | None = None,
    ) -> Response:
        return await self._reception.page(
            request,
            PAGE,
            visit,
            {"me": visit.here.me},
            status=status,
            here=visit.here,
            typed=typed,
            changed=changed,
            faults={"name": "", "group": "", "": ""} | dict(faults or {}),
        )

    async def _perform(
        self, name: str, given: dict[str, Any], sent: Any, visit: Visit
    ) -> tuple[dict[str, str], Mapping[str, Any]]:
        """What the gateway has against it by input, and the list afterwards. Raises 404."""
        verb = self._verbs.at("SavedView", name)
        done = await self._renderer.perform(verb, given, visit.actor, key_of(sent))
        errors = {
            (error["path"][1] if len(error["path"]) > 1 else ""): told(error["message"])
            for error in done["errors"]
        }
        return errors, done["record"] or {}


def whole(here: Listing) -> str:
    """What a saved list keeps of an address: everything but the page."""
    return str(QueryParams(here.pairs(paged=False)))


def _read(query: str, here: Listing) -> Listing:
    return Listing.read(here.desk, QueryParams(query), offer=here.offer, me=here.me)


def _group(sent: Any) -> dict[str, Any]:
    group = str(sent.get("group", ""))
    return {"group": group} if group else {}


def _told(name: str, record: Mapping[str, Any]) -> Toast:
    if name == "delete":
        undo = Undo("/views/restore", {"id": str(record["id"])}, plain=True)
        return Toast(_("List deleted"), undo)
    return Toast(_("List is back") if name == "restore" else _("Saved"))
