"""Customers and their things are made and changed by forms, without scripts too."""

import pytest

from gateway.customers.models import (
    Account,
    AccountRelation,
    Asset,
    Consumer,
    Contact,
    ContactRelation,
    PortalRole,
    ProductModel,
)
from gateway.people.models import User
from tests.portal.front import Front, Person
from tests.world import (
    a_case,
    a_consumer,
    a_contact,
    a_group,
    a_product,
    a_provider,
    a_user,
    an_account,
    an_asset,
    an_outsourced_agent,
)

FORM = "form.sheet-form"


async def test_a_new_account_is_made_by_its_form(front: Front) -> None:
    group = await an_account(name="Pine Group")
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open("/accounts")
        await visitor.follow("New")
        assert visitor.address == "/accounts/new"
        parent = str(visitor.one("#i-parent option:not([value=''])")["value"])
        await visitor.send(FORM, name="Harbor & Pine", parent=parent, city="Oslo")
        account = await Account.get(name="Harbor & Pine")
        assert visitor.address == f"/accounts/{account.number}"
        assert visitor.text("h1#record-title") == "Harbor & Pine"
        assert visitor.text(".toast span") == "Created"
    assert (account.parent_id, account.city) == (group.pk, "Oslo")


async def test_what_is_refused_keeps_the_text_and_names_the_field(front: Front) -> None:
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open("/accounts/new")
        await visitor.send(FORM, name=" ", city="Oslo", country="Atlantis")
        assert visitor.answer.status_code == 422
        assert visitor.one("#i-city")["value"] == "Oslo"
        assert "Enter" in visitor.text("#e-name")
        await visitor.send(FORM, name="Harbor", country="XX")
        assert visitor.answer.status_code == 422
        assert visitor.one("#i-name")["value"] == "Harbor"
        assert visitor.page.select("#e-country")
    assert not await Account.exists()


async def test_an_account_is_edited_and_taken_back(front: Front) -> None:
    account = await an_account(name="Harbor", city="Oslo")
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open(f"/accounts/{account.number}")
        await visitor.press("Edit")
        assert visitor.address == f"/accounts/{account.number}/edit"
        await visitor.send(FORM, name="Harbor & Pine")
        assert visitor.address == f"/accounts/{account.number}"
        assert visitor.text("h1#record-title") == "Harbor & Pine"
        await visitor.press("Undo")
        assert visitor.text("h1#record-title") == "Harbor"
    await account.refresh_from_db()
    assert (account.name, account.city) == ("Harbor", "Oslo")


async def test_two_who_edit_at_once_both_keep_what_they_wrote(front: Front) -> None:
    account = await an_account(name="Harbor", city="Oslo")
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open(f"/accounts/{account.number}/edit")
        await Account.filter(id=account.pk).update(city="Bergen", version=account.version + 1)
        await visitor.send(FORM, name="Harbor & Pine")
        assert visitor.properties()["City"] == "Bergen"
        assert visitor.text("h1#record-title") == "Harbor & Pine"
        await visitor.open(f"/accounts/{account.number}/edit")
        await Account.filter(id=account.pk).update(city="Moss", version=account.version + 9)
        await visitor.send(FORM, city="Narvik")
        assert visitor.answer.status_code == 409
        assert "Moss" in visitor.text(".clash")
        assert "Narvik" in visitor.text(".clash")


async def test_a_contact_begins_with_the_account_of_the_page(front: Front) -> None:
    account = await an_account(name="Harbor & Pine")
    await an_account(name="Another")
    await a_contact(account)
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open(f"/accounts/{account.number}/contacts")
        await visitor.follow("New : Contacts")
        chosen = visitor.one("#i-account option[selected]")
        assert chosen.get_text().startswith("Harbor & Pine")
        await visitor.send(FORM, firstName="Cora", lastName="Contact", email="cora@example.org")
        assert visitor.text("h1#record-title") == "Cora Contact"
        contact = await Contact.get(email="cora@example.org")
        assert contact.account_id == account.pk
        await visitor.press("Edit")
        await visitor.send(FORM, title="Head of pumps")
        assert visitor.properties()["Position"] == "Head of pumps"


async def test_an_email_that_is_taken_is_told_at_its_field(front: Front) -> None:
    known = await a_contact()
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open("/contacts/new")
        account = str(visitor.one("#i-account option:not([value=''])")["value"])
        await visitor.send(FORM, firstName="Cora", lastName="C", email=known.email, account=account)
        assert visitor.answer.status_code == 422
        assert visitor.page.select("#e-email")


async def test_a_case_begins_with_the_customer_of_the_page(front: Front) -> None:
    contact = await a_contact()
    await a_case(contact=contact)
    async with front.visitor(await a_user("agent")) as visitor:
        account = await contact.account
        await visitor.open(f"/accounts/{account.number}/cases")
        await visitor.follow("New : Cases")
        assert visitor.address.startswith("/cases/new?")
        assert visitor.one("#i-account option[selected]").get_text().startswith(account.name)


