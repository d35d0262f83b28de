"""How customers and what they own begin and change: what follows, and what is not taken."""

from typing import Any

import pytest

from gateway.cases.lifecycle import CaseState
from gateway.customers.models import (
    Account,
    AccountRelation,
    Asset,
    AssetContact,
    Consumer,
    Contact,
    ContactRelation,
    PortalRole,
    ProductModel,
    SoldProduct,
)
from gateway.people.models import UserClass
from gateway.request.ledger import AuditEntry, OutboxEvent
from tests.cases.deeds import done, errors, refused
from tests.world import (
    a_case,
    a_consumer,
    a_contact,
    a_group,
    a_product,
    a_provider,
    a_sale,
    a_user,
    an_account,
    an_asset,
    an_outsourced_agent,
    ask,
)

pytestmark = pytest.mark.usefixtures("world")

CARLA = {"firstName": "Carla", "lastName": "Diaz", "email": "carla@example.org"}


# -- accounts -------------------------------------------------------------------------------------


async def test_a_new_account_has_a_number_and_its_place_in_the_tree() -> None:
    agent = await a_user("agent")

    top: Account = await done("accountCreate", agent, name="Aurora", country="au")
    below: Account = await done("accountCreate", agent, name="Aurora West", parent=top)

    assert (top.number, top.account_code, top.country) == ("ACC0000001", "00001", "AU")
    assert (below.number, below.account_code) == ("ACC0000002", "00001/00002")
    created_by: Any = below.created_by
    assert (await created_by).pk == agent.pk
    events = await OutboxEvent.filter(target_type="Account").order_by("id")
    assert [event.event for event in events] == ["account.create", "account.create"]


async def test_an_account_takes_all_below_it_along() -> None:
    agent = await a_user("agent")
    top, aside, middle, leaf = [await done("accountCreate", agent, name=n) for n in "TAML"]
    await done("accountEdit", agent, leaf, parent=middle)
    await done("accountEdit", agent, middle, parent=top)

    await done("accountEdit", agent, middle, parent=aside)

    codes = [(await Account.get(id=one.id)).account_code for one in (middle, leaf)]
    assert codes == ["00002/00003", "00002/00003/00004"]


async def test_no_account_lies_below_itself() -> None:
    agent = await a_user("agent")
    top, leaf = [await done("accountCreate", agent, name=n) for n in "TL"]
    await done("accountEdit", agent, leaf, parent=top)

    for above in (leaf, top):
        assert await refused("accountEdit", agent, top, parent=above) == [
            ("INVALID_INPUT", "parent")
        ]


async def test_no_account_lies_too_deep_for_its_path() -> None:
    agent, above = await a_user("agent"), None
    for depth in range(13):
        above = await done("accountCreate", agent, name=f"Level {depth}", parent=above)

    assert await refused("accountCreate", agent, name="Too deep", parent=above) == [
        ("INVALID_INPUT", "parent")
    ]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"country": "XX"}, "country"),
        ({"country": "EU"}, "country"),
        ({"language": "qq"}, "language"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"website": "not a site"}, "website"),
        ({"duns": "12345"}, "duns"),
        ({"isCustomer": False, "isPartner": False}, "isCustomer"),
    ],
)
async def test_an_account_takes_no_nonsense(given: dict[str, Any], field: str) -> None:
    manager = await a_user("manager")

    assert await refused("accountCreate", manager, name="A", **given) == [("INVALID_INPUT", field)]


async def test_what_is_meant_is_spelled_as_others_spell_it() -> None:
    account: Account = await done(
        "accountCreate",
        await a_user("manager"),
        name="  Aurora  Ltd ",
        country="es",
        language="ES",
        website="www.example.com/a",
        duns="15-048-3782",
    )

    assert (account.name, account.country, account.language) == ("Aurora Ltd", "ES", "es")
    assert account.website == "https://www.example.com/a"


