"""Contracts and entitlements: their lives, what follows from them, and what nobody may do."""

from datetime import timedelta
from typing import Any

import pytest

from gateway.cases.lifecycle import CaseState
from gateway.cases.uses import EntitlementUse
from gateway.customers import terms
from gateway.customers.agreements_lifecycle import CONTRACT_MOVES, ENTITLEMENT_MOVES
from gateway.customers.models import (
    Contract,
    ContractState,
    Entitlement,
    EntitlementBasis,
    EntitlementState,
    EntitlementUnit,
)
from gateway.database.fields import now
from gateway.request.actions.declaring import ACTIONS
from gateway.request.ledger import AuditEntry
from gateway.request.scalars import global_id
from gateway.schedules.models import Schedule
from tests.cases.deeds import SOLVED, done, errors, payload, refused
from tests.customers.test_writing import a_sale
from tests.world import (
    World,
    a_case,
    a_consumer,
    a_contact,
    a_contract,
    a_product,
    a_user,
    an_account,
    an_asset,
    ask,
)

pytestmark = pytest.mark.usefixtures("world")

TODAY = now().date()
DAY = timedelta(1)
YEAR = {"starts": str(TODAY - 10 * DAY), "ends": str(TODAY + 355 * DAY)}
QUOTA = {"perUnit": True, "unit": "CASES", "totalUnits": 2}


async def an_entitlement(**given: Any) -> Entitlement:
    number = f"ENT{9_000_000 + await Entitlement.all().count()}"
    return await Entitlement.create(
        **{
            "number": number,
            "name": number,
            "basis": EntitlementBasis.AGREEMENT,
            "starts": TODAY - 10 * DAY,
            "state": EntitlementState.ACTIVE,
            **given,
        }
    )


async def a_quota(total: float, **given: Any) -> Entitlement:
    unit = given.pop("unit", EntitlementUnit.CASES)
    left = {"per_unit": True, "unit": unit, "total_units": total, "remaining_units": total}
    return await an_entitlement(**left, **given)


# -- lives ----------------------------------------------------------------------------------------

SAID: dict[str, dict[str, Any]] = {
    "edit": {"name": "Other"},
    "reject": {"comment": "Too dear."},
    "suspend": {"reason": "Unpaid."},
    "cancel": {"reason": "Gone."},
}
SPENT = {"per_unit": True, "unit": "CASES", "total_units": 2.0, "remaining_units": 0.0}
AFTER = {  # where the contract is due, an approval puts it into force at once
    ("Contract", "IN_REVIEW", "approve"): "ACTIVE",
}


@pytest.mark.parametrize(
    ("noun", "moves", "states"),
    [
        ("Contract", CONTRACT_MOVES, ContractState),
        ("Entitlement", ENTITLEMENT_MOVES, EntitlementState),
    ],
)
async def test_every_move_leads_where_the_table_says_and_no_other_is_possible(
    noun: str, moves: Any, states: Any
) -> None:
    manager, account = await a_user("manager"), await an_account()
    verbs = [v for v, a in ACTIONS[noun].items() if not a.system and not a.creates]
    for state in states:
        for verb in verbs:
            given: dict[str, Any] = {"account": account, "state": state}
            one = (
                await a_contract(**given, approver=manager, ends=TODAY + DAY)
                if noun == "Contract"
                else await an_entitlement(**given, **(SPENT if state == "EXHAUSTED" else {}))
            )
            mutation = f"{noun.lower()}{verb.capitalize()}"
            answer = await payload(mutation, manager, one, **SAID.get(verb, {}))
            await one.refresh_from_db()
            codes = [error["code"] for error in answer["errors"]]
            if (state, verb) in moves:
                led = AFTER.get((noun, state.value, verb), moves[state, verb])
                assert (codes, one.state) == ([], led), (state, verb)
            else:
                assert (codes, one.state) == (["INVALID_TRANSITION"], state), (state, verb)


