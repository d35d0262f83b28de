"""Lists and pages of customers and their things, without scripts: what each viewer finds there."""

import gzip
from datetime import timedelta

import pytest

from gateway.customers.models import (
    Account,
    AccountRelation,
    Asset,
    Consumer,
    Contact,
    PortalRole,
)
from gateway.people.models import User
from tests.portal.front import Front
from tests.world import (
    MONDAY,
    a_case,
    a_comment,
    a_consumer,
    a_contact,
    a_contract,
    a_group,
    a_product,
    a_provider,
    a_user,
    an_account,
    an_asset,
    an_outsourced_agent,
)

LISTS = (
    "accounts",
    "contacts",
    "consumers",
    "products",
    "assets",
    "sold-products",
    "contracts",
    "entitlements",
)
OURS = tuple(f"/{path}" for path in LISTS)
SECRET = "owes-us-nine-millions"  # noqa: S105  # a word that only the enterprise may read


async def _signs_in(customer: Contact | Consumer) -> User:
    return await User.get(id=customer.user_id)


async def _a_served_account() -> tuple[User, Account]:
    """An outsourced agent, and an account with secrets that a case of his refers to."""
    provider = await a_provider()
    agent = await an_outsourced_agent(provider)
    group = await a_group(agent, provider=provider)
    account = await an_account(
        name="Harbor & Pine", tier=SECRET, notes=SECRET, duns=SECRET[:13], special_handling=SECRET
    )
    contact = await a_contact(account, special_handling=SECRET)
    asset = await an_asset(account=account, cost_cents=987654321)
    contract = await a_contract(account=account, terms=SECRET, value=987654321)
    await a_case(
        contact=contact,
        asset=asset,
        contract=contract,
        product=await asset.product,
        assignment_group=group,
        assigned_to=agent,
    )
    return agent, account


# -- lists ----------------------------------------------------------------------------------------


async def test_a_list_says_how_many_there_are_and_leads_to_each(front: Front) -> None:
    pines = await an_account(name="Harbor & Pine", city="Oslo")
    await an_account(name="Cobalt")
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open("/accounts")
        assert visitor.texts(".records .subject") == ["Cobalt", "Harbor & Pine"]
        assert visitor.text("#list output") == "2"
        assert set(visitor.texts(".nav .count")) == {"0"}  # the lists of cases beside them
        await visitor.follow("Harbor & Pine")
        assert visitor.address == f"/accounts/{pines.number}"
        assert visitor.text("h1#record-title") == "Harbor & Pine"
        assert visitor.properties()["City"] == "Oslo"
        assert visitor.one(".records [aria-current]").get_text(strip=True).startswith("Harbor")
        await visitor.follow("Close this record")
        assert visitor.address == "/accounts"


@pytest.mark.parametrize("path", LISTS)
async def test_every_list_opens_empty(front: Front, path: str) -> None:
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open(f"/{path}")
        assert visitor.answer.status_code == 200
        assert "This list is empty." in visitor.text("#list")


async def test_filters_words_and_order_stand_in_the_address(front: Front) -> None:
    await an_account(name="Alder", country="NO", tier="Gold")
    await an_account(name="Birch", country="NO", tier="Silver")
    await an_account(name="Cedar", country="SE", tier="Gold")
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open("/accounts")
        await visitor.send("#filters form", country="NO", tier="Gold")
        assert visitor.address == "/accounts?tier=Gold&country=NO"
        assert visitor.texts(".records .subject") == ["Alder"]
        assert visitor.texts(".chip.on") == [
            "Tier: Gold , remove this filter",
            "Country: NO , remove this filter",
        ]
        await visitor.follow("Tier: Gold")
        assert visitor.texts(".records .subject") == ["Alder", "Birch"]
        await visitor.open("/accounts?q=ced")
        assert visitor.texts(".records .subject") == ["Cedar"]
        await visitor.open("/accounts?order=-number")
        assert visitor.texts(".records .subject") == ["Cedar", "Birch", "Alder"]
        assert visitor.one("[aria-sort]")["aria-sort"] == "descending"
        await visitor.follow("Number")
        assert visitor.address == "/accounts?order=number"


