"""What breaches next: the clocks that are due within some hours, by group, live."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.language import gettext as _
from portal.reception import Reception
from portal.render import Renderer, wanted

ADDRESS = "/service-levels/due"
HOURS = (4, 8, 24)  # from now
LATE = 0  # instead of hours: what should have been done already
USUAL = 8
PAGE, PART = "levels/due.html", "levels/due_part.html"


@dataclass(frozen=True, slots=True)
class Ahead:
    """What the address asks for."""

    hours: int
    group: str = ""  # the id of one; empty: of all

    @property
    def choices(self) -> list[tuple[int, str]]:
        """How far one can look ahead, with the addresses."""
        return [(hours, Ahead(hours, self.group).address()) for hours in HOURS]

    def address(self) -> str:
        said = {"hours": "" if self.hours == USUAL else str(self.hours), "group": self.group}
        query = urlencode({name: text for name, text in said.items() if text})
        return f"{ADDRESS}?{query}" if query else ADDRESS

    def of(self, group: str) -> str:
        """The address of what is due for one group."""
        return Ahead(self.hours, group).address()

    def late(self) -> str:
        """The address of what is late already."""
        return Ahead(LATE, self.group).address()

    def variables(self, now: datetime) -> dict[str, Any]:
        """Clocks that stand still cannot be breached, and are not due."""
        start, end = (
            at.strftime("%Y-%m-%dT%H:%M:%SZ") for at in (now, now + timedelta(hours=self.hours))
        )
        running: dict[str, Any] = {"stage": {"eq": "IN_PROGRESS"}}
        late = {**running, "breachAt": {"lt": start}}
        due = {**running, "breachAt": {"gte": start, "lte": end}} if self.hours else late
        narrowed = {"case": {"assignmentGroup": {"id": {"eq": self.group}}}} if self.group else {}
        return {
            "due": {**due, **narrowed},
            "late": {**late, **narrowed},
            "cases": {"slas": {"some": due}},
        }


class Due:
    """The handler of the page; it is not there for whoever sees no clocks."""

    def __init__(
        self, renderer: Renderer, reception: Reception, now: Callable[[], datetime]
    ) -> None:
        self._renderer, self._reception, self._now = renderer, reception, now

    def routes(self) -> list[Route]:
        """To be asked before those of the definitions."""
        return [Route(ADDRESS, self.page)]

    async def page(self, request: Request) -> Response:
        """The page, or what of it changes while it is open."""
        visitor = await self._reception.meet(request)
        ahead = _asked(request)
        found = await self._renderer.data(PAGE, ahead.variables(self._now()), visitor.actor)
        if not found["due"]:
            raise HTTPException(404)
        template = PART if wanted(request) == "due" else PAGE
        return self._reception.plain(request, template, visitor, ahead=ahead, **found)


def _asked(request: Request) -> Ahead:
    """Raises 400 for hours that cannot be chosen."""
    hours = request.query_params.get("hours", str(USUAL))
    if hours not in map(str, (LATE, *HOURS)):
        raise HTTPException(400, _("There is no such choice: %(filter)s.") % {"filter": hours})
    return Ahead(int(hours), request.query_params.get("group", ""))
