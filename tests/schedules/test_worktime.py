"""Working time: measured, added, explained; the same as counted minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.schedules.timetable import (
    DayOff,
    Exceptional,
    Hours,
    Reason,
    Timetable,
    overlap,
    overlaps_itself,
)
from gateway.schedules.worktime import Exhausted, NeverOpen, Now, WorkTime, work_time
from tests.schedules.naive import MINUTE, minute, open_minutes, utc

HOUR = 3600
WEEKDAYS = frozenset(range(5))
ALL = frozenset(range(7))
NY, MADRID, SYDNEY = "America/New_York", "Europe/Madrid", "Australia/Sydney"
EDGES = (  # a zone, and a UTC date near which its clocks or its calendar jump
    ("Australia/Lord_Howe", (2026, 4, 4)),
    ("Australia/Lord_Howe", (2026, 10, 3)),
    ("Pacific/Chatham", (2026, 4, 4)),
    ("Pacific/Chatham", (2026, 9, 26)),
    ("Asia/Kathmandu", (2026, 5, 5)),
    ("America/New_York", (2026, 3, 8)),
    ("America/New_York", (2026, 11, 1)),
    ("Europe/Madrid", (2026, 3, 29)),
    ("Europe/Madrid", (2026, 10, 25)),
    ("Australia/Sydney", (2026, 10, 3)),
    ("Pacific/Apia", (2011, 12, 30)),
    ("America/St_Johns", (2026, 11, 1)),
    ("America/Sao_Paulo", (2018, 11, 4)),
    ("Africa/Casablanca", (2026, 2, 15)),
    ("America/Caracas", (2016, 5, 1)),
    ("Asia/Pyongyang", (2018, 5, 4)),
    ("Antarctica/Troll", (2026, 3, 29)),
)


def at(zone: str, *parts: int, fold: int = 0) -> datetime:
    local = datetime(*parts, tzinfo=ZoneInfo(zone)).replace(fold=fold)  # type: ignore[misc]
    return local.astimezone(UTC)


def office(zone: str, start: int, end: int, *days_off: DayOff) -> WorkTime:
    hours = Hours(WEEKDAYS, time(start), time(end))
    return work_time(Timetable(zone, (hours,), days_off))


NIGHTS = work_time(Timetable(NY, (Hours(ALL, time(22), time(6)),)))
AROUND = work_time(Timetable("UTC", always=True))


def test_the_worked_examples_of_the_specification() -> None:
    new_york, madrid = office(NY, 9, 17), office(MADRID, 9, 18)
    sydney = office(SYDNEY, 8, 18, DayOff(date(2026, 1, 26), "Australia Day"))
    friday = at(NY, 2026, 5, 15, 15, 30)
    monday = at(NY, 2026, 5, 18, 10)

    assert new_york.add(friday, 8 * HOUR) == at(NY, 2026, 5, 18, 15, 30)  # X1
    assert new_york.measure(friday, at(NY, 2026, 5, 18, 9, 30)) == 2 * HOUR
    holiday = at(SYDNEY, 2026, 1, 23, 14)
    assert sydney.add(holiday, 16 * HOUR) == at(SYDNEY, 2026, 1, 28, 10)  # X2
    assert sydney.measure(holiday, at(SYDNEY, 2026, 1, 27, 18)) == 14 * HOUR
    assert office(SYDNEY, 8, 18).add(holiday, 16 * HOUR) == at(SYDNEY, 2026, 1, 27, 10)
    spring = at(MADRID, 2026, 3, 27, 16)
    assert madrid.add(spring, 8 * HOUR) == datetime(2026, 3, 30, 13, tzinfo=UTC)  # X3
    autumn = at(NY, 2026, 10, 31, 23)
    assert NIGHTS.add(autumn, 8 * HOUR) == datetime(2026, 11, 1, 11, tzinfo=UTC)  # X4
    assert NIGHTS.measure(at(NY, 2026, 10, 31, 20), at(NY, 2026, 11, 1, 12)) == 9 * HOUR
    assert NIGHTS.add(at(NY, 2026, 3, 7, 22), 8 * HOUR) == at(NY, 2026, 3, 8, 23)
    assert new_york.add(monday, 8 * HOUR) == at(NY, 2026, 5, 19, 10)  # X5
    pause = at(NY, 2026, 5, 18, 15), at(NY, 2026, 5, 20, 11)
    assert new_york.measure(*pause) == 12 * HOUR
    sunday = datetime(2026, 3, 8, 6, 45, tzinfo=UTC)
    assert AROUND.add(sunday, 1800) == datetime(2026, 3, 8, 7, 15, tzinfo=UTC)  # X7


def test_a_day_off_takes_the_hours_that_begin_on_it_and_no_others() -> None:
    eve, day = date(2026, 12, 24), date(2026, 12, 25)
    nights = work_time(Timetable(NY, (Hours(ALL, time(22), time(6)),), (DayOff(day, "Xmas"),)))

    spans = list(nights.spans(at(NY, 2026, 12, 24, 12), at(NY, 2026, 12, 26, 23)))
    told = [(s.start.astimezone(ZoneInfo(NY)), s.seconds // HOUR, s.because) for s in spans]
    assert [(f"{start:%d %H}", hours, b.reason, b.name) for start, hours, b in told] == [
        ("24 12", 10, Reason.OUTSIDE, "Outside the hours of the week"),
        ("24 22", 8, Reason.ENTRY, "Mon-Sun 22:00-06:00"),
        ("25 06", 16, Reason.OUTSIDE, "Outside the hours of the week"),
        ("25 22", 8, Reason.HOLIDAY, "Xmas"),
        ("26 06", 16, Reason.OUTSIDE, "Outside the hours of the week"),
        ("26 22", 1, Reason.ENTRY, "Mon-Sun 22:00-06:00"),
    ]
    assert [span.open for span in spans] == [False, True, False, False, False, True]
    assert nights.measure(at(NY, *eve.timetuple()[:3]), at(NY, 2026, 12, 27)) == 16 * HOUR


def test_exceptions_beat_holidays_and_the_hour_beats_the_day() -> None:
    day = date(2026, 12, 24)
    table = Timetable(
        MADRID,
        (Hours(WEEKDAYS, time(9), time(18), key=1),),
        (DayOff(day, "Nochebuena", key=2),),
        (
            Exceptional(day, open=True, name="Skeleton crew", start=time(10), end=time(14), key=3),
            Exceptional(day, open=False, name="Drill", start=time(12), end=time(13), key=4),
            Exceptional(date(2026, 12, 23), open=False, name="Stocktaking", key=5),
        ),
    )

    spans = work_time(table).spans(at(MADRID, 2026, 12, 23, 9), at(MADRID, 2026, 12, 24, 18))
    assert [(span.open, span.because.key, span.seconds // HOUR) for span in spans] == [
        (False, 5, 9),
        (False, None, 15),
        (False, 2, 1),
        (True, 3, 2),
        (False, 4, 1),
        (True, 3, 1),
        (False, 2, 4),
    ]


def test_a_date_that_a_zone_skips_has_no_hours() -> None:
    samoa = work_time(Timetable("Pacific/Apia", (Hours(ALL, time(9), time(17)),)))
    thursday = at("Pacific/Apia", 2011, 12, 29, 16)

    assert samoa.add(thursday, 2 * HOUR) == at("Pacific/Apia", 2011, 12, 31, 10)


def test_it_says_whether_it_is_open_since_and_until_when() -> None:
    lunch = Timetable(
        MADRID, (Hours(WEEKDAYS, time(9), time(13)), Hours(WEEKDAYS, time(13), time(18)))
    )
    work = work_time(lunch)

    noon, night = at(MADRID, 2026, 11, 16, 12), at(MADRID, 2026, 11, 13, 23)
    assert work.now(noon) == Now(
        open=True, since=at(MADRID, 2026, 11, 16, 9), until=at(MADRID, 2026, 11, 16, 18)
    )
    assert work.now(night) == Now(
        open=False, since=at(MADRID, 2026, 11, 13, 18), until=at(MADRID, 2026, 11, 16, 9)
    )
    assert AROUND.now(noon) == Now(open=True, since=None, until=None)


def test_what_has_no_answer_is_refused() -> None:
    ending = Exceptional(date(2026, 5, 1), open=True, name="Fair", start=time(9), end=time(12))
    once = WorkTime(Timetable("UTC", exceptions=(ending,)))
    start = datetime(2026, 4, 1, tzinfo=UTC)

    assert once.add(start, 3 * HOUR) == datetime(2026, 5, 1, 12, tzinfo=UTC)
    with pytest.raises(Exhausted, match="not have that much working time"):
        once.add(start, 3 * HOUR + 1)
    with pytest.raises(Exhausted, match="from 1900 to 2500"):
        AROUND.add(start, 10**12)
    with pytest.raises(Exhausted, match="from 1900 to 2500"):
        once.measure(datetime(1800, 1, 1, tzinfo=UTC), start)
    with pytest.raises(NeverOpen, match="no hours"):
        WorkTime(Timetable("UTC", (Hours(frozenset(), time(9), time(17)),)))
    with pytest.raises(ValueError, match="never taken away"):
        AROUND.add(start, -1)
    with pytest.raises(ValueError, match="no time zone"):
        AROUND.add(datetime(2026, 4, 1), 1)  # noqa: DTZ001


def test_hours_that_claim_the_same_time_are_found() -> None:
    day, night = Hours(WEEKDAYS, time(9), time(17)), Hours(frozenset({6}), time(22), time(9))
    early = Hours(frozenset({0}), time(8), time(9))

    assert overlap((day, night)) is None
    assert overlap((day, night, early)) == (night, early)
    assert overlap((day, Hours(frozenset({4}), time(16, 59), time(17)))) is not None
    assert not overlaps_itself(Hours(ALL, time(0), time(0)))
    assert overlap((Hours(ALL, time(12), time(12)), early)) is not None


# -- against the minute walk ----------------------------------------------------------------------


class Scene(NamedTuple):
    """A schedule near a day on which its zone's clocks jump, and a stretch of time there."""

    table: Timetable
    day: date
    start: datetime
    end: datetime


