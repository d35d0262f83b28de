"""How a case begins: what is filled in by itself, what must be said, what is not taken."""

from dataclasses import replace

import pytest

from gateway.cases.kinds import JournalKind, JournalSource
from gateway.cases.lifecycle import CaseState
from gateway.cases.models import Case, Category, InformedUser, JournalEntry, StateInterval
from gateway.cases.priority import Priority, PrioritySource
from gateway.customers.models import (
    Channel,
    ContactRelation,
    ContractState,
    EntitlementChannel,
    EntitlementState,
    PortalRole,
    SoldProduct,
)
from gateway.people.models import GroupMember
from gateway.request.act import Call
from gateway.request.actions.declaring import ACTIONS
from tests.cases.deeds import done, errors, new_case, refused
from tests.world import (
    MONDAY,
    World,
    a_case,
    a_consumer,
    a_contact,
    a_contract,
    a_group,
    a_product,
    a_provider,
    a_user,
    actor_of,
    an_account,
    an_asset,
    an_entitlement,
    an_outsourced_agent,
)

pytestmark = pytest.mark.usefixtures("world")


# -- what follows by itself -----------------------------------------------------------------------


async def test_a_new_case_has_a_number_a_state_and_a_history() -> None:
    agent = await a_user("agent")

    case = await new_case(agent, account=await an_account())

    assert (case.number, case.state) == ("CS0000001", CaseState.NEW)
    assert case.opened_by_id == case.created_by_id == agent.id
    assert case.sla_anchor_at == case.opened_at
    (interval,) = await StateInterval.filter(case=case)
    assert (interval.state, interval.started_at, interval.ended_at) == (
        CaseState.NEW,
        case.opened_at,
        None,
    )


async def test_a_contact_brings_the_account_and_the_time_zone() -> None:
    contact = await a_contact(timezone="Europe/Madrid")

    case = await new_case(await a_user("agent"), contact=contact)

    assert case.account_id == contact.account_id
    assert case.contact_timezone == "Europe/Madrid"


async def test_a_contacts_own_case_is_his_and_his_accounts() -> None:
    contact = await a_contact()

    case = await new_case(contact)

    assert (case.contact_id, case.account_id) == (contact.id, contact.account_id)


async def test_a_consumers_own_case_is_his() -> None:
    consumer = await a_consumer(timezone="Australia/Sydney")

    case = await new_case(consumer)

    assert (case.consumer_id, case.account_id) == (consumer.id, None)
    assert case.contact_timezone == "Australia/Sydney"


async def test_a_case_manager_reports_for_a_colleague() -> None:
    account = await an_account()
    manager = await a_contact(account, portal_role=PortalRole.CASE_MANAGER)
    colleague = await a_contact(account)

    assert (await new_case(manager, contact=colleague)).contact_id == colleague.id


async def test_a_case_manager_reports_for_an_account_below_in_his_own_name() -> None:
    account = await an_account()
    manager = await a_contact(account, portal_role=PortalRole.CASE_MANAGER)
    below = await an_account(parent=account)

    case = await new_case(manager, account=below)

    assert (case.contact_id, case.account_id) == (manager.id, below.id)


async def test_a_program_reports_by_api_unless_it_says_otherwise() -> None:
    agent, account = await a_user("agent"), await an_account()

    assert (await new_case(agent, account=account)).channel is Channel.API
    assert (await new_case(agent, account=account, channel="PHONE")).channel is Channel.PHONE


async def test_what_is_reported_and_said_in_the_portal_came_by_web(world: World) -> None:
    contact = await a_contact()
    visitor = replace(await actor_of(contact), session_id=1)
    verbs, perform = ACTIONS["Case"], world.engine.runner.perform

    key = await perform(Call(verbs["create"], sent={"shortDescription": "Noise"}), visitor)
    await perform(Call(verbs["comment"], key, {"text": "Rather loud"}), visitor)

    assert (await Case.get(id=key)).channel is Channel.WEB
    assert (await JournalEntry.get(case_id=key)).source is JournalSource.PORTAL


async def test_impact_and_urgency_make_the_priority() -> None:
    case = await new_case(
        await a_user("agent"), account=await an_account(), impact="HIGH", urgency="MEDIUM"
    )

    assert (case.priority, case.priority_source) == (Priority.HIGH, PrioritySource.MATRIX)


async def test_a_priority_that_is_given_stands() -> None:
    case = await new_case(
        await a_user("agent"), account=await an_account(), impact="HIGH", priority="LOW"
    )

    assert (case.priority, case.priority_source) == (Priority.LOW, PrioritySource.MANUAL)


async def test_an_asset_brings_its_product() -> None:
    account = await an_account()
    asset = await an_asset(account=account)

    case = await new_case(await a_user("agent"), account=account, asset=asset)

    assert case.product_id == asset.product_id


async def test_a_sold_product_brings_its_product() -> None:
    consumer, product = await a_consumer(), await a_product()
    sold = await SoldProduct.create(
        number="SLD0000001", name="Pump", product=product, consumer=consumer
    )

    assert (await new_case(consumer, soldProduct=sold)).product_id == product.id


