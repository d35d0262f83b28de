"""What a case is about and under which agreement: only what belongs to its customer fits (D06).

Who sends something that does not fit is told so; what was there before and fits no longer goes.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from tortoise.expressions import Q

from gateway.cases.models import Case
from gateway.cases.requesters import REQUESTER, Sent
from gateway.customers.models import (
    Asset,
    Contract,
    ContractState,
    Entitlement,
    EntitlementState,
    SoldProduct,
)
from gateway.request.actions.context import Act
from gateway.request.actions.refusals import BadReference, UserError

OWNED: Mapping[str, type[Asset | SoldProduct]] = {"asset": Asset, "sold_product": SoldProduct}
ABOUT = frozenset({*OWNED, "product"})
AGREED = frozenset({"contract", "entitlement"})
CUSTOMER = 1  # the weight of being the customer's at all
WEIGHTS = {"product": 2, "asset": 3, "sold_product": 3, "contract": 4}
FITTED = ABOUT | AGREED | REQUESTER | {"channel"}


async def fit_case(case: Case, act: Act, sent: Sent) -> list[UserError]:
    """Drops what does not fit, and fills in what follows; returns what was sent and does not fit.

    Product follows from asset or sold product; the entitlement is set where only one fits.
    """
    if act.before and sent.isdisjoint(FITTED):
        return []
    moved = not act.before or _changed(case, act, "account_id", "consumer_id")
    errors = await _owned(case, sent, moved=moved)
    errors += await _contract(case, act, sent, moved=moved)
    return errors or await _entitlement(case, act, sent)


def _changed(case: Case, act: Act, *columns: str) -> bool:
    return not act.changes(case).keys().isdisjoint(columns)


def _belongs(case: Case, record: Any) -> bool:
    """Whether the record is the very customer's."""
    if case.account_id:
        return record.account_id == case.account_id
    return bool(case.consumer_id) and record.consumer_id == case.consumer_id


def _drop(case: Case, name: str, sent: Sent, said: str) -> list[UserError]:
    """Clears what does not fit, or complains where it was sent just now."""
    if name in sent:
        return [BadReference(said, name)]
    setattr(case, f"{name}_id", None)
    return []


# -- asset, sold product, product -----------------------------------------------------------------


async def _owned(case: Case, sent: Sent, *, moved: bool) -> list[UserError]:
    errors: list[UserError] = []
    there: dict[str, Any] = {}
    for name, model in OWNED.items():
        record = await model.get_or_none(id=getattr(case, f"{name}_id"))
        if record is None:
            continue
        if (moved or name in sent) and not _belongs(case, record):
            errors += _drop(case, name, sent, "It does not belong to this customer.")
        else:
            there[name] = record
    _product_of(case, there, sent)
    for name, record in there.items():
        if not ABOUT.isdisjoint(sent) and record.product_id != case.product_id:
            errors += _drop(case, name, sent, "It is another product.")
    return errors


def _product_of(case: Case, there: Mapping[str, Any], sent: Sent) -> None:
    """Fills the product from what was sent of asset and sold product, or from what is there."""
    if ABOUT.isdisjoint(sent) or ("product" in sent and case.product_id):
        return
    fresh = [record for name, record in there.items() if name in sent]
    known = fresh or ([] if case.product_id else list(there.values()))
    if known:
        case.product_id = known[0].product_id


# -- contract, entitlement ------------------------------------------------------------------------


def _runs(record: Contract | Entitlement, day: date) -> bool:
    """Whether the day lies in its term."""
    return record.starts <= day and (record.ends is None or day <= record.ends)


async def _contract(case: Case, act: Act, sent: Sent, *, moved: bool) -> list[UserError]:
    contract = await Contract.get_or_none(id=case.contract_id)
    if contract is None or not (moved or "contract" in sent):
        return []
    if not _belongs(case, contract):
        return _drop(case, "contract", sent, "The contract is another customer's.")
    if contract.state is not ContractState.ACTIVE or not _runs(contract, act.at.date()):
        return _drop(case, "contract", sent, "The contract is not in force.")
    return []


async def _entitlement(case: Case, act: Act, sent: Sent) -> list[UserError]:
    """Keeps, drops or finds the right to service, once all that it depends on is known."""
    columns = (f"{name}_id" for name in (ABOUT | AGREED | REQUESTER) - {"contact"})
    if act.before and not _changed(case, act, *columns):
        return []
    fitting = await entitlements_for(case, act.at.date())
    errors: list[UserError] = []
    if case.entitlement_id and case.entitlement_id not in (each.id for each in fitting):
        errors = _drop(case, "entitlement", sent, "This right to service does not cover the case.")
    usable = [each for each in fitting if each.state is EntitlementState.ACTIVE]
    if not case.entitlement_id and "entitlement" not in sent and len(usable) == 1:
        case.entitlement_id = usable[0].id
    return errors


async def entitlements_for(case: Case, day: date) -> list[Entitlement]:
    """The rights to service that cover the case on this day: the best first (K15)."""
    found = [each for each in await _entitlements(case) if _covers(each, case, day)]
    return sorted(found, key=lambda each: _rank(each, case))


def reasons(entitlement: Entitlement, case: Case) -> dict[str, int]:
    """What of the case the right to service names, each with its weight."""
    named = {name: getattr(entitlement, f"{name}_id") for name in WEIGHTS}
    held = {name: key for name, key in named.items() if key and key == getattr(case, f"{name}_id")}
    return {"customer": CUSTOMER, **{name: WEIGHTS[name] for name in held}}


def _rank(entitlement: Entitlement, case: Case) -> tuple[int, date, str]:
    """The highest sum, then the earliest end, then the lowest number."""
    score = sum(reasons(entitlement, case).values())
    return -score, entitlement.ends or date.max, entitlement.number


async def _entitlements(case: Case) -> list[Entitlement]:
    """The customer's rights to service; one that is used up may still be chosen (K14).

    A case without a customer has none: asked for by null, those of all others would be found.
    """
    if not case.account_id and not case.consumer_id:
        return []
    states = [EntitlementState.ACTIVE, EntitlementState.EXHAUSTED]
    whose = "account_id" if case.account_id else "consumer_id"
    rows = Entitlement.filter(Q(**{whose: getattr(case, whose)}), state__in=states)
    return await rows.prefetch_related("channels")


def _covers(entitlement: Entitlement, case: Case, day: date) -> bool:
    """Whether it is for this case: what it leaves open, it covers."""
    wanted = {name: getattr(entitlement, f"{name}_id") for name in ABOUT}
    if any(key not in (None, getattr(case, f"{name}_id")) for name, key in wanted.items()):
        return False
    if case.contract_id and entitlement.contract_id not in (None, case.contract_id):
        return False
    channels = {each.channel for each in cast("Any", entitlement).channels}
    return _runs(entitlement, day) and (not channels or case.channel in channels)