async def test_a_contract_is_in_force_from_its_first_day_and_not_after_its_last(
    world: World,
) -> None:
    manager, approver = await a_user("manager"), await a_user("approver")
    account = await an_account()
    term = {"starts": str(TODAY + 5 * DAY), "ends": str(TODAY + 9 * DAY)}
    contract: Contract = await done("contractCreate", manager, name="Care", account=account, **term)
    right: Entitlement = await done(
        "entitlementCreate", manager, name="Calls", basis="AGREEMENT", contract=contract, **QUOTA
    )
    assert (right.starts, right.ends, right.account_id) == (
        contract.starts, contract.ends, account.pk,
    )  # fmt: skip
    assert await refused("contractSubmit", manager, contract) == [("MISSING_INPUT", "approver")]
    await done("contractSubmit", manager, contract, approver=approver)
    assert await refused("contractApprove", manager, contract) == [("FORBIDDEN", "")]
    await done("contractApprove", approver, contract)
    assert await refused("contractApprove", approver, contract) == [("INVALID_TRANSITION", "id")]

    async def states(days: int) -> tuple[str, str]:
        await terms.sweep(world.engine.runner, now() + timedelta(days))
        await contract.refresh_from_db()
        await right.refresh_from_db()
        return contract.state, right.state

    assert await states(4) == ("IN_REVIEW", "DRAFT")
    assert await states(5) == ("ACTIVE", "ACTIVE")
    assert await states(9) == ("ACTIVE", "ACTIVE")
    assert await states(10) == ("EXPIRED", "EXPIRED")
    actions = await AuditEntry.filter(target_type="Contract", field="state").order_by("id")
    assert [entry.action for entry in actions] == ["create", "submit", "begin", "expire"]


async def test_rights_to_service_follow_their_contract_and_nothing_else() -> None:
    manager, account = await a_user("manager"), await an_account()
    contract = await a_contract(account=account, ends=TODAY + 300 * DAY)
    under = {"account": account, "contract": contract}
    used_up = await a_quota(2, **under)
    used_up.remaining_units, used_up.state = 0.0, EntitlementState.EXHAUSTED
    await used_up.save()
    plain, stopped = await an_entitlement(**under), await an_entitlement(**under)
    free = await an_entitlement(account=account)
    rights = (plain, used_up, stopped, free)

    async def states() -> list[str]:
        return [(await Entitlement.get(id=each.pk)).state.value for each in rights]

    await done("entitlementSuspend", manager, stopped, reason="Misused.")
    await done("contractSuspend", manager, contract, reason="Unpaid.")
    assert await states() == ["SUSPENDED", "SUSPENDED", "SUSPENDED", "ACTIVE"]
    assert await refused("entitlementResume", manager, plain) == [("INVALID_TRANSITION", "id")]
    await done("contractResume", manager, contract)
    assert await states() == ["ACTIVE", "EXHAUSTED", "SUSPENDED", "ACTIVE"]
    await done("contractCancel", manager, contract, reason="Gone.")
    assert await states() == ["CANCELLED", "CANCELLED", "CANCELLED", "ACTIVE"]
    assert contract.state_reason == "Gone."


async def test_a_renewal_is_a_draft_with_the_same_lines_and_whole_quotas() -> None:
    manager, account = await a_user("manager"), await an_account()
    asset, sale = await an_asset(account=account), await a_sale(account=account)
    contract: Contract = await done(
        "contractCreate", manager, name="Care", account=account, assets=[asset],
        soldProducts=[sale], value=9000, **YEAR,
    )  # fmt: skip
    await Contract.filter(id=contract.pk).update(state=ContractState.ACTIVE)
    right = await a_quota(4, account=account, contract=contract, ends=contract.ends)
    hours = await Schedule.create(name="Office hours", timezone="Europe/Madrid")
    await done("entitlementEdit", manager, right, businessHours=hours)
    await Entitlement.filter(id=right.pk).update(remaining_units=1.0)

    successor: Contract = await done("contractRenew", manager, contract)

    assert (successor.state, successor.renewed_from_id) == (ContractState.DRAFT, contract.pk)
    assert successor.starts == contract.ends + DAY  # type: ignore[operator]
    assert successor.ends == successor.starts + timedelta(365)
    found = await ask(
        "query($id: ID!) { contract(id: $id) { value assets { nodes { id } } soldProducts "
        "{ nodes { id } } entitlements { nodes { state remainingUnits businessHours { id } } } } }",
        by=manager,
        id=_id(successor),
    )
    assert found["contract"] == {
        "value": 9000,
        "assets": {"nodes": [{"id": _id(asset)}]},
        "soldProducts": {"nodes": [{"id": _id(sale)}]},
        "entitlements": {
            "nodes": [
                {"state": "DRAFT", "remainingUnits": 4.0, "businessHours": {"id": _id(hours)}}
            ]
        },
    }
    assert await refused("contractRenew", manager, contract) == [("DUPLICATE", "id")]


def _id(record: Any) -> str:
    return global_id(type(record).__name__, record.pk)


# -- what is not taken ----------------------------------------------------------------------------


