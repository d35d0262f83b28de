"""What is done with contracts: they are written, change, and continue others."""

from collections.abc import Iterable, Mapping
from typing import Any

from gateway.customers.agreements_lifecycle import CONTRACT_MOVES
from gateway.customers.agreements_policy import CONTRACT
from gateway.customers.checks import contact_errors, least_errors, order_errors, retired
from gateway.customers.models import (
    Asset,
    Contract,
    ContractAsset,
    ContractSoldProduct,
    Entitlement,
    SoldProduct,
)
from gateway.customers.owning import ANOTHERS, OWNER, owner, settle_owner
from gateway.customers.tying import tie
from gateway.database.numbering import next_number
from gateway.database.trees import closes_ring
from gateway.people.models import User, UserClass
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.record import fill
from gateway.request.actions.refusals import (
    BadReference,
    InvalidInput,
    MissingInput,
    UserError,
    refuse,
)

PREFIX = "CON"
NOBODY = "Say with whom it is: an account or a consumer."
TOO_EARLY = "It cannot end before it starts."
RING = "No contract continues itself."
STRANGER = "Only the enterprise's own people look after contracts."
BOUND = "It covers things of this customer, or brings rights to service: change those first."
STAFF = ("administrator", "approver")
WRITTEN = (
    *(*OWNER, "contact", "customer_reference", *STAFF),
    *("starts", "ends", "renewed_from", "terms", "value"),
)
LINES: Mapping[str, tuple[Any, str]] = {
    "sold_products": (ContractSoldProduct, "sold_product_id"),
    "assets": (ContractAsset, "asset_id"),
}


@action(CONTRACT, moves=CONTRACT_MOVES, fields=WRITTEN, label="New contract")
async def create(
    contract: Contract,
    act: Act,
    *,
    name: str,
    sold_products: list[SoldProduct] | None = None,
    assets: list[Asset] | None = None,
    **given: Any,
) -> None:
    """Begin to write a contract with an account or a consumer.

    sold_products: The sold products that it covers.
    assets: The equipment that it covers.
    """
    contract.name, contract.state = name, CONTRACT_MOVES[None, "create"]
    if contract.starts is None and given.get("starts") is None:  # pyright: ignore[reportUnnecessaryComparison]
        refuse([MissingInput("Starts must be given.", "starts")])
    await _take_in(contract, act, given)
    contract.number = await next_number(Contract, PREFIX)
    await act.add(contract)
    await _cover(contract, act, {"sold_products": sold_products or (), "assets": assets or ()})


@action(CONTRACT, moves=CONTRACT_MOVES, fields=("name", *WRITTEN))
async def edit(
    contract: Contract,
    act: Act,
    *,
    sold_products: list[SoldProduct] | None = None,
    assets: list[Asset] | None = None,
    **given: Any,
) -> None:
    """Change what was agreed; only what is sent changes.

    sold_products: The sold products that it covers: all of them.
    assets: The equipment that it covers: all of it.
    """
    former = owner(contract)
    await _take_in(contract, act, given)
    sent = {"sold_products": sold_products or (), "assets": assets or ()}
    await _cover(contract, act, {name: sent[name] for name in sent if name in act.given})
    if owner(contract) != former and await _binds(contract):
        refuse([InvalidInput(BOUND, "account" if "account" in given else "consumer")])


async def _take_in(contract: Contract, act: Act, given: Mapping[str, Any]) -> None:
    fill(contract, given)
    errors = [*settle_owner(contract, given), *retired(act, given, *OWNER, *STAFF)]
    contact = given.get("contact")
    if contact and owner(contract) == (None, None):
        contract.account_id = contact.account_id
    if owner(contract) == (None, None):
        errors.append(MissingInput(NOBODY, "account"))
    errors += [*await contact_errors(contract, given), *least_errors(contract, "value", 0)]
    if not {"starts", "ends"}.isdisjoint(given):
        errors += order_errors(contract, "starts", "ends", TOO_EARLY)
    errors += [BadReference(STRANGER, name) for name in STAFF if not _internal(given.get(name))]
    refuse([*errors, *await _former(contract, given.get("renewed_from"))])


def _internal(user: User | None) -> bool:
    return user is None or user.user_class is UserClass.INTERNAL


async def _former(contract: Contract, former: Contract | None) -> list[UserError]:
    """What is wrong with the contract that it continues."""
    if former is None:
        return []
    if owner(former) != owner(contract):
        return [BadReference(ANOTHERS, "renewed_from")]
    if contract.pk and await closes_ring(Contract, contract.pk, former.pk, "renewed_from"):
        return [InvalidInput(RING, "renewed_from")]
    return []


async def _cover(contract: Contract, act: Act, lines: Mapping[str, Iterable[Any]]) -> None:
    """Makes these its lines. Raises Refused for what is another customer's."""
    refuse(
        BadReference(ANOTHERS, name)
        for name, goods in lines.items()
        if any(owner(good) != owner(contract) for good in goods)
    )
    for name, goods in lines.items():
        link, other = LINES[name]
        await tie(act, link, {"contract_id": contract.pk}, other, [good.pk for good in goods])


async def _binds(contract: Contract) -> bool:
    """Whether something of its customer hangs on it."""
    lines = [await link.exists(contract_id=contract.pk) for link, _ in LINES.values()]
    return any(lines) or await Entitlement.exists(contract_id=contract.pk)
