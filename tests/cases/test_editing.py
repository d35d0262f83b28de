"""What an edit changes, what follows from it, and what it may not lead to."""

import pytest

from gateway.cases.lifecycle import CaseState
from gateway.cases.models import Category, InformedUser
from gateway.cases.priority import Priority, PrioritySource
from gateway.customers.models import ContractState
from gateway.errors import BadInput
from gateway.request.ledger import AuditEntry
from tests.cases.deeds import done, errors, payload, refused
from tests.world import (
    a_case,
    a_consumer,
    a_contact,
    a_contract,
    a_group,
    a_product,
    a_provider,
    a_token,
    a_user,
    an_account,
    an_asset,
    an_entitlement,
    an_outsourced_agent,
)

pytestmark = pytest.mark.usefixtures("world")


async def test_only_what_is_sent_changes() -> None:
    case = await a_case(description="It drips", order_reference="SO-1")

    await done("caseEdit", await a_user("agent"), case, shortDescription="It pours")

    assert (case.short_description, case.description) == ("It pours", "It drips")
    assert (case.order_reference, case.version) == ("SO-1", 2)


async def test_null_clears() -> None:
    case = await a_case(order_reference="SO-1")

    await done("caseEdit", await a_user("agent"), case, orderReference=None)

    assert case.order_reference is None


async def test_what_is_never_empty_is_not_cleared() -> None:
    agent, case = await a_user("agent"), await a_case()

    for blank in (" ", None):
        assert await refused("caseEdit", agent, case, shortDescription=blank) == [
            ("MISSING_INPUT", "shortDescription")
        ]
    nothing = {"impact": None, "priority": None, "needsAttention": None, "timeWorked": None}
    assert {name for _, name in await refused("caseEdit", agent, case, **nothing)} == {*nothing}


async def test_finished_cases_are_left_to_managers() -> None:
    case = await a_case(state=CaseState.CLOSED)

    (error,) = await errors("caseEdit", await a_user("agent"), case, cause="Rust")
    assert error["code"] == "FORBIDDEN"
    await done("caseEdit", await a_user("manager"), case, cause="Rust")
    assert case.cause == "Rust"


# -- priority -------------------------------------------------------------------------------------


async def test_the_priority_follows_until_somebody_sets_it() -> None:
    agent, case = await a_user("agent"), await a_case()

    await done("caseEdit", agent, case, impact="HIGH", urgency="HIGH")
    assert (case.priority, case.priority_source) == (Priority.CRITICAL, PrioritySource.MATRIX)
    await done("caseEdit", agent, case, priority="MODERATE")
    await done("caseEdit", agent, case, urgency="LOW")
    assert (case.priority, case.priority_source) == (Priority.MODERATE, PrioritySource.MANUAL)
    await done("caseEdit", agent, case, impact="MEDIUM", priorityFromMatrix=True)
    assert (case.priority, case.priority_source) == (Priority.LOW, PrioritySource.MATRIX)


async def test_a_priority_that_came_from_elsewhere_stays_while_nobody_touches_it() -> None:
    case = await a_case(priority=Priority.HIGH)  # as an import may bring it

    await done("caseEdit", await a_user("agent"), case, cause="Rust")

    assert case.priority is Priority.HIGH


async def test_a_priority_is_not_set_and_left_to_the_matrix_at_once() -> None:
    assert await refused(
        "caseEdit", await a_user("agent"), await a_case(), priority="LOW", priorityFromMatrix=True
    ) == [("INVALID_INPUT", "priority")]


# -- customer and what belongs to it --------------------------------------------------------------


async def test_another_account_drops_what_was_the_firsts() -> None:
    contact = await a_contact(timezone="Europe/Madrid")
    old, new = await contact.account, await an_account(timezone="Asia/Tokyo")
    case = await a_case(
        contact=contact,
        asset=await an_asset(account=old),
        contract=await a_contract(account=old),
        entitlement=await an_entitlement(account=old),
        contact_timezone="Europe/Madrid",
    )
    fitting = await an_entitlement(account=new)

    await done("caseEdit", await a_user("agent"), case, account=new)

    assert (case.account_id, case.contact_id, case.asset_id) == (new.id, None, None)
    assert (case.contract_id, case.entitlement_id) == (None, fitting.id)
    assert case.contact_timezone == "Asia/Tokyo"


