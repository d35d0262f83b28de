"""Two people edit one case: whoever is second is told, sees both values, and loses nothing."""

from typing import Any

from gateway.cases.models import Case
from gateway.cases.priority import Priority
from gateway.people.models import User
from tests.portal.front import Front, Person, fields_of
from tests.world import a_case, a_group, a_user


async def _two_at_one_case() -> tuple[User, User, Case]:
    mara = await a_user("agent", first_name="Mara", last_name="Lind")
    ana = await a_user("agent", first_name="Ana", last_name="Ruiz")
    group = await a_group(mara, ana, name="Devices")
    case = await a_case(
        short_description="It leaks", priority=4, assignment_group=group, assigned_to=mara
    )
    return mara, ana, case


async def _edit(front: Front, user: User, case: Case, **filled: str) -> None:
    async with front.visitor(user) as visitor:
        await visitor.open(f"/cases/{case.number}/edit")
        await visitor.send("#act form", **filled)
        assert visitor.answer.status_code == 200


async def _second(visitor: Person, case: Case, form: dict[str, Any], **filled: str) -> None:
    await visitor.post(f"/cases/{case.number}/edit", **(form | filled))


async def test_the_second_sees_both_values_and_chooses_one_by_one(front: Front) -> None:
    mara, ana, case = await _two_at_one_case()
    async with front.visitor(mara) as visitor:
        await visitor.open(f"/cases/{case.number}/edit")
        form = fields_of(visitor.one("#act form"))
        await _edit(front, ana, case, shortDescription="It drips", priority="HIGH")
        mine = {"shortDescription": "It pours", "priority": "CRITICAL", "category": "Hardware"}
        await _second(visitor, case, form, **mine)
        assert visitor.answer.status_code == 409
        assert "Somebody else changed this meanwhile." in visitor.text("#act .fault")
        assert [" ".join(text.split()[:3]) for text in visitor.texts(".clash label")] == [
            "Yours It pours",
            "Now It drips",
            "Yours Critical",
            "Now High Ana",
        ]
        assert "Ana Ruiz, now" in visitor.text(".clash")
        assert visitor.one("#i-category")["value"] == "Hardware"
        assert visitor.one("#i-shortDescription")["value"] == "It pours"

        await visitor.send("#act form", **{"keep-priority": "theirs"})
        assert visitor.answer.status_code == 409
        assert visitor.text("#e-shortDescription") == "Choose which of the two to keep."
        assert visitor.one("#i-category")["value"] == "Hardware"

        await visitor.send("#act form", **{"keep-shortDescription": "mine"})
        assert visitor.text("#toasts span") == "Saved"
    changed = await Case.get(id=case.pk)
    assert (changed.short_description, changed.priority, changed.category) == (
        "It pours",
        Priority.HIGH,
        "Hardware",
    )


async def test_what_only_one_of_them_changed_is_kept_without_asking(front: Front) -> None:
    mara, ana, case = await _two_at_one_case()
    async with front.visitor(mara) as visitor:
        await visitor.open(f"/cases/{case.number}/edit")
        form = fields_of(visitor.one("#act form"))
        await _edit(front, ana, case, shortDescription="It drips", priority="HIGH")
        await _second(visitor, case, form, category="Hardware", priority="HIGH")
        assert visitor.text("#toasts span") == "Saved"
    changed = await Case.get(id=case.pk)
    assert (changed.short_description, changed.priority, changed.category) == (
        "It drips",
        Priority.HIGH,
        "Hardware",
    )


async def test_it_may_happen_twice(front: Front) -> None:
    mara, ana, case = await _two_at_one_case()
    async with front.visitor(mara) as visitor:
        await visitor.open(f"/cases/{case.number}/edit")
        form = fields_of(visitor.one("#act form"))
        await _edit(front, ana, case, shortDescription="It drips")
        await _second(visitor, case, form, shortDescription="It pours")
        form = fields_of(visitor.one("#act form"))
        await _edit(front, ana, case, shortDescription="It streams")
        await _second(visitor, case, form, **{"keep-shortDescription": "mine"})
        assert visitor.answer.status_code == 409
        assert visitor.texts(".clash b") == ["Yours", "Now"]
        assert "It streams" in visitor.text(".clash")
        await visitor.send("#act form", **{"keep-shortDescription": "mine"})
    assert (await Case.get(id=case.pk)).short_description == "It pours"


async def test_an_undo_does_not_undo_what_somebody_did_since(front: Front) -> None:
    mara, ana, case = await _two_at_one_case()
    async with front.visitor(mara) as visitor:
        await visitor.open(f"/cases/{case.number}/edit")
        await visitor.send("#act form", shortDescription="It pours")
        undo = visitor.one(".toast form")
        form, address = fields_of(undo), str(undo["action"])
        await _edit(front, ana, case, shortDescription="It drips")
        await visitor.post(address, **form)
        assert visitor.answer.status_code == 409
        assert "It drips" in visitor.text(".clash")
    assert (await Case.get(id=case.pk)).short_description == "It drips"