async def test_the_only_right_to_service_that_fits_is_used() -> None:
    account, product = await an_account(), await a_product()
    fitting = await an_entitlement(account=account, product=product)
    await an_entitlement(account=account, product=await a_product())
    await an_entitlement(account=account, state=EntitlementState.EXHAUSTED)
    await an_entitlement(account=await an_account())

    case = await new_case(await a_user("agent"), account=account, product=product)

    assert case.entitlement_id == fitting.id


async def test_of_two_rights_to_service_none_is_chosen() -> None:
    account = await an_account()
    await an_entitlement(account=account)
    await an_entitlement(account=account)

    assert (await new_case(await a_user("agent"), account=account)).entitlement_id is None


async def test_a_right_to_service_may_be_for_some_channels_only() -> None:
    account, agent = await an_account(), await a_user("agent")
    entitlement = await an_entitlement(account=account)
    await EntitlementChannel.create(entitlement=entitlement, channel=Channel.PHONE)

    assert (await new_case(agent, account=account, channel="EMAIL")).entitlement_id is None
    by_phone = await new_case(agent, account=account, channel="PHONE")
    assert by_phone.entitlement_id == entitlement.id


async def test_a_person_brings_the_only_group() -> None:
    provider = await a_provider()
    worker = await an_outsourced_agent(provider)
    group = await a_group(worker, provider=provider)

    case = await new_case(await a_user("agent"), account=await an_account(), assignedTo=worker)

    assert (case.assignment_group_id, case.assigned_to_id) == (group.id, worker.id)
    assert (case.provider_id, case.assigned_at) == (provider.id, case.opened_at)
    assert case.reassignment_count == 0


async def test_a_providers_case_stays_with_the_provider() -> None:
    provider = await a_provider()
    worker = await an_outsourced_agent(provider)
    group = await a_group(worker, provider=provider)
    asker = await a_contact()
    await a_case(contact=asker, assignment_group=group)  # so that the provider knows the customer

    case = await new_case(worker, contact=asker)

    assert (case.assignment_group_id, case.provider_id) == (group.id, provider.id)


async def test_who_is_to_be_told_is_kept() -> None:
    agent, colleague = await a_user("agent"), await a_user("agent")

    case = await new_case(agent, account=await an_account(), informedUsers=[colleague, agent])

    told = await InformedUser.filter(case=case).values_list("user_id", flat=True)
    assert set(told) == {agent.id, colleague.id}


# -- what is not taken ----------------------------------------------------------------------------


async def test_a_case_is_for_somebody() -> None:
    agent = await a_user("agent")

    assert await refused("caseCreate", agent, shortDescription="Noise") == [
        ("MISSING_INPUT", "account")
    ]


async def test_a_case_is_not_for_two_customers() -> None:
    assert await refused(
        "caseCreate",
        await a_user("agent"),
        shortDescription="Noise",
        account=await an_account(),
        consumer=await a_consumer(),
    ) == [("INVALID_INPUT", "consumer")]


async def test_a_blank_title_is_none() -> None:
    assert await refused(
        "caseCreate", await a_user("agent"), shortDescription="  ", account=await an_account()
    ) == [("MISSING_INPUT", "shortDescription")]


async def test_a_contact_acts_for_the_account() -> None:
    agent, account, stranger = await a_user("agent"), await an_account(), await a_contact()
    given = {"shortDescription": "Noise", "account": account, "contact": stranger}

    assert await refused("caseCreate", agent, **given) == [("BAD_REFERENCE", "contact")]

    await ContactRelation.create(contact=stranger, account=account, responsibility="Operations")
    assert (await done("caseCreate", agent, **given)).contact_id == stranger.id


async def test_what_belongs_to_another_customer_does_not_fit() -> None:
    agent, other = await a_user("agent"), await an_account()

    assert await refused(
        "caseCreate",
        agent,
        shortDescription="Noise",
        account=await an_account(),
        asset=await an_asset(account=other),
        contract=await a_contract(account=other),
    ) == [("BAD_REFERENCE", "asset"), ("BAD_REFERENCE", "contract")]


async def test_an_asset_is_the_product_it_is() -> None:
    account = await an_account()

    assert await refused(
        "caseCreate",
        await a_user("agent"),
        shortDescription="Noise",
        account=account,
        asset=await an_asset(account=account),
        product=await a_product(),
    ) == [("BAD_REFERENCE", "asset")]


async def test_a_contract_is_in_force() -> None:
    account = await an_account()
    draft = await a_contract(account=account, state=ContractState.DRAFT)

    assert await refused(
        "caseCreate",
        await a_user("agent"),
        shortDescription="Noise",
        account=account,
        contract=draft,
    ) == [("BAD_REFERENCE", "contract")]


