"""The pages of schedules, without scripts: the week as a picture and a table, and a question."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from gateway.people.models import User
from gateway.request.scalars import global_id
from gateway.schedules.models import (
    DAYS,
    Holiday,
    HolidayCalendar,
    Schedule,
    ScheduleCalendar,
    ScheduleEntry,
)
from tests.portal.front import Front
from tests.world import a_case, a_group, a_provider, a_user, an_outsourced_agent


async def test_a_week_is_drawn_told_and_reckoned_with(front: Front) -> None:
    admin = await a_user("admin")
    calendar = await HolidayCalendar.create(name="Madrid")
    office = await Schedule.create(name="Madrid office", timezone="Europe/Madrid")
    week = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), True)
    await ScheduleEntry.create(schedule=office, starts="09:00", ends="18:00", **week)
    await ScheduleCalendar.create(schedule=office, calendar=calendar)
    today = datetime.now(ZoneInfo("Europe/Madrid")).date()
    day = today + timedelta(days=2 - today.weekday())
    await Holiday.create(calendar=calendar, day=day, name="Founders")
    address = f"/schedules/{global_id('Schedule', office.pk)}"

    async with front.visitor(admin) as visitor:
        await visitor.open("/schedules")
        assert visitor.texts(".records .subject") == ["Madrid office"]
        await visitor.follow("Madrid office")
        assert visitor.address == address
        assert len(visitor.page.select(".week rect.open")) == 4
        assert visitor.texts(".week rect.holiday title") == ["Wed 09:00-18:00: Founders"]
        told = visitor.text(".week table")
        assert "09:00-18:00: Founders (closed)" in told
        assert "36 hours this week" in visitor.text(".week")
        await visitor.send(".week form", hours="16")
        assert re.fullmatch(r"\w{3} \d+ \w{3}, \d\d:\d\d", visitor.text(".week output"))
        await visitor.open(f"{address}/entries/new")
        await visitor.send("#act form", starts="17:00", ends="25:00", monday="true")
        assert "This is no time of the day" in visitor.text("#act")


async def test_who_is_at_work_is_told_where_work_is_given(front: Front) -> None:
    mara, ines, unsaid = [await a_user("agent", last_name=name) for name in ("Lind", "Sol", "Un")]
    group = await a_group(mara, ines, unsaid)
    case = await a_case(assignment_group=group)
    soon = datetime.now(UTC) + timedelta(hours=3)
    office = await Schedule.create(name="Office", timezone="UTC")
    hour = {"starts": f"{soon:%H}:00", "ends": f"{soon:%H}:30"}
    await ScheduleEntry.create(schedule=office, **hour, **dict.fromkeys(DAYS, True))
    duty = await Schedule.create(name="Duty", timezone="UTC", always=True)
    await User.filter(id=ines.id).update(schedule=office)
    await a_group(mara, schedule=duty)

    async with front.visitor(mara) as visitor:
        await visitor.open(f"/cases/{case.number}/reassign")
        told = visitor.texts("#i-assignedTo option")
    back = f"{soon.day} {soon:%b}, {soon:%H}:00"
    assert "Ana Lind · at work" in told
    assert [one for one in told if one.startswith("Ana Sol · away until") and one.endswith(back)]
    assert "Ana Un" in told


async def test_a_provider_has_no_schedules(front: Front) -> None:
    async with front.visitor(await an_outsourced_agent(await a_provider())) as visitor:
        await visitor.open("/schedules")
        assert visitor.answer.status_code == 404