async def test_what_belongs_to_a_customer_is_found_by_its_name_or_number(front: Front) -> None:
    pines, cobalt = await an_account(name="Harbor & Pine"), await an_account(name="Cobalt")
    theirs = await an_asset(account=pines, name="Pump 7")
    await an_asset(account=cobalt)
    async with front.visitor(await a_user("agent")) as visitor:
        for wanted in ("pine", pines.number):
            await visitor.open(f"/assets?account={wanted}")
            assert visitor.texts(".records .subject") == [theirs.name]
        await visitor.open("/assets?status=IN_USE&account=cobalt")
        assert visitor.text("#list output") == "1"


@pytest.mark.parametrize("address", ["/assets?status=BROKEN", "/accounts?active=perhaps"])
async def test_a_filter_that_means_nothing_is_refused_with_a_reason(
    front: Front, address: str
) -> None:
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open(address)
        assert visitor.answer.status_code == 400
        assert "There is no such choice" in visitor.text("main")


async def test_long_lists_have_pages_both_ways(front: Front) -> None:
    for n in range(60):
        await an_account(name=f"Account {n:02}")
    async with front.visitor(await a_user("agent")) as visitor:
        first = (await visitor.open("/accounts")).texts(".records .subject")
        second = (await visitor.follow("Next")).texts(".records .subject")
        assert first + second == [f"Account {n:02}" for n in range(60)]
        back = (await visitor.follow("Previous")).texts(".records .subject")
        assert back == first


async def test_what_is_not_counted_yet_is_counted_on_demand(front: Front) -> None:
    for n in range(60):
        await an_account(name=f"Account {n:02}")
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open("/accounts")
        link = visitor.one("#list-count")
        assert link["hx-get"] == link["href"]
        await visitor.swap(str(link["href"]), "a#list-count")
        assert visitor.text("output") == "60"
        await visitor.open(str(link["href"]))
        assert visitor.text("#list output") == "60"
        assert len(visitor.texts(".records .subject")) == 50


# -- one record -----------------------------------------------------------------------------------


async def test_an_account_shows_its_tree_and_what_belongs_to_it(front: Front) -> None:
    group = await an_account(name="Pine Group")
    pines = await an_account(name="Harbor & Pine", parent=group)
    branch = await an_account(name="Pine Oslo", parent=pines)
    await AccountRelation.create(
        source=pines, target=await an_account(name="Mill"), type="supplier"
    )
    contact = await a_contact(pines)
    case = await a_case(contact=contact, short_description="Pumps restart")
    asset = await an_asset(account=pines)
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open(f"/accounts/{pines.number}")
        assert "Pine Group" in visitor.text(".tree .above")
        assert visitor.texts(".tree li a") == [branch.name]
        assert "Contacts 1" in visitor.texts("#tabs a")
        assert "Sold products" in visitor.text("p.region")  # nothing under it
        await visitor.open(f"/accounts/{pines.number}/cases")
        assert visitor.texts("#r-cases .subject") == ["Pumps restart"]
        assert visitor.one("#r-cases th a")["href"] == f"/cases/{case.number}"
        await visitor.open(f"/accounts/{pines.number}/assets")
        assert visitor.texts("#r-assets .subject") == [asset.name]
        await visitor.open(f"/accounts/{pines.number}/relations")
        assert "supplier" in visitor.text("#r-relations")
        await visitor.follow("Mill")
        assert visitor.text("h1#record-title") == "Mill"


async def test_a_region_loads_by_itself_and_is_a_page_as_well(front: Front) -> None:
    pines = await an_account()
    contact = await a_contact(pines)
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open(f"/accounts/{pines.number}")
        link = visitor.one("#r-contacts [hx-trigger=revealed]")
        await visitor.swap(str(link["href"]), "section#r-contacts")
        assert visitor.one("section")["id"] == "r-contacts"
        assert contact.last_name in visitor.text("section")
        assert not visitor.page.select("#detail, #list")
        await visitor.open(str(link["href"]))
        assert contact.last_name in visitor.text("#r-contacts")


async def test_long_related_lists_go_on(front: Front) -> None:
    pines = await an_account()
    for n in range(55):
        await an_asset(account=pines, name=f"Pump {n:02}")
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.swap(f"/accounts/{pines.number}/assets", "section#r-assets")
        assert len(visitor.texts(".subject")) == 6
        await visitor.open(f"/accounts/{pines.number}/assets")
        first = visitor.texts("#r-assets .subject")
        await visitor.follow("More")
        rest = visitor.texts("#r-assets .subject")
        assert sorted(first + rest) == [f"Pump {n:02}" for n in range(55)]


