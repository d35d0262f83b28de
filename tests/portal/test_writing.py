"""What is written on a case: drafts, calls upon colleagues, notes on tasks, words of macros."""

from gateway.cases.kinds import JournalKind
from gateway.cases.lifecycle import CaseState
from gateway.cases.models import Case, InformedUser, JournalEntry, JournalMention
from gateway.cases.priority import Priority
from gateway.desk.models import Draft, Macro, MacroEnd
from gateway.request.scalars import global_id
from tests.portal.front import Front
from tests.world import (
    a_case,
    a_contact,
    a_group,
    a_provider,
    a_task,
    a_user,
    an_account,
    an_outsourced_agent,
)

CANARY = "half a sentence"


async def test_a_draft_is_there_wherever_the_case_is_opened(front: Front) -> None:
    agent, case = await a_user("agent"), await a_case()
    page = f"/cases/{case.number}"
    async with front.visitor(agent) as visitor:
        await visitor.open(page)
        await visitor.send("#composer form", button="Keep as draft", voice="workNote", text=CANARY)
        assert visitor.text("#toasts span") == "Draft kept"
    async with front.visitor(agent) as elsewhere:
        await elsewhere.open(page)
        assert elsewhere.text("#composer textarea") == CANARY
        assert elsewhere.one("[value=workNote]").has_attr("checked")
        assert "Draft, kept now" in elsewhere.text(".kept")
        await elsewhere.send("#composer form", button="Add note")
        assert CANARY in elsewhere.text("#timeline")
        assert elsewhere.text("#composer textarea") == ""
    assert not await Draft.exists()


async def test_a_draft_is_discarded(front: Front) -> None:
    agent, case = await a_user("agent"), await a_case()
    await Draft.create(case=case, user=agent, text=CANARY, updated_at=case.opened_at)
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}")
        await visitor.send("#composer form", button="Discard")
        assert visitor.text("#composer textarea") == ""
    assert not await Draft.exists()


async def test_nobody_else_finds_a_draft_on_any_page(front: Front) -> None:
    agent, case = await a_user("agent"), await a_case()
    await Draft.create(case=case, user=agent, text=CANARY, updated_at=case.opened_at)
    for role in ("admin", "manager", "agent"):
        async with front.visitor(await a_user(role)) as visitor:
            for tab in ("", "/details", "/tasks"):
                await visitor.open(f"/cases/{case.number}{tab}")
                assert CANARY not in visitor.answer.text


async def test_a_script_keeps_what_is_typed(front: Front) -> None:
    agent, case = await a_user("agent"), await a_case()
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}")
        await visitor.post(f"/cases/{case.number}/draft", text=CANARY, voice="comment", _script="1")
        assert (visitor.answer.status_code, visitor.answer.content) == (204, b"")
        await visitor.post("/cases/CS9999999/draft", text=CANARY, _script="1")
        assert visitor.answer.status_code == 404
    assert (await Draft.get()).text == CANARY


async def test_colleagues_are_found_and_called_upon(front: Front) -> None:
    agent, case = await a_user("agent"), await a_case()
    mara = await a_user("agent", first_name="Mara", last_name="Lind")
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}/people?q=mara")
        assert [tag["data-name"] for tag in visitor.page.select("li")] == ["Mara Lind"]
        key = str(visitor.one("li")["data-id"])
        await visitor.open(f"/cases/{case.number}")
        text = "@Mara Lind <b>look</b>"
        await visitor.send(
            "#composer form", voice="workNote", button="Add note", text=text, mentions=key
        )
        assert visitor.text("#timeline .call") == "@Mara Lind"
        assert "<b>look</b>" not in visitor.answer.text
    assert [m.user_id for m in await JournalMention.all()] == [mara.pk]


async def test_whoever_may_not_see_the_case_is_not_called_upon(front: Front) -> None:
    agent, case = await a_user("agent", language="es"), await a_case()
    olga = await an_outsourced_agent(await a_provider(), first_name="Olga", last_name="Far")
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}")
        key = global_id("User", olga.pk)
        await visitor.send("#composer form", text="@Olga Far look", mentions=key)
        assert visitor.answer.status_code == 422
        assert "Olga Far no puede leer esto." in visitor.text("#composer .fault")
        assert visitor.text("#composer textarea") == "@Olga Far look"
    assert not await JournalEntry.exists()


async def test_people_are_told_from_now_on_and_no_more(front: Front) -> None:
    agent, case = await a_user("agent", first_name="Mara", last_name="Lind"), await a_case()
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}")
        await visitor.press("Watch")
        assert "Mara Lind" in visitor.text("#people")
        await visitor.press("Remove Mara Lind")
        assert not await InformedUser.exists()
        await visitor.press("Stop watching")
        assert "Mara Lind" not in visitor.text("#people")


async def test_a_child_begins_with_the_customer_of_its_parent(front: Front) -> None:
    agent, account = await a_user("agent"), await an_account(name="Acme")
    case = await a_case(account=account)
    child = await a_case(account=account, parent=case, short_description="The pump hums")
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}")
        assert "The pump hums" in visitor.text("#related")
        await visitor.press("New child case")
        form = visitor.one("form.sheet-form")
        assert case.number in form.select("#i-parent option[selected]")[0].get_text()
        await visitor.send("form.sheet-form", shortDescription="The pump smells")
        assert visitor.answer.status_code == 200, visitor.text(".fault")
    made = await Case.get(short_description="The pump smells")
    assert (made.parent_id, made.account_id) == (case.pk, account.pk)
    assert child.parent_id == case.pk


