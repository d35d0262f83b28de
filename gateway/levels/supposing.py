"""What would become of the clocks of a case if it were changed now: asked, and written nowhere.

The change goes the way of every other: the same rules fit contract and entitlement to the case, the
same engine decides which clocks go on, which end and which begin.
"""

from typing import Any

from gateway.cases.fitting import fit_case
from gateway.cases.models import Case
from gateway.cases.policy import CASE
from gateway.cases.priority import Priority
from gateway.customers.models import Contract, Entitlement
from gateway.database.fields import as_text
from gateway.levels import definitions
from gateway.levels.clocks import Clock, settled
from gateway.levels.definitions import Definitions
from gateway.levels.keeping import supposed
from gateway.levels.models import CaseSla
from gateway.request.actions.context import Act
from gateway.request.actions.questions import Part, question
from gateway.request.actions.record import fill, snapshot
from gateway.request.actions.refusals import refuse

CLOCK = Part(
    "A clock as it would be.",
    {
        "name": ("str", "What the promise is called."),
        "target": ("str", "What is promised: RESPONSE, RESOLUTION or OTHER."),
        "begins": ("bool", "Whether it would only begin."),
        "stage": ("str", "Where it would stand: IN_PROGRESS, PAUSED, COMPLETED or CANCELLED."),
        "breach_at": ("Optional[datetime]", "When its time would be over; null: never."),
        "has_breached": ("bool", "Whether more than its time would have passed."),
        "business_percent": ("float", "How much of it would have passed, never rounded up."),
        "time_left": ("int", "Seconds that would be left; less than none after the breach."),
    },
)
ANSWER = {
    "at": ("Optional[datetime]", "As of when."),
    "clocks": (
        "Optional[list[CaseWhatIfClock]]",
        "Those that run, and those that would begin, first due first; the ones that would end too.",
    ),
}


@question(CASE, row="what_if", answer=ANSWER, parts={"CaseWhatIfClock": CLOCK})
async def what_if(
    case: Case,
    act: Act,
    *,
    priority: Priority | None = None,
    contract: Contract | None = None,
    entitlement: Entitlement | None = None,
) -> dict[str, Any]:
    """Say what would become of its clocks if the case were changed now; what is left out stays.

    priority: How urgent it would be.
    contract: Under which contract it would be; it has to be one of its customer's.
    entitlement: By which right to service; it has to cover the case.
    """
    asked = {"priority": priority, "contract": contract, "entitlement": entitlement}
    given = {name: value for name, value in asked.items() if value is not None}
    act.before = snapshot(case)
    fill(case, given)
    refuse(await fit_case(case, act, frozenset(given)))
    known = await definitions.present()
    stored = await CaseSla.filter(case_id=case.pk).order_by("id")
    running = {row.definition_id for row in stored if row.stop_at is None}
    after = await supposed(case, stored, known, act.at)
    told = [settled(clock, act.at) for clock in after if clock.stop_at in (None, act.at)]
    told.sort(key=lambda clock: (clock.ended, clock.due_at is None, clock.due_at or act.at))
    return {
        "at": as_text(act.at),
        "clocks": [_said(clock, known, act, begins=clock.level not in running) for clock in told],
    }


def _said(clock: Clock, known: Definitions, act: Act, *, begins: bool) -> dict[str, Any]:
    promised, elapsed = known.rows[clock.level], clock.elapsed(act.at)
    return {
        "name": promised.name,
        "target": promised.target.value,
        "begins": begins,
        "stage": clock.stage.value,
        "breachAt": clock.due_at and as_text(clock.due_at),
        "hasBreached": clock.breached,
        "businessPercent": clock.percent(elapsed),
        "timeLeft": clock.duration - elapsed,
    }
