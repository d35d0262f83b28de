"""The workspace without scripts: the same address always answers a whole page that works."""

from datetime import timedelta

import pytest

from gateway.cases.journal import JournalEntry
from gateway.cases.kinds import JournalKind
from gateway.cases.lifecycle import CaseState
from gateway.cases.models import Case, StateInterval
from gateway.customers.models import PortalRole
from gateway.people.models import User
from tests.portal.front import Front
from tests.world import (
    MONDAY,
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

ROLES = [
    "admin",
    "agent",
    "manager",
    "approver",
    "stakeholder",
    "provider_lead",
    "field_agent",
    "author",
    "osp_agent",
    "osp_manager",
    "osp_admin",
    "contact",
    "consumer",
]


# -- lists ----------------------------------------------------------------------------------------


async def test_each_view_lists_its_cases_and_says_how_many(front: Front) -> None:
    agent = await a_user("agent")
    group = await a_group(agent)
    mine = await a_case(assigned_to=agent, state=CaseState.OPEN)
    ours = await a_case(assignment_group=group, assigned_to=await a_user("agent"))
    nobodys = await a_case()
    async with front.visitor(agent) as visitor:
        await visitor.open("/")
        assert (visitor.address, visitor.numbers()) == ("/cases", [mine.number])
        assert visitor.texts("#views a") == ["My cases 1", "Team 1", "Unassigned 1", "All cases 3"]
        await visitor.follow("Team")
        assert (visitor.address, visitor.numbers()) == ("/cases?view=team", [ours.number])
        await visitor.follow("Unassigned")
        assert visitor.numbers() == [nobodys.number]
        await visitor.follow("All cases")
        assert len(visitor.numbers()) == 3


async def test_filters_stand_in_the_address_and_are_links_to_remove_them(front: Front) -> None:
    agent = await a_user("agent")
    pines = await an_account(name="Harbor & Pine")
    devices = await a_group(agent, name="Devices")
    wanted = await a_case(account=pines, assignment_group=devices, priority=1)
    await a_case(account=pines, priority=1)
    await a_case(assignment_group=devices, priority=1)
    await a_case(account=pines, assignment_group=devices, priority=3)
    async with front.visitor(agent) as visitor:
        await visitor.open("/cases?view=all")
        chosen = {"priority": "CRITICAL", "group": "Devices", "account": "pine"}
        await visitor.send("#filters form", **chosen)
    assert visitor.address == "/cases?view=all&priority=CRITICAL&group=Devices&account=pine"
    assert visitor.numbers() == [wanted.number]
    assert visitor.texts(".chip.on") == [
        f"{text} , remove this filter"
        for text in ("Not finished", "Priority: Critical", "Devices", "pine")
    ]
    async with front.visitor(agent) as visitor:
        await visitor.open("/cases?view=all&priority=CRITICAL&account=pine")
        await visitor.follow("pine")
        assert visitor.address == "/cases?view=all&priority=CRITICAL"


async def test_finished_cases_show_when_asked_for(front: Front) -> None:
    agent = await a_user("agent")
    open_one = await a_case(assigned_to=agent, state=CaseState.OPEN)
    closed = await a_case(
        assigned_to=agent, state=CaseState.CLOSED, opened_at=MONDAY - timedelta(1)
    )
    async with front.visitor(agent) as visitor:
        await visitor.open("/cases")
        assert visitor.numbers() == [open_one.number]
        await visitor.follow("Not finished")
        assert (visitor.address, visitor.numbers()) == (
            "/cases?state=any",
            [open_one.number, closed.number],
        )
        await visitor.open("/cases?state=CLOSED")
        assert visitor.numbers() == [closed.number]


async def test_words_are_searched_in_all_cases(front: Front) -> None:
    agent = await a_user("agent")
    found = await a_case(short_description="The turnstile rejects passes", state=CaseState.CLOSED)
    await a_case()
    async with front.visitor(agent) as visitor:
        await visitor.open("/cases?view=all&state=any&q=turnstile")
    assert visitor.numbers() == [found.number]


async def test_orders(front: Front) -> None:
    agent = await a_user("agent")
    old = await a_case(assigned_to=agent, opened_at=MONDAY - timedelta(days=2), priority=4)
    new = await a_case(assigned_to=agent, priority=2)
    async with front.visitor(agent) as visitor:
        seen = {
            order: (await visitor.open(f"/cases?order={order}")).numbers()
            for order in ("newest", "oldest", "priority")
        }
    assert seen == {
        "newest": [new.number, old.number],
        "oldest": [old.number, new.number],
        "priority": [new.number, old.number],
    }


async def test_long_lists_have_pages_both_ways(front: Front) -> None:
    agent = await a_user("agent")
    made = [
        (await a_case(assigned_to=agent, opened_at=MONDAY - timedelta(minutes=n))).number
        for n in range(120)
    ]
    async with front.visitor(agent) as visitor:
        first = (await visitor.open("/cases")).numbers()
        second = (await visitor.follow("Next")).numbers()
        third = (await visitor.follow("Next")).numbers()
        assert not [link for link in visitor.texts(".pages a") if "Next" in link]
        back = (await visitor.follow("Previous")).numbers()
    assert first + second + third == made
    assert back == second


async def test_an_empty_list_says_so(front: Front) -> None:
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open("/cases?state=any")
        assert "This list is empty." in visitor.text("#list")
        await visitor.open("/cases?q=nothing")
        assert "No case fits all of these filters." in visitor.text("#list")


# -- one case -------------------------------------------------------------------------------------


async def test_a_case_opens_beside_its_list_and_closes_again(front: Front) -> None:
    agent = await a_user("agent")
    case = await a_case(short_description="Pumps restart", priority=1)
    async with front.visitor(agent) as visitor:
        await visitor.open("/cases?view=all&priority=CRITICAL")
        await visitor.follow(case.number)
        assert visitor.address == f"/cases/{case.number}?view=all&priority=CRITICAL"
        assert visitor.text("#case-title") == "Pumps restart"
        assert visitor.numbers() == [case.number]
        assert visitor.one(".row")["aria-current"] == "true"
        await visitor.follow("Details")
        assert visitor.address == f"/cases/{case.number}/details?view=all&priority=CRITICAL"
        await visitor.follow("Close this case")
        assert visitor.address == "/cases?view=all&priority=CRITICAL"


async def test_a_list_that_is_narrowed_next_to_an_open_case_leaves_it_open(front: Front) -> None:
    agent = await a_user("agent")
    shown, other = await a_case(priority=1), await a_case(priority=3)
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{other.number}/details?view=all")
        await visitor.send("#filters form", priority="CRITICAL")
        narrowed = f"/cases/{other.number}/details?view=all&priority=CRITICAL"
        assert visitor.address == narrowed
        assert visitor.numbers() == [shown.number]
        assert visitor.one("#detail .id").get_text() == other.number
        await visitor.follow("Priority: Critical")
        assert visitor.address == f"/cases/{other.number}/details?view=all"
        await visitor.swap(narrowed, "section#list")
        assert visitor.numbers() == [shown.number]
        await visitor.open(narrowed)
        await visitor.follow("Close this case")
        assert visitor.address == "/cases?view=all&priority=CRITICAL"


async def test_a_case_opens_however_its_number_is_typed(front: Front) -> None:
    agent = await a_user("agent")
    case = await a_case()
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number.lower()}/details?view=all")
        assert visitor.answer.status_code == 200
        assert visitor.address == f"/cases/{case.number}/details?view=all"