async def test_an_account_with_open_cases_stays_active() -> None:
    agent, account = await a_user("agent"), await an_account()
    case = await a_case(account=account)

    (said,) = await errors("accountEdit", agent, account, active=False)
    case.state = CaseState.CLOSED
    await case.save()
    await done("accountEdit", agent, account, active=False)

    assert said["message"] == "Cases of this customer are still open: end them first."
    assert not account.active


async def test_nothing_new_is_for_who_is_no_longer_active() -> None:
    agent, gone = await a_user("agent"), await an_account(active=False)
    old = await a_product(active=False)

    assert await refused("contactCreate", agent, account=gone, **CARLA) == [
        ("BAD_REFERENCE", "account")
    ]
    assert await refused("accountCreate", agent, name="A", parent=gone) == [
        ("BAD_REFERENCE", "parent")
    ]
    assert await refused("assetCreate", agent, name="A", product=old, serialNumber="1") == [
        ("BAD_REFERENCE", "product")
    ]


@pytest.mark.parametrize(("noun", "made"), [("asset", an_asset), ("soldProduct", a_sale)])
async def test_a_product_that_is_no_longer_active_is_kept_but_not_chosen(
    noun: str, made: Any
) -> None:
    agent, account = await a_user("agent"), await an_account()
    old, older = await a_product(active=False), await a_product(active=False)
    good = await made(account=account, product=old)

    (said,) = await errors(f"{noun}Edit", agent, good, product=older)
    assert (said["code"], said["message"]) == ("BAD_REFERENCE", "It is no longer active.")
    assert said["path"] == ["input", "product"]
    kept = await done(f"{noun}Edit", agent, good, name="Renamed", product=old)
    assert (kept.name, kept.product_id) == ("Renamed", old.pk)


async def test_the_primary_contact_acts_for_the_account() -> None:
    agent, account = await a_user("agent"), await an_account()
    own, other = await a_contact(account), await a_contact()

    assert await refused("accountEdit", agent, account, primaryContact=other) == [
        ("BAD_REFERENCE", "primaryContact")
    ]
    await done("accountEdit", agent, account, primaryContact=own)
    await ContactRelation.create(contact=other, account=account, responsibility="Billing")
    await done("accountEdit", agent, account, primaryContact=other)


# -- ties -----------------------------------------------------------------------------------------


async def test_related_accounts_see_each_other_alike() -> None:
    agent, buyer, seller = await a_user("agent"), await an_account(), await an_account()

    tie: AccountRelation = await done(
        "accountRelationCreate",
        agent,
        source=buyer,
        target=seller,
        type="Supplier",
        reverseLabel="Customer",
    )

    (mirror,) = await AccountRelation.filter(source=seller)
    assert (mirror.target_id, mirror.type, mirror.reverse_label) == (
        buyer.id,
        "Customer",
        "Supplier",
    )
    assert await done("accountRelationDelete", agent, mirror) is None
    assert await AccountRelation.all().count() == 0
    entries = await AuditEntry.filter(target_type="AccountRelation", action="delete")
    assert {entry.target_key for entry in entries} == {tie.id, mirror.id}
    assert await OutboxEvent.filter(event="account_relation.delete").count() == 1


async def test_a_tie_without_a_reverse_reads_the_same_from_both() -> None:
    agent, one, other = await a_user("agent"), await an_account(), await an_account()
    tie = {"source": one, "target": other, "type": "Sister"}

    await done("accountRelationCreate", agent, **tie)

    assert [r.type for r in await AccountRelation.all()] == ["Sister", "Sister"]
    for again in (tie, {"source": other, "target": one, "type": "Sister"}):
        assert await refused("accountRelationCreate", agent, **again) == [("DUPLICATE", "type")]
    assert await refused("accountRelationCreate", agent, **(tie | {"target": one})) == [
        ("INVALID_INPUT", "target")
    ]


