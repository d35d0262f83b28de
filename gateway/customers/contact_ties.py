"""What is done with responsibilities of contacts for accounts of others: given and taken away."""

from gateway.customers.checks import BUSY, acts_for, busy
from gateway.customers.models import Account, AssetContact, Contact, ContactRelation
from gateway.customers.relations_policy import CONTACT_RELATION
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.refusals import Duplicate, InvalidInput, Refused

OWN = "This is the contact's own account."
TIED = "The contact has this responsibility already."


@action(CONTACT_RELATION, label="Add responsibility")
async def create(
    relation: ContactRelation,
    act: Act,
    *,
    contact: Contact,
    account: Account,
    responsibility: str,
) -> None:
    """Make a contact responsible for an account that is not his or her own."""
    del act
    if contact.account_id == account.pk:
        raise Refused(InvalidInput(OWN, "account"))
    relation.contact_id, relation.account_id = contact.pk, account.pk
    relation.responsibility = responsibility
    if await ContactRelation.filter(
        contact_id=contact.pk, account_id=account.pk, responsibility=responsibility
    ).exists():
        raise Refused(Duplicate(TIED, "responsibility"))


@action(CONTACT_RELATION, label="Remove responsibility", removes=True)
async def delete(relation: ContactRelation, act: Act) -> None:
    """End the responsibility."""
    await act.remove(relation)
    contact = await Contact.get(id=relation.contact_id)
    await resign(contact, act, relation.account_id)


async def resign(contact: Contact, act: Act, account_id: int) -> None:
    """Ends what a contact was to an account, once nothing ties them any more.

    Raises Refused while cases of the contact are open there.
    """
    if await acts_for(contact, account_id):
        return
    if await busy(Contact, contact.pk, cases__account_id=account_id):
        raise Refused(InvalidInput(BUSY, "account"))
    for account in await Account.filter(id=account_id, primary_contact_id=contact.pk):
        act.touch(account)
        account.primary_contact_id = None
    for link in await AssetContact.filter(contact_id=contact.pk, asset__account_id=account_id):
        await act.remove(link)