async def test_what_a_customer_wrote_stands_out_for_that_customer_alone(front: Front) -> None:
    account = await an_account()
    people = [
        await a_contact(
            account,
            first_name=name,
            last_name="Okafor",
            portal_role=PortalRole.CASE_MANAGER,
            user=await a_user("contact", first_name=name, last_name="Okafor"),
        )
        for name in ("Renske", "Anton")
    ]
    renske, anton = people
    agent = await a_user("agent")
    case = await a_case(account=account, contact=renske, description="It restarts.")
    await a_comment(case, "Which pump?", author_user=agent, at=MONDAY + timedelta(minutes=1))
    await a_comment(case, "The third.", author_contact=renske, at=MONDAY + timedelta(minutes=2))
    await a_comment(case, "And ours.", author_contact=anton, at=MONDAY + timedelta(minutes=3))
    owned: dict[int, list[str]] = {}
    for user_id in (renske.user_id, anton.user_id, agent.pk):
        async with front.visitor(await User.get(id=user_id)) as visitor:
            await visitor.open(f"/cases/{case.number}")
        owned[user_id] = visitor.texts(".said.own p")
    assert owned == {
        renske.user_id: ["It restarts.", "The third."],
        anton.user_id: ["And ours."],
        agent.pk: ["Which pump?"],
    }


