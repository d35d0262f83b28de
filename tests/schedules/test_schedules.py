"""Schedules through the public door: written, refused at the field, reckoned with."""

from typing import Any

import pytest

from gateway.errors import ValidationFailed
from gateway.people.models import User
from gateway.request.scalars import global_id
from gateway.schedules.models import Holiday, HolidayCalendar, Schedule, ScheduleEntry
from tests.cases.deeds import done, errors
from tests.world import a_contact, a_group, a_provider, a_user, an_outsourced_agent, ask

pytestmark = pytest.mark.usefixtures("world")

OFFICE = {"name": "Madrid office", "timezone": "Europe/Madrid", "hours": "Mon-Fri 9-18"}
ADD = """mutation ($id: ID!, $start: DateTime!, $seconds: Int!, $timezone: String) {
  scheduleAdd(input: {id: $id, start: $start, seconds: $seconds, timezone: $timezone}) {
    end spans { start open seconds reason because } errors { code path message }
  }
}"""
MEASURE = """mutation ($id: ID!, $start: DateTime!, $end: DateTime!) {
  scheduleMeasure(input: {id: $id, start: $start, end: $end}) { seconds errors { code path } }
}"""
NOW = """mutation ($id: ID!, $at: DateTime!) {
  now: scheduleNow(input: {id: $id, at: $at}) { open since until errors { code } }
}"""


async def test_a_schedule_begins_with_a_week_and_answers_when_work_is_done() -> None:
    admin, agent = await a_user("admin"), await a_user("agent")
    office: Schedule = await done("scheduleCreate", admin, **OFFICE)
    calendar: HolidayCalendar = await done("holidayCalendarCreate", admin, name="Madrid")
    await done("scheduleCalendarCreate", admin, schedule=office, calendar=calendar)
    await done(
        "holidayCalendarImportHolidays", admin, id=calendar, country="es", subdivision="md",
        year=2026,
    )  # fmt: skip
    id_ = global_id("Schedule", office.pk)

    labour_day = await Holiday.get(day="2026-05-01")
    assert labour_day.name == "Labor Day"
    told = await ask(ADD, agent, id=id_, start="2026-04-30T15:00:00Z", seconds=3 * 3600)
    assert told["scheduleAdd"] == {
        "end": "2026-05-04T09:00:00Z",
        "spans": [
            _span("2026-04-30T15:00:00Z", 1, "ENTRY", "Mon-Fri 09:00-18:00"),
            _span("2026-04-30T16:00:00Z", 15, "OUTSIDE", "Outside the hours of the week"),
            _span("2026-05-01T07:00:00Z", 9, "HOLIDAY", "Labor Day"),
            _span("2026-05-01T16:00:00Z", 63, "OUTSIDE", "Outside the hours of the week"),
            _span("2026-05-04T07:00:00Z", 2, "ENTRY", "Mon-Fri 09:00-18:00"),
        ],
        "errors": [],
    }
    start, end = "2026-04-30T15:00:00Z", "2026-05-04T09:00:00Z"
    assert (await ask(MEASURE, agent, id=id_, start=start, end=end))["scheduleMeasure"] == {
        "seconds": 3 * 3600,
        "errors": [],
    }

    await done("holidayDelete", admin, id=labour_day)
    assert (await ask(MEASURE, agent, id=id_, start=start, end=end))["scheduleMeasure"] == {
        "seconds": 12 * 3600,
        "errors": [],
    }
    assert (await ask(NOW, agent, id=id_, at="2026-05-04T09:00:00Z"))["now"] == {
        "open": True,
        "since": "2026-05-04T07:00:00Z",
        "until": "2026-05-04T16:00:00Z",
        "errors": [],
    }


async def codes(name: str, by: User, **given: Any) -> list[str]:
    return [error["code"] for error in await errors(name, by, **given)]


def _span(start: str, hours: int, reason: str, because: str) -> dict[str, Any]:
    return {
        "start": start,
        "open": reason == "ENTRY",
        "seconds": hours * 3600,
        "reason": reason,
        "because": because,
    }


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"timezone": "Europe/Atlantis"}, "timezone", "no such time zone"),
        ({"hours": None}, "hours", "never be open"),
        ({"hours": "whenever"}, "hours", "Write it as"),
        ({"hours": "Mon-Fri 9-25"}, "hours", "Write it as"),
        ({"hours": "Mon-Fri 9-17; Fri 16-20"}, "hours", "Mon-Fri 09:00-17:00 and Fri 16:00-20:00"),
        ({"hours": "Sun 22-10; Mon 9-17"}, "hours", "Sun 22:00-10:00 and Mon 09:00-17:00"),
    ],
)
async def test_a_schedule_that_cannot_be_is_refused_at_its_field(
    given: dict[str, Any], field: str, said: str
) -> None:
    admin = await a_user("admin")

    (error,) = await errors("scheduleCreate", admin, **OFFICE | given)
    assert error["path"] == ["input", field]
    assert said in error["message"]
    assert not await Schedule.exists()


