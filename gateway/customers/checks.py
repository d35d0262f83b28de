"""What is checked of several kinds of customer records: addresses, days, open work, who acts."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tortoise.models import Model

from gateway.customers.conditions import ACTIVE
from gateway.customers.models import Consumer, Contact, ContactRelation
from gateway.people.models import User, UserClass
from gateway.people.users import EMAIL
from gateway.request.actions.context import Act
from gateway.request.actions.refusals import BadReference, Duplicate, InvalidInput, UserError

BUSY = "Cases of this customer are still open: end them first."
WRONG_EMAIL = "This is not an e-mail address, such as mara@example.com."
WRONG_WEBSITE = "This is not the address of a website, such as https://www.example.com."
STRANGER = "This contact does not act for the account."
WEBSITE = re.compile(r"https?://[^\s/?#:@]+\.[^\s/?#:@]+(:\d+)?([/?#]\S*)?", re.IGNORECASE)


def email_errors(record: Any, sent: Iterable[str]) -> list[UserError]:
    """What is wrong with an e-mail address; capitals make no difference, so none are kept."""
    if "email" not in sent or record.email is None:
        return []
    record.email = record.email.lower()
    return [] if EMAIL.fullmatch(record.email) else [InvalidInput(WRONG_EMAIL, "email")]


def website_errors(record: Any, sent: Iterable[str]) -> list[UserError]:
    """What is wrong with the address of a website; https is understood. Nothing else is a link."""
    if "website" not in sent or record.website is None:
        return []
    if "://" not in record.website:
        record.website = f"https://{record.website}"
    right = WEBSITE.fullmatch(record.website)
    return [] if right else [InvalidInput(WRONG_WEBSITE, "website")]


def order_errors(record: Any, first: str, last: str, said: str) -> list[UserError]:
    """What is wrong where the day `last` comes before the day `first`."""
    begins: date | None = getattr(record, first)
    ends: date | None = getattr(record, last)
    wrong = begins is not None and ends is not None and ends < begins
    return [InvalidInput(said, last)] if wrong else []


def least_errors(record: Any, name: str, least: int) -> list[UserError]:
    """What is wrong with a number that lies below the least that makes sense."""
    value: int | None = getattr(record, name)
    if value is None or value >= least:
        return []
    return [InvalidInput(f"This cannot be less than {least}.", name)]


def retired(act: Act, given: Mapping[str, Any], *names: str) -> list[UserError]:
    """What is wrong where somebody chooses records that are there for old times' sake alone.

    What an edit leaves as it was is not chosen: it may be sent again.
    """
    chosen = [(name, given.get(name)) for name in names]
    wrong = [name for name, record in chosen if record is not None and not record.active]
    return [
        BadReference("It is no longer active.", name)
        for name in wrong
        if act.before.get(f"{name}_id") != given[name].pk
    ]


async def busy(model: type[Model], key: int, **narrowed: Any) -> bool:
    """Whether somebody still owes work to this customer."""
    return await model.filter(id=key, cases__state__in=list(ACTIVE), **narrowed).exists()


async def acts_for(contact: Contact, account_id: int | None) -> bool:
    """Whether the contact is of the account, or responsible for it."""
    if contact.account_id == account_id:
        return True
    return await ContactRelation.exists(contact_id=contact.pk, account_id=account_id)


async def contact_errors(record: Any, sent: Iterable[str]) -> list[UserError]:
    """What is wrong with the contact; one who does not fit, and was not sent, is dropped."""
    contact = await Contact.get_or_none(id=record.contact_id)
    if contact is None or await acts_for(contact, record.account_id):
        return []
    if "contact" in sent:
        return [BadReference(STRANGER, "contact")]
    record.contact_id = None
    return []


async def user_errors(record: Any, sent: Iterable[str]) -> list[UserError]:
    """What is wrong with the user as whom a customer is to sign in."""
    if "user" not in sent or record.user_id is None:
        return []
    user = await User.get(id=record.user_id)
    if user.user_class is not UserClass.CUSTOMER:
        return [BadReference("Staff do not sign in as customers.", "user")]
    for model in (Contact, Consumer):
        others = model.filter(user_id=record.user_id)
        if isinstance(record, model):
            others = others.exclude(id=record.pk or 0)
        if await others.exists():
            return [Duplicate("This user is another customer already.", "user")]
    return []
