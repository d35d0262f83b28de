"""The form of a case narrows and fills itself: with a button where there are no scripts."""

from collections.abc import Mapping
from typing import Any

import pytest
from tortoise.models import Model

from gateway.cases.models import Case
from gateway.customers.models import ContactRelation
from gateway.people.models import User
from gateway.request.scalars import global_id
from tests.portal.front import Front, Person, fields_of
from tests.world import (
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
    id_of,
)

FORM = "#form-create"
FILL = "Fill in what follows"


def held(visitor: Person, form: str = FORM) -> Mapping[str, str | list[str]]:
    return fields_of(visitor.one(form))


def offered(visitor: Person, name: str) -> set[str]:
    return set(visitor.texts(f"#i-{name} option")) - {"None"}


async def choose(visitor: Person, name: str, record: Model | None, form: str = FORM) -> Person:
    """Chooses in one control, as htmx sends it; the answer holds the parts that change."""
    sent = {**held(visitor, form), name: id_of(record) if record else "", "_fit": name}
    headers = {"hx-request": "true", "hx-request-type": "partial", "hx-target": "div#fit"}
    headers |= {"sec-fetch-site": "same-origin"}
    action = str(visitor.one(form)["action"])
    visitor.answer = await visitor.browser.post(action, data=sent, headers=headers)
    return visitor


async def test_without_scripts_a_button_fills_in_what_follows(front: Front) -> None:
    contact = await a_contact(timezone="Europe/Madrid")
    account = await contact.account
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open("/cases/new")

        await visitor.send(FORM, button=FILL, contact=id_of(contact), shortDescription="It hums")

        form = held(visitor)
        assert (form["account"], form["contactTimezone"]) == (id_of(account), "Europe/Madrid")
        assert form["shortDescription"] == "It hums"
        assert not await Case.exists()
        await visitor.send(FORM, button="Create", attachments=[])
    (case,) = await Case.all()
    assert (case.account_id, case.contact_id) == (account.id, contact.id)


async def test_a_choice_is_answered_with_what_depends_on_it_alone(front: Front) -> None:
    contact = await a_contact()
    asset, other = await an_asset(account_id=contact.account_id), await an_asset()
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open("/cases/new")
        assert {asset.name, other.name} <= {
            o.partition(" · ")[0] for o in offered(visitor, "asset")
        }

        await choose(visitor, "contact", contact)

        assert "i-shortDescription" not in visitor.answer.text
        assert visitor.one("#i-account option[selected]")["value"] == id_of(await contact.account)
        assert offered(visitor, "asset") == {f"{asset.name} · {asset.number}"}


async def test_what_was_filled_in_goes_with_the_choice_and_what_was_chosen_stays(
    front: Front,
) -> None:
    contact, asset = await a_contact(), await an_asset(account=await an_account())
    agent = await a_user("agent")
    async with front.visitor(agent) as visitor:
        await visitor.open("/cases/new")
        await visitor.send(FORM, button=FILL, contact=id_of(contact))

        await choose(visitor, "contact", None)

        assert not visitor.page.select("#i-account option[selected][value]:not([value=''])")

        await visitor.open("/cases/new")
        await visitor.send(FORM, button=FILL, asset=id_of(asset))
        await visitor.send(FORM, button=FILL, account=held(visitor)["account"])
        await choose(visitor, "asset", asset)
        chosen = visitor.one("#i-account option[selected]")["value"]
        assert chosen == global_id("Account", asset.account_id or 0)


async def test_what_does_not_fit_is_said_where_it_stands(front: Front) -> None:
    contact, asset = await a_contact(), await an_asset(account=await an_account())
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open("/cases/new")

        await visitor.send(FORM, button=FILL, contact=id_of(contact), asset=id_of(asset))

        assert visitor.text("#e-asset") == "It does not belong to this customer."
        assert held(visitor)["asset"] == id_of(asset)