async def test_a_tie_that_is_cut_is_cut_once() -> None:
    agent, one, other = await a_user("agent"), await an_account(), await an_account()
    tie = await done("accountRelationCreate", agent, source=one, target=other, type="Sister")

    await done("accountRelationDelete", agent, tie, idempotencyKey="k")

    assert await done("accountRelationDelete", agent, tie, idempotencyKey="k") is None
    assert await refused("accountRelationDelete", agent, tie) == [("NOT_FOUND", "id")]


async def test_a_contact_answers_for_another_account_until_that_ends() -> None:
    agent, contact, account = await a_user("agent"), await a_contact(), await an_account()
    given = {"contact": contact, "account": account, "responsibility": "Billing"}

    tie: ContactRelation = await done("contactRelationCreate", agent, **given)
    assert await refused("contactRelationCreate", agent, **given) == [
        ("DUPLICATE", "responsibility")
    ]
    await done("accountEdit", agent, account, primaryContact=contact)
    case = await a_case(account_id=account.pk, contact=contact)
    assert await refused("contactRelationDelete", agent, tie) == [("INVALID_INPUT", "account")]
    case.state = CaseState.CANCELLED
    await case.save()
    await done("contactRelationDelete", agent, tie)

    await account.refresh_from_db()
    assert account.primary_contact_id is None
    assert not await ContactRelation.exists()


# -- contacts and consumers -----------------------------------------------------------------------


async def test_a_contact_is_known_by_his_address_alone() -> None:
    agent, account = await a_user("agent"), await an_account()

    contact: Contact = await done(
        "contactCreate", agent, account=account, **{**CARLA, "email": "Carla@Example.org"}
    )

    assert contact.email == "carla@example.org"
    again = {**CARLA, "email": "CARLA@example.org"}
    assert await refused("contactCreate", agent, account=account, **again) == [
        ("DUPLICATE", "email")
    ]
    assert await refused("contactEdit", agent, await a_contact(), email=CARLA["email"]) == [
        ("DUPLICATE", "email")
    ]
    assert await refused("contactEdit", agent, contact, email="nobody") == [
        ("INVALID_INPUT", "email")
    ]
    await done("contactEdit", agent, contact, email=CARLA["email"], title="Head of pumps")


async def test_a_contact_leaves_an_account_with_nothing_open() -> None:
    agent, old, new = await a_user("agent"), await an_account(), await an_account()
    contact = await a_contact(old)
    asset = await an_asset(account=old)
    await AssetContact.create(asset=asset, contact=contact)
    await done("accountEdit", agent, old, primaryContact=contact)
    case = await a_case(contact=contact)

    assert await refused("contactEdit", agent, contact, account=new) == [
        ("INVALID_INPUT", "account")
    ]
    case.state = CaseState.CLOSED
    await case.save()
    await done("contactEdit", agent, contact, account=new)

    await old.refresh_from_db()
    assert (contact.account_id, old.primary_contact_id) == (new.id, None)
    assert not await AssetContact.exists()


async def test_only_customers_sign_in_as_customers_each_as_one() -> None:
    manager = await a_user("manager")
    staff, customer = await a_user("agent"), await a_user("contact")
    await a_consumer(user=customer)
    free = await a_user("contact", user_class=UserClass.CUSTOMER)
    contact = await a_contact()

    assert await refused("contactEdit", manager, contact, user=staff) == [("BAD_REFERENCE", "user")]
    assert await refused("contactEdit", manager, contact, user=customer) == [("DUPLICATE", "user")]
    await done("contactEdit", manager, contact, user=free)
    assert contact.user_id == free.id
    agent = await a_user("agent")
    assert await refused("contactEdit", agent, contact, user=free) == [("FIELD_FORBIDDEN", "user")]


