"""How the viewer has the list of cases shown: kept by the gateway, so that it is so everywhere."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphql import DocumentNode, parse
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal.listing import ROWS, TABLE
from portal.refusals import told
from portal.render import Renderer
from portal.verbs import Verbs

if TYPE_CHECKING:  # which asks this module how a list looks
    from portal.cases import Cases

PLACE = "cases"
LOOK = parse(
    'query Look { listLooks(first: 1, filter: {place: {eq: "cases"}})'
    " { nodes { id asTable columns } } }",
    no_location=True,
)


@dataclass(frozen=True, slots=True)
class Look:
    """What the viewer has said about it; nothing where they have not."""

    id: str = ""
    kept: tuple[str, str] = ("", "")  # TABLE or ROWS, and the columns of a table


async def look_of(renderer: Renderer, actor: Any) -> Look:
    found = (await renderer.read(LOOK, {}, actor))["listLooks"]
    for node in found["nodes"] if found else ():
        return Look(node["id"], (TABLE if node["asTable"] else ROWS, node["columns"] or ""))
    return Look()


class Looks:
    """The handler of the form in the menu of a list."""

    def __init__(self, renderer: Renderer, cases: "Cases", verbs: Verbs) -> None:
        self._renderer, self._cases, self._verbs = renderer, cases, verbs

    def routes(self) -> list[Route]:
        return [Route("/cases/look", self.keep, methods=["POST"])]

    async def keep(self, request: Request) -> Response:
        """Shows the list so from now on. What the address says of it gives way."""
        visit, sent = await self._cases.visit(request), await request.form()
        look = await look_of(self._renderer, visit.actor)
        columns = str(sent.get("columns", "")) or visit.here.columns or look.kept[1]
        given: dict[str, Any] = {"asTable": sent.get("look") != ROWS}
        given |= {"columns": columns} if columns else {}
        verb = self._verbs.at("ListLook", "edit" if look.id else "create")
        given |= {"id": look.id} if look.id else {"place": PLACE}
        done = await self._renderer.perform(verb, given, visit.actor)
        if done["errors"]:
            raise HTTPException(422, told(done["errors"][0]["message"]))
        return RedirectResponse(
            visit.here.address(look="", columns="", after=visit.here.after), 303
        )


def documents() -> list[tuple[str, DocumentNode]]:
    """What it asks, to be checked against the schema."""
    return [("look of a list", LOOK)]
