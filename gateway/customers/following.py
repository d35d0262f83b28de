"""What becomes of rights to service when the contract that brings them begins, halts or ends."""

from collections.abc import Collection
from typing import Any

from gateway.customers.agreements_lifecycle import DRAFT, LIVING, SUSPENDED, USABLE
from gateway.customers.models import Contract, Entitlement, EntitlementChannel, EntitlementState
from gateway.customers.quotas import usable
from gateway.database.numbering import next_number
from gateway.request.actions.context import Act

PREFIX = "ENT"
COPIED = (
    *("name", "basis", "account_id", "consumer_id", "product_id", "asset_id", "sold_product_id"),
    *("business_hours_id", "per_unit", "unit", "total_units"),
)


async def begin_below(contract: Contract, act: Act) -> None:
    """Those whose term has begun may be used."""
    today = act.at.date()
    for each in await _below(contract, {DRAFT}):
        if each.starts <= today and (each.ends is None or today <= each.ends):
            act.touch(each)
            each.state = usable(each)


async def halt_below(contract: Contract, act: Act) -> None:
    """Those that may be used may not be used now."""
    for each in await _below(contract, USABLE):
        act.touch(each)
        each.state, each.stopped_with_contract = SUSPENDED, True


async def wake_below(contract: Contract, act: Act) -> None:
    """Those that were interrupted with it are not any more; others stay as they are."""
    for each in await _below(contract, {SUSPENDED}):
        if each.stopped_with_contract:
            act.touch(each)
            each.state, each.stopped_with_contract = usable(each), False


async def end_below(contract: Contract, act: Act, state: EntitlementState) -> None:
    """All end with it."""
    for each in await _below(contract, LIVING):
        act.touch(each)
        each.state, each.stopped_with_contract = state, False


async def continue_below(contract: Contract, successor: Contract, act: Act) -> None:
    """The successor brings the same rights, with their whole quotas, for its own term."""
    for each in await _below(contract, LIVING):
        copied: dict[str, Any] = {name: getattr(each, name) for name in COPIED}
        made = Entitlement(
            number=await next_number(Entitlement, PREFIX),
            contract_id=successor.pk,
            starts=successor.starts,
            ends=successor.ends,
            remaining_units=each.total_units,
            **copied,
        )
        await act.add(made)
        for one in await EntitlementChannel.filter(entitlement_id=each.pk).order_by("id"):
            await act.add(EntitlementChannel(entitlement_id=made.pk, channel=one.channel))


async def _below(contract: Contract, states: Collection[EntitlementState]) -> list[Entitlement]:
    """Its rights to service in one of the states, locked."""
    rows = Entitlement.filter(contract_id=contract.pk, state__in=list(states)).order_by("id")
    return await rows.select_for_update(no_key=True)