async def test_a_contract_takes_no_nonsense() -> None:
    manager, account = await a_user("manager"), await an_account()
    other, contact = await an_account(), await a_contact()
    wrong: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
        ({}, [("MISSING_INPUT", "account")]),
        ({"account": account, "consumer": await a_consumer()}, [("INVALID_INPUT", "consumer")]),
        ({"account": account, "contact": contact}, [("BAD_REFERENCE", "contact")]),
        ({"account": account, "ends": str(TODAY - 30 * DAY)}, [("INVALID_INPUT", "ends")]),
        ({"account": account, "value": -1}, [("INVALID_INPUT", "value")]),
        ({"account": account, "approver": await a_user("contact")},
         [("BAD_REFERENCE", "approver")]),
        ({"account": account, "assets": [await an_asset(account=other)]},
         [("BAD_REFERENCE", "assets")]),
        ({"account": account, "renewedFrom": await a_contract(account=other)},
         [("BAD_REFERENCE", "renewedFrom")]),
    ]  # fmt: skip
    for given, said in wrong:
        assert await refused("contractCreate", manager, **{"name": "C", **YEAR, **given}) == said
    assert await refused("contractCreate", manager, name="C", account=account) == [
        ("MISSING_INPUT", "starts")
    ]


async def test_no_contract_continues_itself() -> None:
    manager, account = await a_user("manager"), await an_account()
    first, second = [await a_contract(account=account) for _ in range(2)]
    await done("contractEdit", manager, second, renewedFrom=first)
    for contract, former in ((first, second), (first, first)):
        assert await refused("contractEdit", manager, contract, renewedFrom=former) == [
            ("INVALID_INPUT", "renewedFrom")
        ]


async def test_a_contract_that_binds_a_customer_is_not_given_to_another() -> None:
    manager, account, other = await a_user("manager"), await an_account(), await an_account()
    contract = await a_contract(account=account)
    await an_entitlement(account=account, contract=contract)
    assert await refused("contractEdit", manager, contract, account=other) == [
        ("INVALID_INPUT", "account")
    ]


async def test_an_entitlement_takes_no_nonsense() -> None:
    manager, account, other = await a_user("manager"), await an_account(), await an_account()
    theirs, asset = await a_contract(account=other), await an_asset(account=account)
    over = await a_contract(account=account, state=ContractState.EXPIRED)
    former = await Schedule.create(name="Former hours", timezone="UTC", active=False)
    of: dict[str, Any] = {"account": account, "starts": str(TODAY)}
    wrong: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
        ({"starts": str(TODAY)}, [("MISSING_INPUT", "account")]),
        ({"account": account}, [("MISSING_INPUT", "starts")]),
        ({**of, "ends": str(TODAY - DAY)}, [("INVALID_INPUT", "ends")]),
        ({**of, "contract": theirs}, [("BAD_REFERENCE", "contract")]),
        ({**of, "contract": over}, [("BAD_REFERENCE", "contract")]),
        ({**of, "businessHours": former}, [("BAD_REFERENCE", "businessHours")]),
        ({**of, "asset": await an_asset(account=other)}, [("BAD_REFERENCE", "asset")]),
        ({**of, "asset": asset, "product": await a_product()}, [("BAD_REFERENCE", "asset")]),
        ({**of, "perUnit": True}, [("MISSING_INPUT", "unit"), ("MISSING_INPUT", "totalUnits")]),
        ({**of, **QUOTA, "totalUnits": 0}, [("INVALID_INPUT", "totalUnits")]),
    ]
    for given, said in wrong:
        asked = {"name": "E", "basis": "AGREEMENT", **given}
        assert await refused("entitlementCreate", manager, **asked) == said


async def test_channels_and_quota_change_and_what_was_used_stays_used() -> None:
    manager, account = await a_user("manager"), await an_account()
    right: Entitlement = await done(
        "entitlementCreate", manager, name="E", basis="AGREEMENT", account=account,
        channels=["EMAIL", "PHONE"], starts=str(TODAY), **QUOTA,
    )  # fmt: skip
    await Entitlement.filter(id=right.pk).update(state=EntitlementState.ACTIVE, remaining_units=1.5)

    await done("entitlementEdit", manager, right, totalUnits=5, channels=["PHONE"])
    assert (right.remaining_units, right.state) == (4.5, EntitlementState.ACTIVE)
    assert [each.channel.value for each in await right.channels] == ["PHONE"]  # type: ignore[attr-defined]
    await done("entitlementEdit", manager, right, totalUnits=0.5)
    assert (right.remaining_units, right.state) == (0.0, EntitlementState.EXHAUSTED)
    await done("entitlementEdit", manager, right, perUnit=False)
    assert (right.unit, right.remaining_units, right.state) == (None, None, EntitlementState.ACTIVE)


