"""The worked examples of the specification (domain 5), X1-X7, each in its own zone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from gateway.cases.lifecycle import CaseState
from gateway.cases.priority import Priority
from gateway.conditions.judging import Facts
from gateway.levels.clocks import Clock, Hours, settled
from gateway.levels.explaining import segments
from gateway.levels.kinds import SlaStage
from gateway.levels.running import Level, Moment, stepped
from gateway.levels.words import condition
from gateway.schedules.timetable import DayOff, Timetable
from gateway.schedules.timetable import Hours as Open
from gateway.schedules.worktime import WorkTime, work_time

HOUR = 3600
NY, MADRID, SYDNEY = "America/New_York", "Europe/Madrid", "Australia/Sydney"
OPEN = {"field": "state", "op": "not_in", "value": ["RESOLVED", "CLOSED", "CANCELLED"]}
Mark = tuple[datetime, dict[str, Any]]  # from when on the case is so
AROUND = work_time(Timetable("UTC", always=True))


def at(zone: str, *parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(zone)).astimezone(UTC)  # type: ignore[misc]


def weekly(zone: str, start: int, end: int, *days_off: DayOff, days: int = 5) -> WorkTime:
    return work_time(
        Timetable(zone, (Open(frozenset(range(days)), time(start), time(end)),), days_off)
    )


def level(hours: float, priority: str = "LOW", key: int = 1, **given: Any) -> Level:
    """The solution of a case of one priority, as the defaults promise it."""
    priority_is = {"field": "priority", "op": "is", "value": priority}
    made: dict[str, Any] = {
        "start": _json({"all": [priority_is, OPEN]}),
        "stop": _json({"field": "state", "op": "in", "value": ["RESOLVED", "CLOSED"]}),
        "pause": _json({"field": "state", "op": "is", "value": "AWAITING_INFO"}),
    }
    return Level(key, int(hours * HOUR), **made, **given)


def _json(data: Any) -> Any:
    return condition(orjson.dumps(data).decode())


class Past:
    """The history of a case: what it was from an instant on."""

    def __init__(self, work: WorkTime) -> None:
        self.work, self.told = work, list[tuple[datetime, Facts]]()

    async def hours(self, level: Level, moment: Moment) -> Hours:
        return Hours(self.work, None, self.work.table.zone)

    async def past(self, level: Level, moment: Moment) -> Sequence[tuple[datetime, Facts]]:
        return self.told


async def run(work: WorkTime, levels: list[Level], *marks: Mark) -> list[Clock]:
    """The clocks of a case that was, from each of these instants on, as it is said there."""
    past, clocks = Past(work), list[Clock]()
    values: dict[str, Any] = {"state": CaseState.OPEN, "priority": Priority.LOW}
    for when, changed in marks:
        values = values | changed
        facts = Facts(values)
        past.told.append((when, facts))
        moment = Moment(when, facts, marks[0][0], values.get("anchor", marks[0][0]))
        clocks = await stepped(clocks, levels, moment, past)
    return clocks


def _stands(clock: Clock, now: datetime) -> tuple[datetime | None, float, float]:
    """When it is due, which part has run, and hours around the clock."""
    return clock.due_at, clock.percent(clock.elapsed(now)), clock.actual(now) / HOUR


AWAITING, WORKING = {"state": CaseState.AWAITING_INFO}, {"state": CaseState.OPEN}
RESOLVED = {"state": CaseState.RESOLVED}


async def test_x1_over_a_weekend() -> None:
    [clock] = await run(weekly(NY, 9, 17), [level(8)], (at(NY, 2026, 5, 15, 15, 30), {}))
    monday = at(NY, 2026, 5, 18, 9, 30)
    assert _stands(clock, monday) == (at(NY, 2026, 5, 18, 15, 30), 25.0, 66.0)
    assert clock.due_at == datetime(2026, 5, 18, 19, 30, tzinfo=UTC)


async def test_x2_over_a_holiday() -> None:
    friday, tuesday = at(SYDNEY, 2026, 1, 23, 14), at(SYDNEY, 2026, 1, 27, 18)
    day = DayOff(date(2026, 1, 26), "Australia Day")
    [clock] = await run(weekly(SYDNEY, 8, 18, day), [level(16)], (friday, {}))
    assert clock.due_at == at(SYDNEY, 2026, 1, 28, 10) == datetime(2026, 1, 27, 23, tzinfo=UTC)
    assert clock.percent(clock.elapsed(tuesday)) == 87.5
    [clock] = await run(weekly(SYDNEY, 8, 18), [level(16)], (friday, {}))
    assert clock.due_at == at(SYDNEY, 2026, 1, 27, 10)


async def test_x3_when_clocks_go_forward() -> None:
    start, due = at(MADRID, 2026, 3, 27, 16), datetime(2026, 3, 30, 13, tzinfo=UTC)
    [clock] = await run(weekly(MADRID, 9, 18), [level(8)], (start, {}), (due, RESOLVED))
    assert _stands(clock, due) == (at(MADRID, 2026, 3, 30, 15), 100.0, 70.0)
    assert (clock.due_at, clock.stage, clock.breached) == (due, SlaStage.COMPLETED, False)
    late = due + timedelta(seconds=1)
    [clock] = await run(weekly(MADRID, 9, 18), [level(8)], (start, {}), (late, RESOLVED))
    assert (clock.percent(clock.elapsed(late)), clock.breached) == (100.0, True)


async def test_x4_by_night() -> None:
    nights = weekly(NY, 22, 6, days=7)
    [clock] = await run(nights, [level(8)], (at(NY, 2026, 10, 31, 23), {}))
    assert clock.due_at == at(NY, 2026, 11, 1, 6) == datetime(2026, 11, 1, 11, tzinfo=UTC)
    [clock] = await run(nights, [level(8)], (at(NY, 2026, 3, 7, 22), {}))
    assert clock.due_at == at(NY, 2026, 3, 8, 23)


async def test_x5_paused_for_two_days() -> None:
    marks: list[Mark] = [
        (at(NY, 2026, 5, 18, 10), {}),
        (at(NY, 2026, 5, 18, 15), AWAITING),
        (at(NY, 2026, 5, 20, 11), WORKING),
    ]
    [paused] = await run(weekly(NY, 9, 17), [level(8)], *marks[:2])
    assert (paused.stage, paused.due_at) == (SlaStage.PAUSED, at(NY, 2026, 5, 19, 10))
    assert paused.next_at is None
    [clock] = await run(weekly(NY, 9, 17), [level(8)], *marks)
    assert clock.due_at == at(NY, 2026, 5, 20, 14)
    assert clock.first_due_at == at(NY, 2026, 5, 19, 10)
    assert clock.percent(clock.elapsed(at(NY, 2026, 5, 20, 12))) == 75.0
    assert (clock.paused_business / HOUR, clock.paused_actual / HOUR) == (12, 44)
    told = list(segments(clock, at(NY, 2026, 5, 20, 18)))
    assert [(s.kind, s.because, (s.end - s.start) // timedelta(hours=1)) for s in told] == [
        ("RUNNING", "Mon-Fri 09:00-17:00", 5),
        ("PAUSED", "The pause condition held", 44),
        ("RUNNING", "Mon-Fri 09:00-17:00", 6),
        ("CLOSED", "Outside the hours of the week", 1),
    ]


async def test_x6_made_critical_after_a_pause() -> None:
    work, change = weekly(NY, 9, 17), at(NY, 2026, 5, 18, 14)
    marks: list[Mark] = [
        (at(NY, 2026, 5, 18, 9), {"priority": Priority.MODERATE}),
        (at(NY, 2026, 5, 18, 11), AWAITING),
        (at(NY, 2026, 5, 18, 13), WORKING),
        (change, {"priority": Priority.CRITICAL}),
    ]
    moderate, critical = level(16, "MODERATE", 3), level(4, "CRITICAL", 1)
    old, new = await run(work, [moderate, critical], *marks)
    assert (old.stage, old.percent(old.elapsed(change))) == (SlaStage.CANCELLED, 18.75)
    assert _stands(new, change)[:2] == (at(NY, 2026, 5, 18, 15), 75.0)
    assert (new.warned, new.breached, new.start_at) == (75, False, marks[0][0])

    _, new = await run(work, [moderate, replace(critical, retroactive_pause=False)], *marks)
    assert _stands(new, change)[:2] == (at(NY, 2026, 5, 18, 13), 125.0)
    assert (new.warned, new.breached) == (100, True)

    _, new = await run(work, [moderate, replace(critical, retroactive_start=False)], *marks)
    assert _stands(new, change)[:2] == (at(NY, 2026, 5, 19, 10), 0.0)


async def test_x7_across_a_missing_hour() -> None:
    [clock] = await run(AROUND, [level(0.5)], (at(NY, 2026, 3, 8, 1, 45), {}))
    assert clock.due_at == at(NY, 2026, 3, 8, 3, 15) == datetime(2026, 3, 8, 7, 15, tzinfo=UTC)


async def test_a_reopened_case_gets_a_fresh_clock_from_its_reopening() -> None:
    start = at(NY, 2026, 5, 18, 10)
    solved, again = start + timedelta(hours=2), start + timedelta(hours=5)
    marks: list[Mark] = [(start, {}), (solved, RESOLVED), (again, WORKING | {"anchor": again})]
    first, second = await run(weekly(NY, 9, 17), [level(8)], *marks)
    assert (first.stage, first.stop_at, first.breached) == (SlaStage.COMPLETED, solved, False)
    assert (second.start_at, second.elapsed(again)) == (again, 0)


async def test_warnings_and_the_breach_come_one_after_the_other() -> None:
    start = at(NY, 2026, 5, 18, 9)
    [clock] = await run(weekly(NY, 9, 17), [level(8)], (start, {}))
    seen: list[Any] = []
    while clock.next_at:
        clock = settled(clock, clock.next_at)
        seen.append((clock.warned, clock.breached))
    assert seen == [(50, False), (75, False), (100, False), (100, True)]