async def test_the_activity_tells_request_comments_notes_and_events_in_order(front: Front) -> None:
    agent = await a_user("agent", first_name="Mara", last_name="Lind")
    group = await a_group(agent, name="Devices")
    contact = await a_contact(first_name="Renske", last_name="Okafor")
    case = await a_case(contact=contact, description="It restarts.", state=CaseState.OPEN)
    for state, at, about in (
        (CaseState.NEW, MONDAY, {}),
        (CaseState.OPEN, MONDAY + timedelta(minutes=1), {"group": group, "assignee": agent}),
    ):
        await StateInterval.create(case=case, state=state, started_at=at, **about)
    await a_comment(case, "Which pump?", author_user=agent, at=MONDAY + timedelta(minutes=2))
    await a_work_note(case, "See 6.2.1.", author_user=agent, at=MONDAY + timedelta(minutes=3))
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}")
    told = visitor.texts(".timeline > li")
    assert told[0].startswith("RO Renske Okafor Customer")
    assert "In work, given to Devices, assigned to Mara Lind" in told[1]
    assert told[2].startswith("ML Mara Lind")
    assert told[3].startswith("ML Mara Lind Work note")
    assert "own" in visitor.one(".said.comment")["class"]


async def test_a_long_story_is_told_page_by_page_without_loss(front: Front) -> None:
    agent = await a_user("agent")
    case = await a_case(description="It restarts.")
    kinds = (JournalKind.COMMENT, JournalKind.WORK_NOTE)
    await JournalEntry.bulk_create(
        JournalEntry(
            case=case,
            kind=kinds[n % 5 == 0],
            text=f"Entry {n:03}",
            at=MONDAY + timedelta(seconds=n // 7),
            author_user=agent,
        )
        for n in range(150)
    )
    pages: list[list[str]] = []
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}")
        while True:
            pages.insert(0, visitor.texts(".said p"))
            if "Earlier updates" not in visitor.text("#timeline"):
                break
            await visitor.follow("Earlier updates")
    told = [text for page in pages for text in page]
    assert told[0] == "It restarts."
    assert sorted(told[1:]) == [f"Entry {n:03}" for n in range(150)]
    assert len(pages) > 2


async def test_details_show_every_field_of_the_form_that_has_a_value(front: Front) -> None:
    agent = await a_user("agent", first_name="Mara", last_name="Lind")
    account = await an_account()
    case = await a_case(
        account=account,
        category="Device",
        order_reference="PO 7",
        asset=await an_asset(name="KP400", account=account),
        contract=await a_contract(name="Premium", account=account),
        assigned_to=agent,
        assignment_group=await a_group(agent, name="Devices"),
        cause="A worn seal",
        parent=await a_case(),
    )
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}/details")
    shown = visitor.properties()
    assert shown["Category"] == "Device"
    assert shown["Order"] == "PO 7"
    assert shown["Cause"] == "A worn seal"
    assert shown["Assignee"].endswith("Mara Lind")
    assert {"Channel", "Impact", "Urgency", "Priority", "Group"} <= set(shown)
    assert "Resolution" not in shown


async def test_tasks_and_files_have_parts_of_their_own(front: Front) -> None:
    agent = await a_user("agent")
    case = await a_case()
    await a_task(case, short_description="Send two loan pumps")
    await a_file(case, "pump.log", media_type="text/plain", size=48_211)
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}")
        assert visitor.texts(".tabs > *") == [
            "Activity",
            "Details",
            "Tasks 1",
            "Relations",
            "Attachments 1",
        ]
        await visitor.follow("Tasks")
        assert "Send two loan pumps" in visitor.text(".items")
        await visitor.follow("Attachments")
        assert "pump.log 48 KB · text/plain" in visitor.text(".items")


async def test_an_absent_and_an_invisible_case_look_the_same(front: Front) -> None:
    provider = await a_provider()
    foreign = await a_case()
    async with front.visitor(await an_outsourced_agent(provider)) as visitor:
        invisible = (await visitor.open(f"/cases/{foreign.number}")).answer
        absent = (await visitor.open("/cases/CS9999999")).answer
    assert (invisible.status_code, invisible.text) == (404, absent.text)


@pytest.mark.parametrize("path", ["nope", "activity"])
async def test_parts_that_are_not_there_are_not_found(front: Front, path: str) -> None:
    case = await a_case()
    async with front.visitor(await a_user("agent")) as visitor:
        assert (await visitor.open(f"/cases/{case.number}/{path}")).answer.status_code == 404


# -- who sees what --------------------------------------------------------------------------------


async def _shared_case() -> Case:
    account = await an_account(name="Harbor", tier="Gold", notes="Ask for Ines.")
    return await a_case(account=account, contact=await a_contact(account), cause="A worn seal")


