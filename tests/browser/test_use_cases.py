"""What agents do with a case, each once with a mouse, on a phone, and without scripts.

The numbers are those of the use cases in the specification. Whoever acts sees what became of it,
and so do the colleague and the customer, as far as it concerns them.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import expect

from gateway.cases.lifecycle import CaseState
from gateway.people.models import User
from tests.browser.casework import Pick, Team, act, fill, listed, say, send, state, the, told
from tests.browser.desk import SCRIPTLESS, Desk, Site, every_way
from tests.world import a_contact, a_group, a_product, a_user, an_account, an_asset

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

Way = dict[str, Any]
OPEN, AWAITING, RESOLVED = CaseState.OPEN, CaseState.AWAITING_INFO, CaseState.RESOLVED
SOLVED = {"resolutionCode": Pick("FIXED"), "resolutionNotes": "New seal fitted."}


@asynccontextmanager
async def _both(house: Site, way: Way, team: Team) -> AsyncGenerator[tuple[Desk, Desk]]:
    """The agent at the case, and the customer; their pages complain of nothing."""
    async with house.desk(team.renske, **way) as renske, house.desk(team.mara, **way) as mara:
        await mara.open(f"/cases/{team.case.number}")
        yield mara, renske
        assert mara.complaints == renske.complaints == []


async def _both_see(team: Team, mara: Desk, renske: Desk, status: str) -> None:
    """How the case stands: the agent at once, the customer where he opens it."""
    await state(mara.page, status)
    await renske.open(f"/cases/{team.case.number}")
    await state(renske.page, status)


@every_way
async def test_d01_an_agent_accepts_a_case(house: Site, way: Way) -> None:
    team = await Team.meets()
    async with house.desk(team.ana, **way) as ana, house.desk(team.mara, **way) as mara:
        await mara.open("/cases")
        await mara.page.click(f"#row-{team.case.number} .row")
        await state(mara.page, "New")
        await act(mara.page, "Accept")
        await told(mara.page, "Accepted")
        await state(mara.page, "Open")
        await ana.open(f"/cases/{team.case.number}")
        await state(ana.page, "Open")
        await expect(ana.page.locator("#actions .primary", has_text="Accept")).to_have_count(0)
        assert mara.complaints == ana.complaints == []


@every_way
async def test_d02_what_an_agent_says_reaches_whom_it_is_for(house: Site, way: Way) -> None:
    team = await Team.meets(state=OPEN)
    async with _both(house, way, team) as (mara, renske):
        await say(mara.page, "comment", "The part is on its way.")
        await told(mara.page, "Comment sent")
        await say(mara.page, "work-note", "It is the third seal.")
        await told(mara.page, "Note added")
        await expect(mara.page.locator(".said.comment")).to_contain_text("The part is on its way.")
        await expect(mara.page.locator(".said.note")).to_contain_text("It is the third seal.")
        await renske.open(f"/cases/{team.case.number}")
        await expect(renske.page.locator("#timeline")).to_contain_text("The part is on its way.")
        await expect(renske.page.locator("body")).not_to_contain_text("third seal")


@every_way
async def test_d03_an_agent_assigns_a_case_to_another(house: Site, way: Way) -> None:
    team = await Team.meets(assigned_to=None)
    async with house.desk(team.ana, **way) as ana, house.desk(team.mara, **way) as mara:
        await listed(mara, "unassigned", team.case, there=True)
        await mara.page.click(f"#row-{team.case.number} .row")
        await act(mara.page, "Assign")
        await send(mara.page, "assign", assignmentGroup=the(team.group), assignedTo=the(team.ana))
        await told(mara.page, "Assigned to Ana Ruiz")
        await listed(mara, "unassigned", team.case, there=False)
        await listed(ana, "mine", team.case, there=True)
        assert mara.complaints == ana.complaints == []


@every_way
async def test_d04_an_agent_takes_a_case(house: Site, way: Way) -> None:
    team = await Team.meets(assigned_to=None)
    async with house.desk(team.ana, **way) as ana, house.desk(team.mara, **way) as mara:
        await listed(mara, "unassigned", team.case, there=True)
        await mara.page.click(f"#row-{team.case.number} .row")
        await act(mara.page, "Assign to me")
        await told(mara.page, "Assigned to Mara Lind")
        await state(mara.page, "Open")
        await listed(ana, "unassigned", team.case, there=False)
        await listed(ana, "mine", team.case, there=False)
        await listed(mara, "mine", team.case, there=True)
        assert mara.complaints == ana.complaints == []


@every_way
async def test_d05_an_agent_closes_a_case_and_tells_how(house: Site, way: Way) -> None:
    team = await Team.meets(state=OPEN)
    async with _both(house, way, team) as (mara, renske):
        await act(mara.page, "Close")
        for name in ("resolutionCode", "resolutionNotes"):
            await expect(mara.page.locator(f"#form-close #i-{name}[required]")).to_be_visible()
        await send(mara.page, "close", **SOLVED, postCode=True)
        await told(mara.page, "Closed")
        await _both_see(team, mara, renske, "Closed")
        await expect(renske.page.locator(".said.comment")).to_contain_text("Resolution: Fixed")
        await expect(renske.page.locator("body")).not_to_contain_text("New seal fitted.")


@every_way
async def test_d06_an_agent_edits_a_case(house: Site, way: Way) -> None:
    team = await Team.meets(state=OPEN)
    account = await an_account(name="Borealis")
    contact = await a_contact(account, first_name="Zoe", last_name="Quist")
    product = await a_product(name="Rotary press")
    asset = await an_asset(account=account, product=product, name="Press seven")
    screens = await a_group(await a_user("agent"), name=f"Screens {team.group.pk}")
    async with (
        house.desk(await User.get(id=contact.user_id), **way) as zoe,
        house.desk(team.renske, **way) as renske,
        house.desk(team.mara, **way) as mara,
    ):
        page = mara.page
        await renske.open(f"/cases/{team.case.number}")
        await expect(renske.page.locator("#case-title")).to_have_text("The pump leaks")
        await mara.open(f"/cases/{team.case.number}")
        await act(page, "Edit")
        form = page.locator("#form-edit")
        await fill(form, contact=Pick(""))
        await fill(form, account=the(account))
        if way is SCRIPTLESS:
            await form.get_by_role("button", name="Fill in what follows").click()
        await expect(form.locator("#i-contact option")).to_have_count(2)  # the account's
        await fill(form, contact=the(contact), product=the(product), asset=the(asset))
        await fill(form, priority=Pick("HIGH"), needsAttention=True)
        await send(page, "edit", shortDescription="The press", assignmentGroup=the(screens))
        await told(page, "Saved")
        await expect(page.locator("#case-title")).to_have_text("The press")
        await expect(page.locator("#headline")).to_contain_text("High")
        await expect(page.locator("#headline")).to_contain_text("Needs attention")
        for shown in ("Borealis", "Zoe Quist", "Rotary press", "Press seven", screens.name):
            await expect(page.locator("#context")).to_contain_text(shown)
        await expect(page.locator("#prop-c-assignedTo")).to_contain_text("None")
        await zoe.open(f"/cases/{team.case.number}")
        await expect(zoe.page.locator("#case-title")).to_have_text("The press")
        await renske.open(f"/cases/{team.case.number}")
        await expect(renske.page.locator("body")).not_to_contain_text("The press")
        await expect(renske.page.locator("#case-title")).to_have_count(0)


@every_way
@pytest.mark.parametrize("before", [AWAITING, RESOLVED])
async def test_d07_an_agent_opens_a_case_again(house: Site, way: Way, before: CaseState) -> None:
    solved = {"resolution_code": "FIXED", "resolution_notes": "n", "resolved_at": None}
    team = await Team.meets(state=before, **(solved if before is RESOLVED else {}))
    async with _both(house, way, team) as (mara, renske):
        await act(mara.page, "Open again")
        await send(mara.page, "open", reason="It still leaks.")
        await told(mara.page, "Open again")
        await _both_see(team, mara, renske, "Open")


@every_way
async def test_d09_an_agent_proposes_a_solution(house: Site, way: Way) -> None:
    team = await Team.meets(state=OPEN)
    async with _both(house, way, team) as (mara, renske):
        await act(mara.page, "Propose solution")
        await send(mara.page, "propose-solution", **SOLVED, shareResolutionNotes=True)
        await told(mara.page, "Solution proposed")
        await _both_see(team, mara, renske, "Resolved")
        await expect(renske.page.locator("#timeline")).to_contain_text("New seal fitted.")
        await expect(renske.page.locator("#actions .primary")).to_have_text("Accept solution")


@every_way
async def test_d10_an_agent_hands_a_case_on(house: Site, way: Way) -> None:
    team = await Team.meets(state=OPEN)
    screens = await a_group(team.ana, name=f"Screens {team.group.pk}")
    async with house.desk(team.ana, **way) as ana, house.desk(team.mara, **way) as mara:
        await listed(mara, "mine", team.case, there=True)
        await mara.page.click(f"#row-{team.case.number} .row")
        await act(mara.page, "Reassign")
        await send(mara.page, "reassign", assignmentGroup=the(screens), assignedTo=the(team.ana))
        await told(mara.page, "Assigned to Ana Ruiz")
        await listed(mara, "mine", team.case, there=False)
        await listed(ana, "mine", team.case, there=True)
        assert mara.complaints == ana.complaints == []


@every_way
async def test_d11_an_agent_asks_and_the_customer_answers(house: Site, way: Way) -> None:
    team = await Team.meets(state=OPEN)
    async with _both(house, way, team) as (mara, renske):
        await act(mara.page, "Ask for information")
        await expect(mara.page.locator("#form-request-info #i-text[required]")).to_be_visible()
        await send(mara.page, "request-info", text="Which pump is it?")
        await told(mara.page, "Asked for information")
        await state(mara.page, "Awaiting info")
        await renske.open(f"/cases/{team.case.number}")
        await expect(renske.page.locator("#timeline")).to_contain_text("Which pump is it?")
        await renske.page.fill("#text", "The third one.")
        await renske.page.click("#composer .say-comment")
        await told(renske.page, "Comment sent")
        await mara.open(f"/cases/{team.case.number}")
        await state(mara.page, "Open")
        await expect(mara.page.locator("#headline")).to_contain_text("Needs attention")
