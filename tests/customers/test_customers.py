"""Who sees which customers and what they have, asked through GraphQL."""

import pytest

from gateway.cases.lifecycle import CaseState
from gateway.customers.models import (
    AccountRelation,
    Contact,
    ContractAsset,
    PortalRole,
)
from gateway.errors import ValidationFailed
from tests.world import (
    Somebody,
    a_case,
    a_consumer,
    a_contact,
    a_contract,
    a_group,
    a_provider,
    a_user,
    an_account,
    an_asset,
    an_entitlement,
    an_outsourced_agent,
    ask,
    hidden,
)

pytestmark = pytest.mark.usefixtures("world")


async def names(root: str, by: Somebody, field: str = "name") -> list[str]:
    """What somebody sees in one of the lists."""
    found = await ask(f"{{ {root} {{ nodes {{ {field} }} }} }}", by=by)
    return sorted(node[field] for node in found[root]["nodes"])


# -- providers ------------------------------------------------------------------------------------


async def test_a_provider_sees_the_customers_of_its_cases_even_when_these_are_closed() -> None:
    provider = await a_provider()
    group = await a_group(provider=provider)
    await a_case(account=await an_account(name="Acme"), assignment_group=group)
    past = await an_account(name="Past")
    await a_case(account=past, assignment_group=group, state=CaseState.CLOSED)
    await a_case(account=await an_account(name="Foreign"))

    assert await names("accounts", by=await an_outsourced_agent(provider)) == ["Acme", "Past"]


async def test_a_provider_sees_all_that_a_customer_has_while_it_holds_an_open_case_of_his() -> None:
    provider = await a_provider()
    olga = await an_outsourced_agent(provider)
    acme = await an_account()
    case = await a_case(account=acme, assignment_group=await a_group(provider=provider))
    await an_asset(name="Pump", account=acme)
    await a_contract(name="Gold", account=acme)
    await an_entitlement(name="Phone", account=acme)
    await a_contact(acme, last_name="Kim")

    assert await names("assets", by=olga) == ["Pump"]
    assert await names("contracts", by=olga) == ["Gold"]
    assert await names("entitlements", by=olga) == ["Phone"]
    assert await names("contacts", by=olga, field="lastName") == ["Kim"]

    case.state = CaseState.CLOSED
    await case.save()

    assert await names("assets", by=olga) == []
    assert await names("contracts", by=olga) == []
    assert await names("entitlements", by=olga) == []
    assert await names("contacts", by=olga, field="lastName") == []


async def test_another_providers_open_case_does_not_open_the_customer_to_mine() -> None:
    mine, other = await a_provider(), await a_provider()
    acme = await an_account()
    closed = await a_group(provider=mine)
    await a_case(account=acme, assignment_group=closed, state=CaseState.CLOSED)
    await a_case(account=acme, assignment_group=await a_group(provider=other))
    await an_asset(name="Pump", account=acme)

    assert await names("assets", by=await an_outsourced_agent(mine)) == []
    assert await names("assets", by=await an_outsourced_agent(other)) == ["Pump"]


async def test_of_a_closed_case_a_provider_keeps_the_item_with_its_contract_and_entitlement() -> (
    None
):
    provider = await a_provider()
    acme = await an_account()
    pump = await an_asset(name="Pump", account=acme)
    await an_asset(name="Press", account=acme)
    contract = await a_contract(name="Gold", account=acme)
    await a_contract(name="Silver", account=acme)
    await ContractAsset.create(contract=contract, asset=pump)
    await an_entitlement(name="Repair", account=acme, asset=pump)
    await an_entitlement(name="Training", account=acme)
    group = await a_group(provider=provider)
    await a_case(account=acme, asset=pump, assignment_group=group, state=CaseState.CLOSED)
    olga = await an_outsourced_agent(provider)

    assert await names("assets", by=olga) == ["Pump"]
    assert await names("contracts", by=olga) == ["Gold"]
    assert await names("entitlements", by=olga) == ["Repair"]


async def test_a_consumers_things_follow_an_open_case_as_an_accounts_do() -> None:
    provider = await a_provider()
    clara = await a_consumer(last_name="Gil")
    await an_asset(name="Kettle", consumer=clara)
    await a_case(consumer=clara, assignment_group=await a_group(provider=provider))
    olga = await an_outsourced_agent(provider)

    assert await names("consumers", by=olga, field="lastName") == ["Gil"]
    assert await names("assets", by=olga) == ["Kettle"]


async def test_the_agents_of_an_inactive_provider_see_no_customer() -> None:
    provider = await a_provider(active=False)
    await a_case(assignment_group=await a_group(provider=provider))
    olga = await an_outsourced_agent(provider)

    assert await ask("{ viewer { roles } }", by=olga) == {"viewer": {"roles": []}}
    with pytest.raises(ValidationFailed):
        await names("accounts", by=olga)


