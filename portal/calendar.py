"""The calendar of changes: a month or a week of what is planned, and when changes may happen.

What is planned when, and in which stretches a window holds, the gateway says; here it is laid out
on days of the viewer's zone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from graphql import DocumentNode, parse
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.language import gettext as _
from portal.language import zone
from portal.reception import Reception, Visitor
from portal.registers import place
from portal.render import Renderer
from portal.words import instant

ADDRESS, PAGE = "/changes/calendar", "changes/calendar.html"
MONTH, WEEK = "month", "week"
DAY = timedelta(days=1)
FEW = 4  # of a day in a month; a week shows all
YEARS = range(1970, 2400)  # as far as anybody plans

WINDOWS: DocumentNode = parse(
    """
    query Windows($filter: ChangeWindowFilter) {
      windows: changeWindows(filter: $filter, first: 50) {
        nodes { id name kind }
        pageInfo { hasNextPage }
      }
    }
    """,
    no_location=True,
)
PLANNED: DocumentNode = parse(
    """
    query Planned($filter: ChangeRequestFilter) {
      changes: changeRequests(filter: $filter, orderBy: [{field: PLANNED_START}], first: 100) {
        nodes { number shortDescription state plannedStart plannedEnd conflictStatus }
        pageInfo { hasNextPage }
      }
    }
    """,
    no_location=True,
)


@lru_cache(64)
def _holding(windows: int) -> DocumentNode:
    """Asks of so many windows when they hold."""
    keys = "".join(f", $w{n}: ID!" for n in range(windows))
    asked = "".join(
        f" w{n}: changeWindowStretches(input: {{id: $w{n}, start: $start, end: $end}})"
        " { stretches { start end } }"
        for n in range(windows)
    )
    text = f"mutation Holding($start: DateTime!, $end: DateTime!{keys}) {{{asked} }}"
    return parse(text, no_location=True)


def calendar_documents() -> Iterator[tuple[str, DocumentNode]]:
    yield "windows of the calendar", WINDOWS
    yield "when they hold", _holding(2)
    yield "changes of the calendar", PLANNED


@dataclass(frozen=True, slots=True)
class Frame:
    """The days that the address asks for."""

    first: date  # of the month, or the Monday of the week
    span: str  # MONTH or WEEK

    @property
    def starts(self) -> date:
        """The Monday with which it begins."""
        return self.first - self.first.weekday() * DAY

    @property
    def ends(self) -> date:
        """The Monday after it."""
        last = self.next().first - DAY
        return last + (7 - last.weekday()) * DAY

    def next(self) -> "Frame":
        far = 32 * DAY if self.span == MONTH else 7 * DAY
        return frame(self.first + far, self.span)

    def before(self) -> "Frame":
        return frame(self.first - DAY, self.span)

    def seen_as(self, span: str) -> str:
        """The address of the month, or of the first week, of the same days."""
        return frame(self.first, span).address

    @property
    def address(self) -> str:
        said = f"{self.first:%Y-%m}" if self.span == MONTH else self.first.isoformat()
        return f"{ADDRESS}?{self.span}={said}"


def frame(day: date, span: str) -> Frame:
    """The month or the week of a day."""
    first = day.replace(day=1) if span == MONTH else day - day.weekday() * DAY
    return Frame(first, span)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that stands in the calendar."""

    kind: str  # change, or the kind of a window
    title: str
    href: str
    starts: datetime
    ends: datetime
    state: str = ""  # of a change
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry on one of its days."""

    entry: Entry
    when: str  # 20:00-22:00; empty: all day


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar."""

    date: str
    number: int
    beyond: bool  # it belongs to another month
    today: bool
    shown: list[Shown]
    more: int = 0  # how many are not shown
    week: str = ""  # the address of its week


