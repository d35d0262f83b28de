"""Lists that one puts together: criteria, columns, saved lists, many cases at once, files."""

import csv
from datetime import timedelta
from io import StringIO

import pytest

from gateway.cases.lifecycle import CaseState
from gateway.cases.models import Case
from gateway.desk.models import ListLook, ReadMark, SavedView
from gateway.people.models import User
from gateway.request.scalars import global_id
from tests.portal.front import Front, Person
from tests.world import (
    MONDAY,
    a_case,
    a_contact,
    a_group,
    a_provider,
    a_user,
    an_account,
    an_outsourced_agent,
)

ALL = "/cases?view=all&state=any"


def chips(visitor: Person) -> list[str]:
    return [text.removesuffix(" , remove this filter") for text in visitor.texts(".chip.on")]


async def table(visitor: Person, address: str) -> list[list[str]]:
    await visitor.open(address)
    assert visitor.answer.status_code == 200, visitor.text()
    return list(csv.reader(StringIO(visitor.answer.text)))


# -- criteria -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clause", "chip"),
    [
        ("priority=CRITICAL,HIGH", "Priority: Critical, High"),
        ("priority.not=LOW,MODERATE", "Priority is not Low, Moderate"),
        ("needsAttention=yes", "Needs attention: Yes"),
        ("assignee=me", "me"),
        ("assignee.some=yes", "Assignee: has a value"),
        ("openedAt.after=2026-11-16", "Opened from 16 Nov 2026"),
        ("category.is=Pumps", "Category: Pumps"),
        ("reassignmentCount.min=3", "Reassignment count at least 3"),
        ("account=Harbor", "Harbor"),
    ],
)
async def test_a_list_is_narrowed_by_any_field_in_its_address(
    front: Front, clause: str, chip: str
) -> None:
    agent = await a_user("agent")
    wanted = await a_case(
        account=await an_account(name="Harbor & Pine"),
        priority=1,
        needs_attention=True,
        assigned_to=agent,
        category="Pumps",
        reassignment_count=4,
    )
    await a_case(priority=4, opened_at=MONDAY - timedelta(days=9), reassignment_count=1)
    async with front.visitor(agent) as visitor:
        await visitor.open(f"{ALL}&{clause}")
        assert (visitor.numbers(), chips(visitor)) == ([wanted.number], [chip])
        await visitor.open(str(visitor.one(".chip.on")["href"]))
        assert len(visitor.numbers()) == 2


async def test_a_clause_is_written_by_a_form_that_needs_no_script(front: Front) -> None:
    agent = await a_user("agent")
    wanted, _other = await a_case(priority=2), await a_case(priority=4)
    async with front.visitor(agent) as visitor:
        await visitor.open("/cases?view=all")
        await visitor.follow("By another field")
        await visitor.follow("Urgency")
        assert visitor.text("#clause b") == "Urgency"
        await visitor.open("/cases?view=all&add=priority")
        await visitor.send("#clause", value=["CRITICAL", "HIGH"])
        assert visitor.address == "/cases?view=all&priority=CRITICAL%2CHIGH"
        assert visitor.numbers() == [wanted.number]
        await visitor.open("/cases?view=all&priority=HIGH&add=priority")
        await visitor.send("#clause", op="not", value="HIGH")
        assert visitor.address == "/cases?view=all&priority.not=HIGH"


async def test_what_means_nothing_is_refused_in_words(front: Front) -> None:
    async with front.visitor(await a_user("agent")) as visitor:
        for odd in ("priority=PURPLE", "openedAt.last=soon", "timeWorked=long", "state=NEW,ODD"):
            await visitor.open(f"/cases?view=all&{odd}")
            assert visitor.answer.status_code == 400
            assert odd.partition("=")[2] in visitor.text("main")


async def test_a_list_is_ordered_by_any_column_both_ways(front: Front) -> None:
    agent = await a_user("agent")
    first, second = await a_case(short_description="A"), await a_case(short_description="B")
    async with front.visitor(agent) as visitor:
        await visitor.open("/cases?view=all&order=shortDescription")
        assert visitor.numbers() == [first.number, second.number]
        await visitor.open("/cases?view=all&order=-shortDescription")
        assert visitor.numbers() == [second.number, first.number]


async def test_customers_are_offered_nothing_that_is_kept_from_them(front: Front) -> None:
    contact = await a_contact()
    await a_case(contact=contact)
    user = await User.get(id=contact.user_id)
    async with front.visitor(user) as visitor:
        await visitor.open("/cases?add=any")
        offered = set(visitor.texts("#clause .chip"))
        assert "Product" in offered
        assert not {"Needs attention", "Provider", "Unread", "Escalation severity"} & offered
        await visitor.open("/cases?needsAttention=yes")
        assert chips(visitor) == []


# -- as a table -----------------------------------------------------------------------------------


