"""The Relationship tab of a case and the pages of what is tied to it, without scripts."""

from typing import Any

from gateway.cases.models import Case
from gateway.changes.models import ChangeRequest
from gateway.incidents.models import Incident
from gateway.problems.models import Problem
from gateway.work.kinds import KIND_OF
from gateway.work.models import CaseRelation, Work
from tests.portal.front import Front
from tests.world import MONDAY, a_case, a_contact, a_group, a_user, id_of


async def test_an_incident_is_made_from_a_case_and_a_problem_tied_to_it_and_cut_off(
    front: Front,
) -> None:
    ana = await a_user("agent", "itsm_write")
    await a_group(ana)
    case = await a_case(contact=await a_contact(), assigned_to=ana)
    problem = await Problem.create(number="PRB0000009", short_description="Seals are too thin")

    async with front.visitor(ana) as visitor:
        await visitor.open(f"/cases/{case.number}")
        await visitor.follow("Relations")
        assert "Nothing is tied to this case" in visitor.page.text
        await visitor.follow("New incident")
        await visitor.send("#form-create")
        incident = await Incident.get()
        assert incident.short_description == case.short_description
        assert visitor.address.startswith(f"/incidents/{incident.number}")
        assert visitor.one(f'a[href="/cases/{case.number}"]')

        await visitor.open(f"/cases/{case.number}/relations")
        assert incident.number in visitor.page.text
        await visitor.follow("Tie something to it")
        await visitor.send("#form-create", problem=id_of(problem))
        assert visitor.answer.status_code == 200
        assert "PRB0000009" in visitor.page.text
        tie = await CaseRelation.get(problem_id=problem.pk)
        await visitor.open(f"/cases/{case.number}/relations/{id_of(tie)}/unlink")
        await visitor.send("#form-unlink", reason="Another seal.")
        assert visitor.answer.status_code == 200
        assert not await CaseRelation.exists(problem_id=problem.pk)

        await visitor.open("/problems/PRB0000009")
        assert "Seals are too thin" in visitor.page.text
        await visitor.open(f"/incidents/{incident.number}/start")
        await visitor.send("#form-start", assignedTo=id_of(ana))
    await incident.refresh_from_db()
    assert incident.state == "IN_PROGRESS"


async def _tied(case: Case, work: Work, **given: Any) -> None:
    column = {"ChangeRequest": "change_id"}.get(type(work).__name__, type(work).__name__.lower())
    kind = {"kind": KIND_OF[type(work).__name__], **given}
    await CaseRelation.create(case=case, **{f"{column.removesuffix('_id')}_id": work.pk}, **kind)


async def _a_case_amid_others() -> Case:
    """Tied to one of each but a request, with a parent and a child."""
    case = await a_case(parent=await a_case(number="CS9000001"), number="CS9000002")
    await a_case(parent=case, number="CS9000003", state="CLOSED")
    incident = await Incident.create(number="INC0000001", short_description="<b>It & burns</b>")
    problem = await Problem.create(
        number="PRB0000001", short_description="Seals", workaround="Tape.", state="ASSESS"
    )
    change = await ChangeRequest.create(
        number="CHG0000001", short_description="New seals", planned_start=MONDAY
    )
    await _tied(case, incident)
    await _tied(case, problem, primary=True)
    await _tied(case, change, kind="CAUSED_BY_CHANGE")
    return case


async def test_what_stands_around_a_case_is_drawn_and_told_alike(front: Front) -> None:
    case = await _a_case_amid_others()
    addresses = ["/cases/CS9000001", "/changes/CHG0000001", "/problems/PRB0000001"]
    addresses += ["/incidents/INC0000001", "/cases/CS9000003"]
    async with front.visitor(await a_user("agent", "itsm_write")) as visitor:
        await visitor.open(f"/cases/{case.number}/relations")
        assert [str(a["href"]) for a in visitor.page.select(".around a")] == addresses
        assert [str(a["href"]) for a in visitor.page.select(".items b a")] == addresses
        drawn = [" ".join(a.get_text(" ").split()) for a in visitor.page.select(".around a")]
        assert drawn == [
            "Parent CS9000001 · New The pump leaks",
            "Caused by change CHG0000001 · New New seals",
            "Problem · Primary PRB0000001 · Assess Seals",
            "Incident INC0000001 · New <b>It & burns</b>",
            "Child CS9000003 · Closed The pump leaks",
        ]
        for drawing, line in zip(drawn, visitor.texts(".items li"), strict=True):
            assert {*drawing.replace("·", "").split()} <= {*line.replace("·", "").split()}
        looks = [str(a["data-peek"]) for a in visitor.page.select(".items b a")]
        assert looks[0] == "/cases/CS9000001/peek"
        told = {}
        for look in looks[1:4]:
            await visitor.open(look)
            assert visitor.answer.status_code == 200
            told[look] = visitor.text("article.peek")
        change, problem, incident = told.values()
        assert "New seals" in change
        assert "Planned: " in change
        assert "Workaround: Tape." in problem
        assert "<b>It & burns</b>" in incident

    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open(f"/cases/{case.number}/relations")
        shown = [str(a["href"]) for a in visitor.page.select(".around a")]
        assert shown == ["/cases/CS9000001", "/cases/CS9000003"]
        for look in (*looks[1:4], "/peeks/nonsense"):
            await visitor.open(look)
            assert visitor.answer.status_code == 404, look