class Calendar:
    """The handler of the page; it is not there for whoever sees no plans."""

    def __init__(
        self, renderer: Renderer, reception: Reception, now: Callable[[], datetime]
    ) -> None:
        self._renderer, self._reception, self._now = renderer, reception, now

    def routes(self) -> list[Route]:
        """To be asked before those of the changes."""
        return [Route(ADDRESS, self.page)]

    async def page(self, request: Request) -> Response:
        visitor = await self._reception.meet(request)
        today = self._now().astimezone(ZoneInfo(zone())).date()
        asked = _asked(request.query_params, today)
        entries, complete = await self._entries(visitor, asked)
        return self._reception.plain(
            request,
            PAGE,
            visitor,
            asked=asked,
            today=frame(today, asked.span),
            weeks=_weeks(asked, entries, today),
            found=bool(entries),
            complete=complete,
        )

    async def _entries(self, visitor: Visitor, asked: Frame) -> tuple[list[Entry], bool]:
        """What stands in these days, windows first, and whether that is all of it.

        Raises 404 where the viewer sees no plans.
        """
        start, end = (_midnight(day).isoformat() for day in (asked.starts, asked.ends))
        read, actor = self._renderer.read, visitor.actor
        windows = (await read(WINDOWS, _windows(start, end), actor))["windows"]
        if not windows:
            raise HTTPException(404)
        keys = {f"w{n}": node["id"] for n, node in enumerate(windows["nodes"])}
        given = {"start": start, "end": end, **keys}
        held = await read(_holding(len(keys)), given, actor) if keys else {}
        changes = (await read(PLANNED, _planned(start, end), actor))["changes"]
        entries = [
            _window(node, stretch)
            for key, node in zip(keys, windows["nodes"], strict=True)
            for stretch in held[key]["stretches"] or ()
        ]
        entries += [_change(node) for node in changes["nodes"]]
        return entries, not any(one["pageInfo"]["hasNextPage"] for one in (changes, windows))


def _windows(start: str, end: str) -> dict[str, Any]:
    """Those that count and may hold between the two."""
    begun = [{"starts": {"isNull": True}}, {"starts": {"lt": end}}]
    not_over = [{"ends": {"isNull": True}}, {"ends": {"gt": start}}]
    return {"filter": {"active": {"eq": True}, "and": [{"or": begun}, {"or": not_over}]}}


def _planned(start: str, end: str) -> dict[str, Any]:
    """What is planned between the two, and was not given up."""
    spans = {"plannedStart": {"lt": end}, "plannedEnd": {"gt": start}}
    return {"filter": {**spans, "state": {"ne": "CANCELLED"}}}


def _asked(query: Mapping[str, str], today: date) -> Frame:
    """Raises 400 for what is neither a month nor a day."""
    span = WEEK if WEEK in query else MONTH
    text = query.get(span, "")
    try:
        day = date.fromisoformat(f"{text}-01" if span == MONTH else text) if text else today
    except ValueError:
        day = date.min
    if day.year not in YEARS:
        raise HTTPException(400, _("There is no such choice: %(filter)s.") % {"filter": text})
    return frame(day, span)


def _change(node: Mapping[str, Any]) -> Entry:
    return Entry(
        "change",
        f"{node['number']} {node['shortDescription']}",
        place("ChangeRequest", node),
        *_local(node["plannedStart"], node["plannedEnd"]),
        state=node["state"],
        conflict=node["conflictStatus"] == "CONFLICT",
    )


def _window(node: Mapping[str, Any], stretch: Mapping[str, str]) -> Entry:
    ends = _local(stretch["start"], stretch["end"])
    return Entry(node["kind"], node["name"], place("ChangeWindow", node), *ends)


def _local(start: str, end: str) -> tuple[datetime, datetime]:
    there = ZoneInfo(zone())
    return instant(start).astimezone(there), instant(end).astimezone(there)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone()))


def _weeks(asked: Frame, entries: Iterable[Entry], today: date) -> list[list[Day]]:
    by_day: dict[date, list[Shown]] = {}
    for entry in entries:
        for day, shown in _on_days(entry, asked):
            by_day.setdefault(day, []).append(shown)
    length = (asked.ends - asked.starts).days
    days = [_day(asked.starts + n * DAY, asked, by_day, today) for n in range(length)]
    return [days[n : n + 7] for n in range(0, length, 7)]


def _on_days(entry: Entry, asked: Frame) -> Iterator[tuple[date, Shown]]:
    """The entry on each of its days, as far as they are asked for."""
    day, end = max(entry.starts.date(), asked.starts), asked.ends
    while day < end and _midnight(day).timestamp() < entry.ends.timestamp():
        yield day, Shown(entry, _when(entry, day))
        day += DAY


def _when(entry: Entry, day: date) -> str:
    begins, goes_on = entry.starts.date() == day, entry.ends.date() > day
    if goes_on and (not begins or entry.starts.time() == time()):
        return ""
    first = f"{entry.starts:%H:%M}" if begins else "00:00"
    return f"{first}-{'24:00' if goes_on else f'{entry.ends:%H:%M}'}"


def _day(day: date, asked: Frame, by_day: Mapping[date, list[Shown]], today: date) -> Day:
    shown = by_day.get(day, [])
    most = FEW if asked.span == MONTH and len(shown) > FEW + 1 else len(shown)
    return Day(
        day.isoformat(),
        day.day,
        beyond=asked.span == MONTH and day.month != asked.first.month,
        today=day == today,
        shown=shown[:most],
        more=len(shown) - most,
        week=frame(day, WEEK).address,
    )