async def test_an_account_admin_keeps_the_contacts_of_his_own_account() -> None:
    chief = await a_contact(portal_role=PortalRole.ACCOUNT_ADMIN)
    below = await an_account(parent_id=chief.account_id)
    colleague, stranger, junior = await a_contact(), await a_contact(), await a_contact(below)
    colleague.account_id = chief.account_id
    await colleague.save()

    new: Contact = await done("contactCreate", chief, **CARLA, portalRole="CASE_MANAGER")
    await done("contactEdit", chief, colleague, active=False)

    assert new.account_id == chief.account_id
    assert not colleague.active
    assert await refused("contactEdit", chief, stranger, title="?") == [("NOT_FOUND", "id")]
    assert await refused("contactEdit", chief, junior, title="?") == [("FORBIDDEN", "")]
    assert await refused("contactEdit", chief, colleague, account=below) == [
        ("FIELD_FORBIDDEN", "account")
    ]


async def test_a_contact_changes_himself_and_nobody_else() -> None:
    contact = await a_contact()
    colleague = await a_contact(await contact.account, user=None)
    await a_case(contact=colleague)

    await done("contactEdit", contact, contact, mobilePhone="+34 600 000 000")

    assert contact.mobile_phone == "+34 600 000 000"
    assert await refused("contactEdit", contact, contact, portalRole="ACCOUNT_ADMIN") == [
        ("FIELD_FORBIDDEN", "portalRole")
    ]
    assert await refused("contactEdit", contact, colleague, title="?") == [("NOT_FOUND", "id")]


async def test_a_consumer_changes_what_is_his_to_say() -> None:
    agent, consumer = await a_user("agent"), await a_consumer()

    await done("consumerEdit", consumer, consumer, locale="es_MX", country="mx")
    new: Consumer = await done(
        "consumerCreate", agent, firstName="Ada", lastName="Lovelace", notes="Prefers letters"
    )

    assert (consumer.locale, consumer.country) == ("es-MX", "MX")
    assert (new.number[:3], new.notes) == ("CNS", "Prefers letters")
    assert await refused("consumerEdit", consumer, consumer, locale="??") == [
        ("INVALID_INPUT", "locale")
    ]
    await a_case(consumer=consumer)
    assert await refused("consumerEdit", agent, consumer, active=False) == [
        ("INVALID_INPUT", "active")
    ]


# -- products, assets, sales ----------------------------------------------------------------------


async def test_managers_keep_the_products() -> None:
    manager, agent = await a_user("manager"), await a_user("agent")
    group = await a_group()

    product: ProductModel = await done(
        "productModelCreate", manager, name="Pump 3", supportGroup=group
    )
    await done("productModelEdit", manager, product, status="RETIRED", active=False)

    assert (product.status, product.active) == ("RETIRED", False)
    assert await refused("productModelEdit", agent, product, name="?") == [("FORBIDDEN", "")]
    assert await refused("productModelEdit", manager, product, name=None) == [
        ("MISSING_INPUT", "name")
    ]


async def test_an_asset_has_a_name_plate_and_one_owner() -> None:
    agent, product = await a_user("agent"), await a_product()
    account, consumer = await an_account(), await a_consumer()
    pump = {"name": "Pump", "product": product, "serialNumber": "S1"}

    asset: Asset = await done(
        "assetCreate", agent, account=account, installedOn="2026-01-02", **pump
    )

    assert (asset.number[:3], asset.account_id, str(asset.installed_on)) == (
        "AST",
        account.id,
        "2026-01-02",
    )
    assert await refused("assetCreate", agent, name="Pump", product=product) == [
        ("MISSING_INPUT", "serialNumber")
    ]
    assert await refused("assetCreate", agent, account=account, consumer=consumer, **pump) == [
        ("INVALID_INPUT", "consumer")
    ]
    assert await refused("assetEdit", agent, asset, serialNumber=None) == [
        ("MISSING_INPUT", "serialNumber")
    ]
    assert await refused("assetEdit", agent, asset, warrantyUntil="2026-01-01") == [
        ("INVALID_INPUT", "warrantyUntil")
    ]
    await done("assetEdit", agent, asset, consumer=consumer)
    assert (asset.account_id, asset.consumer_id) == (None, consumer.id)


