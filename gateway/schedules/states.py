"""What schedules said at any time: kept whenever their hours change.

A change counts from the next second on. So what a schedule said at an instant is one answer, also
where something else happened within the second of the change; and a clock that has ended is
explained by the hours by which it ended.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from gateway.database import rows
from gateway.schedules.models import Schedule, ScheduleState
from gateway.schedules.reading import digest, work_of, worked
from gateway.schedules.timetable import DayOff, Exceptional, Hours, Timetable
from gateway.schedules.worktime import WorkTime

Said = dict[str, Any]
NAMES = ("id", "digest")
THEN = 'WHERE "schedule_id" = {} AND "since" < {} ORDER BY "since" DESC, "id" DESC LIMIT 1'
FIRST = 'WHERE "schedule_id" = {} ORDER BY "since", "id" LIMIT 1'


async def keep(schedule: Schedule, table: Timetable, at: datetime) -> None:
    """Keeps what a schedule says from now on, where that is new."""
    said = digest(table)
    if schedule.digest != said:
        schedule.digest = said
        await rows.insert(state(schedule.pk, table, at))


def state(schedule_id: int, table: Timetable, since: datetime) -> ScheduleState:
    """A timetable as the row of a schedule's past."""
    return ScheduleState(
        schedule_id=schedule_id, since=since, digest=digest(table), said=as_json(table)
    )


async def work_at(schedule_id: int, at: datetime, zone: str = "") -> WorkTime | None:
    """The working time of a schedule by what it said at an instant, or first, if that was later.

    In another zone, where one is given. None where there is no such schedule; one that was written
    around the actions was always as its rows are now. Raises NeverOpen where it has no hours.
    """
    found = await rows.read(ScheduleState, NAMES, THEN, schedule_id, at)
    found = found or await rows.read(ScheduleState, NAMES, FIRST, schedule_id)
    if not found:
        schedule = await Schedule.get_or_none(id=schedule_id)
        return schedule and await work_of(schedule, zone)
    digest_, key = found[0]["digest"], found[0]["id"]
    return await worked(digest_, zone, lambda: _read(key))


async def _read(key: int) -> Timetable:
    return from_json((await ScheduleState.get(id=key)).said)


# -- as JSON --------------------------------------------------------------------------------------


def as_json(table: Timetable) -> Said:
    """A timetable as the plain values of JSON."""
    return {
        "zone": table.zone,
        "always": table.always,
        "hours": [[sorted(h.weekdays), *_texts((h.start, h.end)), h.key] for h in table.hours],
        "days_off": [
            [d.day.isoformat(), d.name, *_texts((d.start, d.end)), d.key] for d in table.days_off
        ],
        "exceptions": [
            [x.day.isoformat(), x.open, x.name, *_texts((x.start, x.end)), x.key]
            for x in table.exceptions
        ],
    }


def from_json(said: Said) -> Timetable:
    """The same the other way round."""
    return Timetable(
        said["zone"],
        tuple(
            Hours(frozenset(days), time.fromisoformat(start), time.fromisoformat(end), key)
            for days, start, end, key in said["hours"]
        ),
        tuple(
            DayOff(date.fromisoformat(day), name, _time(start), _time(end), key)
            for day, name, start, end, key in said["days_off"]
        ),
        tuple(
            Exceptional(date.fromisoformat(day), opened, name, _time(start), _time(end), key)
            for day, opened, name, start, end, key in said["exceptions"]
        ),
        always=said["always"],
    )


def _texts(times: Iterable[time | None]) -> list[str | None]:
    return [None if at is None else at.isoformat() for at in times]


def _time(text: str | None) -> time | None:
    return None if text is None else time.fromisoformat(text)
