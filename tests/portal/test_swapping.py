"""With htmx a form's answer is what has changed, and nothing else."""

from gateway.cases.lifecycle import CaseState
from gateway.cases.models import Case
from gateway.people.models import User
from tests.portal.front import BASE, Front, Person, fields_of
from tests.world import a_case, a_contact, a_group, a_user, an_account

PARTS = ["#act", "#headline", "#tabs", "#actions", "#timeline", "#composer", "#context"]


async def _a_desk(state: CaseState = CaseState.OPEN) -> tuple[User, Case]:
    agent = await a_user("agent", first_name="Mara", last_name="Lind")
    group = await a_group(agent, name="Devices")
    contact = await a_contact(first_name="Renske", last_name="Okafor")
    case = await a_case(contact=contact, assignment_group=group, assigned_to=agent, state=state)
    return agent, case


async def _swap(visitor: Person, address: str, target: str, **filled: str) -> Person:
    """Sends a form as htmx does, from the page that is open."""
    headers = {
        "sec-fetch-site": "same-origin",
        "hx-request": "true",
        "hx-request-type": "partial",
        "hx-target": target,
        "hx-current-url": BASE + visitor.address,
    }
    visitor.answer = await visitor.browser.post(address, data=filled, headers=headers)
    return visitor


def _targets(visitor: Person) -> list[str]:
    return [str(part["hx-target"]) for part in visitor.page.select("hx-partial")]


async def test_an_action_sends_the_parts_that_show_something_else_now(front: Front) -> None:
    agent, case = await _a_desk(CaseState.NEW)
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}?view=all")
        await _swap(visitor, f"/cases/{case.number}/accept?view=all", "div#act", _key="k")
        assert visitor.answer.status_code == 200
        assert _targets(visitor) == [*PARTS, f"#row-{case.number}", "#views", "#toasts"]
        assert visitor.text("#headline .status") == "Open"
        assert visitor.text(".toast span") == "Accepted"
        assert "hx-replace-url" not in visitor.answer.headers
        assert not visitor.page.select("html, #detail, #list")
        assert len(visitor.answer.content) < 25_000


async def test_the_part_that_is_open_is_the_one_that_is_sent(front: Front) -> None:
    agent, case = await _a_desk(CaseState.NEW)
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}/details")
        await _swap(visitor, f"/cases/{case.number}/accept", "div#act", _key="k")
        assert "#details" in _targets(visitor)
        assert "#timeline" not in _targets(visitor)


async def test_a_form_opened_at_its_own_address_leads_back_to_the_case(front: Front) -> None:
    agent, case = await _a_desk(CaseState.NEW)
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}/accept")
        await _swap(visitor, f"/cases/{case.number}/accept", "div#act", _key="k")
        assert visitor.answer.headers["hx-replace-url"] == f"/cases/{case.number}"


async def test_a_form_opens_and_comes_back_in_its_own_place(front: Front) -> None:
    agent, case = await _a_desk()
    async with front.visitor(agent) as visitor:
        await visitor.swap(f"/cases/{case.number}/close", "div#act")
        assert [tag.name for tag in visitor.page.find_all(recursive=False)] == ["title", "div"]
        form = {str(name): str(value) for name, value in fields_of(visitor.one("form")).items()}
        await _swap(visitor, f"/cases/{case.number}/close", "div#act", **form)
        assert visitor.answer.status_code == 422
        assert [tag.name for tag in visitor.page.find_all(recursive=False)] == ["title", "div"]
        assert visitor.one(".fault").has_attr("autofocus")


async def test_what_was_refused_as_a_whole_brings_the_buttons_anew(front: Front) -> None:
    agent, case = await _a_desk()
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}")
        await _swap(visitor, f"/cases/{case.number}/accept", "div#act", _key="k")
        assert visitor.answer.status_code == 422
        assert {"#act", "#actions"} <= set(_targets(visitor))
        assert not visitor.page.select(".toast")


async def test_a_blank_comment_comes_back_in_the_composer(front: Front) -> None:
    agent, case = await _a_desk()
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}")
        await _swap(visitor, f"/cases/{case.number}/comment", "div#composer", text=" ")
        assert visitor.answer.status_code == 422
        assert visitor.one("#composer #said-fault")


async def test_who_has_written_a_note_goes_on_among_colleagues(front: Front) -> None:
    agent, case = await _a_desk()
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}")
        for key, slug, voice in (("k1", "work-note", "workNote"), ("k2", "comment", "comment")):
            said = {"text": "Look.", "_key": key}
            await _swap(visitor, f"/cases/{case.number}/{slug}", "div#composer", **said)
            assert visitor.one("#composer [name=voice][checked]")["value"] == voice


async def test_a_new_case_is_led_to_as_a_whole(front: Front) -> None:
    agent, _ = await _a_desk()
    account = await an_account()
    async with front.visitor(agent) as visitor:
        await visitor.open("/cases/new")
        chosen = next(o for o in visitor.page.select("option") if account.number in o.get_text())
        await _swap(
            visitor,
            "/cases/new",
            "section#detail",
            shortDescription="No light",
            account=str(chosen["value"]),
        )
        new = await Case.get(short_description="No light")
        assert visitor.answer.headers["hx-redirect"] == f"/cases/{new.number}"
        await visitor.open(f"/cases/{new.number}")
        assert visitor.text("#toasts span") == f"{new.number} created"


async def test_words_find_candidates_beyond_the_first(front: Front) -> None:
    agent, case = await _a_desk()
    for n in range(60):
        await an_account(name=f"Alder {n:02}")
    zest = await an_account(name="Zest Foods")
    async with front.visitor(agent) as visitor:
        await visitor.open("/cases/new")
        assert "Zest Foods" not in visitor.text("#i-account")
        await _swap(visitor, "/cases/new", "div#choices-account", **{"find-account": "zest"})
        assert [tag.name for tag in visitor.page.find_all(recursive=False)] == ["div"]
        assert visitor.texts("option") == ["None", f"Zest Foods · {zest.number}"]

        # without scripts the whole form comes back, with what was typed
        await visitor.open("/cases/new")
        await visitor.send("#detail form", shortDescription="No light", **{"find-account": "zest"})
        assert visitor.answer.status_code == 200
        assert visitor.texts("#i-account option") == ["None", f"Zest Foods · {zest.number}"]
        assert visitor.one("#i-shortDescription")["value"] == "No light"
        chosen = visitor.page.select("#i-account option")[1]["value"]
        await visitor.send("#detail form", account=str(chosen))
    new = await Case.get(short_description="No light")
    assert new.account_id == zest.pk
    assert case.pk


async def test_a_choice_found_by_words_stays_when_the_form_comes_back(front: Front) -> None:
    agent, _ = await _a_desk()
    for n in range(60):
        await an_account(name=f"Alder {n:02}")
    await an_account(name="Zest Foods")
    async with front.visitor(agent) as visitor:
        await visitor.open("/cases/new")
        await visitor.send("#detail form", **{"find-account": "zest"})
        chosen = str(visitor.page.select("#i-account option")[1]["value"])
        await visitor.send(
            "#detail form", button="Find", account=chosen, **{"find-account": "alder"}
        )
        kept = visitor.one("#i-account option[selected]")
        assert "Zest Foods" in kept.get_text()
