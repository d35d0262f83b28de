"""The parts of a record's page: its related lists and stories, each of which can load by itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from starlette.exceptions import HTTPException

from portal.attempts import PRESET
from portal.browsing import Visit
from portal.questions import Related
from portal.registers import HIERARCHY, OVERVIEW, TIMELINE, WEEK
from portal.render import Renderer
from portal.tables import Table, table
from portal.week import Week, week_of
from portal.withheld import is_hidden
from portal.words import adding, slug, tally

ROWS, FEW = 50, 6  # of a list: in a part of its own, and among others
REGION = "r-"  # what the ids of these elements begin with
TEMPLATES = {HIERARCHY: "registers/hierarchy.html", TIMELINE: "registers/timeline.html"}


@dataclass(frozen=True, slots=True)
class Region:
    """One part; empty until it is filled."""

    name: str
    title: str
    address: str  # of the part alone
    count: Any = None  # of its rows; a Withheld where the viewer may not read them here
    table: Table | None = None
    data: Mapping[str, Any] | None = None  # of a part with a template of its own
    week: Week | None = None  # of a schedule
    more: str = ""  # the address of the next rows
    fresh: str = ""  # the address of the form for a new one, where the viewer can make one

    @property
    def slug(self) -> str:
        return slug(self.name)

    @property
    def empty(self) -> bool:
        """Whether it is known that nothing is in it."""
        return bool(self.count) and self.count.get("totalCount") == 0

    @property
    def number(self) -> str:
        """How many rows it has; empty where nobody counted, or nothing is there."""
        return tally(self.count) if self.count and self.count.get("totalCount") else ""


class Regions:
    """Finds and fills them."""

    def __init__(self, renderer: Renderer, now: Callable[[], datetime]) -> None:
        self._renderer, self._now = renderer, now

    def of(self, visit: Visit, record: Mapping[str, Any]) -> list[Region]:
        """Those of a record that the viewer may read of some record, in their order, empty."""
        here = visit.here
        return [
            Region(
                name,
                title,
                here.record(record, slug(name)),
                count,
                fresh=_fresh(visit, record, here.asked.related.get(name)),
            )
            for name, title in here.asked.register.related
            if not is_hidden(count := record.get(f"count_{name}"))
        ]

    async def opened(
        self,
        regions: list[Region],
        visit: Visit,
        record: Mapping[str, Any],
        tab: str,
        after: str,
    ) -> list[Region]:
        """What a part of the page shows: the overview what is not empty, the first of it filled."""
        if tab == OVERVIEW:
            told = [region for region in regions if not region.empty]
            first = [await self.filled(region, visit, record, few=True) for region in told[:1]]
            return [*first, *told[1:]]
        found = next((region for region in regions if region.slug == tab), None)
        if found is None:
            raise HTTPException(404)
        return [await self.filled(found, visit, record, after)]

    async def filled(
        self,
        region: Region,
        visit: Visit,
        record: Mapping[str, Any],
        after: str = "",
        *,
        few: bool = False,
    ) -> Region:
        """The same with what it shows."""
        asked = visit.here.asked
        if region.name in TEMPLATES:
            template = TEMPLATES[region.name]
            data = await self._renderer.data(template, {"id": record["id"]}, visit.actor)
            return replace(region, data=data)
        if region.name == WEEK:
            found = await week_of(self._renderer, visit, str(record["id"]), self._now())
            return replace(region, week=found)
        related = asked.related[region.name]
        variables = {
            "key": record[asked.register.key],
            "first": FEW if few else ROWS,
            **({"after": after} if after else {}),
        }
        data = await self._renderer.read(related.document, variables, visit.actor)
        rows = data["record"]["rows"]
        if not rows:
            return replace(region, count=rows)
        ends = rows["pageInfo"]
        more = adding(region.address, {"rows": ends["endCursor"]}) if ends["hasNextPage"] else ""
        shown = table(rows, related.to, related.facts)
        return replace(region, count=rows, table=shown, more=more)


def _fresh(visit: Visit, record: Mapping[str, Any], related: Related | None) -> str:
    """The address of a form that begins with the record of this page."""
    offered = {action["mutation"] for action in visit.viewer["actions"] or ()}
    if related is None or not related.fills or related.to.creation not in offered:
        return ""
    if not related.to.path:
        return f"{visit.here.asked.register.address(record)}/{slug(related.name)}/new"
    return adding(f"/{related.to.path}/new", {f"{PRESET}{related.fills}": record["id"]})