async def test_the_same_template_shows_each_persona_its_own_fields(front: Front) -> None:
    provider = await a_provider()
    outsourced = await an_outsourced_agent(provider)
    case = await _shared_case()
    case.assignment_group = await a_group(outsourced, provider=provider)
    case.provider_id = provider.pk
    await case.save()
    await a_work_note(case, "Internal matter.")
    contact = await case.contact
    assert contact is not None
    shown = {}
    for name, user in (
        ("agent", await a_user("agent")),
        ("outsourced", outsourced),
        ("contact", await contact.user),
    ):
        async with front.visitor(user) as visitor:
            await visitor.open(f"/cases/{case.number}")
            shown[name] = visitor.text("#detail")
    assert {n: "Gold" in text for n, text in shown.items()} == {
        "agent": True,
        "outsourced": False,
        "contact": False,
    }
    assert {n: "Ask for Ines." in text for n, text in shown.items()} == {
        "agent": True,
        "outsourced": False,
        "contact": False,
    }
    assert {n: "Internal matter." in text for n, text in shown.items()} == {
        "agent": True,
        "outsourced": True,
        "contact": False,
    }
    assert "Notes" not in shown["outsourced"]
    assert "Provider" not in shown["contact"]


async def test_a_lock_tells_the_rule_of_what_is_readable_elsewhere(front: Front) -> None:
    provider = await a_provider()
    agent = await an_outsourced_agent(provider)
    group = await a_group(agent, provider=provider)
    mine = await a_case(assignment_group=group, assigned_to=agent)
    theirs = await a_case(assignment_group=group)
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{mine.number}")
        assert visitor.texts(".tabs > *")[-1] == "Attachments"
        await visitor.open(f"/cases/{theirs.number}")
        assert visitor.texts(".tabs > *")[-1] == (
            "Attachments Hidden: why? You may read this when the case is assigned to you, "
            "or to a group that you manage."
        )
        await visitor.open(f"/cases/{theirs.number}/attachments")
        assert "You may read these when the case is assigned to you" in visitor.text(".scroll")


async def test_customers_have_a_simple_workspace_of_their_own_cases(front: Front) -> None:
    for customer in (await a_contact(), await a_consumer()):
        key = "contact" if hasattr(customer, "account_id") else "consumer"
        done = await a_case(**{key: customer}, state=CaseState.CLOSED)
        going = await a_case(**{key: customer}, opened_at=MONDAY + timedelta(minutes=1))
        await a_case()
        async with front.visitor(await customer.user) as visitor:
            await visitor.open("/cases")
            assert visitor.texts("#views a") == ["Your cases 2", "Not finished 1"]
            assert visitor.numbers() == [going.number, done.number]
            await visitor.open("/cases?view=mine")
            assert visitor.numbers() == [going.number, done.number]
            await visitor.follow("Not finished")
            assert visitor.numbers() == [going.number]


@pytest.mark.parametrize("role", ROLES)
async def test_every_persona_gets_every_page(front: Front, role: str) -> None:
    provider = await a_provider()
    given = {"provider": provider} if role.startswith("osp_") else {}
    user = await a_user(role, **given)
    group = await a_group(user, provider=provider)
    bare = await a_case(assignment_group=group)
    full = await a_case(
        assignment_group=group,
        assigned_to=user if role.endswith("agent") else None,
        contact=await a_contact(),
        state=CaseState.RESOLVED,
        resolved_at=MONDAY,
        share_resolution_notes=False,
        resolution_notes="Replaced the seal.",
        expected_at=MONDAY,
    )
    async with front.visitor(user) as visitor:
        for path in ("/cases", "/cases?view=all&state=any", "/cases?view=team"):
            assert (await visitor.open(path)).answer.status_code == 200
            assert visitor.text("h1")
        for case in (bare, full):
            for part in ("", "/details", "/tasks", "/attachments"):
                status = (await visitor.open(f"/cases/{case.number}{part}")).answer.status_code
                assert status in (200, 404)


async def test_who_may_see_no_cases_is_told_so(front: Front) -> None:
    await a_case()
    async with front.visitor(await a_user("approver")) as visitor:
        await visitor.open("/cases")
        assert "Your roles do not include cases" in visitor.text("#list")
        assert visitor.texts("#views a") == []
        await visitor.open("/")
        assert visitor.address == "/accounts"
        assert [one for one in visitor.texts(".nav a, .tabbar a") if "case" in one.lower()] == []


async def test_what_customers_write_stays_text(front: Front) -> None:
    agent = await a_user("agent")
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    case = await a_case(assigned_to=agent, short_description=evil, description=evil)
    await a_comment(case, evil)
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}")
    assert visitor.text("#case-title") == evil
    assert not visitor.page.select("#detail script, #detail img")
