"""What outsourced agents and their managers do, with a mouse, on a phone, and without scripts.

The numbers are those of the use cases in the specification. They see what their cases bring with
them and nothing else: each place is also looked for by its address.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.async_api import Page, expect

from gateway.cases.lifecycle import CaseState
from gateway.cases.models import Case
from gateway.customers.models import Account, Asset, Consumer, Contact, Contract
from gateway.people.models import Group, Provider, User
from tests.browser.casework import act, listed, say, send, told
from tests.browser.desk import Desk, Site, every_way
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
    an_outsourced_agent,
)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

Way = dict[str, Any]


@dataclass
class Served:
    """A provider with its people, and a customer of which it has an open case; another has none."""

    provider: Provider
    group: Group
    priya: User  # agent
    omar: User  # manager
    account: Account
    contact: Contact
    asset: Asset
    contract: Contract
    case: Case
    foreign: Asset


async def _served() -> Served:
    provider = await a_provider()
    priya = await an_outsourced_agent(provider, first_name="Priya", last_name="Nair")
    omar = await a_user("osp_manager", provider=provider, first_name="Omar", last_name="Said")
    group = await a_group(priya, omar, provider=provider, name=f"Field desk {provider.pk}")
    account = await an_account(name="Harbor & Pine", notes="owes-us-millions")
    contact = await a_contact(account, first_name="Renske", last_name="Okafor")
    asset = await an_asset(account=account, name="Cold press", cost_cents=987654321)
    contract = await a_contract(account=account, name="Gold cover", terms="secret-terms")
    case = await a_case(
        contact=contact, asset=asset, contract=contract, short_description="The press is cold",
        assignment_group=group, assigned_to=priya, state=CaseState.OPEN,
    )  # fmt: skip
    foreign = await an_asset(account=await an_account(name="Cobalt"), name="Cobalt mill")
    return Served(
        provider, group, priya, omar, account, contact, asset, contract, case, foreign
    )  # fmt: skip


async def _register(desk: Desk, title: str) -> None:
    """Goes to a register as one does: by the navigation, or by the sheet of a phone."""
    page = desk.page
    await desk.open("/cases")
    more = page.locator(".tabbar [popovertarget=places]")
    if await more.is_visible():
        await more.click()
        await page.locator("#places a", has_text=title).click()
    else:
        await page.locator(".side nav a", has_text=title).click()
    await expect(page.locator("#list-title")).to_have_text(title)


async def _nowhere(desk: Desk, path: str) -> None:
    """Nothing is found there, whatever there is."""
    await desk.open(path)
    await expect(desk.page.locator("h1")).to_have_text("Not found")


async def _parts(page: Page) -> str:
    """The parts of the record that is open."""
    return await page.locator("#tabs").inner_text()


@every_way
async def test_a03_a_provider_views_the_assets_of_its_customers(house: Site, way: Way) -> None:
    served = await _served()
    async with house.desk(served.priya, **way) as priya:
        page = priya.page
        await _register(priya, "Assets")
        await expect(page.locator("#list")).to_contain_text("Cold press")
        await expect(page.locator("#list")).not_to_contain_text("Cobalt")
        await page.locator(".records a", has_text="Cold press").click()
        await expect(page.locator("#record-title")).to_have_text("Cold press")
        await expect(page.locator("#context")).to_contain_text(served.asset.number)
        await expect(page.locator("#actions")).to_be_empty()
        await expect(page.locator("body")).not_to_contain_text("9,876,543")
        await _nowhere(priya, f"/assets/{served.asset.number}/edit")
        await _nowhere(priya, f"/assets/{served.foreign.number}")


@every_way
async def test_a05_a_provider_views_its_customers(house: Site, way: Way) -> None:
    served = await _served()
    consumer: Consumer = await a_consumer(first_name="Lena", last_name="Hart")
    await a_case(
        consumer=consumer, assignment_group=served.group, short_description="The lamp is dark"
    )
    cobalt = await (await Asset.get(id=served.foreign.pk)).account
    for user in (served.priya, served.omar):
        async with house.desk(user, **way) as desk:
            page = desk.page
            await _register(desk, "Accounts")
            await page.locator(".records a", has_text="Harbor & Pine").click()
            await expect(page.locator("#record-title")).to_have_text("Harbor & Pine")
            for part in ("Cases", "Contacts", "Assets", "Contracts"):
                await expect(page.locator("#tabs")).to_contain_text(part)
            await page.locator("#tabs a", has_text="Contacts").click()
            await page.locator("#r-contacts a", has_text="Renske Okafor").click()
            await expect(page.locator("#record-title")).to_have_text("Renske Okafor")
            await page.locator("#tabs a", has_text="Cases").click()
            await expect(page.locator("#r-cases")).to_contain_text("The press is cold")
            await desk.open(f"/consumers/{consumer.number}")
            await expect(page.locator("#record-title")).to_have_text("Lena Hart")
            await page.locator("#tabs a", has_text="Cases").click()
            await expect(page.locator("#r-cases")).to_contain_text("The lamp is dark")
            await desk.open(f"/accounts/{served.account.number}")
            await expect(page.locator("body")).not_to_contain_text("owes-us-millions")
            await _nowhere(desk, f"/accounts/{cobalt.number}")


@every_way
async def test_a06_a_provider_adds_a_task_a_note_and_a_comment(house: Site, way: Way) -> None:
    served = await _served()
    renske = await User.get(id=served.contact.user_id)
    async with (
        house.desk(await a_user("agent", first_name="Mara"), **way) as mara,
        house.desk(renske, **way) as customer,
        house.desk(served.priya, **way) as priya,
    ):
        page = priya.page
        await priya.open(f"/cases/{served.case.number}")
        await say(page, "work-note", "The valve is stuck.")
        await told(page, "Note added")
        await say(page, "comment", "We come on Monday.")
        await told(page, "Comment sent")
        await page.locator("#tabs a", has_text="Tasks").click()
        await page.locator("#tasks a", has_text="New task").click()
        await expect(page.locator("#i-shortDescription[required]")).to_be_visible()
        await send(page, "create", shortDescription="Bring a valve")
        await told(page, "added")
        await priya.open(f"/cases/{served.case.number}/tasks")
        await expect(page.locator("#tasks li")).to_contain_text("Bring a valve")
        await expect(page.locator("#tasks li small").first).to_contain_text("Open")
        for text in ("The valve is stuck.", "We come on Monday."):
            await mara.open(f"/cases/{served.case.number}")
            await expect(mara.page.locator("#timeline")).to_contain_text(text)
        await mara.open(f"/cases/{served.case.number}/tasks")
        await expect(mara.page.locator("#tasks")).to_contain_text("Bring a valve")
        await customer.open(f"/cases/{served.case.number}")
        await expect(customer.page.locator("#timeline")).to_contain_text("We come on Monday.")
        await customer.open(f"/cases/{served.case.number}/tasks")
        await expect(customer.page.locator("body")).not_to_contain_text("valve")
        assert priya.complaints == mara.complaints == customer.complaints == []


@every_way
async def test_a10_a_provider_views_its_cases(house: Site, way: Way) -> None:
    served = await _served()
    given = {"assignment_group": served.group}
    peer = await an_outsourced_agent(served.provider)
    free = await a_case(**given)
    theirs = await a_case(**given, assigned_to=peer)
    done = await a_case(**given, state=CaseState.CLOSED)
    foreign = await a_case(assignment_group=await a_group())
    idle = await an_outsourced_agent(await a_provider(active=False), first_name="Ines")
    wanted = {
        "mine": [served.case],
        "unassigned": [free],
        "all": [served.case, free, theirs],
        "all&state=OPEN": [served.case],
        "all&state=any": [served.case, free, theirs, done],
    }
    async with house.desk(served.priya, **way) as priya, house.desk(idle, **way) as ines:
        for view, cases in wanted.items():
            await priya.open(f"/cases?view={view}")
            rows = priya.page.locator("#list .id")
            await expect(rows).to_have_count(len(cases))
            assert {*await rows.all_text_contents()} == {case.number for case in cases}, view
        await _nowhere(priya, f"/cases/{foreign.number}")
        await priya.open("/cases?view=all")
        await priya.page.click(f"#row-{free.number} .row")
        await act(priya.page, "Assign to me")
        await told(priya.page, "Assigned to Priya Nair")
        await listed(priya, "unassigned", free, there=False)
        await ines.open("/cases?view=all&state=any")
        await expect(ines.page.locator(".empty")).to_contain_text("Your roles do not include cases")
        assert ines.complaints == []