async def test_costs_and_notes_are_withheld_from_a_provider_by_name() -> None:
    provider = await a_provider()
    acme = await an_account(name="Acme", notes="pays late", tier="gold")
    await an_asset(name="Pump", account=acme, cost_cents=125_000)
    await a_case(account=acme, assignment_group=await a_group(provider=provider))
    olga = await an_outsourced_agent(provider)
    question = "{ assets { nodes { name costCents account { notes tier } } } }"

    assert await ask(question, by=olga) == {
        "assets": {
            "nodes": [{"name": "Pump", "costCents": None, "account": {"notes": None, "tier": None}}]
        }
    }
    assert [each["coordinate"] for each in await hidden(question, by=olga)] == [
        "Asset.costCents",
        "Account.notes",
        "Account.tier",
    ]


async def test_managers_read_what_assets_cost_and_agents_do_not() -> None:
    await an_asset(cost_cents=125_000)
    question = "{ assets { nodes { costCents } } }"

    assert await ask(question, by=await a_user("manager")) == {
        "assets": {"nodes": [{"costCents": 125_000}]}
    }
    assert await ask(question, by=await a_user("agent")) == {
        "assets": {"nodes": [{"costCents": None}]}
    }


# -- customers themselves -------------------------------------------------------------------------


async def test_a_contact_sees_his_own_account_and_what_belongs_to_it() -> None:
    acme, other = await an_account(name="Acme"), await an_account(name="Other")
    carl = await a_contact(acme, last_name="Kim")
    await a_contact(acme, last_name="Colleague")
    await an_asset(name="Pump", account=acme)
    await an_asset(name="Press", account=other)
    await a_contract(name="Gold", account=acme)

    assert await names("accounts", by=carl) == ["Acme"]
    assert await names("contacts", by=carl, field="lastName") == ["Kim"]
    assert await names("assets", by=carl) == ["Pump"]
    assert await names("contracts", by=carl) == ["Gold"]


async def test_a_case_manager_sees_the_accounts_below_and_beside_his_own() -> None:
    acme = await an_account(name="Acme")
    await an_account(name="Acme West", parent=acme)
    partner = await an_account(name="Partner")
    await an_account(name="Stranger")
    await AccountRelation.create(source=acme, target=partner, type="supplier")
    carl = await a_contact(acme, portal_role=PortalRole.CASE_MANAGER)
    await a_contact(partner, last_name="Beside")

    assert await names("accounts", by=carl) == ["Acme", "Acme West", "Partner"]
    assert "Beside" in await names("contacts", by=carl, field="lastName")


async def test_a_relation_shows_only_where_both_accounts_do() -> None:
    acme, partner = await an_account(name="Acme"), await an_account(name="Partner")
    await AccountRelation.create(source=acme, target=partner, type="supplier")
    question = "{ accounts { nodes { name relations { nodes { type target { name } } } } } }"

    plain, carl = await a_contact(acme), await a_contact(acme, portal_role=PortalRole.CASE_MANAGER)
    assert await ask(question, by=plain) == {
        "accounts": {"nodes": [{"name": "Acme", "relations": {"nodes": []}}]}
    }
    assert (await ask(question, by=carl))["accounts"]["nodes"][0] == {
        "name": "Acme",
        "relations": {"nodes": [{"type": "supplier", "target": {"name": "Partner"}}]},
    }


async def test_a_consumer_sees_himself_and_his_own_things() -> None:
    clara = await a_consumer(last_name="Gil")
    await a_consumer(last_name="Other")
    await an_asset(name="Kettle", consumer=clara)
    await an_asset(name="Pump", account=await an_account())

    assert await names("consumers", by=clara, field="lastName") == ["Gil"]
    assert await names("assets", by=clara) == ["Kettle"]


async def test_a_contact_is_who_he_is_even_before_his_first_case() -> None:
    carl: Contact = await a_contact()
    assert await ask("{ contacts { nodes { displayName } } }", by=carl) == {
        "contacts": {"nodes": [{"displayName": f"Carl {carl.last_name}"}]}
    }


# -- approvers ------------------------------------------------------------------------------------


async def test_an_approver_reads_the_contracts_that_wait_for_him_and_their_customers() -> None:
    pilar = await a_user("approver")
    acme = await an_account(name="Acme")
    gold = await a_contract(name="Gold", account=acme, approver=pilar, value=90_000)
    await a_contract(name="Silver", account=await an_account())
    await an_entitlement(name="Phone", account=acme, contract=gold)

    assert await names("contracts", by=pilar) == ["Gold"]
    assert await names("accounts", by=pilar) == ["Acme"]
    assert await names("entitlements", by=pilar) == ["Phone"]
    assert await ask("{ contracts { nodes { value } } }", by=pilar) == {
        "contracts": {"nodes": [{"value": None}]}
    }
