"""Everything can be done without scripts: a form or a button for every verb, and a way back."""

import asyncio
from typing import Any

import pytest

from gateway.cases.journal import JournalEntry
from gateway.cases.lifecycle import CaseState, CaseTaskState
from gateway.cases.models import Case, CaseTask, Category
from gateway.people.models import User
from tests.portal.front import Front, Person, fields_of
from tests.world import a_case, a_contact, a_group, a_task, a_user, an_account

SOLVED = {"resolutionCode": "FIXED", "resolutionNotes": "Replaced the seal."}
OPEN, RESOLVED = CaseState.OPEN, CaseState.RESOLVED


async def _a_desk(state: CaseState = OPEN, **given: Any) -> tuple[User, User, Case]:
    """An agent, a contact, and the contact's case on which the agent works."""
    agent = await a_user("agent", first_name="Mara", last_name="Lind")
    group = await a_group(agent, name="Devices")
    contact = await a_contact(first_name="Renske", last_name="Okafor")
    case = await a_case(
        **{"contact": contact, "assignment_group": group, "assigned_to": agent, "state": state}
        | given
    )
    return agent, await User.get(id=contact.user_id), case


def _told(person: Person) -> str:
    return person.text("#toasts span")


async def _state(case: Case) -> CaseState:
    return (await Case.get(id=case.pk)).state


# -- every verb ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "state", "filled", "told", "then"),
    [
        ("accept", CaseState.NEW, {}, "Accepted", OPEN),
        ("comment", OPEN, {"text": "Soon."}, "Comment sent", OPEN),
        ("work-note", OPEN, {"text": "Odd."}, "Note added", OPEN),
        ("request-info", OPEN, {"text": "Which?"}, "Asked for", CaseState.AWAITING_INFO),
        ("propose-solution", OPEN, SOLVED, "Solution proposed", RESOLVED),
        ("close", OPEN, SOLVED, "Closed", CaseState.CLOSED),
        ("open", CaseState.AWAITING_INFO, {}, "Open again", OPEN),
        ("edit", OPEN, {"shortDescription": "It drips"}, "Saved", OPEN),
    ],
)
async def test_an_agent_does_it_by_its_form(
    front: Front,
    verb: str,
    state: CaseState,
    filled: dict[str, str],
    told: str,
    then: CaseState,
) -> None:
    agent, _, case = await _a_desk(state)
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}/{verb}")
        await visitor.send("#act form", **filled)
        assert [answer.status_code for answer in visitor.answer.history] == [303]
        assert visitor.address == f"/cases/{case.number}"
        assert told in _told(visitor)
        await visitor.open(visitor.address)
        assert not visitor.page.select("#toasts span")
    assert await _state(case) is then


@pytest.mark.parametrize(
    ("verb", "filled", "told", "then"),
    [
        ("accept-solution", {}, "Solution accepted", CaseState.CLOSED),
        ("reject-solution", {"text": "It leaks."}, "Solution rejected", OPEN),
        ("comment", {"text": "Thanks."}, "Comment sent", RESOLVED),
    ],
)
async def test_a_contact_answers_a_solution(
    front: Front, verb: str, filled: dict[str, str], told: str, then: CaseState
) -> None:
    _, contact, case = await _a_desk(RESOLVED)
    async with front.visitor(contact) as visitor:
        await visitor.open(f"/cases/{case.number}/{verb}")
        await visitor.send("#act form", **filled)
        assert told in _told(visitor)
    assert await _state(case) is then


async def test_a_case_is_handed_to_others_and_back(front: Front) -> None:
    agent, _, case = await _a_desk(assigned_to=None)
    other = await a_user("agent", first_name="Ana", last_name="Ruiz")
    screens = await a_group(other, name="Screens")
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}")
        await visitor.press("Assign to me")
        assert _told(visitor) == "Assigned to Mara Lind"
        await visitor.press("Reassign")
        values = {o.get_text(strip=True): o["value"] for o in visitor.page.select("#act option")}
        await visitor.send("#act form", assignmentGroup=values["Screens"], assignedTo="")
        assert _told(visitor) == "Assigned to Screens"
        await visitor.press("Undo")
        assert _told(visitor) == "Saved"
    assert screens.pk
    changed = await Case.get(id=case.pk)
    assert (changed.assigned_to_id, changed.assignment_group_id) == (
        agent.pk,
        case.assignment_group_id,
    )


