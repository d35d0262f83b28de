"""No kind of page has a barrier, for anyone who signs in: wide and on a phone, light and dark.

Each role walks the portal by its links. Pages that look alike are audited once; what others have
shown already only where roles see it differently.
"""

import re
from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from gateway.desk.models import Macro
from gateway.notifications.kinds import NotificationKind
from gateway.notifications.models import Notification
from gateway.outbox.models import Job, JobState
from gateway.people.models import User
from gateway.people.sessions import Sessions, Visitor
from portal.registers import REGISTERS
from tests.browser.auditing import auditor, faults
from tests.browser.desk import PHONE, WIDE, Site
from tests.levels.promised import promise
from tests.portal.crawl import Crawl, kind
from tests.world import (
    MONDAY,
    a_case,
    a_comment,
    a_consumer,
    a_contact,
    a_contract,
    a_group,
    a_provider,
    a_task,
    a_user,
    a_work_note,
    an_account,
    an_asset,
    an_outsourced_agent,
)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

ROLES = ("agent", "manager", "osp_agent", "contact", "consumer", "admin")
EACH = {"/cases", "/cases/N", "/cases/new", "/accounts/N"}  # differ by who looks
PLACES = "|".join(register.path for register in REGISTERS)
ALIKE = (
    (rf"^/({PLACES})$", "/records"),
    (rf"^/({PLACES})/new$", "/records/new"),
    (rf"^/({PLACES})/N/edit$", "/records/N/edit"),
    (rf"^/({PLACES})/N/timeline$", "/records/N/timeline"),
    (rf"^/({PLACES})/N/(?!hierarchy)[a-z-]+$", "/records/N/part"),
    (rf"^/({PLACES})/N/[a-z-]+/new$", "/records/N/part/new"),
)

Tours = dict[str, tuple[User, list[str]]]


async def _world() -> dict[str, User]:
    """Somebody of each role, at a case of everybody's."""
    provider = await a_provider()
    osp, agent = await an_outsourced_agent(provider), await a_user("agent", first_name="Mara")
    group = await a_group(agent, name="Devices")
    account = await an_account(parent=await an_account(), special_handling="Call before noon.")
    contact, consumer = await a_contact(account), await a_consumer()
    given = {"account": account}
    asset, contract = await an_asset(**given), await a_contract(**given)
    tied = {"contact": contact, "asset": asset, "contract": contract, "product": asset.product}
    case = await a_case(**tied, assignment_group=group, assigned_to=agent, state="OPEN")
    theirs = await a_group(osp, provider=provider)
    await a_case(**tied, assignment_group=theirs, assigned_to=osp, parent=case)
    await a_case(consumer=consumer, state="RESOLVED", resolution_code="FIXED")
    await a_comment(case, author_contact=contact)
    await a_work_note(case, author_user=agent)
    await a_task(case)
    await promise()
    await Macro.create(owner=agent, name="Calm down", priority=1, reply="Hello")
    admin = await a_user("admin")
    told = {"event_key": 1, "kind": NotificationKind.COMMENTED, "case": case}
    for user in (agent, admin):
        await Notification.create(recipient=user, created_at=MONDAY, **told)
    await Job.create(
        kind="notify", key="notify:1", created_at=MONDAY, run_at=MONDAY, state=JobState.DEAD,
        error="ValueError: no",
    )  # fmt: skip
    customers = {
        "contact": await User.get(id=contact.user_id),
        "consumer": await User.get(id=consumer.user_id),
    }
    staff = {"agent": agent, "manager": await a_user("manager"), "osp_agent": osp, "admin": admin}
    return staff | customers


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def tours(house: Site) -> Tours:
    """By role, somebody who has it and the pages that are audited as theirs."""
    people, shown = await _world(), set[str]()
    found: Tours = {}
    for role in ROLES:
        pages = {_look(address): address async for address in _walk(house, people[role])}
        found[role] = (
            people[role],
            [address for look, address in pages.items() if look in EACH or look not in shown],
        )
        shown |= pages.keys()
    return found


async def _walk(house: Site, user: User) -> AsyncGenerator[str]:
    """One address of each kind of page that links lead to."""
    kept = Sessions(secure=False)
    async with httpx.AsyncClient(base_url=house.base, timeout=30) as browser:
        browser.cookies.set(kept.cookie_name, await kept.open(user.pk, Visitor()))
        crawl = Crawl(browser, each=1, most=200, swaps=())
        async for address, answer in crawl.pages("/jobs"):
            if answer.headers["content-type"].startswith("text/html"):
                yield address


def _look(address: str) -> str:
    """What the page of an address has in common with others."""
    of = kind(address)
    return next((alike for pattern, alike in ALIKE if re.match(pattern, of)), of)


@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("role", ROLES)
async def test_no_kind_of_page_has_a_barrier(
    house: Site, tours: Tours, role: str, screen: dict[str, Any]
) -> None:
    user, addresses = tours[role]
    assert len(addresses) > len(EACH) - 2
    found = list[str]()
    async with auditor(house, user, **screen) as desk:
        for address in addresses:
            await desk.open(address)
            found += await faults(desk)
    assert not found, "\n".join(found)