async def test_the_edit_form_narrows_by_what_the_case_says(front: Front) -> None:
    account = await an_account()
    contact, stranger = await a_contact(account), await a_contact()
    related = await a_contact()
    await ContactRelation.create(contact=related, account=account, responsibility="Billing")
    contract = await a_contract(account=account)
    await a_contract(account=await an_account())
    case = await a_case(account=account)
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open(f"/cases/{case.number}/edit")

        people = " ".join(offered(visitor, "contact"))
        assert contact.last_name in people
        assert related.last_name in people
        assert stranger.last_name not in people
        assert offered(visitor, "contract") == {f"{contract.name} · {contract.number}"}


async def test_a_form_that_an_address_fills_in_is_fitted(front: Front) -> None:
    contact = await a_contact()
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open(f"/cases/new?with-contact={id_of(contact)}")

        assert held(visitor)["account"] == id_of(await contact.account)


async def test_what_must_be_known_of_a_customer_is_said_as_he_is_chosen(front: Front) -> None:
    account = await an_account(special_handling="Never call before ten.")
    contact = await a_contact(account, special_handling="Speaks no English.")
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open("/cases/new")

        await choose(visitor, "contact", contact)

        assert "Never call before ten." in visitor.text("#fit")
        assert "Speaks no English." in visitor.text("#fit")


@pytest.mark.parametrize("whose", ["provider", "customer"])
async def test_what_staff_must_know_is_told_to_nobody_else(front: Front, whose: str) -> None:
    account = await an_account(special_handling="SECRET: pays late", notes="SECRET: notes")
    contact = await a_contact(account, special_handling="SECRET: is rude")
    provider = await a_provider()
    olga = await an_outsourced_agent(provider)
    group = await a_group(olga, provider=provider)
    case = await a_case(contact=contact, assignment_group=group)
    customer: Any = contact.user
    who: User = olga if whose == "provider" else await customer
    async with front.visitor(who) as visitor:
        for address in (f"/cases/{case.number}", f"/cases/{case.number}/details", "/cases/new"):
            await visitor.open(address)
            assert "SECRET" not in visitor.answer.text
        if visitor.page.select(f"{FORM} #i-contact"):
            await choose(visitor, "contact", contact)
            assert "SECRET" not in visitor.answer.text


async def test_a_hidden_contact_cannot_be_probed_by_the_form(front: Front) -> None:
    provider = await a_provider()
    olga = await an_outsourced_agent(provider)
    await a_group(olga, provider=provider)
    secret = await a_contact(await an_account(name="SECRET"), last_name="SECRET")
    async with front.visitor(olga) as visitor:
        await visitor.open("/cases/new")
        await choose(visitor, "contact", secret)

        assert "SECRET" not in visitor.answer.text
        assert "There is no such record" in visitor.text("#f-contact")


async def test_a_right_that_is_used_up_is_flagged_and_can_be_chosen(front: Front) -> None:
    contact = await a_contact()
    account = await contact.account
    usual = await an_entitlement(account=account, name="Support")
    used_up = await an_entitlement(account=account, name="Visits", state="EXHAUSTED")
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open("/cases/new")
        await visitor.send(FORM, button=FILL, contact=id_of(contact), shortDescription="It hums")
        assert visitor.texts("#i-entitlement option")[1:] == [
            f"Support · {usual.number} · match 1: customer",
            f"Visits · {used_up.number} · Exhausted · match 1: customer",
        ]
        assert visitor.texts("#m-entitlement li") == [
            "Support · match 1: customer",
            "Visits · Exhausted · match 1: customer",
        ]
        await visitor.send(FORM, button="Create", entitlement=id_of(used_up), attachments=[])
    assert (await Case.get()).entitlement_id == used_up.pk


async def test_a_consumer_takes_the_place_of_the_contact(front: Front) -> None:
    contact, consumer = await a_contact(), await a_consumer()
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open("/cases/new")
        await visitor.send(FORM, button=FILL, contact=id_of(contact))

        await choose(visitor, "consumer", consumer)

        assert not visitor.page.select("#i-contact option[selected]:not([value=''])")
        assert visitor.one("#i-consumer option[selected]")["value"] == id_of(consumer)


async def test_what_must_be_known_stands_at_the_head_of_the_case(front: Front) -> None:
    account = await an_account(special_handling="Never call before ten.")
    case = await a_case(account=account)
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open(f"/cases/{case.number}")

        assert "Never call before ten." in visitor.text("#headline .must-know")
