"""What is left of an entitlement's quota, and whether it may be used because of that."""

from gateway.customers.agreements_lifecycle import ACTIVE, EXHAUSTED, USABLE
from gateway.customers.models import Entitlement, EntitlementState

PLACES = 2  # hours are counted to the hundredth


def usable(entitlement: Entitlement) -> EntitlementState:
    """Active, or exhausted where nothing is left of the quota."""
    used_up = entitlement.per_unit and not entitlement.remaining_units
    return EXHAUSTED if used_up else ACTIVE


def take(entitlement: Entitlement, units: float) -> float:
    """Takes units from the quota, as far as they are there; returns how many these were."""
    left = entitlement.remaining_units or 0.0
    taken = min(units, left)
    _leave(entitlement, left - taken)
    return taken


def give_back(entitlement: Entitlement, units: float) -> None:
    """Puts units back into the quota."""
    _leave(entitlement, (entitlement.remaining_units or 0.0) + units)


def resize(entitlement: Entitlement, former: float | None) -> None:
    """A quota that grows or shrinks leaves as much more or less; what was used stays used."""
    total = entitlement.total_units
    if not entitlement.per_unit or total is None:
        entitlement.unit, entitlement.total_units, entitlement.remaining_units = None, None, None
    elif former is None or entitlement.remaining_units is None:
        entitlement.remaining_units = total
    elif total != former:
        entitlement.remaining_units = max(0.0, entitlement.remaining_units + total - former)
    _leave(entitlement, entitlement.remaining_units)


def _leave(entitlement: Entitlement, units: float | None) -> None:
    entitlement.remaining_units = None if units is None else round(units, PLACES)
    if entitlement.state in USABLE:
        entitlement.state = usable(entitlement)
