"""The week of a schedule as a picture and a table, and when some hours of work will have passed.

What is open the gateway says, span by span; here it is laid out on the days of the schedule's zone.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from graphql import DocumentNode, parse

from portal.forms import zone_of
from portal.language import gettext as _
from portal.render import Renderer
from portal.words import instant

if TYPE_CHECKING:  # it imports this
    from portal.browsing import Visit

HOURS, DEFAULT, MOST = "hours", 16, 1000  # the field of the form; what it says first; at most
HOUR = 3600
DAY = timedelta(days=1)
ROW = 20  # height of a day, in units of the picture; an hour is ten wide

ZONE: DocumentNode = parse("query Zone($id: ID!) { schedule(id: $id) { timezone } }")
WEEK: DocumentNode = parse(
    """
    mutation Week($id: ID!, $start: DateTime!, $end: DateTime!, $now: DateTime!, $seconds: Int!) {
      week: scheduleMeasure(input: {id: $id, start: $start, end: $end}) {
        seconds
        spans { start end open reason because }
        errors { message }
      }
      now: scheduleNow(input: {id: $id, at: $now}) { open since until }
      later: scheduleAdd(input: {id: $id, start: $now, seconds: $seconds}) {
        end
        errors { message }
      }
    }
    """,
    no_location=True,
)


def week_documents() -> Iterator[tuple[str, DocumentNode]]:
    yield "zone of a schedule", ZONE
    yield "week of a schedule", WEEK


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of one day, on the clock of the schedule's zone."""

    day: str
    start: str  # 09:00
    end: str
    open: bool
    reason: str  # as the gateway names it
    because: str
    x: int
    y: int
    width: int

    @property
    def said(self) -> str:
        return f"{self.start}-{self.end}: {self.because}"


@dataclass(frozen=True, slots=True)
class Week:
    """What the page shows."""

    zone: str
    days: tuple[tuple[str, tuple[Bar, ...]], ...]  # dates, and what is told of each
    hours: float  # of work in this week
    now: Mapping[str, Any]
    wanted: int  # how many hours were asked for
    later: str | None  # when they will have passed
    error: str = ""
    ticks: tuple[int, ...] = field(default=(0, 6, 12, 18, 24))

    @property
    def height(self) -> int:
        return ROW * len(self.days)


async def week_of(renderer: Renderer, visit: "Visit", id_: str, now: datetime) -> Week:
    """The present week of a schedule, and when the hours that were asked for will have passed."""
    known = await renderer.read(ZONE, {"id": id_}, visit.actor)
    zone = zone_of(known["schedule"]["timezone"])
    today = now.astimezone(zone).date()
    monday = today - today.weekday() * DAY
    wanted = _wanted(visit.query.get(HOURS, ""))
    ends = [datetime.combine(day, time(), zone) for day in (monday, monday + 7 * DAY)]
    asked = {
        "id": id_,
        "start": ends[0].isoformat(),
        "end": ends[1].isoformat(),
        "now": now.isoformat(),
        "seconds": wanted * HOUR,
    }
    found = await renderer.read(WEEK, asked, visit.actor)
    errors = [*found["week"]["errors"], *found["later"]["errors"]]
    days = {monday + n * DAY: list[Bar]() for n in range(7)}
    for day, bar in _bars(found["week"]["spans"] or (), zone, monday):
        days[day].append(bar)
    return Week(
        zone=zone.key,
        days=tuple((day.isoformat(), tuple(bars)) for day, bars in days.items()),
        hours=(found["week"]["seconds"] or 0) / HOUR,
        now=found["now"],
        wanted=wanted,
        later=found["later"]["end"],
        error=_(errors[0]["message"]) if errors else "",
    )


def _wanted(text: str) -> int:
    return min(max(int(text), 1), MOST) if text.isdecimal() and len(text) < 6 else DEFAULT


def _bars(
    spans: Iterable[Mapping[str, Any]], zone: ZoneInfo, monday: date
) -> Iterator[tuple[date, Bar]]:
    """What is open, and what a holiday or an exception closes, day by day."""
    for span in spans:
        if span["reason"] == "OUTSIDE":
            continue
        at, end = (instant(span[side]).astimezone(zone) for side in ("start", "end"))
        while at < end:
            midnight = datetime.combine(at.date() + DAY, time(), zone)
            until = min(end, midnight, key=datetime.timestamp)
            yield at.date(), _bar(span, at, until, (at.date() - monday).days)
            at = until


def _bar(span: Mapping[str, Any], start: datetime, end: datetime, row: int) -> Bar:
    x = _across(start)
    last = _across(end) if end.date() == start.date() else 240
    return Bar(
        day=start.date().isoformat(),
        start=f"{start:%H:%M}",
        end=f"{end:%H:%M}" if last < 240 else "24:00",
        open=span["open"],
        reason=span["reason"].lower(),
        because=span["because"],
        x=x,
        y=row * ROW,
        width=max(last - x, 1),
    )


def _across(at: datetime) -> int:
    return (at.hour * 60 + at.minute) // 6