# -- quotas ---------------------------------------------------------------------------------------


async def uses(right: Entitlement) -> list[tuple[float, float]]:
    found = await EntitlementUse.filter(entitlement_id=right.pk).order_by("id")
    return [(use.units, use.beyond) for use in found]


async def test_a_closed_case_counts_once_and_one_too_many_is_told_and_not_stopped() -> None:
    agent, account = await a_user("agent"), await an_account()
    right = await a_quota(1, account=account)
    cases = [
        await a_case(account=account, entitlement=right, state=CaseState.OPEN, assigned_to=agent)
        for _ in range(2)
    ]
    for case in cases:
        await done("caseClose", agent, case, **SOLVED)

    await right.refresh_from_db()
    assert (right.remaining_units, right.state) == (0.0, EntitlementState.EXHAUSTED)
    assert await uses(right) == [(1.0, 0.0), (0.0, 1.0)]


async def test_hours_count_when_a_case_is_resolved_and_not_again_when_it_is_closed() -> None:
    agent, account = await a_user("agent"), await an_account()
    right = await a_quota(3, account=account, unit=EntitlementUnit.HOURS)
    case = await a_case(
        account=account, entitlement=right, state=CaseState.OPEN, assigned_to=agent,
        time_worked=5400,
    )  # fmt: skip
    await done("caseProposeSolution", agent, case, **SOLVED)
    await done("caseOpen", agent, case, reason="Leaks still.")
    await done("caseClose", agent, case, **SOLVED)

    await right.refresh_from_db()
    assert (right.remaining_units, await uses(right)) == (1.5, [(1.5, 0.0)])


async def test_what_has_no_quota_or_is_not_in_force_is_not_counted() -> None:
    agent, account = await a_user("agent"), await an_account()
    rights = [
        await an_entitlement(account=account),
        await a_quota(2, account=account, state=EntitlementState.CANCELLED),
        await a_quota(2, account=account, unit=EntitlementUnit.HOURS),  # nobody has worked on it
    ]
    for right in rights:
        case = await a_case(account=account, entitlement=right, state=CaseState.OPEN)
        await done("caseClose", agent, case, **SOLVED)
        assert await uses(right) == []


async def test_a_manager_counts_by_hand_and_gives_back() -> None:
    agent, manager, account = await a_user("agent"), await a_user("manager"), await an_account()
    right, other = await a_quota(2, account=account), await a_quota(2, account=await an_account())
    case = await a_case(account=account)
    count: dict[str, Any] = {"entitlement": right, "case": case}
    name = "entitlementUseCreate"

    assert await refused(name, agent, **count, units=1) == [("FORBIDDEN", "")]
    for given, said in (
        ({"units": 2.5}, ("INVALID_INPUT", "units")),
        ({"units": 0}, ("INVALID_INPUT", "units")),
        ({"units": 1, "entitlement": other}, ("BAD_REFERENCE", "entitlement")),
        ({"units": 1, "entitlement": await an_entitlement(account=account)},
         ("BAD_REFERENCE", "entitlement")),
    ):  # fmt: skip
        assert await refused(name, manager, **{**count, **given}) == [said]
    use = await done(name, manager, **count, units=2)
    assert await refused(name, manager, **count, units=1) == [("DUPLICATE", "case")]
    await right.refresh_from_db()
    assert right.state is EntitlementState.EXHAUSTED

    back = await done("entitlementUseReverse", manager, use, reason="A mistake.")
    await right.refresh_from_db()
    assert (right.remaining_units, right.state) == (2.0, EntitlementState.ACTIVE)
    assert (back.units, back.reversal_of_id, back.reason) == (-2.0, use.pk, "A mistake.")
    for spent in (use, back):
        (said,) = await errors("entitlementUseReverse", manager, spent, reason="Again.")
        assert said["code"] == "INVALID_TRANSITION"
    await done(name, manager, **count, units=1)


async def test_a_customer_sees_the_uses_of_the_own_cases_and_never_why(world: World) -> None:
    del world
    account = await an_account()
    carl, other = await a_contact(account), await a_contact(account)
    right = await a_quota(5, account=account)
    for contact in (carl, other):
        case = await a_case(contact=contact, entitlement=right)
        await EntitlementUse.create(entitlement=right, case=case, units=1.0, reason="Secret")
    shown = "{ entitlements { nodes { remainingUnits uses { nodes { units } } } } }"
    assert await ask(shown, by=carl) == {
        "entitlements": {"nodes": [{"remainingUnits": 5.0, "uses": {"nodes": [{"units": 1.0}]}}]}
    }