async def test_what_is_sent_along_with_another_account_must_fit_it() -> None:
    old = await an_account()
    asset = await an_asset(account=old)

    assert await refused(
        "caseEdit", await a_user("agent"), await a_case(), account=await an_account(), asset=asset
    ) == [("BAD_REFERENCE", "asset")]


async def test_a_consumer_takes_the_place_of_an_account() -> None:
    case, consumer = await a_case(contact=await a_contact()), await a_consumer()

    await done("caseEdit", await a_user("agent"), case, consumer=consumer)

    assert (case.account_id, case.contact_id, case.consumer_id) == (None, None, consumer.id)


async def test_a_contact_takes_the_place_of_a_consumer() -> None:
    contact = await a_contact()
    case = await a_case(consumer=await a_consumer())

    await done("caseEdit", await a_user("agent"), case, contact=contact)

    assert (case.consumer_id, case.contact_id) == (None, contact.id)
    assert case.account_id == contact.account_id


async def test_a_case_keeps_a_customer() -> None:
    assert await refused("caseEdit", await a_user("agent"), await a_case(), account=None) == [
        ("MISSING_INPUT", "account")
    ]


async def test_another_product_drops_the_asset_and_a_right_to_service_for_it() -> None:
    account, product = await an_account(), await a_product()
    asset = await an_asset(account=account, product=product)
    entitlement = await an_entitlement(account=account, asset=asset)
    case = await a_case(account=account, asset=asset, product=product, entitlement=entitlement)
    other = await a_product()

    await done("caseEdit", await a_user("agent"), case, product=other)

    assert (case.product_id, case.asset_id, case.entitlement_id) == (other.id, None, None)


async def test_a_contract_that_has_run_out_since_stays_while_nobody_touches_it() -> None:
    account = await an_account()
    over = await a_contract(account=account, state=ContractState.EXPIRED)
    case = await a_case(account=account, contract=over)

    await done("caseEdit", await a_user("agent"), case, product=await a_product())

    assert case.contract_id == over.id


async def test_a_new_category_drops_the_old_subcategory() -> None:
    await Category.create(name="Pumps")
    await Category.create(name="Pumps", subcategory="Seals")
    await Category.create(name="Pipes")
    case = await a_case(category="Pumps", subcategory="Seals")

    await done("caseEdit", await a_user("agent"), case, category="Pipes")

    assert (case.category, case.subcategory) == ("Pipes", None)


async def test_no_case_descends_from_itself() -> None:
    agent, top = await a_user("agent"), await a_case()
    middle = await a_case(parent=top)
    low = await a_case(parent=middle)

    for parent in (top, low):
        assert await refused("caseEdit", agent, top, parent=parent) == [("INVALID_INPUT", "parent")]
    await done("caseEdit", agent, low, parent=top)
    assert low.parent_id == top.id


# -- group and person -----------------------------------------------------------------------------


async def test_another_group_loses_the_assignee() -> None:
    agent, provider = await a_user("agent"), await a_provider()
    case = await a_case(assignment_group=await a_group(agent), assigned_to=agent)
    group = await a_group(provider=provider)

    await done("caseEdit", agent, case, assignmentGroup=group)

    assert (case.assignment_group_id, case.assigned_to_id) == (group.id, None)
    assert (case.provider_id, case.reassignment_count) == (provider.id, 1)


async def test_another_group_comes_with_a_member_of_its_own() -> None:
    agent, colleague = await a_user("agent"), await a_user("agent")
    case = await a_case(assignment_group=await a_group(agent), assigned_to=agent)
    group = await a_group(colleague)

    assert await refused("caseEdit", agent, case, assignmentGroup=group, assignedTo=agent) == [
        ("BAD_REFERENCE", "assignedTo")
    ]
    await done("caseEdit", agent, case, assignmentGroup=group, assignedTo=colleague)
    assert (case.assigned_to_id, case.reassignment_count) == (colleague.id, 1)
    assert case.assigned_at is not None


async def test_the_same_group_keeps_its_assignee() -> None:
    agent = await a_user("agent")
    group = await a_group(agent)
    case = await a_case(assignment_group=group, assigned_to=agent)

    await done("caseEdit", agent, case, assignmentGroup=group, cause="Rust")

    assert (case.assigned_to_id, case.reassignment_count) == (agent.id, 0)


async def test_a_person_is_a_member_of_the_group_that_has_the_case() -> None:
    agent = await a_user("agent")
    await a_group(agent)
    case = await a_case(assignment_group=await a_group())

    assert await refused("caseEdit", agent, case, assignedTo=agent) == [
        ("BAD_REFERENCE", "assignedTo")
    ]