async def test_a_table_has_the_columns_that_one_chose_and_keeps_them(front: Front) -> None:
    agent = await a_user("agent")
    await a_case(category="Pumps")
    async with front.visitor(agent) as visitor:
        await visitor.open("/cases?view=all&look=table&columns=number,category")
        assert visitor.texts(".records thead th") == ["Number", "Category"]
        assert visitor.texts(".records tbody td")[1:] == ["Pumps"]
        await visitor.open("/cases?view=all")
        assert not visitor.page.select(".records")  # an address decides for itself alone
        await visitor.open("/cases?view=all&look=table&columns=number,category")
        await visitor.send(".columned form", button="Category further left")
        assert visitor.texts(".records thead th") == ["Category", "Number"]
        assert visitor.address == "/cases?view=all"
    async with front.visitor(agent) as elsewhere:
        await elsewhere.open("/cases?view=all")
        assert elsewhere.texts(".records thead th") == ["Category", "Number"]
        await elsewhere.send("#options form", button="rows")
        assert not elsewhere.page.select(".records")
        await elsewhere.send("#options form", button="table")
        assert elsewhere.texts(".records thead th") == ["Category", "Number"]
    async with front.visitor(await a_user("agent")) as other:
        await other.open("/cases?view=all")
        assert not other.page.select(".records")


async def test_a_look_that_is_sent_twice_is_kept_once(front: Front) -> None:
    agent = await a_user("agent")
    async with front.visitor(agent) as visitor:
        await visitor.open("/cases?view=all")
        for _ in range(2):
            await visitor.post("/cases/look?view=all", look="table")
            assert visitor.answer.status_code == 200
    assert await ListLook.filter(user=agent).count() == 1


# -- unread ---------------------------------------------------------------------------------------


async def test_an_unread_case_is_read_once_it_was_opened(front: Front) -> None:
    agent, contact = await a_user("agent"), await a_contact()
    case = await a_case(contact=contact, assigned_to=agent, state=CaseState.OPEN)
    async with front.visitor(agent) as visitor:
        await visitor.open("/cases")
        assert visitor.page.select_one(".row.unread") is None
        await visitor.post(f"/cases/{case.number}/seen")
        assert visitor.answer.status_code == 204
    await ReadMark.filter(case=case).update(unread=True)
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}")
        assert visitor.page.select_one(".row.unread") is not None  # a page changes nothing
        await visitor.press("Mark read")
        assert visitor.page.select_one(".row.unread") is None


# -- many at once ---------------------------------------------------------------------------------


async def test_many_cases_are_handed_on_at_once_with_a_result_for_each(front: Front) -> None:
    agent, other = await a_user("agent"), await a_user("agent", last_name="Lind")
    group = await a_group(agent, other, name="Devices")
    free = [await a_case(assignment_group=group) for _ in range(2)]
    closed = await a_case(assignment_group=group, state=CaseState.CLOSED)
    async with front.visitor(agent) as visitor:
        await visitor.open(ALL)
        ids = [str(tick["value"]) for tick in visitor.page.select(".pick")]
        await visitor.post("/cases/chosen?view=all&state=any", do="assign", case=ids)
        assert visitor.one("h1#form-title").get_text() == "Assign"
        form = visitor.one("form.sheet-form")
        group_id = next(o["value"] for o in form.select("option") if "Devices" in o.get_text())
        await visitor.post(
            str(form["action"]), assignmentGroup=str(group_id), assignedTo="", case=ids, _was="{}"
        )
    assert "Done with 2 cases. Not done with 1." in visitor.text(".outcome")
    assert closed.number in visitor.text(".outcome")
    for case in free:
        await case.refresh_from_db()
        assert case.assignment_group_id == group.id


async def test_handing_on_many_is_taken_back_but_not_what_others_changed_since(
    front: Front,
) -> None:
    agent, mine, theirs = await a_user("agent"), await a_user("agent"), await a_user("agent")
    group = await a_group(agent, mine, theirs, name="Devices")
    other = await a_group(agent, name="Networks")
    cases = [
        await a_case(assignment_group=group, assigned_to=holder, state=CaseState.OPEN)
        for holder in (mine, mine, theirs)
    ]
    ids = [global_id("Case", case.pk) for case in cases]
    given = {"assignmentGroup": global_id("Group", other.pk), "assignedTo": "", "_was": "{}"}
    async with front.visitor(agent) as visitor:
        await visitor.open(ALL)
        await visitor.post("/cases/chosen/reassign", case=ids, **given)
        assert "Done with 3 cases." in visitor.text(".outcome")
        changed = cases[1]
        await changed.refresh_from_db()
        assert changed.assignment_group_id == other.id
        await Case.filter(id=changed.id).update(assigned_to=agent, version=changed.version + 1)
        await visitor.press("Undo")
        told = visitor.text(".outcome")
    assert "Done with 2 cases. Not done with 1." in told
    assert "Somebody else changed this meanwhile." in told
    now: dict[int, Case] = {case.pk: case for case in await Case.all()}
    assert [(now[c.id].assignment_group_id, now[c.id].assigned_to_id) for c in cases] == [
        (group.id, mine.id),
        (other.id, agent.id),
        (group.id, theirs.id),
    ]