async def test_an_asset_changes_hands_with_its_parts_and_without_its_past() -> None:
    agent, account, consumer = await a_user("agent"), await an_account(), await a_consumer()
    contact, product = await a_contact(account), await a_product()
    sale = await a_sale(account=account, product=product)
    whole: Asset = await done(
        "assetCreate",
        agent,
        name="Press",
        product=product,
        assetTag="T1",
        soldProduct=sale,
        contacts=[contact],
    )
    part: Asset = await done(
        "assetCreate", agent, name="Arm", product=product, assetTag="T2", parent=whole
    )
    assert (whole.account_id, part.account_id) == (account.id, account.id)

    await done("assetEdit", agent, whole, consumer=consumer)

    await part.refresh_from_db()
    assert (whole.consumer_id, whole.account_id, whole.sold_product_id) == (consumer.id, None, None)
    assert (part.consumer_id, part.account_id) == (consumer.id, None)
    assert not await AssetContact.exists()


async def test_an_asset_is_nothing_of_another_customers() -> None:
    agent, account = await a_user("agent"), await an_account()
    other = await an_asset(account=await an_account())
    asset = await an_asset(account=account)
    foreign = await a_sale(account=await an_account(), product_id=asset.product_id)
    another = await a_sale(account=account)

    assert await refused("assetEdit", agent, asset, parent=other) == [("BAD_REFERENCE", "parent")]
    assert await refused("assetEdit", agent, asset, parent=asset) == [("INVALID_INPUT", "parent")]
    for sale in (foreign, another):
        assert await refused("assetEdit", agent, asset, soldProduct=sale) == [
            ("BAD_REFERENCE", "soldProduct")
        ]
    assert await refused("assetEdit", agent, asset, contacts=[await a_contact()]) == [
        ("INVALID_INPUT", "contacts")
    ]


async def test_a_sale_is_somebodys() -> None:
    agent, product, contact = await a_user("agent"), await a_product(), await a_contact()
    sold = {"name": "Pump", "product": product}

    sale: SoldProduct = await done("soldProductCreate", agent, contact=contact, **sold)

    assert (sale.account_id, sale.quantity) == (contact.account_id, 1)
    assert await refused("soldProductCreate", agent, **sold) == [("MISSING_INPUT", "account")]
    assert await refused("soldProductEdit", agent, sale, quantity=0) == [
        ("INVALID_INPUT", "quantity")
    ]
    assert await refused(
        "soldProductEdit", agent, sale, starts="2026-02-01", ends="2026-01-01"
    ) == [("INVALID_INPUT", "ends")]
    assert await refused("soldProductEdit", agent, sale, contact=await a_contact()) == [
        ("BAD_REFERENCE", "contact")
    ]


async def test_a_sale_that_was_delivered_stays_its_customers() -> None:
    agent, account = await a_user("agent"), await an_account()
    sale = await a_sale(account=account)
    await an_asset(account=account, sold_product=sale, product=await sale.product)

    assert await refused("soldProductEdit", agent, sale, account=await an_account()) == [
        ("INVALID_INPUT", "account")
    ]
    assert await refused("soldProductEdit", agent, sale, product=await a_product()) == [
        ("INVALID_INPUT", "product")
    ]


# -- who may --------------------------------------------------------------------------------------


async def test_providers_only_read() -> None:
    olga = await an_outsourced_agent(await a_provider())

    actions = await ask("{ viewer { actions { mutation } } }", by=olga)

    offered = {action["mutation"] for action in actions["viewer"]["actions"]}
    nouns = ("account", "contact", "consumer", "product", "asset", "sold")
    assert not {name for name in offered if name.startswith(nouns)}


async def test_what_staff_must_know_is_known_to_staff_alone() -> None:
    contact = await a_contact()
    account = await contact.account
    await done(
        "accountEdit", await a_user("agent"), account, specialHandling="Never call before ten."
    )
    query = "{ accounts { nodes { specialHandling } } }"

    assert await ask(query, by=await a_user("agent")) == {
        "accounts": {"nodes": [{"specialHandling": "Never call before ten."}]}
    }
    with pytest.raises(Exception, match="specialHandling"):
        await ask(query, by=contact)