async def test_a_person_can_be_taken_off() -> None:
    agent = await a_user("agent")
    group = await a_group(agent)
    case = await a_case(assignment_group=group, assigned_to=agent)

    await done("caseEdit", agent, case, assignedTo=None)

    assert (case.assignment_group_id, case.assigned_to_id) == (group.id, None)


async def test_a_provider_does_not_edit_a_case_away() -> None:
    provider = await a_provider()
    worker = await an_outsourced_agent(provider)
    case = await a_case(assignment_group=await a_group(worker, provider=provider))

    assert await refused("caseEdit", worker, case, assignmentGroup=None) == [("FORBIDDEN", "")]
    assert await refused(
        "caseEdit", worker, case, assignmentGroup=await provider.case_transfer_group
    ) == [("BAD_REFERENCE", "assignmentGroup")]


# -- people who are told --------------------------------------------------------------------------


async def test_the_list_of_who_is_told_is_replaced() -> None:
    agent, first, second = await a_user("agent"), await a_user("agent"), await a_user("agent")
    case = await a_case()
    await InformedUser.create(case=case, user=first)

    await done("caseEdit", agent, case, informedUsers=[second])
    assert await InformedUser.filter(case=case).values_list("user_id", flat=True) == [second.id]
    await done("caseEdit", agent, case, informedUsers=[])
    assert not await InformedUser.filter(case=case).exists()


async def test_whom_the_editor_does_not_see_goes_on_being_told() -> None:
    provider = await a_provider()
    worker, colleague = [await an_outsourced_agent(provider) for _ in range(2)]
    stranger = await a_user("agent")
    case = await a_case(assignment_group=await a_group(worker, colleague, provider=provider))
    for user in (stranger, colleague):
        await InformedUser.create(case=case, user=user)

    await done("caseEdit", worker, case, informedUsers=[worker])

    told = await InformedUser.filter(case=case).values_list("user_id", flat=True)
    assert set(told) == {stranger.id, worker.id}


async def test_whose_account_is_closed_is_told_nothing() -> None:
    gone = await a_user("agent", active=False)

    assert await refused(
        "caseEdit", await a_user("agent"), await a_case(), informedUsers=[gone]
    ) == [("BAD_REFERENCE", "informedUsers")]


async def test_work_notes_are_not_told_to_a_customer() -> None:
    agent, case = await a_user("agent"), await a_case()

    assert await refused("caseEdit", agent, case, workNotesList=[await a_user("contact")]) == [
        ("BAD_REFERENCE", "workNotesList")
    ]


@pytest.mark.parametrize("zone", ["Mars/Phobos", "../../etc/passwd", "Europe"])
async def test_a_time_zone_is_one_that_there_is(zone: str) -> None:
    agent, case = await a_user("agent"), await a_case()

    assert await refused("caseEdit", agent, case, contactTimezone=zone) == [
        ("INVALID_INPUT", "contactTimezone")
    ]
    await done("caseEdit", agent, case, contactTimezone="Europe/Madrid")
    assert case.contact_timezone == "Europe/Madrid"


async def test_the_trail_holds_what_followed_as_well() -> None:
    case = await a_case()

    await done("caseEdit", await a_user("agent"), case, impact="HIGH", urgency="HIGH")

    trail = await AuditEntry.filter(target_type="Case", target_key=case.id, action="edit")
    assert {(entry.field, entry.old, entry.new) for entry in trail} == {
        ("impact", "3", "1"),
        ("urgency", "3", "1"),
        ("priority", "4", "1"),
    }


async def test_a_token_cannot_clear_what_its_scopes_conceal() -> None:
    case = await a_case(contract=await a_contract())
    token = await a_token(await a_user("agent"), "cases:read", "cases:write")

    with pytest.raises(BadInput, match="unknown field 'contract'"):
        await payload("caseEdit", token, case, contract=None)


async def test_a_title_is_one_line_of_readable_characters() -> None:
    agent, case = await a_user("agent"), await a_case()

    await done("caseEdit", agent, case, shortDescription="It leaks\nin room 4")
    assert case.short_description == "It leaks in room 4"
    assert await refused("caseEdit", agent, case, shortDescription="It\x07leaks") == [
        ("INVALID_INPUT", "shortDescription")
    ]
