"""What is done with accounts: they begin and change; whom one no longer serves is not active."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from gateway.customers.checks import BUSY, acts_for, busy, retired, website_errors
from gateway.customers.codes import code_errors
from gateway.customers.models import Account, Contact
from gateway.customers.policy import ACCOUNT
from gateway.database.numbering import next_number
from gateway.database.trees import closes_ring
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.record import fill
from gateway.request.actions.refusals import BadReference, InvalidInput, UserError, refuse

PREFIX = "ACC"
DEEPEST = 80  # characters of the path in the tree
NINE_DIGITS = "A D-U-N-S number has nine digits."
WRITTEN = (
    *("parent", "is_customer", "is_partner", "tier", "phone", "website", "street", "city"),
    *("postal_code", "state_province", "country", "region", "language", "timezone"),
    *("registration_code", "duns", "notes", "special_handling"),
)


@action(ACCOUNT, fields=WRITTEN, label="New account")
async def create(account: Account, act: Act, *, name: str, **given: Any) -> None:
    """Add a company that is a customer, a partner, or both."""
    account.name = name
    await _take_in(account, act, given)
    account.number = await next_number(Account, PREFIX)
    account.account_code = await _path(account)
    refuse(_too_deep(account))


@action(ACCOUNT, fields=("name", *WRITTEN, "primary_contact", "active"))
async def edit(account: Account, act: Act, **given: Any) -> None:
    """Change what is known of the company; only what is sent changes."""
    await _take_in(account, act, given)
    if "parent" in given:
        await _move(account, act)


async def _take_in(account: Account, act: Act, given: Mapping[str, Any]) -> None:
    fill(account, given)
    errors = [*code_errors(account, given), *website_errors(account, given)]
    errors += [*_kinds(account), *_duns(account, given)]
    errors += [*await _parent(account, act, given), *await _primary(account, act, given)]
    if given.get("active") is False and await busy(Account, account.pk):
        errors.append(InvalidInput(BUSY, "active"))
    refuse(errors)


def _kinds(account: Account) -> list[UserError]:
    if account.is_customer or account.is_partner:
        return []
    return [InvalidInput("A company is a customer, a partner, or both.", "is_customer")]


def _duns(account: Account, given: Mapping[str, Any]) -> list[UserError]:
    digits = (account.duns or "").replace("-", "")
    if "duns" not in given or not digits or (digits.isdecimal() and len(digits) == 9):
        return []
    return [InvalidInput(NINE_DIGITS, "duns")]


async def _primary(account: Account, act: Act, given: Mapping[str, Any]) -> list[UserError]:
    contact: Contact | None = given.get("primary_contact")
    if contact is None or await acts_for(contact, account.pk):
        return retired(act, given, "primary_contact")
    return [BadReference("This contact does not act for the account.", "primary_contact")]


# -- the tree -------------------------------------------------------------------------------------


async def _parent(account: Account, act: Act, given: Mapping[str, Any]) -> list[UserError]:
    moved = act.before and "parent" in given
    if moved and await closes_ring(Account, account.pk, account.parent_id):
        return [InvalidInput("An account cannot lie below itself.", "parent")]
    return retired(act, given, "parent")


async def _move(account: Account, act: Act) -> None:
    """Writes the new path of the account, and those of all below it."""
    moved, waiting = {account.pk: account}, [account]
    for one in waiting:
        if one is not account:
            act.touch(one)
        one.account_code = await _path(one, moved)
        refuse(_too_deep(one))
        below = [each for each in await Account.filter(parent_id=one.pk) if each.pk not in moved]
        moved |= {each.pk: each for each in below}
        waiting += below


async def _path(account: Account, known: Mapping[int, Account] = MappingProxyType({})) -> str:
    """Where the account stands: the path of the one above it, and its own number."""
    own = account.number.removeprefix(PREFIX).lstrip("0").rjust(5, "0")
    if account.parent_id is None:
        return own
    above = known.get(account.parent_id) or await Account.get(id=account.parent_id)
    return f"{above.account_code or await _path(above)}/{own}"


def _too_deep(account: Account) -> list[UserError]:
    if len(account.account_code or "") <= DEEPEST:
        return []
    return [InvalidInput("No account lies that deep below others.", "parent")]