async def test_a_button_that_needs_more_asks_for_it(front: Front) -> None:
    agent, _, case = await _a_desk(assigned_to=None, assignment_group=None)
    await a_group(agent, name="Screens")
    await a_group(await a_user("agent"), name="Pumps")
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}")
        await visitor.press("Assign to me")
        assert visitor.answer.status_code == 422
        assert "in several groups" in visitor.text("#e-assignmentGroup")
        values = {o.get_text(strip=True): o["value"] for o in visitor.page.select("#act option")}
        assert values.keys() == {"None", "Devices", "Screens"}  # and none that others are in
        await visitor.send("#act form", assignmentGroup=values["Screens"])
        assert _told(visitor) == "Assigned to Mara Lind"


async def test_a_finished_case_is_followed_up_by_a_new_one(front: Front) -> None:
    _, contact, case = await _a_desk(CaseState.CLOSED)
    async with front.visitor(contact) as visitor:
        await visitor.open(f"/cases/{case.number}/follow-up")
        await visitor.send("#act form", text="It leaks again.")
        new = await Case.exclude(id=case.pk).get()
        assert visitor.address == f"/cases/{new.number}"
        assert _told(visitor) == f"{new.number} follows up"


async def test_an_agent_reports_a_case_for_a_customer(front: Front) -> None:
    agent, _, _ = await _a_desk()
    account = await an_account(name="Harbor Pine")
    async with front.visitor(agent) as visitor:
        await visitor.open("/cases")
        await visitor.follow("New case")
        found = {o.get_text(strip=True): str(o["value"]) for o in visitor.page.select("option")}
        chosen = found[f"Harbor Pine · {account.number}"]
        await visitor.send("#detail form", shortDescription="No light", account=chosen)
        new = await Case.get(short_description="No light")
        assert (visitor.address, new.account_id) == (f"/cases/{new.number}", account.pk)
        assert _told(visitor) == f"{new.number} created"


async def test_a_contact_reports_a_case(front: Front) -> None:
    _, contact, _ = await _a_desk()
    async with front.visitor(contact) as visitor:
        await visitor.open("/cases/new")
        await visitor.send("#detail form", shortDescription="No light")
        new = await Case.get(short_description="No light")
        assert visitor.address == f"/cases/{new.number}"


async def test_tasks_are_planned_worked_and_given_up(front: Front) -> None:
    agent, _, case = await _a_desk()
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}/tasks")
        await visitor.press("New task")
        await visitor.send("#act form", shortDescription="Order a seal")
        task = await CaseTask.get(short_description="Order a seal")
        assert visitor.address == f"/cases/{case.number}/tasks"
        assert _told(visitor) == f"Task {task.number} added"
        await visitor.press("Start")
        assert _told(visitor) == "Task started"
        await visitor.press("Edit")
        await visitor.send("#act form", shortDescription="Order two seals")
        await visitor.press("Undo")
        await visitor.open(f"/cases/{case.number}/tasks/{task.number}/close")
        await visitor.send("#act form")
        assert _told(visitor) == "Task closed"
        second = await a_task(case)
        await visitor.open(f"/cases/{case.number}/tasks/{second.number}/cancel")
        await visitor.send("#act form", reason="Not needed.")
        assert _told(visitor) == "Task cancelled"
    await task.refresh_from_db()
    await second.refresh_from_db()
    assert (task.state, task.short_description) == (CaseTaskState.CLOSED, "Order a seal")
    assert second.state is CaseTaskState.CANCELLED


async def test_configured_categories_are_suggested(front: Front) -> None:
    agent, _, case = await _a_desk(category="Device")
    for name, subcategory in (("Billing", ""), ("Device", ""), ("Device", "Pump"), ("Other", "x")):
        await Category.create(name=name, subcategory=subcategory)
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}/edit")
        field = visitor.one("#i-category")
        said = [str(o["value"]) for o in visitor.page.select(f"#{field['list']} option")]
        assert said == ["Billing", "Device"]
        found = [str(o["value"]) for o in visitor.page.select("#l-subcategory option")]
        assert found == ["Pump"]


# -- what is said ---------------------------------------------------------------------------------


