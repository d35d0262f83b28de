"""Which hours count for a clock: of the definition, of what the customer bought, or all of them.

A clock keeps the schedule that it began with, and follows it: what the schedule says now counts for
all of its time. A clock that has ended stays with what the schedule said then.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from gateway.customers.models import Entitlement
from gateway.levels.clocks import Clock, Hours, brought
from gateway.levels.kinds import ScheduleSource, TimezoneSource
from gateway.levels.models import CaseSla, SlaDefinition
from gateway.levels.past import Archive, Values
from gateway.levels.rows import clock_of
from gateway.schedules.states import work_at
from gateway.schedules.timetable import Timetable
from gateway.schedules.worktime import NeverOpen, work_time

AROUND = work_time(Timetable("UTC", always=True))
ALWAYS = Hours(AROUND, None, "UTC")

EVER = datetime(9999, 1, 1, tzinfo=UTC)
By = tuple[int | None, str, datetime]  # the key of a schedule, the zone of a customer, as of when


async def hours_for(definition: SlaDefinition, case: Values) -> Hours:
    """The hours that count for a clock of this definition on a case, by all that is said now."""
    return await hours_of(*await hours_by(definition, case, EVER))


async def hours_by(
    definition: SlaDefinition, case: Values, at: datetime, archive: Archive | None = None
) -> By:
    """By what a clock of this definition runs that begins on the case at this moment.

    archive: What was bought is looked up as it was; without, as it is now.
    """
    zone = case["contact_timezone"] if definition.timezone_source is TimezoneSource.CUSTOMER else ""
    return await _schedule(definition, case, at, archive), zone or "", at


async def hours_of(schedule_id: int | None, zone: str, at: datetime) -> Hours:
    """What a schedule says at an instant, in the zone of a customer if one is given.

    Around the clock where there is no schedule.
    """
    if schedule_id is None:
        return ALWAYS
    try:
        work = await work_at(schedule_id, at, zone)
    except NeverOpen:
        work = AROUND
    if work is None:
        return ALWAYS
    return Hours(work, schedule_id, zone or work.table.zone, bool(zone))


async def clock_at(row: CaseSla, at: datetime) -> Clock:
    """The clock of a row, by the hours of this instant; one that has ended, by those of its end."""
    [(_, clock)] = await clocks_at([row], at)
    return clock


async def clocks_at(
    rows: Iterable[CaseSla], at: datetime, known: dict[By, Hours] | None = None
) -> list[tuple[CaseSla, Clock]]:
    """The same of several; what they run by is looked up once, and kept in `known`."""
    known = {} if known is None else known
    found: list[tuple[CaseSla, Clock]] = []
    for row in rows:
        by = row.schedule_id, row.timezone if row.zone_of_customer else "", row.stop_at or at
        if by not in known:
            known[by] = await hours_of(*by)
        found.append((row, brought(clock_of(row, known[by]), known[by])))
    return found


async def _schedule(
    definition: SlaDefinition, case: Values, at: datetime, archive: Archive | None
) -> int | None:
    match definition.schedule_source:
        case ScheduleSource.NONE:
            return None
        case ScheduleSource.ENTITLEMENT if case["entitlement_id"]:
            bought = Entitlement.filter(id=case["entitlement_id"])
        case ScheduleSource.CONTRACT if case["contract_id"]:
            bought = Entitlement.filter(contract_id=case["contract_id"])
        case _:
            return definition.schedule_id
    for one in await bought.order_by("number"):
        hours = one.business_hours_id
        if archive is not None:
            life = await archive.life(Entitlement, one.pk)
            hours = life.at(at)["business_hours_id"] if life else None
        if hours:
            return hours
    return definition.schedule_id