async def test_what_was_done_with_many_is_taken_back(front: Front) -> None:
    agent = await a_user("agent")
    for _ in range(2):
        await ReadMark.create(case=await a_case(), user=agent, unread=True)
    async with front.visitor(agent) as visitor:
        await visitor.open(ALL)
        ids = [str(tick["value"]) for tick in visitor.page.select(".pick")]
        await visitor.post("/cases/chosen", do="markRead", case=ids)
        assert await ReadMark.filter(unread=True).count() == 0
        await visitor.press("Undo")
    assert await ReadMark.filter(unread=True).count() == 2


# -- files ----------------------------------------------------------------------------------------


async def test_list_count_and_file_agree_for_everyone(front: Front) -> None:
    provider, contact = await a_provider(), await a_contact()
    outsourced, agent = await an_outsourced_agent(provider), await a_user("agent")
    group = await a_group(outsourced, provider=provider)
    for n in range(130):
        await a_case(
            assignment_group=group if n % 2 else None,
            contact=contact if n % 3 else await a_contact(),
            priority=n % 4 + 1,
        )
    for user in (agent, outsourced, await User.get(id=contact.user_id)):
        async with front.visitor(user) as visitor:
            await visitor.open(f"{ALL}&priority=HIGH,LOW")
            numbers, tally = visitor.numbers(), visitor.text(".list output")
            while visitor.page.select('.pages [rel="next"]'):
                numbers += (await visitor.follow("Next")).numbers()
            lines = await table(visitor, "/cases.csv?view=all&state=any&priority=HIGH,LOW")
        assert [line[0] for line in lines[1:]] == numbers
        assert tally == str(len(numbers))
        assert numbers


async def test_a_file_has_no_formulas_and_nothing_that_is_withheld(front: Front) -> None:
    provider = await a_provider()
    outsourced = await an_outsourced_agent(provider)
    group = await a_group(outsourced, provider=provider)
    await a_case(
        assignment_group=group, short_description='=cmd|"x"', external_id="SECRET", category="@SUM"
    )
    asked = "/cases.csv?view=all&columns=number,shortDescription,category,externalId"
    async with front.visitor(outsourced) as visitor:
        heading, row = await table(visitor, asked)
    assert heading == ["Number", "Short description", "Category"]
    assert row[1:] == ['\'=cmd|"x"', "'@SUM"]
    async with front.visitor(await a_user("agent")) as visitor:
        assert (await table(visitor, asked))[1][3] == "SECRET"
        assert 'filename="all-cases.csv"' in visitor.answer.headers["content-disposition"]


# -- saved lists ----------------------------------------------------------------------------------


async def test_a_list_is_saved_renamed_ordered_deleted_and_back(front: Front) -> None:
    agent = await a_user("agent")
    await a_case(priority=1)
    async with front.visitor(agent) as visitor:
        for name, query in (("Urgent", "?view=all&priority=CRITICAL"), ("Late", "?view=team")):
            await visitor.open(f"/cases{query}")
            await visitor.follow("Save this list")
            await visitor.send(".saving", name=name)
            assert visitor.address == f"/cases{query}"
        assert visitor.texts("#saved a") == ["Urgent", "Late", "Saved lists"]
        await visitor.swap("/views", "ul#saved")
        assert visitor.texts("#saved a")[0] == "Urgent 1"

        await visitor.open("/views")
        await visitor.send(".saving form[action='/views/move']", button="Down")
        assert visitor.texts(".saving h2") == ["Late", "Urgent"]
        await visitor.send(".saving form[action='/views/edit']", name="Overdue")
        assert visitor.texts(".saving h2") == ["Overdue", "Urgent"]
        await visitor.send(".saving form[action='/views/delete']")
        assert visitor.texts(".saving h2") == ["Urgent"]
        await visitor.press("Undo")
        assert visitor.texts(".saving h2") == ["Overdue", "Urgent"]


async def test_a_shared_list_shows_each_reader_what_they_may_see(front: Front) -> None:
    provider = await a_provider()
    outsourced, agent = await an_outsourced_agent(provider), await a_user("agent")
    group = await a_group(outsourced, agent, provider=provider)
    theirs = await a_case(assignment_group=group)
    await a_case()
    await SavedView.create(owner=agent, name="Ours", query="view=all", group=group)
    async with front.visitor(outsourced) as visitor:
        await visitor.open("/cases")
        await visitor.follow("Ours")
        assert visitor.numbers() == [theirs.number]
        await visitor.open("/views")
        assert visitor.text(".saving") == "Ours Shared with a group of yours"
        assert not visitor.page.select(".saving form")


async def test_a_list_without_a_name_is_asked_for_one(front: Front) -> None:
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open("/views?view=team")
        await visitor.post("/views?view=team", name=" ")
        assert visitor.answer.status_code == 422
        assert visitor.one(".fault[role=alert]")
