"""The clocks of a case in the portal, without scripts: at its head, and each one explained."""

from datetime import timedelta

from tortoise.transactions import in_transaction

from gateway.cases.models import Case
from gateway.database.fields import now
from gateway.levels.defaults import definitions
from gateway.levels.keeping import keep
from gateway.levels.models import CaseSla, SlaDefinition
from tests.portal.front import Front
from tests.world import a_case, a_contact, a_provider, a_user, an_outsourced_agent


async def a_promised_case(**given: object) -> Case:
    """A critical case of an hour ago: its first answer is late, its solution is not."""
    for row in definitions(None):
        await SlaDefinition.create(**row)
    then = now() - timedelta(hours=1)
    times = {"opened_at": then, "sla_anchor_at": then, "contact_timezone": "Asia/Kathmandu"}
    case = await a_case(priority=1, state="OPEN", **times, **given)
    async with in_transaction():
        await keep(case, now())
    return case


async def test_the_clocks_of_a_case_are_shown_and_explained(front: Front) -> None:
    agent = await a_user("agent")
    case = await a_promised_case(assigned_to=agent)
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}")
        response, solution = visitor.texts("#headline .promise")
        assert response.startswith("Response due 30 min ago")
        assert solution.startswith(("Resolution due in 2 h", "Resolution due in 3 h"))
        assert len(visitor.page.select("#headline .promise.late .ring")) == 1
        await visitor.follow("Service levels")
        assert visitor.address == f"/cases/{case.number}/clocks"
        assert visitor.texts("#clocks h2") == [
            "P1 response In progress",
            "P1 resolution In progress",
        ]
        late, running = visitor.texts("#clocks dl")
        assert "30 min too late" in late
        assert "Resolution · 4 h" in running
        assert "25 %" in running or "25.0" in running
        assert "in Asia/Kathmandu" in running
        assert len(visitor.page.select("#clocks svg rect.running")) == 2
        assert "Running, 1 h" in visitor.texts("#clocks table")[1]


async def test_whoever_may_not_have_a_clock_explained_sees_what_is_theirs(front: Front) -> None:
    provider = await a_provider()
    contact = await a_contact()
    case = await a_promised_case(provider=provider, contact=contact)
    async with front.visitor(await an_outsourced_agent(provider)) as visitor:
        await visitor.open(f"/cases/{case.number}/clocks")
        assert len(visitor.texts("#clocks h2")) == 2
        assert "Resolution · 4 h" in visitor.texts("#clocks dl")[1]
        assert not visitor.page.select("#clocks svg:not(.ring)")
    async with front.visitor(contact.user) as visitor:
        await visitor.open(f"/cases/{case.number}/clocks")
        assert visitor.texts("#clocks h2") == ["Resolution In progress"]
        assert "%" not in visitor.text("#clocks")
        assert not visitor.page.select("#clocks svg")


async def test_a_case_without_clocks_says_so(front: Front) -> None:
    agent = await a_user("agent")
    case = await a_case(assigned_to=agent)
    assert not await CaseSla.exists()
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}/clocks")
        assert visitor.text("#clocks") == "No service level applies"
        assert "Service levels" not in visitor.text("#tabs")
