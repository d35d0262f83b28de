"""What is promised in time, and the clocks on the cases of the world, as its lives left them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from tortoise.transactions import in_transaction

from gateway.cases.lifecycle import CaseState
from gateway.cases.priority import Priority
from gateway.conditions.judging import Facts
from gateway.database import rows as stored
from gateway.demo.agreements import hours_bought
from gateway.demo.cases import Told
from gateway.demo.customers import since
from gateway.demo.schedules import KEYS, OFFICE, PLANS, table_of
from gateway.demo.showcase import WAS
from gateway.demo.size import CLOCK
from gateway.levels import defaults
from gateway.levels.clocks import Clock, Hours, settled
from gateway.levels.hours import ALWAYS, clock_at
from gateway.levels.kinds import ScheduleSource
from gateway.levels.models import CaseSla, SlaDefinition
from gateway.levels.rows import level_of, row_of
from gateway.levels.running import Level, Moment, stepped
from gateway.schedules.worktime import work_time

Row = dict[str, Any]

YEARS = 900  # days since they were promised
MOST = 12  # clocks of one case; keys follow from that


def definitions() -> Iterator[Row]:
    """The defaults, in the hours of the office where a customer has bought no others."""
    for key, row in enumerate(defaults.definitions(KEYS[OFFICE]), 1):
        yield {"id": key, **row, **since(YEARS)}


async def clocks(told: Told) -> list[Row]:
    """The clocks of a case, as they stand at the clock of this world."""
    ground, found = _Ground(told.row["entitlement_id"]), list[Clock]()
    opened, anchor = told.row["opened_at"], told.row["sla_anchor_at"]
    promised = _promised(told.row["priority"], WAS.get(told.key, (None,))[0])
    for at, facts in _past(told):
        ground.told.append((at, facts))
        moment = Moment(at, facts, opened, anchor if anchor <= at else opened)
        found = await stepped(found, promised, moment, ground)
    first = (told.key - 1) * MOST + 1
    return [_row(first + place, told, settled(one, CLOCK)) for place, one in enumerate(found)]


async def catch_up(at: datetime) -> None:
    """Brings clocks from the clock of this world to now; nobody is told of what has passed."""
    async with in_transaction():
        for row in await CaseSla.filter(next_event_at__lte=at).order_by("id"):
            clock = settled(await clock_at(row, at), at)
            values = row_of(clock)
            for name, value in values.items():
                setattr(row, name, value)
            await stored.update(row, list(values))


@dataclass
class _Ground:
    """What a step asks for, of a case of this world."""

    entitlement: int | None
    told: list[tuple[datetime, Facts]] = field(default_factory=list[tuple[datetime, Facts]])

    async def hours(self, level: Level, moment: Moment) -> Hours:
        del moment
        if _definitions()[level.key].schedule_source is ScheduleSource.NONE:
            return ALWAYS
        return _hours(hours_bought(self.entitlement) or OFFICE)

    async def past(self, level: Level, moment: Moment) -> Sequence[tuple[datetime, Facts]]:
        del level, moment
        return self.told


def _past(told: Told) -> Iterator[tuple[datetime, Facts]]:
    """What the case was from each instant on at which its clocks may look up."""
    row, answered = told.row, told.row["first_response_at"]
    was, until = WAS.get(told.key, (row["priority"], row["opened_at"]))
    changes: list[tuple[datetime, Row]] = [
        (row["opened_at"], {"priority": was, "first_response_at": None}),
        *((stage.at, {"state": stage.state}) for stage in told.course.stages),
        (until, {"priority": row["priority"]}),
        *([(answered, {"first_response_at": answered})] if answered else []),
    ]
    values: Row = {}
    for at, group in groupby(sorted(changes, key=itemgetter(0)), key=itemgetter(0)):
        before = values
        for _, changed in group:
            values = values | changed
        if values != before:
            yield at, Facts(values)


@cache
def _definitions() -> dict[int, SlaDefinition]:
    return {row["id"]: SlaDefinition(**row) for row in definitions()}


@cache
def _levels() -> tuple[Level, ...]:
    return tuple(map(level_of, _definitions().values()))


@cache
def _promised(*priorities: Priority | None) -> list[Level]:
    """What is promised for any of these priorities: the rest never begins."""
    new = [Facts({"state": CaseState.NEW, "priority": one}) for one in priorities]
    return [one for one in _levels() if any(map(one.starts, new))]


@cache
def _hours(name: str) -> Hours:
    return Hours(work_time(table_of(name)), KEYS[name], PLANS[KEYS[name] - 1].timezone)


def _row(key: int, told: Told, clock: Clock) -> Row:
    promised = _definitions()[clock.level]
    return {
        "id": key,
        "case_id": told.key,
        "name": promised.name,
        "target": promised.target,
        "customer_visible": promised.customer_visible,
        **row_of(clock),
    }