async def test_a_right_to_service_covers_the_case() -> None:
    account = await an_account()
    entitlement = await an_entitlement(account=account, product=await a_product())

    assert await refused(
        "caseCreate",
        await a_user("agent"),
        shortDescription="Noise",
        account=account,
        entitlement=entitlement,
    ) == [("BAD_REFERENCE", "entitlement")]


async def test_only_configured_categories_are_taken_once_there_are_any() -> None:
    agent, account = await a_user("agent"), await an_account()
    assert (await new_case(agent, account=account, category="Anything")).category == "Anything"
    await Category.create(name="Pumps")
    await Category.create(name="Pumps", subcategory="Seals")
    await Category.create(name="Pipes", active=False)

    case = await new_case(agent, account=account, category="Pumps", subcategory="Seals")
    assert (case.category, case.subcategory) == ("Pumps", "Seals")
    given = {"shortDescription": "Noise", "account": account}
    assert await refused("caseCreate", agent, **given, category="Pipes") == [
        ("INVALID_INPUT", "category")
    ]
    assert await refused("caseCreate", agent, **given, category="Pumps", subcategory="Paint") == [
        ("INVALID_INPUT", "subcategory")
    ]


async def test_an_assignee_is_an_active_member_of_the_group() -> None:
    agent, group = await a_user("agent"), await a_group()
    stranger, gone = await a_user("agent"), await a_user("agent", active=False)
    await GroupMember.create(group=group, user=gone)
    given = {"shortDescription": "Noise", "account": await an_account(), "assignmentGroup": group}

    for person in (stranger, gone):
        assert await refused("caseCreate", agent, **given, assignedTo=person) == [
            ("BAD_REFERENCE", "assignedTo")
        ]


async def test_a_person_in_two_groups_needs_one_to_be_named() -> None:
    agent, busy = await a_user("agent"), await a_user("agent")
    await a_group(busy)
    await a_group(busy)

    assert await refused(
        "caseCreate",
        agent,
        shortDescription="Noise",
        account=await an_account(),
        assignedTo=busy,
    ) == [("MISSING_INPUT", "assignmentGroup")]


async def test_a_contact_reports_nothing_for_a_strange_account() -> None:
    contact = await a_contact()

    assert await refused(
        "caseCreate", contact, shortDescription="Noise", account=await an_account()
    ) == [("BAD_REFERENCE", "account")]


# -- follow-up ------------------------------------------------------------------------------------


async def test_a_follow_up_is_a_new_case_and_leaves_the_old_one_as_it_was() -> None:
    contact = await a_contact()
    asset = await an_asset(account_id=contact.account_id)
    old = await a_case(
        contact=contact,
        state=CaseState.CLOSED,
        asset=asset,
        product_id=asset.product_id,
        category="Pumps",
        updated_at=MONDAY,
    )

    new = await done("caseFollowUp", contact, old, text="It leaks again")

    assert new.id != old.id
    assert (new.parent_id, new.state, new.description) == (old.id, CaseState.NEW, "It leaks again")
    assert (new.contact_id, new.account_id) == (contact.id, contact.account_id)
    assert (new.asset_id, new.product_id, new.category) == (asset.id, asset.product_id, "Pumps")
    assert (old.state, old.version, old.updated_at) == (CaseState.CLOSED, 1, MONDAY)
    assert await StateInterval.filter(case=new).count() == 1
    assert not await JournalEntry.filter(kind=JournalKind.COMMENT).exists()


async def test_a_provider_follows_up_in_the_group_that_had_the_case() -> None:
    provider = await a_provider()
    worker = await an_outsourced_agent(provider)
    group = await a_group(worker, provider=provider)
    await a_group(worker, provider=provider)
    old = await a_case(assignment_group=group, state=CaseState.CANCELLED)

    new = await done("caseFollowUp", worker, old, text="It leaks again")

    assert (new.assignment_group_id, new.provider_id) == (group.id, provider.id)


async def test_a_follow_up_says_what_is_the_matter() -> None:
    old = await a_case(state=CaseState.CLOSED)

    assert await refused("caseFollowUp", await a_user("agent"), old, text=" ") == [
        ("MISSING_INPUT", "text")
    ]
    assert await Case.all().count() == 1


async def test_what_is_not_finished_is_not_followed_up() -> None:
    (error,) = await errors("caseFollowUp", await a_user("agent"), await a_case(), text="Again")

    assert error["code"] == "INVALID_TRANSITION"


async def test_what_the_case_is_about_tells_for_whom_it_is() -> None:
    agent, consumer = await a_user("agent"), await a_consumer()

    case = await new_case(agent, asset=await an_asset(consumer=consumer))

    assert (case.consumer_id, case.account_id) == (consumer.id, None)


async def test_a_follow_up_learns_nothing_from_what_its_writer_may_not_see() -> None:
    contact = await a_contact()
    hidden = await an_asset(account=await an_account(), consumer=await a_consumer())
    case = await a_case(contact=contact, account_id=None, asset=hidden, state=CaseState.CLOSED)

    again = await done("caseFollowUp", contact, case, text="It leaks again")

    assert (again.account_id, again.consumer_id) == (contact.account_id, None)
