"""Working time as clients ask for it: when some has passed, how much lies between, is it open."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from gateway.database.fields import as_text
from gateway.request.actions.context import Act
from gateway.request.actions.questions import Part, question
from gateway.request.actions.refusals import InvalidInput, MissingInput, Refused
from gateway.schedules.models import Schedule
from gateway.schedules.policy import SCHEDULE
from gateway.schedules.reading import work_of
from gateway.schedules.worktime import Span, Unworkable, WorkTime
from gateway.schedules.writing import UNKNOWN_ZONE, zones

MOST = 10 * 366 * 24 * 3600  # seconds that may be asked for
LONGEST = timedelta(days=3 * 366)  # between two instants
SPANS = timedelta(days=100)  # as far as they are told one by one
NOTHING = "Ask for a second of working time at least."
TOO_MUCH = "Ask for ten years of working time at most."
TOO_LONG = "Ask for three years at most."
BACKWARDS = "It ends before it starts."

SPAN = Part(
    "A stretch of time that is open or closed throughout, and what makes it so.",
    {
        "start": ("datetime", "When it begins."),
        "end": ("datetime", "When it ends."),
        "open": ("bool", "Whether work is done."),
        "seconds": ("int", "How long it is."),
        "reason": ("str", "ALWAYS, ENTRY, HOLIDAY, EXCEPTION or OUTSIDE, that is no hours at all."),
        "because": ("str", "What makes it so: the hours of the week, or the name of the day."),
    },
)
WORKED: Mapping[str, tuple[str, str]] = {
    "start": ("Optional[datetime]", "Since when."),
    "end": ("Optional[datetime]", "Until when."),
    "seconds": ("Optional[int]", "How much working time lies between."),
    "spans": (
        "Optional[list[ScheduleSpan]]",
        "What lies between, open and closed, in order; null where it is more than 100 days.",
    ),
}
NOW: Mapping[str, tuple[str, str]] = {
    "open": ("Optional[bool]", "Whether work is done."),
    "since": ("Optional[datetime]", "Since when; null: for more than a year."),
    "until": ("Optional[datetime]", "Until when; null: for more than a year."),
}
PARTS = {"ScheduleSpan": SPAN}


@question(SCHEDULE, row="reckon", answer=WORKED, parts=PARTS)
async def add(
    schedule: Schedule, act: Act, *, start: datetime, seconds: int, timezone: str | None = None
) -> dict[str, Any]:
    """Say when so much working time has passed.

    start: Since when.
    seconds: How much working time, in seconds.
    timezone: The IANA name of another zone in which its hours are meant.
    """
    del act
    if not 0 < seconds <= MOST:
        raise Refused(InvalidInput(NOTHING if seconds <= 0 else TOO_MUCH, "seconds"))
    work = await _work(schedule, timezone)
    end = _refusing("seconds", lambda: work.add(start, seconds))
    return _worked(work, start, end, seconds)


@question(SCHEDULE, row="reckon", answer=WORKED, parts=PARTS)
async def measure(
    schedule: Schedule, act: Act, *, start: datetime, end: datetime, timezone: str | None = None
) -> dict[str, Any]:
    """Say how much working time lies between two instants, and what it consists of.

    start: Since when.
    end: Until when.
    timezone: The IANA name of another zone in which its hours are meant.
    """
    del act
    if end < start:
        raise Refused(InvalidInput(BACKWARDS, "end"))
    if end - start > LONGEST:
        raise Refused(InvalidInput(TOO_LONG, "end"))
    work = await _work(schedule, timezone)
    return _worked(work, start, end, _refusing("start", lambda: work.measure(start, end)))


@question(SCHEDULE, row="reckon", answer=NOW)
async def now(schedule: Schedule, act: Act, *, at: datetime | None = None) -> dict[str, Any]:
    """Say whether work is done now, since when and until when.

    at: At which instant; now, when it is left out.
    """
    work = await _work(schedule, None)
    found = _refusing("at", lambda: work.now(at or act.at))
    moments = {"since": found.since, "until": found.until}
    return {"open": found.open, **{name: m and as_text(m) for name, m in moments.items()}}


async def _work(schedule: Schedule, zone: str | None) -> WorkTime:
    if zone and zone not in zones():
        raise Refused(InvalidInput(UNKNOWN_ZONE, "timezone"))
    try:
        return await work_of(schedule, zone or "")
    except Unworkable as why:
        raise Refused(MissingInput(str(why), "id")) from None


def _refusing(field: str, answer: Callable[[], Any]) -> Any:
    try:
        return answer()
    except Unworkable as why:
        raise Refused(InvalidInput(str(why), field)) from None


def _worked(work: WorkTime, start: datetime, end: datetime, seconds: int) -> dict[str, Any]:
    spans = _told(work.spans(start, end)) if end - start <= SPANS else None
    return {"start": as_text(start), "end": as_text(end), "seconds": seconds, "spans": spans}


def _told(spans: Iterable[Span]) -> list[dict[str, Any]]:
    return [
        {
            "start": as_text(span.start),
            "end": as_text(span.end),
            "open": span.open,
            "seconds": span.seconds,
            "reason": span.because.reason.value,
            "because": span.because.name,
        }
        for span in spans
    ]
