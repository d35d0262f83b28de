"""How far customers and bound clients reach."""

from collections.abc import AsyncIterator

import pytest

from gateway.actor import Actor
from gateway.customers.models import Account, AccountRelation, Contact, PortalRole
from gateway.database import Database
from gateway.people import tokens
from gateway.people.models import ApiClient, RowBinding
from tests.people.reception import Reception, open_reception
from tests.world import a_consumer, a_contact, a_provider, a_user, an_account


@pytest.fixture
async def reception(database: Database) -> AsyncIterator[Reception]:
    async with open_reception(database) as opened:
        yield opened


async def _actor(reception: Reception, contact: Contact) -> Actor:
    user = await contact.user
    assert user is not None
    return await reception.identity.of_user(user.user_id)


async def _family() -> tuple[Account, Account, Account, Account]:
    """A company, its daughter, its granddaughter, and a related company with a daughter."""
    top = await an_account()
    below = await an_account(parent=top)
    far_below = await an_account(parent=below)
    related = await an_account()
    await an_account(parent=related)
    await AccountRelation.create(source=top, target=related, type="supplier")
    await AccountRelation.create(source=await an_account(), target=top, type="customer")
    return top, below, far_below, related


async def test_a_contact_reaches_no_account_as_such(reception: Reception) -> None:
    top, *_ = await _family()
    contact = await a_contact(top)
    actor = await _actor(reception, contact)
    assert (actor.contact_id, actor.account_ids, actor.roles) == (contact.pk, (), {"contact"})


async def test_a_case_manager_reaches_the_accounts_below_and_the_related_ones(
    reception: Reception,
) -> None:
    top, below, far_below, related = await _family()
    actor = await _actor(reception, await a_contact(top, portal_role=PortalRole.CASE_MANAGER))
    assert actor.roles == {"contact", "case_manager"}
    assert actor.account_ids == tuple(sorted(a.pk for a in (top, below, far_below, related)))


async def test_the_granted_role_reaches_as_far_as_the_contacts_own_mark(
    reception: Reception,
) -> None:
    top, below, far_below, related = await _family()
    contact = await a_contact(below, user=await a_user("contact", "case_manager"))
    actor = await _actor(reception, contact)
    assert actor.account_ids == tuple(sorted(a.pk for a in (below, far_below)))
    assert not {top.pk, related.pk} & set(actor.account_ids)


async def test_accounts_that_stand_in_a_circle_are_reached_once(reception: Reception) -> None:
    top, below, *_ = await _family()
    await Account.filter(id=top.pk).update(parent_id=below.pk)
    actor = await _actor(reception, await a_contact(top, portal_role=PortalRole.ACCOUNT_ADMIN))
    assert actor.roles == {"contact", "case_manager", "account_admin"}
    assert len(actor.account_ids) == 4


async def test_a_contact_who_has_left_reaches_nothing(reception: Reception) -> None:
    contact = await a_contact(portal_role=PortalRole.CASE_MANAGER, active=False)
    actor = await _actor(reception, contact)
    assert (actor.contact_id, actor.account_ids, actor.roles) == (None, (), {"contact"})


async def test_a_consumer_is_known_as_one(reception: Reception) -> None:
    consumer = await a_consumer()
    user = await consumer.user
    assert user is not None
    assert (await reception.identity.of_user(user.user_id)).consumer_id == consumer.pk


async def test_a_client_bound_to_an_account_reaches_what_a_case_manager_would(
    reception: Reception,
) -> None:
    top, below, far_below, related = await _family()
    token = await tokens.issue(await a_user("admin"), "erp")
    bound = {"user_id": None, "row_binding": RowBinding.ACCOUNT, "account_id": top.pk}
    await ApiClient.all().update(**bound)
    actor = await reception.by_token(token)
    assert actor.roles == {"api_account"}
    assert actor.account_ids == tuple(sorted(a.pk for a in (top, below, far_below, related)))


@pytest.mark.parametrize("active", [True, False])
async def test_a_client_bound_to_a_provider_reaches_it_while_it_is_active(
    reception: Reception, *, active: bool
) -> None:
    provider = await a_provider(active=active)
    token = await tokens.issue(await a_user("admin"), "partner")
    bound = {"user_id": None, "row_binding": RowBinding.PROVIDER, "provider_id": provider.pk}
    await ApiClient.all().update(**bound)
    actor = await reception.by_token(token)
    assert actor.roles == {"api_provider"}
    assert actor.provider_id == (provider.pk if active else None)
    assert actor.account_ids == ()


async def test_a_client_bound_to_no_account_at_all_reaches_none(reception: Reception) -> None:
    await _family()
    token = await tokens.issue(await a_user("admin"), "erp")
    await ApiClient.all().update(user_id=None, row_binding=RowBinding.ACCOUNT)
    assert (await reception.by_token(token)).account_ids == ()
