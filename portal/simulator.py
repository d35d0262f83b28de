"""What if it were promised otherwise? A definition beside itself with another target or hours.

The gateway plays the cases and counts; here the figures become rows, bars and a file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from graphql import DocumentNode, parse
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.export import written
from portal.language import gettext as _
from portal.reach import SIMULATES, forbidden
from portal.reception import Reception, Visitor
from portal.refusals import told
from portal.render import Renderer

ADDRESS = "/service-levels/simulator"
AROUND = "NONE"  # instead of a schedule: hours around the clock
HOUR = 3600
WIDE = 100  # units of a bar

CHOICES: DocumentNode = parse(
    """
    query Simulated {
      definitions: slaDefinitions(first: 100) {
        nodes { id name target duration active scheduleSource schedule { name } }
      }
      schedules(first: 100, filter: {active: {eq: true}}) { nodes { id name } }
    }
    """,
    no_location=True,
)
FIGURES = "{ cases clocks met breached running late cancelled percentMet median ninetieth }"
SIMULATE: DocumentNode = parse(
    f"""
    mutation Simulate($input: SlaDefinitionSimulateInput!) {{
      told: slaDefinitionSimulate(input: $input) {{
        cases complete gains losses
        before {FIGURES} after {FIGURES}
        lines {{ priority before {FIGURES} after {FIGURES} }}
        gained {{ number }} lost {{ number }}
        errors {{ code message path }}
      }}
    }}
    """,
    no_location=True,
)
COUNTS = ("cases", "clocks", "met", "breached", "running", "late", "cancelled")
FORM = ("definition", "hours", "schedule", "since", "until")
HEADING = ("definition", "priority", "side", *COUNTS, "percentMet", "median", "ninetieth")


def simulator_documents() -> Iterator[tuple[str, DocumentNode]]:
    yield "what can be simulated", CHOICES
    yield "a simulation", SIMULATE
    yield "whether one may simulate", SIMULATES


@dataclass(frozen=True, slots=True)
class Line:
    """What a change makes of the cases of one priority, or of all."""

    priority: str  # empty: all of them
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def sides(self) -> tuple[tuple[str, Mapping[str, Any]], ...]:
        return ("before", self.before), ("after", self.after)

    @property
    def counts(self) -> bool:
        """Whether anything has ended, or runs, on either side; what was given up is no news."""
        names = ("met", "breached", "running")
        return any(side[n] for _, side in self.sides for n in names)


@dataclass(frozen=True, slots=True)
class Simulator:
    """The handlers of the page and of its file."""

    renderer: Renderer
    reception: Reception

    def routes(self) -> list[Route]:
        return [Route(ADDRESS, self.page), Route(f"{ADDRESS}.csv", self.file)]

    async def page(self, request: Request) -> Response:
        """The form; with a definition, also what becomes of it. 404 for whoever may not ask."""
        visitor = await self.reception.meet(request)
        choices = await self._choices(visitor)
        found, errors = await self._told(request, visitor)
        return self.reception.plain(
            request,
            "levels/simulator.html",
            visitor,
            422 if errors else 200,
            definitions=choices["definitions"]["nodes"],
            schedules=choices["schedules"]["nodes"] if choices["schedules"] else [],
            given={name: request.query_params.get(name, "") for name in FORM},
            found=found,
            lines=_lines(found) if found else [],
            errors=errors,
            file=f"{ADDRESS}.csv?{request.url.query}",
        )

    async def file(self, request: Request) -> Response:
        visitor = await self.reception.meet(request)
        choices = await self._choices(visitor)
        found, errors = await self._told(request, visitor)
        if not found:
            raise HTTPException(400, "; ".join(errors.values()))
        chosen = request.query_params["definition"]
        names = {one["id"]: one["name"] for one in choices["definitions"]["nodes"]}
        rows = [
            [names[chosen], line.priority, side, *(_text(figures[n]) for n in HEADING[3:])]
            for line in _lines(found)
            for side, figures in line.sides
        ]
        return Response(
            written([[*HEADING], *rows]),
            media_type="text/csv",
            headers={
                "content-disposition": 'attachment; filename="simulation.csv"',
                "cache-control": "private, no-store",
                "x-content-type-options": "nosniff",
            },
        )

    async def _choices(self, visitor: Visitor) -> dict[str, Any]:
        if forbidden(await self.renderer.read(SIMULATES, {}, visitor.actor)):
            raise HTTPException(404)
        return await self.renderer.read(CHOICES, {}, visitor.actor)

    async def _told(
        self, request: Request, visitor: Visitor
    ) -> tuple[Mapping[str, Any] | None, dict[str, str]]:
        """The answer, or what is wrong with the form, by its fields."""
        given = request.query_params
        if not given.get("definition"):
            return None, {}
        asked, errors = read(given)
        if errors:
            return None, errors
        answer = (await self.renderer.read(SIMULATE, {"input": asked}, visitor.actor))["told"]
        if not answer["errors"]:
            return answer, {}
        if any(error["code"] == "NOT_FOUND" for error in answer["errors"]):
            raise HTTPException(404)
        return None, {_place(error): told(error["message"]) for error in answer["errors"]}


FIELDS = {"duration": "hours", "schedule": "schedule", "since": "since", "until": "until"}


def _place(error: Mapping[str, Any]) -> str:
    """The field of the form that an error is about; empty for the whole of it."""
    return FIELDS.get("".join(error["path"][1:]), "")


def read(given: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """What a form asks, and what in it means nothing, by its fields."""
    asked: dict[str, Any] = {"id": given["definition"]}
    errors: dict[str, str] = {}
    if hours := given.get("hours", ""):
        try:
            asked["duration"] = round(float(hours.replace(",", ".")) * HOUR)
        except (ValueError, OverflowError):
            errors["hours"] = _("Hours, such as 8 or 0.5.")
    if schedule := given.get("schedule", ""):
        around = schedule == AROUND
        asked |= {"scheduleSource": AROUND} if around else {"schedule": schedule}
    for name in ("since", "until"):
        if day := given.get(name, ""):
            try:
                asked[name] = f"{date.fromisoformat(day)}T00:00:00Z"
            except ValueError:
                errors[name] = _("This is no day.")
    return asked, errors


def _lines(found: Mapping[str, Any]) -> list[Line]:
    whole = Line("", found["before"], found["after"])
    parts = [Line(one["priority"], one["before"], one["after"]) for one in found["lines"]]
    told = [line for line in parts if line.counts]
    return told if len(told) == 1 else [whole, *told]


def _text(value: Any) -> str:
    return "" if value is None else str(value)
