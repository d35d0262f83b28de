"""axe-core finds nothing to complain about, wide and on a phone, light and dark."""

from typing import Any

import pytest

from gateway.cases.kinds import EscalationSeverity, MajorState
from gateway.cases.models import Case, InformedUser
from gateway.database.fields import now
from gateway.desk.models import Draft, Macro, SavedView
from gateway.live.presence import Presence
from gateway.notifications.kinds import NotificationKind
from gateway.notifications.models import Notification
from gateway.outbox.models import Job, JobState
from gateway.people.models import User
from gateway.request.scalars import global_id
from tests.browser.auditing import auditor, faults
from tests.browser.desk import PHONE, WIDE, Desk, Site
from tests.world import (
    a_case,
    a_comment,
    a_consumer,
    a_contact,
    a_contract,
    a_file,
    a_group,
    a_provider,
    a_task,
    a_user,
    a_work_note,
    an_account,
    an_asset,
    an_outsourced_agent,
)

pytestmark = pytest.mark.browser

RICH = "See **CS0000012**:\n\n- `E-117`\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> no\n\n```\nlog\n```"
either_screen = pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])


async def _an_outsourced_desk() -> tuple[User, str, str]:
    """Someone who meets locks and hidden fields; a case of theirs and one of a colleague's."""
    provider = await a_provider()
    agent = await an_outsourced_agent(provider)
    group = await a_group(agent, provider=provider)
    mine = await a_case(
        contact=await a_contact(),
        assignment_group=group,
        assigned_to=agent,
        priority=1,
        needs_attention=True,
        escalation_severity=EscalationSeverity.MEDIUM,
        major_state=MajorState.ACCEPTED,
        description="It restarts.",
    )
    theirs = await a_case(assignment_group=group)
    await a_comment(mine, RICH, author_user=agent)
    await a_work_note(mine, author_user=agent)
    await a_task(mine)
    await a_file(mine)
    return agent, mine.number, theirs.number


@either_screen
async def test_no_page_has_a_barrier(site: Site, screen: dict[str, Any]) -> None:
    agent, mine, theirs = await _an_outsourced_desk()
    found = list[str]()
    async with auditor(site, **screen) as desk:
        await desk.open("/login")
        found += await faults(desk)
        await desk.sign_in(agent)
        for path in (f"/cases/{mine}", f"/cases/{mine}/attachments", f"/cases/{theirs}/accept"):
            await desk.open(path)
            found += await faults(desk)
        await desk.open(f"/cases/{theirs}?view=all")
        await desk.page.click(".lock summary")
        found += await faults(desk)
        await desk.open("/cases?view=all")
        for key in ("f", "?", "/"):
            await desk.page.keyboard.press(key)
            found += await faults(desk)
            await desk.page.keyboard.press("Escape")
        await desk.open("/cases/CS9999999")
        found += await faults(desk)
        found += await _forms_gone_wrong(desk, mine)
    assert not found, "\n".join(found)


@either_screen
async def test_no_register_has_a_barrier(site: Site, screen: dict[str, Any]) -> None:
    found = list[str]()
    group = await an_account(name="Pine Group", special_handling="Call before noon.")
    contact = await a_contact(await an_account(name="Harbor & Pine", parent=group, active=False))
    consumer = await a_consumer()
    given = {"account_id": contact.account_id}
    asset, contract = await an_asset(**given), await a_contract(**given)
    case = await a_case(contact=contact, asset=asset, contract=contract)
    await a_comment(case, author_contact=contact)
    await a_case(consumer=consumer)
    account = await contact.account
    async with auditor(site, await a_user("manager"), **screen) as desk:
        for path in (
            "/accounts?city=Nowhere&order=-city",
            f"/accounts/{account.number}",
            f"/assets/{asset.number}",
            f"/contracts/{contract.number}",
        ):
            await desk.open(path)
            found += await faults(desk)
        await desk.open("/contacts")
        await desk.page.click(".records tbody th a")
        await desk.page.wait_for_selector(".touches")
        found += await faults(desk)
        await desk.open("/accounts")
        await desk.page.click("[popovertarget=filters]")
        found += await faults(desk)
    assert not found, "\n".join(found)


async def _forms_gone_wrong(desk: Desk, number: str) -> list[str]:
    """The menu of actions, a note being written, a refused form, a clash, a toast with its undo."""
    page = desk.page
    await desk.open(f"/cases/{number}")
    await page.click("#actions [popovertarget=more]")
    found = await faults(desk)
    await page.keyboard.press("Escape")
    await page.focus("#text")  # on a phone the rest of the composer unfolds
    await page.click(".voice.work-note")
    found += await faults(desk)
    await desk.open(f"/cases/{number}/edit")
    await page.evaluate("document.querySelector('#form-edit').noValidate = true")
    await page.fill("#i-shortDescription", "x" * 3)
    await Case.filter(number=number).update(short_description="y", version=99)
    await page.click("#form-edit .ends .primary")
    await page.wait_for_selector(".clash")
    found += await faults(desk)
    await page.click("#form-edit .ends .primary")
    if await page.locator("#e-shortDescription").count() == 0:  # the browser itself asks first
        await page.evaluate("document.querySelector('#form-edit').noValidate = true")
        await page.click("#form-edit .ends .primary")
    await page.wait_for_selector("#e-shortDescription")
    found += await faults(desk)
    await page.check(".clash [value=mine]")
    await page.click("#form-edit .ends .primary")
    await page.wait_for_selector(".toast")
    return found + await faults(desk)


