"""What is done with entitlements: they begin, change, are interrupted and end."""

from collections.abc import Mapping
from typing import Any

from gateway.customers.agreements import EntitlementBasis
from gateway.customers.agreements_lifecycle import ENTITLEMENT_MOVES
from gateway.customers.agreements_policy import ENTITLEMENT
from gateway.customers.channels import Channel
from gateway.customers.checks import order_errors, retired
from gateway.customers.following import PREFIX
from gateway.customers.models import (
    Asset,
    Contract,
    ContractState,
    Entitlement,
    EntitlementChannel,
    SoldProduct,
)
from gateway.customers.owning import ANOTHERS, OWNER, owner, settle_owner, take_owner
from gateway.customers.quotas import resize, usable
from gateway.customers.tying import tie
from gateway.database.numbering import next_number
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.record import fill
from gateway.request.actions.refusals import (
    BadReference,
    InvalidInput,
    InvalidTransition,
    MissingInput,
    Refused,
    UserError,
    refuse,
)

NOBODY = "Say whose right it is: an account's or a consumer's."
TOO_EARLY = "It cannot end before it starts."
ENDED = "This contract has ended."
HALTED = "Its contract is interrupted: resume that."
ANOTHER_PRODUCT = "It is another product."
EARLY = "Its term has not begun, or its contract is not in force."
RUNNING = "Its term has not ended."
MOST = 1_000_000  # units of a quota
WRITTEN = (
    *(*OWNER, "product", "asset", "sold_product", "contract", "starts", "ends"),
    *("business_hours", "per_unit", "unit", "total_units"),
)
SOURCES: Mapping[str, Any] = {"contract": Contract, "asset": Asset, "sold_product": SoldProduct}


@action(ENTITLEMENT, moves=ENTITLEMENT_MOVES, fields=WRITTEN, label="New entitlement")
async def create(
    entitlement: Entitlement,
    act: Act,
    *,
    name: str,
    basis: EntitlementBasis,
    channels: list[Channel] | None = None,
    **given: Any,
) -> None:
    """Give a customer a right to service: for everything, or for one product, asset or contract.

    channels: The channels on which it may be used; none: all.
    """
    entitlement.name, entitlement.basis = name, basis
    entitlement.state = ENTITLEMENT_MOVES[None, "create"]
    await _take_in(entitlement, act, given, former=None)
    entitlement.number = await next_number(Entitlement, PREFIX)
    await act.add(entitlement)
    await _open(entitlement, act, channels)


@action(ENTITLEMENT, moves=ENTITLEMENT_MOVES, fields=("name", "basis", *WRITTEN))
async def edit(
    entitlement: Entitlement, act: Act, *, channels: list[Channel] | None = None, **given: Any
) -> None:
    """Change what the right covers, how long or how often; only what is sent changes.

    channels: The channels on which it may be used; none: all.
    """
    await _take_in(entitlement, act, given, former=entitlement.total_units)
    if "channels" in act.given:
        await _open(entitlement, act, channels)


async def _open(entitlement: Entitlement, act: Act, channels: list[Channel] | None) -> None:
    own = {"entitlement_id": entitlement.pk}
    await tie(act, EntitlementChannel, own, "channel", channels or ())


async def _take_in(
    entitlement: Entitlement, act: Act, given: Mapping[str, Any], *, former: float | None
) -> None:
    fill(entitlement, given)
    found = {n: await m.get_or_none(id=getattr(entitlement, f"{n}_id")) for n, m in SOURCES.items()}
    chosen = retired(act, given, *OWNER, "product", "business_hours")
    errors = [*settle_owner(entitlement, given), *chosen]
    take_owner(entitlement, given, *found.values())
    if owner(entitlement) == (None, None):
        errors.append(MissingInput(NOBODY, "account"))
    errors += _strange(entitlement, found, given)
    errors += [*_under(entitlement, found["contract"], given), *_term(entitlement, given)]
    refuse([*errors, *_quota(entitlement)])
    resize(entitlement, former)


