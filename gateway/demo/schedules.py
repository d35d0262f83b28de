"""When Aurelia, its providers and their people work, with the holidays of their places."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from gateway.demo.customers import since
from gateway.demo.names import BOGOTA, BRISBANE, JENA, MADRID, PERTH, UPPSALA
from gateway.demo.staff import (
    BOREAL_NORTH,
    CARE,
    CROSS_BRISBANE,
    CROSS_PERTH,
    CUSTOMERS,
    HOME,
    SOL_BOGOTA,
    SOL_MADRID,
    Team,
    Worker,
    team_of,
)
from gateway.schedules.models import DAYS, Holiday, Schedule, ScheduleEntry
from gateway.schedules.reading import digest, timetable
from gateway.schedules.states import as_json
from gateway.schedules.timetable import Timetable
from gateway.schedules.writing import week

Row = dict[str, Any]
YEARS = 900  # days since they were written down


class Plan(NamedTuple):
    """A schedule; without hours, it is open around the clock."""

    name: str
    about: str
    timezone: str
    hours: str
    calendar: str  # whose holidays it keeps


# The second block is what the service clocks of CS0000101 to 107 run by.
# fmt: off
PLANS = (
    Plan("Jena office", "Most teams of Aurelia.", JENA.timezone, "Mon-Fri 8-18",
         "Germany, Thuringia"),
    Plan("Jena, longer", "Customer Care, on Saturdays too.", JENA.timezone,
         "Mon-Fri 7-20; Sat 9-14", "Germany, Thuringia"),
    Plan("Bogotá office", "With an hour for lunch.", BOGOTA.timezone, "Mon-Fri 8-12, 13-18",
         "Colombia"),
    Plan("Brisbane office", "Eastern Australia.", BRISBANE.timezone, "Mon-Fri 8-18",
         "Australia, Queensland"),
    Plan("Perth office", "Western Australia.", PERTH.timezone, "Mon-Fri 8-18",
         "Australia, Western Australia"),
    Plan("Uppsala office", "The north.", UPPSALA.timezone, "Mon-Fri 7:30-16:30", "Sweden"),

    Plan("New York office", "Mondays to Fridays.", "America/New_York", "Mon-Fri 9-17", ""),
    Plan("Sydney office", "Mondays to Fridays.", "Australia/Sydney", "Mon-Fri 8-18",
         "Australia, New South Wales"),
    Plan("Madrid office", "Mondays to Fridays.", MADRID.timezone, "Mon-Fri 9-18", "Spain, Madrid"),
    Plan("New York nights", "Every night, over midnight.", "America/New_York", "daily 22-6", ""),
    Plan("Around the clock", "Never closed.", "UTC", "", ""),
    Plan("Evenings", "When instruments may be taken out of service.", JENA.timezone,
         "daily 19-23", ""),
)
# fmt: on
OFFICE, EVENINGS = "Jena office", "Evenings"
OF_TEAMS = {
    CARE: "Jena, longer",
    HOME: "Jena, longer",
    SOL_MADRID: "Madrid office",
    SOL_BOGOTA: "Bogotá office",
    CROSS_BRISBANE: "Brisbane office",
    CROSS_PERTH: "Perth office",
    BOREAL_NORTH: "Uppsala office",
}
KEYS = {plan.name: key for key, plan in enumerate(PLANS, 1)}


def schedule_of(team: Team) -> int:
    """The key of the schedule by which a team works."""
    return KEYS[OF_TEAMS.get(team.name, OFFICE)]


def own_schedule(worker: Worker) -> int | None:
    """That of somebody who works for the enterprise or a provider; customers have none."""
    if worker.user_id in CUSTOMERS:
        return None
    teams = [team for team in map(team_of, OF_TEAMS) if worker.user_id in team.members]
    return schedule_of(teams[0]) if teams else KEYS[OFFICE]


def schedules() -> Iterator[Row]:
    for key, plan in enumerate(PLANS, 1):
        row = {
            "id": key,
            "name": plan.name,
            "description": plan.about,
            "timezone": plan.timezone,
            "always": not plan.hours,
            "active": True,
        }
        yield {**row, "digest": digest(_table(row, plan)), **since(YEARS)}


def states() -> Iterator[Row]:
    """What each of them has said ever since."""
    for row, plan in zip(schedules(), PLANS, strict=True):
        yield {
            "id": row["id"],
            "schedule_id": row["id"],
            "since": row["created_at"],
            "digest": row["digest"],
            "said": as_json(_table(row, plan)),
        }


def table_of(name: str) -> Timetable:
    """What the schedule of that name says."""
    plan = PLANS[KEYS[name] - 1]
    row = {"id": KEYS[name], "timezone": plan.timezone, "always": not plan.hours}
    return _table(row, plan)


def entries() -> Iterator[Row]:
    yield from ({**row, **since(YEARS)} for row in _hours())


def calendars() -> Iterator[Row]:
    for key, (name, found) in enumerate(_almanac().items(), 1):
        yield {"id": key, "name": name, "region": found["region"], "active": True, **since(YEARS)}


def holidays() -> Iterator[Row]:
    yield from ({**row, **since(YEARS)} for row in _days())


def kept() -> Iterator[Row]:
    """Which schedules keep the holidays of which calendar."""
    keeping = [(KEYS[p.name], _calendars()[p.calendar]) for p in PLANS if p.calendar]
    for key, (schedule, calendar) in enumerate(keeping, 1):
        yield {"id": key, "schedule_id": schedule, "calendar_id": calendar, **since(YEARS)}


def _table(row: Row, plan: Plan) -> Timetable:
    week_ = [ScheduleEntry(**hours) for hours in _hours() if hours["schedule_id"] == row["id"]]
    calendar = _calendars().get(plan.calendar)
    off = [Holiday(**day) for day in _days() if day["calendar_id"] == calendar]
    return timetable(Schedule(**row), week_, (), off)


@cache
def _almanac() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("holidays.toml").read_text("utf-8"))


@cache
def _calendars() -> dict[str, int]:
    return {name: key for key, name in enumerate(_almanac(), 1)}


def _hours() -> list[Row]:
    rows: list[Row] = []
    for plan in PLANS:
        for entry in week(plan.hours):
            days = {day: getattr(entry, day) for day in DAYS}
            times = {"starts": entry.starts, "ends": entry.ends}
            rows.append({"id": len(rows) + 1, "schedule_id": KEYS[plan.name], **days, **times})
    return rows


def _days() -> list[Row]:
    rows: list[Row] = []
    for calendar, found in enumerate(_almanac().values(), 1):
        for day, name in found["days"]:
            rows.append({"id": len(rows) + 1, "calendar_id": calendar, "day": day, "name": name})
    return rows