async def test_a_note_and_a_comment_are_told_apart_and_the_last_choice_is_kept(
    front: Front,
) -> None:
    agent, _, case = await _a_desk()
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}")
        voices = visitor.texts(".voice")
        assert voices == ["Comment Customer sees this", "Work note Only staff"]
        await visitor.send("#composer form", button="Add note", text="Odd noise.")
        assert visitor.one(".voice [checked]")["value"] == "workNote"
        await visitor.send("#composer form", button="Send comment", text="We look at it.")
        assert visitor.one(".voice [checked]")["value"] == "comment"
    written = await JournalEntry.filter(case=case).order_by("id").values_list("kind", "text")
    assert written == [("WORK_NOTE", "Odd noise."), ("COMMENT", "We look at it.")]


async def test_a_customer_is_offered_comments_alone_and_told_why_not(front: Front) -> None:
    _, contact, case = await _a_desk()
    async with front.visitor(contact) as visitor:
        await visitor.open(f"/cases/{case.number}")
        assert visitor.texts("#composer button") == ["Send", "Preview", "Keep as draft"]
        assert not visitor.page.select(".voice")
        await Case.filter(id=case.pk).update(state=CaseState.CLOSED)
        await visitor.open(f"/cases/{case.number}")
        assert not visitor.page.select("#composer form")
        assert visitor.text("#composer").startswith("Comments: only where")


async def test_a_blank_comment_is_asked_for_again(front: Front) -> None:
    agent, _, case = await _a_desk()
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}")
        await visitor.send("#composer form", button="Add note", text=" \n ")
        assert visitor.answer.status_code == 422
        assert visitor.text("#said-fault") == "Say something."
        assert visitor.one("#text")["aria-describedby"] == "said-fault"
        assert visitor.one(".voice [checked]")["value"] == "workNote"
    assert not await JournalEntry.exists()


# -- what is wrong --------------------------------------------------------------------------------


async def test_an_incomplete_form_comes_back_with_what_was_typed(front: Front) -> None:
    agent, _, case = await _a_desk()
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}/close?view=all")
        await visitor.send("#act form", resolutionNotes="Replaced\nthe seal.", cancelTasks="true")
        assert visitor.answer.status_code == 422
        assert visitor.texts("#act .fault li") == ["Resolution code : Choose resolution code."]
        assert visitor.one("#act .fault a")["href"] == "#i-resolutionCode"
        code = visitor.one("#i-resolutionCode")
        assert code["aria-invalid"] == "true"
        assert "e-resolutionCode" in str(code["aria-describedby"]).split()
        assert visitor.text("#e-resolutionCode") == "Choose resolution code."
        assert visitor.one("#i-resolutionNotes").get_text() == "Replaced\nthe seal."
        assert visitor.one("#i-cancelTasks").has_attr("checked")
        assert visitor.one("#row-" + case.number)  # the list beside it is still the same
        await visitor.send("#act form", resolutionCode="FIXED")
        assert visitor.address == f"/cases/{case.number}?view=all"
    assert await _state(case) is CaseState.CLOSED


async def test_what_the_gateway_refuses_stands_beside_its_field(front: Front) -> None:
    agent, _, case = await _a_desk()
    stranger = await a_user("agent", first_name="Ana", last_name="Ruiz")
    await a_group(stranger, name="Screens")
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}/reassign")
        choices = visitor.page.select("#i-assignedTo option")
        assert "Ana Ruiz" not in [option.get_text(strip=True) for option in choices]
        await visitor.open(f"/cases/{case.number}/edit")
        await visitor.send("#act form", category="x" * 81)
        assert visitor.answer.status_code == 422
        assert visitor.text("#e-category") == "At most 80 characters; these are 81."
        await visitor.send("#act form", category="", timeWorked="-1")
        assert visitor.text("#e-timeWorked") == "Time worked cannot be negative."
        assert visitor.one("#i-timeWorked")["value"] == "-1"


async def test_what_is_not_possible_now_says_why_with_the_buttons_anew(front: Front) -> None:
    agent, _, case = await _a_desk(CaseState.NEW)
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}")
        await Case.filter(id=case.pk).update(state=OPEN)
        await visitor.press("Accept")
        assert visitor.answer.status_code == 422
        assert "open" in visitor.text("#act .fault")
        assert visitor.text("#actions .primary") == "Propose solution"
        why = visitor.one("#more [aria-describedby=why-accept]")
        assert why["aria-disabled"] == "true"
        assert visitor.text("#why-accept") == "Not possible while open."


