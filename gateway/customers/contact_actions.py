"""What is done with contacts: they begin and change; who has left is not active."""

from collections.abc import Mapping
from typing import Any

from gateway.customers.checks import email_errors, retired, user_errors
from gateway.customers.codes import code_errors
from gateway.customers.contact_ties import resign
from gateway.customers.models import Account, Contact
from gateway.customers.policy import CONTACT
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.record import fill
from gateway.request.actions.refusals import (
    Duplicate,
    MissingInput,
    Refused,
    refuse,
)

TAKEN = "There is a contact with this address already."
WRITTEN = (
    *("title", "business_phone", "mobile_phone", "preferred_channel", "language", "timezone"),
    *("country", "portal_role", "user", "special_handling"),
)


@action(CONTACT, fields=WRITTEN, label="New contact")
async def create(
    contact: Contact,
    act: Act,
    *,
    account: Account | None,
    first_name: str,
    last_name: str,
    email: str,
    **given: Any,
) -> None:
    """Add a person who acts for an account; customers add those of their own account."""
    refuse(retired(act, {"account": account}, "account"))
    contact.account_id = account.pk if account else await _own_account(act)
    contact.first_name, contact.last_name, contact.email = first_name, last_name, email
    await _take_in(contact, {**given, "email": email})


@action(CONTACT, fields=("account", "first_name", "last_name", "email", *WRITTEN, "active"))
async def edit(contact: Contact, act: Act, **given: Any) -> None:
    """Change what is known of the person; only what is sent changes."""
    former = contact.account_id
    await _take_in(contact, given)
    if contact.account_id != former:
        refuse(retired(act, given, "account"))
        await resign(contact, act, former)


async def _own_account(act: Act) -> int:
    """The account of the customer who acts."""
    me = await Contact.get_or_none(id=act.actor.contact_id)
    if me is None:
        raise Refused(MissingInput("Say for which account.", "account"))
    return me.account_id


async def _take_in(contact: Contact, given: Mapping[str, Any]) -> None:
    fill(contact, given)
    errors = [*code_errors(contact, given), *email_errors(contact, given)]
    errors += await user_errors(contact, given)
    if "email" in given and not errors and await _is_taken(contact):
        errors.append(Duplicate(TAKEN, "email"))
    refuse(errors)


async def _is_taken(contact: Contact) -> bool:
    return await Contact.filter(email=contact.email).exclude(id=contact.pk or 0).exists()
