"""Any value of a case is changed where it stands; without scripts, in a form of that one field."""

from gateway.cases.models import Case
from gateway.cases.priority import Priority
from gateway.people.models import User
from tests.portal.front import BASE, Front, Person, fields_of
from tests.world import a_case, a_contact, a_group, a_user

PLACE = "div#prop-c-priority"


async def _a_desk() -> tuple[User, Case]:
    agent = await a_user("agent", first_name="Mara", last_name="Lind")
    group = await a_group(agent, name="Devices")
    return agent, await a_case(assignment_group=group, assigned_to=agent)


async def _swap(visitor: Person, address: str, target: str, **filled: str | list[str]) -> None:
    headers = {
        "sec-fetch-site": "same-origin",
        "hx-request": "true",
        "hx-request-type": "partial",
        "hx-target": target,
        "hx-current-url": BASE + visitor.address,
    }
    visitor.answer = await visitor.browser.post(address, data=filled, headers=headers)


async def test_a_value_becomes_its_form_and_saving_sends_what_changed(front: Front) -> None:
    agent, case = await _a_desk()
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}")
        pen = str(visitor.one("#prop-c-priority .pen")["href"])
        await visitor.swap(pen, PLACE)
        assert len(visitor.answer.content) < 4_000
        form = visitor.one("#prop-c-priority form")
        assert [field["name"] for field in form.select("select")] == ["priority"]
        assert fields_of(form)["_version"] == "1"

        await _swap(visitor, str(form["action"]), PLACE, **(fields_of(form) | {"priority": "HIGH"}))
        assert visitor.answer.status_code == 200
        assert "#context" in [str(part["hx-target"]) for part in visitor.page.select("hx-partial")]
        assert "Undo" in visitor.text(".toast")
    assert (await Case.get(id=case.pk)).priority is Priority.HIGH


async def test_what_is_wrong_is_said_in_its_place(front: Front) -> None:
    agent, case = await _a_desk()
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}/details")
        await visitor.swap(f"/cases/{case.number}/edit?only=contactTimezone", "div#prop-d-zone")
        form = visitor.one("form")
        filled = fields_of(form) | {"contactTimezone": "Middle/Earth"}
        await _swap(visitor, str(form["action"]), "div#prop-d-contactTimezone", **filled)
        assert visitor.answer.status_code == 422
        assert "IANA" in visitor.text("#e-contactTimezone")
        assert visitor.one("#i-contactTimezone")["value"] == "Middle/Earth"
        assert visitor.one("div.in-place")["id"] == "prop-d-contactTimezone"


async def test_a_value_that_somebody_else_changed_shows_both(front: Front) -> None:
    agent, case = await _a_desk()
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}")
        await visitor.swap(f"/cases/{case.number}/edit?only=priority", PLACE)
        form = visitor.one("form")
        await Case.filter(id=case.pk).update(priority=Priority.MODERATE, version=2)
        filled = fields_of(form) | {"priority": "HIGH"}
        await _swap(visitor, str(form["action"]), PLACE, **filled)
        assert visitor.answer.status_code == 409
        assert [" ".join(text.split()[:2]) for text in visitor.texts(".clash label")] == [
            "Yours High",
            "Now Moderate",
        ]


async def test_without_scripts_the_form_asks_for_this_field_alone(front: Front) -> None:
    agent, case = await _a_desk()
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}/details")
        await visitor.open(str(visitor.one("#prop-d-category .pen")["href"]))
        assert [tag["name"] for tag in visitor.page.select("#act .field [name]")] == ["category"]
        await visitor.send("#act form", category="Hardware")
        assert visitor.properties()["Category"] == "Hardware"


async def test_pens_are_offered_to_those_who_may_write(front: Front) -> None:
    agent, _ = await _a_desk()
    contact = await a_contact()
    case = await a_case(contact=contact)
    customer = await contact.user
    assert customer is not None
    for user, offered in ((agent, True), (customer, False)):
        async with front.visitor(user) as visitor:
            await visitor.open(f"/cases/{case.number}/details")
            assert bool(visitor.page.select(".pen")) is offered
    async with front.visitor(customer) as visitor:
        await visitor.open(f"/cases/{case.number}/edit?only=priority")
        assert visitor.answer.status_code == 404


async def test_there_is_no_form_for_what_is_no_field(front: Front) -> None:
    agent, case = await _a_desk()
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}/edit?only=nonsense")
        assert visitor.answer.status_code == 404
