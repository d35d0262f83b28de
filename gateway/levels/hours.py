"""Which hours count for a clock: of the definition, of what the customer bought, or all of them."""

from gateway.customers.models import Entitlement
from gateway.levels.clocks import Hours
from gateway.levels.kinds import ScheduleSource, TimezoneSource
from gateway.levels.models import SlaDefinition
from gateway.levels.past import Values
from gateway.schedules.models import Schedule
from gateway.schedules.reading import work_of
from gateway.schedules.timetable import Timetable
from gateway.schedules.worktime import NeverOpen, work_time

AROUND = work_time(Timetable("UTC", always=True))
ALWAYS = Hours(AROUND, None, "UTC")


async def hours_for(definition: SlaDefinition, case: Values) -> Hours:
    """The hours that count for a clock of this definition on the case as it is."""
    zone = case["contact_timezone"] if definition.timezone_source is TimezoneSource.CUSTOMER else ""
    return await hours_of(await _schedule(definition, case), zone or "")


async def hours_of(schedule_id: int | None, zone: str) -> Hours:
    """The hours of a schedule, in a zone if one is given; around the clock where it has none."""
    schedule = None if schedule_id is None else await Schedule.get_or_none(id=schedule_id)
    if schedule is None:
        return ALWAYS
    try:
        work = await work_of(schedule, zone)
    except NeverOpen:
        return Hours(AROUND, schedule.pk, zone or schedule.timezone)
    return Hours(work, schedule.pk, zone or schedule.timezone)


async def _schedule(definition: SlaDefinition, case: Values) -> int | None:
    match definition.schedule_source:
        case ScheduleSource.NONE:
            return None
        case ScheduleSource.ENTITLEMENT if case["entitlement_id"]:
            bought = Entitlement.filter(id=case["entitlement_id"])
        case ScheduleSource.CONTRACT if case["contract_id"]:
            bought = Entitlement.filter(contract_id=case["contract_id"])
        case _:
            return definition.schedule_id
    named = bought.filter(business_hours_id__not_isnull=True).order_by("number")
    found = await named.first()
    return found.business_hours_id if found else definition.schedule_id