@pytest.mark.parametrize("path", ["accept", "work-note", "nonsense", "create", "tasks/new"])
async def test_what_a_role_does_not_have_is_not_there(front: Front, path: str) -> None:
    _, contact, case = await _a_desk()
    async with front.visitor(contact) as visitor:
        await visitor.open(f"/cases/{case.number}/{path}")
        assert visitor.answer.status_code == 404
        await visitor.post(f"/cases/{case.number}/{path}", text="x", shortDescription="x")
        assert visitor.answer.status_code == 404


async def test_an_invisible_case_takes_no_form(front: Front) -> None:
    _, _, case = await _a_desk()
    stranger = await a_contact()
    async with front.visitor(await User.get(id=stranger.user_id)) as visitor:
        await visitor.open("/cases")
        for number in (case.number, "CS9999999"):
            await visitor.post(f"/cases/{number}/comment", text="Hello")
            assert visitor.answer.status_code == 404
    assert not await JournalEntry.exists()


async def test_whoever_is_not_signed_in_is_led_to_the_door(front: Front) -> None:
    _, _, case = await _a_desk()
    async with front.visitor() as visitor:
        await visitor.open("/login")
        await visitor.post(f"/cases/{case.number}/comment", text="Hello")
    assert visitor.address.startswith("/login")


async def test_odd_forms_never_fail(front: Front) -> None:
    agent, _, case = await _a_desk()
    odd = ("[1]", "{", '{"id": 1}', '{"shortDescription": {"a": 1}}', "\0", "null")
    async with front.visitor(agent) as visitor:
        await visitor.open("/cases")
        for was in odd:
            for version in ("", "x", "9" * 40, "-1"):
                await visitor.post(
                    f"/cases/{case.number}/edit",
                    _was=was,
                    _version=version,
                    _key="k" * 500,
                    account="%00",
                    informedUsers=["", "no id"],
                    _clash=["x", "account"],
                )
                assert visitor.answer.status_code < 500, (was, version)


# -- once -----------------------------------------------------------------------------------------


async def test_a_form_that_is_sent_twice_acts_once(front: Front) -> None:
    agent, _, case = await _a_desk()
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}")
        form = fields_of(visitor.one("#composer form")) | {"text": "Only once."}
        for _ in range(2):
            await visitor.post(f"/cases/{case.number}/comment", **form)
            assert visitor.answer.status_code == 200
        await visitor.open(f"/cases/{case.number}/close")
        form = fields_of(visitor.one("#act form")) | SOLVED
        for _ in range(2):
            await visitor.post(f"/cases/{case.number}/close", **form)
            assert visitor.answer.status_code == 200
            assert _told(visitor) == "Closed"
    assert await JournalEntry.filter(text="Only once.").count() == 1


async def test_a_double_click_acts_once(front: Front) -> None:
    agent, _, case = await _a_desk()
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}")
        form = fields_of(visitor.one("#composer form")) | {"text": "Only once."}
        headers = {"sec-fetch-site": "same-origin"}
        address = f"/cases/{case.number}/comment"
        answers = await asyncio.gather(
            *(visitor.browser.post(address, data=form, headers=headers) for _ in range(4))
        )
    assert [answer.status_code for answer in answers] == [303] * 4
    assert await JournalEntry.filter(text="Only once.").count() == 1


async def test_another_site_cannot_send_a_form(front: Front) -> None:
    agent, _, case = await _a_desk()
    async with front.visitor(agent) as visitor:
        answer = await visitor.browser.post(
            f"/cases/{case.number}/comment",
            data={"text": "Hello"},
            headers={"sec-fetch-site": "cross-site"},
        )
    assert answer.status_code == 403
    assert not await JournalEntry.exists()


async def test_nobody_else_can_put_words_into_the_toast(front: Front) -> None:
    agent, _, case = await _a_desk()
    async with front.visitor(agent) as visitor:
        for forged in ("e30=.0", "x", "", "é.é", "a.b.c"):
            cookie = f"flash={forged}".encode("latin-1")
            await visitor.open(f"/cases/{case.number}")
            kept = visitor.browser.cookies.jar
            named = "; ".join(f"{c.name}={c.value}" for c in kept).encode()
            answer = await visitor.browser.get(
                f"/cases/{case.number}", headers={b"cookie": named + b"; " + cookie}
            )
            assert answer.status_code == 200
            assert '<div class="toast">' not in answer.text
