"""axe-core finds nothing to complain about, wide and on a phone, light and dark."""

import json
from pathlib import Path
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
from tests.audits import node
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

STANDARD = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
RICH = "See **CS0000012**:\n\n- `E-117`\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> no\n\n```\nlog\n```"
PAGES = (
    "/cases",
    "/cases/{0}",
    "/cases/{0}/details",
    "/cases/{0}/tasks",
    "/cases/{0}/attachments",
    "/cases/{1}/attachments",
    "/cases/{0}/edit",
    "/cases/{0}/close",
    "/cases/{0}/tasks/new",
    "/cases/{1}/accept",
    "/cases/new",
)


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


async def _faults(desk: Desk, axe: str) -> list[str]:
    await desk.page.evaluate(axe)
    found: Any = await desk.page.evaluate(f"axe.run(document, {json.dumps(STANDARD)})")
    return [
        f"{desk.address} {fault['id']}: {node['target']} {node['failureSummary']}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
async def test_no_page_has_a_barrier(site: Site, screen: dict[str, Any], scheme: str) -> None:
    axe = _axe()
    agent, mine, theirs = await _an_outsourced_desk()
    faults: list[str] = []
    async with site.desk(**screen, color_scheme=scheme) as desk:
        await desk.open("/login")
        faults += await _faults(desk, axe)
        await desk.sign_in(agent)
        for path in PAGES:
            await desk.open(path.format(mine, theirs))
            faults += await _faults(desk, axe)
        await desk.open(f"/cases/{theirs}?view=all")
        await desk.page.click(".lock summary")
        faults += await _faults(desk, axe)
        await desk.open("/cases?view=all")
        for key in ("f", "?", "/"):
            await desk.page.keyboard.press(key)
            faults += await _faults(desk, axe)
            await desk.page.keyboard.press("Escape")
        await desk.open("/cases/CS9999999")
        faults += await _faults(desk, axe)
        faults += await _forms_gone_wrong(desk, axe, mine)
    assert not faults, "\n".join(faults)


REGISTERS = (
    "/accounts",
    "/accounts?city=Nowhere&order=-city",
    "/accounts/{account}",
    "/accounts/{account}/cases",
    "/accounts/{account}/relations",
    "/accounts/{account}/edit",
    "/accounts/new",
    "/contacts",
    "/consumers/{consumer}",
    "/products",
    "/assets/{asset}",
    "/contracts/{contract}",
    "/entitlements",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
async def test_no_register_has_a_barrier(site: Site, screen: dict[str, Any], scheme: str) -> None:
    axe, faults = _axe(), list[str]()
    group = await an_account(name="Pine Group", special_handling="Call before noon.")
    contact = await a_contact(await an_account(name="Harbor & Pine", parent=group, active=False))
    consumer = await a_consumer()
    given = {"account_id": contact.account_id}
    asset, contract = await an_asset(**given), await a_contract(**given)
    case = await a_case(contact=contact, asset=asset, contract=contract)
    await a_comment(case, author_contact=contact)
    await a_case(consumer=consumer)
    known = {
        "account": (await contact.account).number,
        "consumer": consumer.number,
        "asset": asset.number,
        "contract": contract.number,
    }
    async with site.desk(await a_user("manager"), **screen, color_scheme=scheme) as desk:
        for path in REGISTERS:
            await desk.open(path.format(**known))
            faults += await _faults(desk, axe)
        await desk.open("/contacts")
        await desk.page.click(".records tbody th a")
        await desk.page.wait_for_selector(".touches")
        faults += await _faults(desk, axe)
        await desk.open("/accounts")
        await desk.page.click("[popovertarget=filters]")
        faults += await _faults(desk, axe)
    assert not faults, "\n".join(faults)


async def _forms_gone_wrong(desk: Desk, axe: str, number: str) -> list[str]:
    """The menu of actions, a note being written, a refused form, a clash, a toast with its undo."""
    page = desk.page
    await desk.open(f"/cases/{number}")
    await page.click("#actions [popovertarget=more]")
    faults = await _faults(desk, axe)
    await page.keyboard.press("Escape")
    await page.focus("#text")  # on a phone the rest of the composer unfolds
    await page.click(".voice.work-note")
    faults += await _faults(desk, axe)
    await desk.open(f"/cases/{number}/edit")
    await page.evaluate("document.querySelector('#form-edit').noValidate = true")
    await page.fill("#i-shortDescription", "x" * 3)
    await Case.filter(number=number).update(short_description="y", version=99)
    await page.click("#form-edit .ends .primary")
    await page.wait_for_selector(".clash")
    faults += await _faults(desk, axe)
    await page.click("#form-edit .ends .primary")
    if await page.locator("#e-shortDescription").count() == 0:  # the browser itself asks first
        await page.evaluate("document.querySelector('#form-edit').noValidate = true")
        await page.click("#form-edit .ends .primary")
    await page.wait_for_selector("#e-shortDescription")
    faults += await _faults(desk, axe)
    await page.check(".clash [value=mine]")
    await page.click("#form-edit .ends .primary")
    await page.wait_for_selector(".toast")
    return faults + await _faults(desk, axe)


def _axe() -> str:
    folder: Path = node.installed("pages")
    return (folder / "node_modules/axe-core/axe.min.js").read_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
async def test_no_bell_and_no_job_has_a_barrier(
    site: Site, screen: dict[str, Any], scheme: str
) -> None:
    axe, faults, admin = _axe(), list[str](), await a_user("admin")
    case, at = await a_case(), now()
    for n, kind in enumerate(NotificationKind):
        given = {"actor": admin, "entry": await a_comment(case), "read_at": at if n % 2 else None}
        await Notification.create(
            recipient=admin, event_key=n, kind=kind, case=case, created_at=at, **given
        )
    for state in JobState:
        await Job.create(kind="notify", key=f"notify:{state}", created_at=at, run_at=at,
                         state=state, error="ValueError: no", lease_until=at)  # fmt: skip
    async with site.desk(admin, **screen, color_scheme=scheme) as desk:
        for path in ("/notifications", "/notifications/preferences", "/jobs"):
            await desk.open(path)
            faults += await _faults(desk, axe)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
async def test_writing_on_a_case_has_no_barrier(
    site: Site, screen: dict[str, Any], scheme: str
) -> None:
    axe, faults = _axe(), list[str]()
    agent = await a_user("agent", first_name="Mara", last_name="Lind")
    case = await a_case(assigned_to=agent, parent=await a_case())
    await a_case(parent=case)
    macro = await Macro.create(
        owner=agent, name="Calm down", priority=1, reply="Hello {{case.asset}}", note="Calm"
    )
    await Draft.create(case=case, user=agent, text="We", updated_at=now())
    await InformedUser.create(case=case, user=agent)
    async with site.desk(agent, **screen, color_scheme=scheme) as desk:
        key = global_id("Macro", macro.pk)
        for path in (f"/cases/{case.number}/apply-macro?macro={key}", "/macros", f"/macros/{key}"):
            await desk.open(path)
            faults += await _faults(desk, axe)
        await desk.open(f"/cases/{case.number}/details")
        await desk.page.focus("#prop-d-category .pen")
        await desk.page.keyboard.press("Enter")
        await desk.page.wait_for_selector(".in-place")
        await desk.page.fill("#text", "")
        await desk.page.focus("#text")
        await desk.page.keyboard.type("@Mar")
        await desk.page.wait_for_selector("#callees li")
        faults += await _faults(desk, axe)
        await desk.page.keyboard.press("Escape")
        await desk.page.focus("#related [data-peek]")
        await desk.page.wait_for_selector("#peek")
        faults += await _faults(desk, axe)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
async def test_no_colleague_at_the_same_case_makes_a_barrier(
    site: Site, screen: dict[str, Any], scheme: str
) -> None:
    axe, faults = _axe(), list[str]()
    mara, ana = await a_user("agent"), await a_user("agent")
    case = await a_case()
    await Presence.create(case=case, user=ana, typing=True)
    async with site.desk(mara, **screen, color_scheme=scheme) as desk:
        await desk.open(f"/cases/{case.number}")
        await desk.page.wait_for_selector("#presence .typing")
        faults += await _faults(desk, axe)
        await a_comment(case, author_user=ana)
        await desk.page.fill("#text", "Mine")
        await desk.page.click(".say-comment:visible")
        await desk.page.wait_for_selector(".meanwhile")
        faults += await _faults(desk, axe)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
async def test_no_list_that_one_puts_together_has_a_barrier(
    site: Site, screen: dict[str, Any], scheme: str
) -> None:
    axe, faults = _axe(), list[str]()
    agent = await a_user("agent")
    group = await a_group(agent)
    for _ in range(3):
        await a_case(assigned_to=agent, assignment_group=group, needs_attention=True)
    await SavedView.create(owner=agent, name="Urgent", query="priority=HIGH", group=group)
    async with site.desk(agent, **screen, color_scheme=scheme) as desk:
        for path in (
            "/views?view=team",
            "/cases?add=any",
            "/cases?add=priority",
            "/cases?view=all&add=openedAt.last",
            "/cases?view=all&look=table",
            "/cases?view=all&look=rows",
        ):
            await desk.open(path)
            faults += await _faults(desk, axe)
        await desk.page.click("[popovertarget=options]")
        faults += await _faults(desk, axe)
        await desk.page.keyboard.press("Escape")
        await desk.page.evaluate("document.querySelector('.pick').click()")
        faults += await _faults(desk, axe)
        await desk.page.evaluate("document.querySelector('#do').value = 'markRead'")
        await desk.page.evaluate("document.querySelector('#bulk').requestSubmit()")
        await desk.page.wait_for_selector(".outcome")
        faults += await _faults(desk, axe)
    assert faults == []