async def test_consumers_assets_and_products_are_made_as_well(front: Front) -> None:
    product = await a_product(name="Pump 7")
    consumer = await a_consumer()
    async with front.visitor(await a_user("manager")) as visitor:
        await visitor.open("/consumers/new")
        await visitor.send(FORM, firstName="Clara", lastName="New")
        assert (await Consumer.get(last_name="New")).number in visitor.address
        await visitor.open("/products/new")
        await visitor.send(FORM, name="Pump 8")
        assert (await ProductModel.get(name="Pump 8")).number in visitor.address
        await an_asset(consumer=consumer)
        await visitor.open(f"/consumers/{consumer.number}/assets")
        await visitor.follow("New : Assets")
        chosen = next(
            str(option["value"])
            for option in visitor.page.select("#i-product option")
            if product.name in option.get_text()
        )
        await visitor.send(FORM, name="Pump in the yard", product=chosen, serialNumber="A1")
        asset = await Asset.get(name="Pump in the yard")
        assert asset.number in visitor.address
    assert (asset.consumer_id, asset.product_id) == (consumer.pk, product.pk)


async def test_accounts_are_tied_and_untied_on_their_pages(front: Front) -> None:
    pines, mill = await an_account(name="Pines"), await an_account(name="Mill")
    await AccountRelation.create(source=pines, target=await an_account(), type="rival")
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open(f"/accounts/{pines.number}/relations")
        await visitor.follow("New : Related accounts")
        assert not visitor.page.select("#i-source")
        target = next(
            str(option["value"])
            for option in visitor.page.select("#i-target option")
            if "Mill" in option.get_text()
        )
        await visitor.send(FORM, target=target, type="supplier", reverseLabel="customer")
        assert visitor.address == f"/accounts/{pines.number}"
        assert await AccountRelation.filter(source=pines, target=mill, type="supplier").exists()
        await visitor.open(f"/accounts/{mill.number}/relations")
        await visitor.follow("Remove relation")
        await visitor.send(FORM)
        assert visitor.address == f"/accounts/{mill.number}"
    assert not await AccountRelation.filter(target=mill).exists()
    assert not await AccountRelation.filter(source=mill).exists()


async def test_a_contact_is_made_responsible_elsewhere(front: Front) -> None:
    contact, other = await a_contact(), await an_account(name="Mill")
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open("/contacts")
        await visitor.follow(contact.last_name)
        page = visitor.address
        await visitor.open(f"{page}/relations/new")
        account = next(
            str(option["value"])
            for option in visitor.page.select("#i-account option")
            if "Mill" in option.get_text()
        )
        await visitor.send(FORM, account=account, responsibility="Billing")
        assert visitor.address == page
    assert await ContactRelation.filter(contact=contact, account=other).exists()


# -- who may --------------------------------------------------------------------------------------


async def _no_forms(visitor: Person, account: Account) -> None:
    await visitor.open(f"/accounts/{account.number}")
    assert visitor.answer.status_code == 200
    assert not visitor.page.select("#actions .btn, [data-key=n]")
    assert "New" not in visitor.texts("h2 .link")
    for address in (
        "/accounts/new",
        "/products/new",
        f"/accounts/{account.number}/edit",
        f"/accounts/{account.number}/relations/new",
    ):
        assert (await visitor.open(address)).answer.status_code == 404, address


async def test_who_may_only_read_finds_no_form(front: Front) -> None:
    provider = await a_provider()
    outsourced = await an_outsourced_agent(provider)
    group = await a_group(outsourced, provider=provider)
    contact = await a_contact()
    account = await contact.account
    await a_case(contact=contact, assignment_group=group, assigned_to=outsourced)
    for user in (outsourced, await User.get(id=contact.user_id)):
        async with front.visitor(user) as visitor:
            await _no_forms(visitor, account)


async def test_an_agent_reads_products_but_makes_none(front: Front) -> None:
    product = await a_product()
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open("/products")
        assert not visitor.page.select("[data-key=n]")
        await visitor.open(f"/products/{product.number}/edit")
        assert visitor.answer.status_code == 404


async def test_an_account_admin_keeps_the_contacts_of_his_account(front: Front) -> None:
    account = await an_account(name="Harbor & Pine")
    boss = await a_contact(
        account,
        portal_role=PortalRole.ACCOUNT_ADMIN,
        user=await a_user("contact", "account_admin"),
    )
    async with front.visitor(await User.get(id=boss.user_id)) as visitor:
        await visitor.open("/contacts/new")
        assert not visitor.page.select("#i-account")
        await visitor.send(FORM, firstName="Cora", lastName="New", email="cora@example.org")
        assert visitor.text("h1#record-title") == "Cora New"
        await visitor.open("/accounts/new")
        assert visitor.answer.status_code == 404
    assert (await Contact.get(email="cora@example.org")).account_id == account.pk


@pytest.mark.parametrize(
    "address", ["/accounts/ACC9999999/edit", "/accounts/new/edit", "/contacts/nonsense/edit"]
)
async def test_a_form_for_nothing_is_not_found(front: Front, address: str) -> None:
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open(address)
        assert visitor.answer.status_code in (400, 404)