async def test_a_peek_shows_no_more_than_the_case_would(front: Front) -> None:
    provider = await a_provider()
    olga = await an_outsourced_agent(provider)
    ours = await a_case(assignment_group=await a_group(olga, provider=provider))
    theirs = await a_case(short_description=CANARY)
    async with front.visitor(olga) as visitor:
        await visitor.open(f"/cases/{ours.number}/peek")
        assert visitor.text("h3") == "The pump leaks"
        answers = []
        for number in (theirs.number, "CS9999999"):
            await visitor.open(f"/cases/{number}/peek")
            answers.append((visitor.answer.status_code, visitor.answer.text.replace(number, "")))
        assert answers[0] == answers[1]
        assert answers[0][0] == 404
        assert CANARY not in answers[0][1]


async def test_notes_stand_on_their_task_and_in_the_story(front: Front) -> None:
    agent, case = await a_user("agent"), await a_case()
    task = await a_task(case)
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}/tasks")
        await visitor.press("Work note")
        await visitor.send("#act form", text="Rang twice")
        assert "Rang twice" in visitor.text("#tasks")
        await visitor.open(f"/cases/{case.number}")
        assert f"Task {task.number}" in visitor.text("#timeline .note")


async def test_a_macro_is_looked_at_changed_and_applied(front: Front) -> None:
    agent = await a_user("agent", first_name="Mara", last_name="Lind")
    contact = await a_contact(first_name="Renske", last_name="Okafor")
    case = await a_case(contact=contact, state=CaseState.OPEN)
    await Macro.create(
        owner=agent,
        name="Ask for photos",
        reply="Hello {{customer.firstName}}, photos of {{case.asset}} please. {{ me.name }}",
        priority=Priority.HIGH,
        end=MacroEnd.REQUEST_INFO,
    )
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}")
        await visitor.press("Macros")
        options = {o.get_text(): str(o["value"]) for o in visitor.page.select("#i-macro option")}
        await visitor.send("#act form", macro=options["Ask for photos"])
        assert visitor.texts(".steps li") == ["Priority Low High", "Then Request info"]
        filled = "Hello Renske, photos of {{case.asset}} please. Mara Lind"
        assert visitor.text("#i-reply") == filled
        assert "case.asset" in visitor.text("#act .flaw")

        await visitor.send("#act form[method=post]")
        assert visitor.answer.status_code == 422
        assert "case.asset" in visitor.text("#e-reply")
        assert visitor.text("#i-reply") == filled

        await visitor.send("#act form[method=post]", reply="Hello Renske, photos please.")
        assert visitor.text("#toasts span") == "Macro applied"
    case = await Case.get(id=case.pk)
    assert (case.state, case.priority) == (CaseState.AWAITING_INFO, Priority.HIGH)
    entry = await JournalEntry.get(case=case)
    assert (entry.kind, entry.text) == (JournalKind.COMMENT, "Hello Renske, photos please.")


async def test_why_a_macro_cannot_be_applied_is_said_before(front: Front) -> None:
    agent = await a_user("agent")
    case = await a_case(state=CaseState.NEW)
    macro = await Macro.create(
        owner=agent, name="Fixed", note="Done", end=MacroEnd.PROPOSE_SOLUTION
    )
    async with front.visitor(agent) as visitor:
        key = global_id("Macro", macro.pk)
        await visitor.open(f"/cases/{case.number}/apply-macro?macro={key}")
        assert "Propose solution: Not possible while new." in visitor.text("#act .fault")
        await visitor.send("#act form[method=post]")
        assert "Propose solution: Not possible while new." in visitor.text("#act .fault")
    assert not await JournalEntry.exists()


async def test_a_macro_fills_in_nothing_that_its_reader_may_not_read(front: Front) -> None:
    provider = await a_provider()
    olga = await an_outsourced_agent(provider)
    case = await a_case(assignment_group=await a_group(olga, provider=provider))
    stranger = await Macro.create(owner=await a_user("agent"), name=CANARY, note=CANARY)
    async with front.visitor(olga) as visitor:
        key = global_id("Macro", stranger.pk)
        await visitor.open(f"/cases/{case.number}/apply-macro?macro={key}")
        assert CANARY not in visitor.answer.text
        await visitor.open("/macros")
        assert CANARY not in visitor.answer.text


async def test_a_macro_that_only_changed_fields_is_taken_back(front: Front) -> None:
    agent, case = await a_user("agent"), await a_case()
    macro = await Macro.create(owner=agent, name="Calm down", priority=Priority.HIGH)
    async with front.visitor(agent) as visitor:
        key = global_id("Macro", macro.pk)
        await visitor.open(f"/cases/{case.number}/apply-macro?macro={key}")
        await visitor.send("#act form[method=post]")
        assert (await Case.get(id=case.pk)).priority is Priority.HIGH
        await visitor.press("Undo")
    assert (await Case.get(id=case.pk)).priority is Priority.LOW