def _strange(
    entitlement: Entitlement, found: Mapping[str, Any], given: Mapping[str, Any]
) -> list[UserError]:
    """What it rests on belongs to the same customer, and is the product that it serves."""
    sent = next((name for name in OWNER if name in given), "account")
    errors: list[UserError] = [
        BadReference(ANOTHERS, name if name in given else sent)
        for name, record in found.items()
        if record is not None and owner(record) != owner(entitlement)
    ]
    product = entitlement.product_id
    return errors + [
        BadReference(ANOTHER_PRODUCT, name if name in given else "product")
        for name in ("asset", "sold_product")
        if product and found[name] and found[name].product_id != product
    ]


def _under(
    entitlement: Entitlement, contract: Contract | None, given: Mapping[str, Any]
) -> list[UserError]:
    """A contract that it is put under lives, and lends it its term."""
    if contract is None or "contract" not in given:
        return []
    if entitlement.starts is None:  # pyright: ignore[reportUnnecessaryComparison]
        entitlement.starts, entitlement.ends = contract.starts, entitlement.ends or contract.ends
    if contract.state in (ContractState.EXPIRED, ContractState.CANCELLED):
        return [BadReference(ENDED, "contract")]
    return []


def _term(entitlement: Entitlement, given: Mapping[str, Any]) -> list[UserError]:
    if entitlement.starts is None:  # pyright: ignore[reportUnnecessaryComparison]
        return [MissingInput("Starts must be given.", "starts")]
    if {"starts", "ends"}.isdisjoint(given):
        return []
    return order_errors(entitlement, "starts", "ends", TOO_EARLY)


def _quota(entitlement: Entitlement) -> list[UserError]:
    if not entitlement.per_unit:
        return []
    errors: list[UserError] = []
    if entitlement.unit is None:
        errors.append(MissingInput("Say what the quota counts.", "unit"))
    if entitlement.total_units is None:
        errors.append(MissingInput("Say how much the quota is.", "total_units"))
    elif not 0 < entitlement.total_units <= MOST:
        errors.append(InvalidInput(f"A quota is more than 0, and at most {MOST:,}.", "total_units"))
    return errors


# -- its life -------------------------------------------------------------------------------------


@action(ENTITLEMENT, moves=ENTITLEMENT_MOVES)
async def suspend(entitlement: Entitlement, act: Act, *, reason: str) -> None:
    """Interrupt the right to service.

    reason: Why it is interrupted.
    """
    del act
    entitlement.state_reason, entitlement.stopped_with_contract = reason, False


@action(ENTITLEMENT, moves=ENTITLEMENT_MOVES)
async def resume(entitlement: Entitlement, act: Act) -> None:
    """Let the right be used again."""
    del act
    contract = await Contract.get_or_none(id=entitlement.contract_id)
    if contract and contract.state is not ContractState.ACTIVE:
        raise Refused(InvalidTransition(HALTED, "id", allowed=("cancel",)))
    entitlement.state_reason, entitlement.stopped_with_contract = None, False
    entitlement.state = usable(entitlement)


@action(ENTITLEMENT, moves=ENTITLEMENT_MOVES)
async def cancel(entitlement: Entitlement, act: Act, *, reason: str) -> None:
    """End the right before its term.

    reason: Why it ends.
    """
    del act
    entitlement.state_reason, entitlement.stopped_with_contract = reason, False


@action(ENTITLEMENT, moves=ENTITLEMENT_MOVES, system=True)
async def begin(entitlement: Entitlement, act: Act) -> None:
    """Let a right be used from its first day on."""
    contract = await Contract.get_or_none(id=entitlement.contract_id)
    waits = contract is not None and contract.state is not ContractState.ACTIVE
    if waits or entitlement.starts > act.at.date():
        raise Refused(InvalidTransition(EARLY, "id"))
    entitlement.state = usable(entitlement)


@action(ENTITLEMENT, moves=ENTITLEMENT_MOVES, system=True)
async def expire(entitlement: Entitlement, act: Act) -> None:
    """End a right whose last day is over."""
    if entitlement.ends is None or entitlement.ends >= act.at.date():
        raise Refused(InvalidTransition(RUNNING, "id"))