async def test_touchpoints_tell_what_passed_newest_first(front: Front) -> None:
    agent = await a_user("agent")
    for customer in (await a_contact(), await a_consumer()):
        kind = "contact" if isinstance(customer, Contact) else "consumer"
        case = await a_case(
            **{kind: customer}, opened_at=MONDAY, short_description=f"Pump of {kind}"
        )
        author = {f"author_{kind}": customer}
        await a_comment(case, "Any news?", at=MONDAY + timedelta(hours=1), **author)
        await a_comment(case, "On its way.", at=MONDAY + timedelta(hours=2), author_user=agent)
        key = customer.number if isinstance(customer, Consumer) else ""
        async with front.visitor(agent) as visitor:
            if not key:
                await visitor.open("/contacts")
                await visitor.follow(customer.last_name)
            else:
                await visitor.open(f"/consumers/{key}")
            told = visitor.texts(".touches li p")
        name = f"{customer.first_name} {customer.last_name}"
        assert told == [
            f"Ana {agent.last_name} wrote to the customer in {case.number} On its way.",
            f"{name} wrote to us in {case.number} Any news?",
            f"Case by web {case.number} Pump of {kind}",
        ]


async def test_every_page_of_a_record_opens_with_all_of_its_parts(front: Front) -> None:
    contact = await a_contact()
    asset = await an_asset(account_id=contact.account_id)
    contract = await a_contract(account_id=contact.account_id)
    consumer, product = await a_consumer(), await a_product()
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open("/contacts")
        page = str(visitor.one(".records th a")["href"])
        for address in (
            page,
            f"/accounts/{(await contact.account).number}",
            f"/consumers/{consumer.number}",
            f"/products/{product.number}",
            f"/assets/{asset.number}",
            f"/contracts/{contract.number}",
        ):
            await visitor.open(address)
            assert visitor.answer.status_code == 200, address
            for link in visitor.page.select("#tabs a, p.region a"):
                part = await visitor.open(str(link["href"]))
                assert part.answer.status_code == 200, link["href"]


# -- who sees what --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "absent"),
    [
        ("agent", set[str]()),
        ("osp_agent", set[str]()),
        ("contact", {"Consumers"}),
        ("consumer", {"Accounts", "Contacts"}),
    ],
)
async def test_the_navigation_has_the_lists_that_there_are_for_the_viewer(
    front: Front, role: str, absent: set[str]
) -> None:
    everything = {
        *("Accounts", "Contacts", "Consumers", "Products", "Assets"),
        *("Sold products", "Contracts", "Entitlements"),
    }
    if role == "contact":
        user = await _signs_in(await a_contact())
    elif role == "consumer":
        user = await _signs_in(await a_consumer())
    else:
        given = {"provider": await a_provider()} if role == "osp_agent" else {}
        user = await a_user(role, **given)
    async with front.visitor(user) as visitor:
        await visitor.open("/cases")
        assert set(visitor.texts(".side .nav a")) & everything == everything - absent
        assert set(visitor.texts("#places a")) & everything == everything - absent
        for gone in absent:
            await visitor.open(f"/{gone.lower()}")
            assert visitor.answer.status_code == 404


async def test_an_outsourced_agent_finds_those_of_his_cases_and_no_secret(front: Front) -> None:
    agent, _ = await _a_served_account()
    other = await an_account(name="Cobalt")
    async with front.visitor(agent) as visitor:
        await visitor.open("/accounts")
        assert visitor.texts(".records .subject") == ["Harbor & Pine"]
        assert visitor.text("#list output") == "1"
        assert "Tier" not in visitor.texts(".records thead th")
        assert not visitor.page.select("#n-tier")
        missing = (await visitor.open("/accounts/ACC9999999")).answer
        invisible = (await visitor.open(f"/accounts/{other.number}")).answer
        assert (missing.status_code, invisible.status_code) == (404, 404)
        assert missing.text == invisible.text


