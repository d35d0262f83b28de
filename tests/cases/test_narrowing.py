"""What forms are told beforehand: what follows from a choice, and what else could be chosen."""

from datetime import timedelta
from typing import Any

import pytest
from tortoise.models import Model

from gateway.cases.models import Case
from gateway.customers.models import ContactRelation, ContractState
from gateway.request.ledger import AuditEntry, OutboxEvent
from gateway.request.scalars import global_id
from tests.world import (
    MONDAY,
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
    id_of,
)

pytestmark = pytest.mark.usefixtures("world")

FIT = """
mutation ($input: CaseFitInput!) {
  caseFit(input: $input) {
    values { name value } choices { name filter } matches { name id score because }
    errors { code path }
  }
}
"""


async def fit(by: Somebody, **given: Any) -> dict[str, Any]:
    sent = {k: id_of(v) if isinstance(v, Model) else v for k, v in given.items()}
    found = (await ask(FIT, by=by, input=sent))["caseFit"]
    return {
        "values": {one["name"]: one["value"] for one in found["values"]},
        "choices": {one["name"]: one["filter"] for one in found["choices"]},
        "matches": found["matches"],
        "errors": [(e["code"], e["path"][-1]) for e in found["errors"]],
    }


async def values(by: Somebody, **given: Any) -> dict[str, str]:
    """What is not empty."""
    found = (await fit(by, **given))["values"]
    return {k: v for k, v in found.items() if v}


# -- filled ---------------------------------------------------------------------------------------


async def test_a_contact_fills_the_account_the_zone_and_the_only_right_to_service() -> None:
    contact = await a_contact(timezone="Europe/Madrid")
    right = await an_entitlement(account_id=contact.account_id)

    assert await values(await a_user("agent"), contact=contact) == {
        "contact": id_of(contact),
        "account": id_of(await contact.account),
        "contactTimezone": "Europe/Madrid",
        "entitlement": id_of(right),
    }


async def test_an_asset_fills_product_and_customer() -> None:
    consumer = await a_consumer()
    asset = await an_asset(consumer=consumer)

    assert await values(await a_user("agent"), asset=asset) == {
        "asset": id_of(asset),
        "consumer": id_of(consumer),
        "product": global_id("ProductModel", asset.product_id),
    }


async def test_what_was_chosen_last_makes_the_others_give_way() -> None:
    agent, contact, other = await a_user("agent"), await a_contact(), await a_contact()
    asset = await an_asset(account_id=contact.account_id)
    held = {"contact": contact, "asset": asset, "product": await asset.product}

    by_contact = await values(agent, **(held | {"contact": other}), latest="contact")
    by_asset = await values(agent, **(held | {"contact": other}), latest="asset")

    assert by_contact["account"] == global_id("Account", other.account_id)
    assert "asset" not in by_contact
    assert by_asset["account"] == global_id("Account", contact.account_id)
    assert "contact" not in by_asset


async def test_a_consumer_takes_the_place_of_account_and_contact() -> None:
    contact, consumer = await a_contact(), await a_consumer()

    found = await values(
        await a_user("agent"),
        account=await contact.account,
        contact=contact,
        consumer=consumer,
        latest="consumer",
    )

    assert found == {"consumer": id_of(consumer)}


async def test_without_a_latest_what_does_not_fit_is_told() -> None:
    contact, asset = await a_contact(), await an_asset(account=await an_account())

    found = await fit(await a_user("agent"), contact=contact, asset=asset)

    assert found["errors"] == [("BAD_REFERENCE", "asset")]


async def test_nothing_is_demanded_and_nothing_is_written() -> None:
    found = await fit(await a_user("agent"))

    assert found["errors"] == []
    assert not await Case.exists()
    assert not await AuditEntry.exists()
    assert not await OutboxEvent.exists()


async def test_a_contract_that_has_run_out_stays_with_the_case_that_has_it() -> None:
    account = await an_account()
    old = await a_contract(account=account, state=ContractState.EXPIRED)
    asset = await an_asset(account=account)
    case = await a_case(account=account, contract=old)
    held = {"account": account, "contract": old, "asset": asset, "latest": "asset"}

    assert "contract" not in await values(await a_user("agent"), **held)
    assert (await values(await a_user("agent"), id=case, **held))["contract"] == id_of(old)


# -- offered --------------------------------------------------------------------------------------


