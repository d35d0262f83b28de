"""A contract's way through review into force, and out of it; its rights to service go along."""

from datetime import date, timedelta
from typing import Any

from gateway.customers.agreements_lifecycle import CONTRACT_MOVES
from gateway.customers.agreements_policy import CONTRACT
from gateway.customers.checks import order_errors
from gateway.customers.contract_actions import LINES, PREFIX, TOO_EARLY, WRITTEN
from gateway.customers.following import (
    begin_below,
    continue_below,
    end_below,
    halt_below,
    wake_below,
)
from gateway.customers.models import Contract, ContractState, EntitlementState
from gateway.database.numbering import next_number
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.refusals import (
    Duplicate,
    InvalidInput,
    InvalidTransition,
    MissingInput,
    Refused,
    refuse,
)

UNAPPROVED = "Say who approves it."
APPROVED = "It is approved, and begins on its first day."
OVER = "Its term has ended already."
EARLY = "Its term has not begun, or nobody has approved it."
RUNNING = "Its term has not ended."
RENEWED = "There is a contract already that continues it."
COPIED = (*(name for name in WRITTEN if name not in ("starts", "ends", "renewed_from")), "name")


# -- review ---------------------------------------------------------------------------------------


@action(CONTRACT, moves=CONTRACT_MOVES, fields=("approver",))
async def submit(contract: Contract, act: Act, **given: Any) -> None:
    """Hand the contract to its approver."""
    if approver := given.get("approver"):
        contract.approver_id = approver.pk
    if contract.approver_id is None:
        refuse([MissingInput(UNAPPROVED, "approver")])
    contract.approved_at, contract.state_reason = None, None
    act.tell(approver=contract.approver_id)


@action(CONTRACT, moves=CONTRACT_MOVES)
async def approve(contract: Contract, act: Act) -> None:
    """Approve the contract; it is in force from its first day."""
    today = act.at.date()
    if contract.approved_at:
        raise Refused(InvalidTransition(APPROVED, "id", allowed=("reject",)))
    if contract.ends and contract.ends < today:
        raise Refused(InvalidTransition(OVER, "id", allowed=("reject",)))
    contract.approved_at = act.at
    if contract.starts <= today:
        await _begin(contract, act)


@action(CONTRACT, moves=CONTRACT_MOVES)
async def reject(contract: Contract, act: Act, *, comment: str) -> None:
    """Send the contract back to those who write it.

    comment: What has to change.
    """
    del act
    contract.approved_at, contract.state_reason = None, comment


@action(CONTRACT, moves=CONTRACT_MOVES, system=True)
async def begin(contract: Contract, act: Act) -> None:
    """Put an approved contract into force on its first day."""
    if contract.approved_at is None or contract.starts > act.at.date():
        raise Refused(InvalidTransition(EARLY, "id"))
    await _begin(contract, act)


async def _begin(contract: Contract, act: Act) -> None:
    contract.state = ContractState.ACTIVE
    await begin_below(contract, act)


# -- in force -------------------------------------------------------------------------------------


@action(CONTRACT, moves=CONTRACT_MOVES)
async def suspend(contract: Contract, act: Act, *, reason: str) -> None:
    """Interrupt the contract, and the rights to service that it brings.

    reason: Why it is interrupted.
    """
    contract.state_reason = reason
    await halt_below(contract, act)


@action(CONTRACT, moves=CONTRACT_MOVES)
async def resume(contract: Contract, act: Act) -> None:
    """Put the contract into force again, and what was interrupted with it."""
    contract.state_reason = None
    await wake_below(contract, act)
    await begin_below(contract, act)


@action(CONTRACT, moves=CONTRACT_MOVES)
async def cancel(contract: Contract, act: Act, *, reason: str) -> None:
    """End the contract before its term, and the rights to service that it brings.

    reason: Why it ends.
    """
    contract.state_reason = reason
    await end_below(contract, act, EntitlementState.CANCELLED)


@action(CONTRACT, moves=CONTRACT_MOVES, system=True)
async def expire(contract: Contract, act: Act) -> None:
    """End a contract whose last day is over, and the rights to service that it brings."""
    if contract.ends is None or contract.ends >= act.at.date():
        raise Refused(InvalidTransition(RUNNING, "id"))
    await end_below(contract, act, EntitlementState.EXPIRED)


# -- continued ------------------------------------------------------------------------------------


@action(CONTRACT, moves=CONTRACT_MOVES, bulk=False)
async def renew(
    contract: Contract, act: Act, *, starts: date | None = None, ends: date | None = None
) -> None:
    """Write the contract that continues this one, with what it covers and brings.

    starts: Its first day; else the one after the last of this contract.
    ends: Its last day; else as long after the first as in this contract.
    """
    rivals = Contract.filter(renewed_from_id=contract.pk)
    if await rivals.exclude(state=ContractState.CANCELLED).exists():
        raise Refused(Duplicate(RENEWED, "id"))
    first = starts or (contract.ends or act.at.date()) + timedelta(1)
    next_ = Contract(
        renewed_from_id=contract.pk, starts=first, ends=ends or _as_long(contract, first)
    )
    if contract.ends and first <= contract.ends:
        refuse([InvalidInput("It cannot start before the other one has ended.", "starts")])
    refuse(order_errors(next_, "starts", "ends", TOO_EARLY))
    for name in COPIED:
        column = f"{name}_id" if hasattr(contract, f"{name}_id") else name
        setattr(next_, column, getattr(contract, column))
    next_.number = await next_number(Contract, PREFIX)
    await act.add(next_)
    for link, other in LINES.values():
        for line in await link.filter(contract_id=contract.pk).order_by("id"):
            await act.add(link(contract_id=next_.pk, **{other: getattr(line, other)}))
    await continue_below(contract, next_, act)
    act.result = next_


def _as_long(contract: Contract, first: date) -> date | None:
    return contract.ends and first + (contract.ends - contract.starts)
