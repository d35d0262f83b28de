"""What cases take from the quotas of their rights to service: once each, if any is left (K14)."""

from gateway.cases.lifecycle import CaseState
from gateway.cases.models import Case
from gateway.cases.policy import CASE
from gateway.cases.uses import EntitlementUse
from gateway.cases.uses_policy import ENTITLEMENT_USE
from gateway.customers.agreements_lifecycle import USABLE
from gateway.customers.models import Entitlement, EntitlementUnit
from gateway.customers.owning import owner
from gateway.customers.quotas import PLACES, give_back, take
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action, consequence
from gateway.request.actions.refusals import (
    BadReference,
    Duplicate,
    InvalidInput,
    InvalidTransition,
    Refused,
    refuse,
)

ENDS = {
    EntitlementUnit.CASES: frozenset({CaseState.CLOSED}),
    EntitlementUnit.HOURS: frozenset({CaseState.RESOLVED, CaseState.CLOSED}),
}  # when a case counts
ANOTHERS = "It is a right of another customer."
NO_QUOTA = "It has no quota."
STOPPED = "It may not be used now."
LEAST = "Use more than nothing."
TWICE = "The case has been counted already."
NO_USE = "This is no use that could be given back."


@consequence(CASE)
async def use_entitlement(case: Case, act: Act) -> None:
    """Counts a case that ends against its right to service; one that is used up stops nobody."""
    if not case.entitlement_id or act.before.get("state") == case.state:
        return
    if not any(case.state in states for states in ENDS.values()):
        return
    entitlement = await _locked(case.entitlement_id)
    units = _owed(case, entitlement)
    if units and entitlement.state in USABLE and not await _counted(case):
        act.touch(entitlement)
        taken = take(entitlement, units)
        await act.add(_use(entitlement, case, act, taken, beyond=units - taken))


@action(ENTITLEMENT_USE, label="Count a case")
async def create(
    use: EntitlementUse, act: Act, *, entitlement: Entitlement, case: Case, units: float
) -> None:
    """Count a case against a right to service by hand."""
    case = await Case.filter(id=case.pk).select_for_update(no_key=True).get()
    entitlement = await _locked(entitlement.pk)
    left = entitlement.remaining_units or 0.0
    units = round(units, PLACES)
    if owner(entitlement) != (case.account_id, case.consumer_id):
        raise Refused(BadReference(ANOTHERS, "entitlement"))
    if not entitlement.per_unit or entitlement.state not in USABLE:
        said = STOPPED if entitlement.per_unit else NO_QUOTA
        raise Refused(BadReference(said, "entitlement"))
    if await _counted(case):
        raise Refused(Duplicate(TWICE, "case"))
    if not 0 < units <= left:
        said = LEAST if units <= 0 else f"There are only {left:g} left."
        refuse([InvalidInput(said, "units")])
    act.touch(entitlement)
    take(entitlement, units)
    use.entitlement_id, use.case_id = entitlement.pk, case.pk
    use.units, use.at = units, act.at


@action(ENTITLEMENT_USE, bulk=False)
async def reverse(use: EntitlementUse, act: Act, *, reason: str) -> None:
    """Give back what a case took; the case may be counted anew.

    reason: Why it is given back.
    """
    if use.reversal_of_id or await EntitlementUse.exists(reversal_of_id=use.pk):
        raise Refused(InvalidTransition(NO_USE, "id"))
    entitlement = await _locked(use.entitlement_id)
    act.touch(entitlement)
    give_back(entitlement, use.units)
    case = await Case.get(id=use.case_id)
    back = _use(entitlement, case, act, -use.units, beyond=0.0)
    back.reversal_of_id, back.reason = use.pk, reason
    await act.add(back)
    act.result = back


def _owed(case: Case, entitlement: Entitlement) -> float:
    """What the case takes now: itself, or the hours worked on it; nothing while it goes on."""
    unit = entitlement.unit
    if not entitlement.per_unit or unit is None or case.state not in ENDS[unit]:
        return 0.0
    return 1.0 if unit is EntitlementUnit.CASES else round(case.time_worked / 3600, PLACES)


async def _counted(case: Case) -> bool:
    """Whether a use of the case stands."""
    uses = EntitlementUse.filter(case_id=case.pk, reversal_of_id__isnull=True)
    return await uses.filter(reversals__id__isnull=True).exists()


async def _locked(key: int) -> Entitlement:
    return await Entitlement.filter(id=key).select_for_update(no_key=True).get()


def _use(
    entitlement: Entitlement, case: Case, act: Act, units: float, *, beyond: float
) -> EntitlementUse:
    return EntitlementUse(
        entitlement_id=entitlement.pk,
        case_id=case.pk,
        units=units,
        beyond=round(beyond, PLACES),
        at=act.at,
    )
