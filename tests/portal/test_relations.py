"""The Relationship tab of a case and the pages of what is tied to it, without scripts."""

from gateway.incidents.models import Incident
from gateway.problems.models import Problem
from gateway.work.models import CaseRelation
from tests.portal.front import Front
from tests.world import a_case, a_contact, a_group, a_user, id_of


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
