"""What customers are owed: contracts, what they cover, and entitlements."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from gateway.customers.agreements import (
    ContractState,
    EntitlementBasis,
    EntitlementState,
    EntitlementUnit,
)
from gateway.customers.channels import Channel
from gateway.demo.belongings import TODAY, asset, assets_of_consumer, first_contact
from gateway.demo.customers import since
from gateway.demo.draw import Draw
from gateway.demo.schedules import KEYS
from gateway.demo.size import CLOCK, PER_CONTRACT, Size
from gateway.demo.staff import user_keys

Row = dict[str, Any]

STATES = (
    # of the contracts beyond one for each account, one after the other
    ContractState.EXPIRED, ContractState.IN_REVIEW, ContractState.DRAFT, ContractState.CANCELLED,
)  # fmt: skip
UNAPPROVED = {ContractState.DRAFT, ContractState.IN_REVIEW}
REASONS = {
    ContractState.SUSPENDED: "Two invoices are overdue.",
    ContractState.CANCELLED: "The laboratory moves abroad.",
}
WRITTEN = 21  # days before its term a contract was
# By their numbers, accounts that bought support in hours of their own: see CS0000101 to 107.
HOURS = {
    4: "Madrid office",
    8: "Sydney office",
    12: "New York office",
    14: "New York office",
    22: "New York nights",
}
SUSPENDED, ENDING = 5, 9  # the numbers of contracts that show something


def contract_state(size: Size, index: int) -> ContractState:
    """The first contract of an account is in force, with one exception; further ones vary."""
    if index >= size.accounts:
        return STATES[index % len(STATES)]
    return ContractState.SUSPENDED if index == SUSPENDED else ContractState.ACTIVE


def contracts(size: Size) -> Iterator[Row]:
    """The rows of all contracts."""
    for index in range(size.contracts):
        account, draw = index % size.accounts, Draw("contract", index)
        state = contract_state(size, index)
        starts, ends = _term(index, state, draw)
        yield {
            "id": index + 1,
            "number": f"CON{index + 1:07}",
            "name": f"{draw.pick(('Premium', 'Laboratory', 'Standard'))} care",
            "account_id": account + 1,
            "contact_id": first_contact(size, account),
            "customer_reference": f"PO-{draw.between(10_000, 99_999)}",
            "administrator_id": user_keys()["agent-10"],
            "approver_id": user_keys()["approver" if draw.chance(40) else "approver-2"],
            "state": state,
            "state_reason": REASONS.get(state),
            "approved_at": None if state in UNAPPROVED else CLOCK - (TODAY - starts),
            "starts": starts,
            "ends": ends,
            "terms": "One calibration and one relocation a year; parts at cost.",
            "value": draw.between(4, 400) * 1000,
            **since((TODAY - starts).days + WRITTEN if starts < TODAY else 3),
        }


def entitlements(size: Size) -> Iterator[Row]:
    """Two for each contract, while they last; then warranties of consumers."""
    for index in range(size.entitlements):
        draw = Draw("entitlement", index)
        on_contract = index < size.contract_entitlements
        row = _of_contract(size, index, draw) if on_contract else _warranty(size, index)
        hours = hours_bought(index + 1) if on_contract else None
        row["business_hours_id"] = KEYS[hours] if hours else None
        number = f"ENT{index + 1:07}"
        yield {"id": index + 1, "number": number, **row, **since(draw.between(5, 300))}


def entitlement_channels(size: Size) -> Iterator[Row]:
    """The quotas may be used by telephone and mail only."""
    for index in range(1, size.contract_entitlements, 2):
        for place, channel in enumerate((Channel.PHONE, Channel.EMAIL)):
            yield {
                "id": index * 2 + place,
                "entitlement_id": index + 1,
                "channel": channel,
                **since(90),
            }


def contract_assets(size: Size) -> Iterator[Row]:
    """Each contract in force covers the first asset of its account."""
    for index in range(min(size.contracts, size.accounts)):
        yield {"id": index + 1, "contract_id": index + 1, "asset_id": index + 1, **since(90)}


def contract_sold_products(size: Size) -> Iterator[Row]:
    """… and the sale that brought it."""
    for index in range(min(size.contracts, size.accounts)):
        yield {"id": index + 1, "contract_id": index + 1, "sold_product_id": index + 1, **since(90)}


def entitlement_of_account(size: Size, account: int) -> tuple[int | None, int | None]:
    """The keys of the contract in force of an account, and of its entitlement to support."""
    if account >= size.contracts or contract_state(size, account) is not ContractState.ACTIVE:
        return None, None
    first = account * 2
    return account + 1, first + 1 if first < size.contract_entitlements else None


def hours_bought(entitlement: int | None) -> str | None:
    """The schedule in whose hours an entitlement is served, by its key; None: the usual ones."""
    account, quota = divmod((entitlement or 0) - 1, PER_CONTRACT)
    return None if quota else HOURS.get(account)


def _term(index: int, state: ContractState, draw: Draw) -> tuple[date, date]:
    if index == ENDING:
        return TODAY - timedelta(355), TODAY + timedelta(10)
    if state is ContractState.EXPIRED:
        return TODAY - timedelta(760), TODAY - timedelta(30)
    if state in UNAPPROVED:
        return TODAY + timedelta(15), TODAY + timedelta(380)
    starts = TODAY - timedelta(draw.between(30, 600))
    return starts, starts + timedelta(1095)


def _of_contract(size: Size, index: int, draw: Draw) -> Row:
    contract, quota = index // 2, index % 2 == 1
    state = contract_state(size, contract)
    starts, ends = _term(contract, state, Draw("contract", contract))
    left = 0.0 if index == EXHAUSTED else float(draw.between(1, 12))
    return {
        "name": "On-site calibrations" if quota else "Priority support",
        "basis": EntitlementBasis.AGREEMENT,
        "account_id": contract % size.accounts + 1,
        "consumer_id": None,
        "asset_id": None,
        "product_id": None,
        "contract_id": contract + 1,
        "starts": starts,
        "ends": ends,
        "per_unit": quota,
        "unit": EntitlementUnit.CASES if quota else None,
        "total_units": 12.0 if quota else None,
        "remaining_units": left if quota else None,
        "state": EntitlementState.EXHAUSTED if index == EXHAUSTED else FOLLOWS[state],
        "stopped_with_contract": state is ContractState.SUSPENDED,
    }


def _warranty(size: Size, index: int) -> Row:
    owner = (index - size.contract_entitlements) % size.consumers
    owned = assets_of_consumer(size, owner)
    one = asset(size, owned[0]) if owned else None
    return {
        "name": "Two years of warranty",
        "basis": EntitlementBasis.WARRANTY,
        "account_id": None,
        "consumer_id": owner + 1,
        "asset_id": one.number + 1 if one else None,
        "product_id": one.product + 1 if one else None,
        "contract_id": None,
        "starts": TODAY - timedelta(200),
        "ends": TODAY + timedelta(530),
        "per_unit": False,
        "unit": None,
        "total_units": None,
        "remaining_units": None,
        "state": EntitlementState.ACTIVE,
        "stopped_with_contract": False,
    }


EXHAUSTED = 7  # the number of an entitlement whose quota is used up
FOLLOWS = {
    ContractState.ACTIVE:    EntitlementState.ACTIVE,
    ContractState.SUSPENDED: EntitlementState.SUSPENDED,
    ContractState.EXPIRED:   EntitlementState.EXPIRED,
    ContractState.CANCELLED: EntitlementState.CANCELLED,
    ContractState.DRAFT:     EntitlementState.DRAFT,
    ContractState.IN_REVIEW: EntitlementState.DRAFT,
}  # fmt: skip