@either_screen
async def test_no_bell_and_no_job_has_a_barrier(site: Site, screen: dict[str, Any]) -> None:
    found, admin = list[str](), await a_user("admin")
    case, at = await a_case(), now()
    for n, kind in enumerate(NotificationKind):
        given = {"actor": admin, "entry": await a_comment(case), "read_at": at if n % 2 else None}
        await Notification.create(
            recipient=admin, event_key=n, kind=kind, case=case, created_at=at, **given
        )
    for state in JobState:
        await Job.create(kind="notify", key=f"notify:{state}", created_at=at, run_at=at,
                         state=state, error="ValueError: no", lease_until=at)  # fmt: skip
    async with auditor(site, admin, **screen) as desk:
        for path in ("/notifications", "/notifications/preferences", "/jobs"):
            await desk.open(path)
            found += await faults(desk)
    assert not found, "\n".join(found)


@either_screen
async def test_writing_on_a_case_has_no_barrier(site: Site, screen: dict[str, Any]) -> None:
    found = list[str]()
    agent = await a_user("agent", first_name="Mara", last_name="Lind")
    case = await a_case(assigned_to=agent, parent=await a_case())
    await a_case(parent=case)
    macro = await Macro.create(
        owner=agent, name="Calm down", priority=1, reply="Hello {{case.asset}}", note="Calm"
    )
    await Draft.create(case=case, user=agent, text="We", updated_at=now())
    await InformedUser.create(case=case, user=agent)
    async with auditor(site, agent, **screen) as desk:
        key = global_id("Macro", macro.pk)
        for path in (f"/cases/{case.number}/apply-macro?macro={key}", "/macros", f"/macros/{key}"):
            await desk.open(path)
            found += await faults(desk)
        await desk.open(f"/cases/{case.number}/details")
        await desk.page.focus("#prop-d-category .pen")
        await desk.page.keyboard.press("Enter")
        await desk.page.wait_for_selector(".in-place")
        await desk.page.fill("#text", "")
        await desk.page.focus("#text")
        await desk.page.keyboard.type("@Mar")
        await desk.page.wait_for_selector("#callees li")
        found += await faults(desk)
        await desk.page.keyboard.press("Escape")
        await desk.page.focus("#related [data-peek]")
        await desk.page.wait_for_selector("#peek")
        found += await faults(desk)
    assert not found, "\n".join(found)


@either_screen
async def test_no_colleague_at_the_same_case_makes_a_barrier(
    site: Site, screen: dict[str, Any]
) -> None:
    found = list[str]()
    mara, ana = await a_user("agent"), await a_user("agent")
    case = await a_case()
    await Presence.create(case=case, user=ana, typing=True)
    async with auditor(site, mara, **screen) as desk:
        await desk.open(f"/cases/{case.number}")
        await desk.page.wait_for_selector("#presence .typing")
        found += await faults(desk)
        await a_comment(case, author_user=ana)
        await desk.page.fill("#text", "Mine")
        await desk.page.click(".say-comment:visible")
        await desk.page.wait_for_selector(".meanwhile")
        found += await faults(desk)
    assert not found, "\n".join(found)


@either_screen
async def test_no_list_that_one_puts_together_has_a_barrier(
    site: Site, screen: dict[str, Any]
) -> None:
    found = list[str]()
    agent = await a_user("agent")
    group = await a_group(agent)
    for _ in range(3):
        await a_case(assigned_to=agent, assignment_group=group, needs_attention=True)
    await SavedView.create(owner=agent, name="Urgent", query="priority=HIGH", group=group)
    async with auditor(site, agent, **screen) as desk:
        for path in (
            "/views?view=team",
            "/cases?add=any",
            "/cases?add=priority",
            "/cases?view=all&add=openedAt.last",
            "/cases?view=all&look=table",
            "/cases?view=all&look=rows",
        ):
            await desk.open(path)
            found += await faults(desk)
        await desk.page.click("[popovertarget=options]")
        found += await faults(desk)
        await desk.page.keyboard.press("Escape")
        await desk.page.evaluate("document.querySelector('.pick').click()")
        found += await faults(desk)
        await desk.page.evaluate("document.querySelector('#do').value = 'markRead'")
        await desk.page.evaluate("document.querySelector('#bulk').requestSubmit()")
        await desk.page.wait_for_selector(".outcome")
        found += await faults(desk)
    assert not found, "\n".join(found)