async def test_what_is_withheld_stands_on_no_page_part_or_form(front: Front) -> None:
    agent, account = await _a_served_account()
    seen: set[str] = set()
    waiting = [f"/{path}" for path in LISTS]
    async with front.visitor(agent) as visitor:
        while waiting:
            address = waiting.pop()
            if address in seen or address.count("/") > 3:
                continue
            seen.add(address)
            await visitor.open(address)
            assert SECRET not in visitor.answer.text, address
            assert SECRET[:13] not in visitor.answer.text, address
            assert "9,876,543.21" not in visitor.answer.text, address
            assert "987,654,321" not in visitor.answer.text, address
            links = [str(a["href"]) for a in visitor.page.select("#list a, #detail a")]
            waiting += [a for a in links if a.startswith(OURS) and "?" not in a]
    assert f"/accounts/{account.number}" in seen
    assert any(address.endswith("/contracts") for address in seen)
    async with front.visitor(
        await a_user("manager")
    ) as visitor:  # where there is something to hide
        await visitor.open(f"/accounts/{account.number}")
        assert SECRET in visitor.text("#detail")


async def test_a_secret_cannot_be_guessed_by_filter_or_order(front: Front) -> None:
    agent, _ = await _a_served_account()
    async with front.visitor(agent) as visitor:
        for address in (
            f"/accounts?tier={SECRET}",
            "/accounts?tier=nothing",
            "/accounts?order=tier",
        ):
            await visitor.open(address)
            assert visitor.answer.status_code == 200 or not visitor.page.select(".records")
            assert visitor.texts(".records .subject") in ([], ["Harbor & Pine"])
        found = (await visitor.open(f"/accounts?tier={SECRET}")).texts(".records .subject")
        missed = (await visitor.open("/accounts?tier=nothing")).texts(".records .subject")
        assert found == missed


async def test_a_contact_sees_his_own_account_and_an_account_manager_those_below(
    front: Front,
) -> None:
    pines = await an_account(name="Harbor & Pine", tier=SECRET, notes=SECRET)
    branch = await an_account(name="Pine Oslo", parent=pines)
    await an_account(name="Cobalt")
    carl = await a_contact(pines)
    await a_contact(pines, first_name="Cora")
    boss = await a_contact(
        pines,
        portal_role=PortalRole.CASE_MANAGER,
        user=await a_user("contact", "case_manager"),
    )
    async with front.visitor(await _signs_in(carl)) as visitor:
        await visitor.open("/accounts")
        assert visitor.texts(".records .subject") == ["Harbor & Pine"]
        await visitor.open(f"/accounts/{pines.number}")
        assert SECRET not in visitor.answer.text
        assert {"Tier", "Notes", "Created by"}.isdisjoint(visitor.properties())
        assert not visitor.page.select("#actions .btn, a.btn[data-key=n]")
        await visitor.open(f"/accounts/{branch.number}")
        assert visitor.answer.status_code == 404
    async with front.visitor(await _signs_in(boss)) as visitor:
        await visitor.open("/accounts")
        assert visitor.texts(".records .subject") == ["Harbor & Pine", "Pine Oslo"]


async def test_who_is_not_signed_in_is_led_there_and_back(front: Front) -> None:
    async with front.visitor() as visitor:
        await visitor.open("/assets?status=IN_USE")
        assert visitor.address.startswith("/login?next=/assets")


async def test_odd_addresses_never_fail(front: Front) -> None:
    account = await an_account()
    async with front.visitor(await a_user("agent")) as visitor:
        for address in (
            "/accounts?q=%00%ff&account=%00",
            "/accounts?order=-%F0%9F%90%99&after=nonsense",
            "/contacts/nonsense",
            "/contacts/%00",
            "/contacts/Q29udGFjdDox",
            f"/accounts/{account.number.lower()}",
            f"/accounts/{account.number}/nonsense",
            f"/accounts/{account.number}/assets?rows=nonsense",
            f"/accounts/{account.number}/nonsense/more",
        ):
            assert (await visitor.open(address)).answer.status_code < 500, address
        await visitor.swap(f"/accounts/{account.number}", "section#r-nonsense")
        assert visitor.answer.status_code == 404


async def test_pages_and_parts_stay_light(front: Front) -> None:
    pines = await an_account()
    for n in range(60):
        account = await an_account(name=f"Account {n:02}", parent=pines, city="Oslo", tier="Gold")
        await a_contact(pines, first_name=f"Cora {n}")
        await an_asset(account=account)
    async with front.visitor(await a_user("agent")) as visitor:
        page = (await visitor.open(f"/accounts/{pines.number}")).answer.content
        part = (await visitor.swap(f"/accounts/{pines.number}", "section#detail")).answer.content
    assert len(gzip.compress(page, 5)) <= 20_000
    assert len(gzip.compress(part, 5)) <= 12_000
    assert await Asset.all().count() == 60