clock_times = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))


@st.composite
def weeks(draw: st.DrawFn) -> tuple[Hours, ...]:
    cuts = sorted(draw(st.sets(clock_times, min_size=2, max_size=6)))
    if len(cuts) % 2:
        cuts.pop()
    if draw(st.booleans()):
        cuts = [*cuts[1:], cuts[0]]  # the last one spills over midnight
    days = frozenset(draw(st.sets(st.integers(0, 6), min_size=1)))
    return tuple(Hours(days, a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=True))


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    zone, (year, month, day) = draw(st.sampled_from(EDGES))
    middle = date(year, month, day)
    near = st.integers(-3, 4).map(lambda n: middle + timedelta(days=n))
    times = st.none() | st.tuples(clock_times, clock_times)
    offs = [
        DayOff(d, "off", *(t or ())) for d, t in draw(st.lists(st.tuples(near, times), max_size=2))
    ]
    exceptions = [
        Exceptional(d, o, "exception", *(t or ()))
        for d, o, t in draw(st.lists(st.tuples(near, st.booleans(), times), max_size=2))
    ]
    start = utc(middle) + draw(st.integers(-2880, 1440)) * MINUTE
    end = start + draw(st.integers(1, 4320)) * MINUTE
    return Scene(Timetable(zone, draw(weeks()), tuple(offs), tuple(exceptions)), middle, start, end)


@settings(max_examples=150, deadline=None)
@given(scenes())
def test_it_is_what_a_walk_through_the_minutes_counts(
    scene: Scene,
) -> None:
    _, _, start, end = scene
    work = work_time(scene.table)
    counted = open_minutes(*scene)

    assert work.measure(start, end) == 60 * len(counted)
    spans = list(work.spans(start, end))
    assert {
        m for span in spans if span.open for m in range(minute(span.start), minute(span.end))
    } == counted
    assert [spans[0].start, *(span.end for span in spans)] == [
        *(span.start for span in spans),
        end,
    ]
    if counted:
        last = datetime.fromtimestamp(60 * (max(counted) + 1), UTC)
        assert work.add(start, 60 * len(counted)) == last


@settings(max_examples=300, deadline=None)
@given(scenes(), st.integers(0, 400 * HOUR), st.integers(0, 59))
def test_adding_and_measuring_undo_each_other(scene: Scene, amount: int, second: int) -> None:
    work, start = work_time(scene.table), scene.start + timedelta(seconds=second)

    end = work.add(start, amount)
    assert work.measure(start, end) == amount
    assert work.add(start, work.measure(start, end)) == end
    if amount:
        assert work.measure(start, end - timedelta(seconds=1)) == amount - 1