async def test_hours_come_and_go_but_never_meet_and_never_all_go() -> None:
    admin = await a_user("admin")
    office: Schedule = await done("scheduleCreate", admin, **OFFICE)
    week = await ScheduleEntry.get(schedule_id=office.pk)

    meeting = await errors(
        "scheduleEntryCreate", admin, schedule=office, starts="17:00", ends="19:00", friday=True
    )
    assert [(e["code"], e["path"]) for e in meeting] == [("INVALID_INPUT", ["input", "starts"])]
    nights: ScheduleEntry = await done(
        "scheduleEntryCreate", admin, schedule=office, starts="22", ends="24:00", friday=True
    )
    assert (nights.starts, nights.ends) == ("22:00", "00:00")
    assert await codes("scheduleEntryEdit", admin, id=nights, starts="17:59") == ["INVALID_INPUT"]
    assert await codes("scheduleEntryEdit", admin, id=nights, friday=False) == ["MISSING_INPUT"]
    before = (await Schedule.get(id=office.pk)).digest
    await done("scheduleEntryDelete", admin, id=week)
    assert (await Schedule.get(id=office.pk)).digest != before
    assert await codes("scheduleEntryDelete", admin, id=nights) == ["INVALID_INPUT"]
    assert await codes("scheduleEdit", admin, id=office, timezone="Mars/Base") == ["INVALID_INPUT"]


async def test_exceptions_open_and_close_single_dates() -> None:
    admin = await a_user("admin")
    office: Schedule = await done("scheduleCreate", admin, **OFFICE)
    id_ = global_id("Schedule", office.pk)
    saturday = {"day": "2026-11-21", "name": "Stocktaking", "open": True}

    half = await errors(
        "scheduleExceptionCreate", admin, schedule=office, **saturday, starts="9:00"
    )
    assert [e["path"] for e in half] == [["input", "ends"]]
    exception = await done(
        "scheduleExceptionCreate", admin, schedule=office, **saturday, starts="9:00", ends="12:00"
    )
    asked = {"id": id_, "start": "2026-11-20T17:00:00Z", "end": "2026-11-23T08:00:00Z"}
    assert (await ask(MEASURE, admin, **asked))["scheduleMeasure"]["seconds"] == 3 * 3600
    await done("scheduleExceptionEdit", admin, id=exception, ends="13:00")
    assert (await ask(MEASURE, admin, **asked))["scheduleMeasure"]["seconds"] == 4 * 3600


async def test_what_is_asked_of_a_schedule_is_refused_with_a_reason() -> None:
    admin = await a_user("admin")
    office: Schedule = await done("scheduleCreate", admin, **OFFICE)
    asked = {"id": global_id("Schedule", office.pk), "start": "2026-11-20T17:00:00Z"}

    for seconds, timezone, field in ((0, None, "seconds"), (60, "Mars/Base", "timezone")):
        told = await ask(ADD, admin, **asked, seconds=seconds, timezone=timezone)
        (error,) = told["scheduleAdd"]["errors"]
        assert (error["path"], told["scheduleAdd"]["end"]) == (["input", field], None)
    backwards = await ask(MEASURE, admin, **asked, end="2026-11-20T16:00:00Z")
    assert backwards["scheduleMeasure"]["errors"][0]["path"] == ["input", "end"]
    wrong = await errors(
        "holidayCalendarImportHolidays", admin, year=2026, country="XX",
        id=await HolidayCalendar.create(name="Nowhere"),
    )  # fmt: skip
    assert [e["path"] for e in wrong] == [["input", "country"]]


async def test_groups_and_people_work_by_a_schedule() -> None:
    admin, agent = await a_user("admin"), await a_user("agent")
    desk = await a_group(agent)
    office: Schedule = await done("scheduleCreate", admin, **OFFICE)

    await done("scheduleEmploy", admin, id=office, groups=[desk], users=[agent])
    asked = "{ groups { nodes { schedule { name } } } }"
    told = await ask(asked, agent)
    assert told["groups"]["nodes"] == [{"schedule": {"name": "Madrid office"}}]
    assert (await User.get(id=agent.pk)).schedule_id == office.pk
    await done("scheduleRelease", admin, id=office, users=[agent])
    assert await codes("scheduleRelease", admin, id=office, users=[agent]) == ["BAD_REFERENCE"]


async def test_only_staff_learn_of_schedules_and_only_administrators_change_them() -> None:
    admin, agent = await a_user("admin"), await a_user("agent")
    office: Schedule = await done("scheduleCreate", admin, **OFFICE)
    id_ = global_id("Schedule", office.pk)
    olga = await an_outsourced_agent(await a_provider())

    assert await codes("scheduleEdit", agent, id=office, description="Mine") == ["FORBIDDEN"]
    listed = "{ schedules { nodes { name } } }"
    assert (await ask(listed, agent))["schedules"]["nodes"] == [{"name": "Madrid office"}]
    for stranger in (olga, await a_contact()):  # who do not even learn that there are any
        with pytest.raises(ValidationFailed, match="Cannot query field 'schedules'"):
            await ask(listed, stranger)
        with pytest.raises(ValidationFailed, match="Cannot query field 'scheduleAdd'"):
            await ask(ADD, stranger, id=id_, start="2026-11-20T17:00:00Z", seconds=60)