async def test_the_choices_are_filters_of_the_lists() -> None:
    agent, contact = await a_user("agent"), await a_contact()
    account, stranger = await contact.account, await a_contact()
    await ContactRelation.create(contact=stranger, account=account, responsibility="Billing")
    await a_contact()
    asset, _ = await an_asset(account=account), await an_asset(account=await an_account())
    contract = await a_contract(account=account)
    await a_contract(account=account, state=ContractState.DRAFT)
    right = await an_entitlement(account=account, asset=asset)
    await an_entitlement(account=account, asset=await an_asset(account=account))
    case, _ = await a_case(account=account), await a_case()

    choices = (await fit(agent, account=account, asset=asset))["choices"]

    async def offered(root: str, type_name: str, name: str) -> set[str]:
        text = f"query ($f: {type_name}Filter) {{ {root}(filter: $f) {{ nodes {{ id }} }} }}"
        return {n["id"] for n in (await ask(text, by=agent, f=choices[name]))[root]["nodes"]}

    assert await offered("contacts", "Contact", "contact") == {id_of(contact), id_of(stranger)}
    assert id_of(asset) in await offered("assets", "Asset", "asset")
    assert len(await offered("assets", "Asset", "asset")) == 2
    assert await offered("contracts", "Contract", "contract") == {id_of(contract)}
    assert await offered("entitlements", "Entitlement", "entitlement") == {id_of(right)}
    assert await offered("cases", "Case", "parent") == {id_of(case)}


async def test_what_says_for_whom_it_is_may_be_somebody_elses_yet() -> None:
    contact, asset = await a_contact(), await an_asset(account=await an_account())

    by_contact = (await fit(await a_user("agent"), contact=contact))["choices"]
    by_asset = (await fit(await a_user("agent"), asset=asset))["choices"]

    assert by_contact["contact"] == {}
    assert by_contact["asset"] == {
        "account": {"id": {"eq": global_id("Account", contact.account_id)}}
    }
    assert by_asset["asset"] == {}
    assert by_asset["contact"] != {}


# -- rights ---------------------------------------------------------------------------------------


async def test_nobody_learns_of_what_he_may_not_see() -> None:
    provider = await a_provider()
    olga = await an_outsourced_agent(provider)
    group = await a_group(olga, provider=provider)
    secret = await a_contact()
    account = await an_account(name="Ours")
    asset = await an_asset(account=account)
    await a_case(account=account, asset=asset, assignment_group=group)

    hidden = await fit(olga, contact=secret)
    absent = await fit(olga, contact=global_id("Contact", 999_999))

    assert hidden == absent
    assert hidden["errors"] == [("BAD_REFERENCE", "contact")]
    assert (await values(olga, asset=asset))["account"] == id_of(account)


async def test_a_customer_is_told_of_his_own_alone() -> None:
    contact = await a_contact()
    mine, other = await an_asset(account_id=contact.account_id), await an_asset()

    found = await fit(contact, asset=mine)

    assert "contract" not in found["values"]
    assert "entitlement" not in found["choices"]
    assert (await fit(contact, asset=other))["errors"] == [("BAD_REFERENCE", "asset")]


async def test_who_may_not_create_cases_has_nothing_to_ask() -> None:
    found = await ask(FIT, by=await a_user("provider_lead"), input={})

    assert [e["code"] for e in found["caseFit"]["errors"]] == ["FORBIDDEN"]
    assert found["caseFit"]["values"] == found["caseFit"]["choices"] == []


async def test_rights_to_service_are_ranked_by_what_speaks_for_them() -> None:
    account, asset = await an_account(), await an_asset()
    await type(asset).filter(id=asset.pk).update(account_id=account.pk)
    contract = await a_contract(account=account)
    plain = await an_entitlement(account=account)
    ending = await an_entitlement(account=account, ends=MONDAY.date() + timedelta(365))
    for_asset = await an_entitlement(account=account, asset=asset)
    under = await an_entitlement(account=account, contract=contract)
    await an_entitlement(account=await an_account())

    agent = await a_user("agent")
    found = await fit(agent, account=account, asset=asset, contract=contract)

    assert [(m["name"], m["id"], m["score"], m["because"]) for m in found["matches"]] == [
        ("entitlement", id_of(under), 5, ["customer", "contract"]),
        ("entitlement", id_of(for_asset), 4, ["customer", "asset"]),
        ("entitlement", id_of(ending), 1, ["customer"]),
        ("entitlement", id_of(plain), 1, ["customer"]),
    ]
    assert found["values"]["entitlement"] is None
