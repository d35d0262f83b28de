"""The clocks of a case in the portal, without scripts: at its head, and each one explained."""

import re
from datetime import timedelta

from gateway.cases.models import Case, StateInterval
from gateway.database.fields import now
from gateway.levels.models import CaseSla
from gateway.request.ledger import AuditEntry
from tests.levels.promised import a_promised_case
from tests.portal.front import Front
from tests.world import (
    a_case,
    a_contact,
    a_contract,
    a_provider,
    a_user,
    an_account,
    an_outsourced_agent,
    id_of,
)


async def test_the_clocks_of_a_case_are_shown_and_explained(front: Front) -> None:
    agent = await a_user("agent")
    case = await a_promised_case(assigned_to=agent)
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}")
        response, solution = visitor.texts("#headline .promise")
        assert response.startswith("Response due 30 min ago")
        assert solution.startswith(("Resolution due in 2 h", "Resolution due in 3 h"))
        assert len(visitor.page.select("#headline .promise.late .ring")) == 1
        clocks = f"/cases/{case.number}/clocks"
        assert visitor.text(f"#tabs [href^='{clocks}']").startswith("Service levels")
        await visitor.open(clocks)
        assert visitor.texts("#clocks h2") == [
            "P1 response In progress",
            "P1 resolution In progress",
            "What if?",
        ]
        late, running = visitor.texts("#clocks dl")
        assert "30 min too late" in late
        assert "Resolution · 4 h" in running
        assert "25 %" in running or "25.0" in running
        assert "in Asia/Kathmandu" in running
        assert len(visitor.page.select("#clocks svg rect.running")) == 2
        assert "Running, 1 h" in visitor.texts("#clocks table")[1]
        assert visitor.texts("#clocks svg rect title") == ["Running, 1 h: Around the clock"] * 2


async def test_what_a_change_would_do_is_told_and_not_done(front: Front) -> None:
    agent, account = await a_user("agent"), await an_account()
    contract, others = await a_contract(account=account), await a_contract()
    case = await a_promised_case(assigned_to=agent, account=account)
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}/clocks?priority=CRITICAL")
        assert visitor.texts("#if-contract option") == [
            "As it is",
            f"{contract.name} · {contract.number}",
        ]
        assert not visitor.page.select("#what-if table")
        await visitor.send(
            "#what-if form", **{"if-priority": "LOW", "if-contract": id_of(contract)}
        )
        assert visitor.address.startswith(f"/cases/{case.number}/clocks?priority=CRITICAL&if-")
        rows = visitor.texts("#what-if tbody tr")
        assert [row.split(" ")[0:3] for row in rows] == [
            ["P4", "response", "New"],
            ["P4", "resolution", "New"],
            ["P1", "response", "Cancelled"],
            ["P1", "resolution", "Cancelled"],
        ]
        assert re.search(r"12\.\d+ % (7 h|6 h 59 min)$", rows[0])
        await visitor.open(f"/cases/{case.number}/clocks?if-contract={id_of(others)}")
        assert visitor.text("#if-e-contract") == "The contract is another customer's."
        assert not visitor.page.select("#what-if table")
        odd = await visitor.open(f"/cases/{case.number}/clocks?if-priority=SILLY")
        assert odd.answer.status_code == 400
    assert (await Case.get(id=case.pk)).priority == 1
    assert await CaseSla.filter(case=case).count() == 2


async def test_a_pause_is_named_by_the_state_that_made_it_and_by_who_did(front: Front) -> None:
    agent = await a_user("agent", first_name="Mara", last_name="Lind")
    case = await a_promised_case(assigned_to=agent)
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}/request-info")
        await visitor.send("#act form", text="Which one?")
    then = now() - timedelta(minutes=5, seconds=20)
    await CaseSla.filter(case=case).update(paused_at=then)
    await StateInterval.filter(case=case, state="AWAITING_INFO").update(started_at=then)
    await AuditEntry.filter(field="state", new="AWAITING_INFO").update(at=then)
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}/clocks")
        assert "Standing still, 5 min Awaiting info, by Mara Lind" in visitor.text("#clocks table")


async def test_lists_show_which_clock_is_due_next(front: Front) -> None:
    agent, contact = await a_user("agent"), await a_contact()
    case = await a_promised_case(assigned_to=agent, contact=contact)
    other = await a_case(assigned_to=agent, contact=contact)
    async with front.visitor(agent) as visitor:
        await visitor.open("/cases")
        mark = visitor.one(f"#row-{case.number} .promise.late")
        assert mark["aria-label"] == "Response due 30 min ago"
        assert not visitor.page.select(f"#row-{other.number} .promise")
        await visitor.open("/cases?look=table")
        assert "Next due" in visitor.texts("th")
        assert visitor.text(f"#row-{case.number} .promise.late") == "30 min ago"
        lines = (await visitor.open("/cases.csv?columns=number,slas")).answer.text.splitlines()
        due = await CaseSla.filter(case=case).order_by("breach_at").first()
        assert due is not None
        assert f"{case.number},{due.breach_at:%Y-%m-%dT%H:%M:%SZ}" in lines
        assert f"{other.number}," in lines
    async with front.visitor(contact.user) as visitor:
        await visitor.open("/cases")
        mark = visitor.one(f"#row-{case.number} .promise")
        assert str(mark["aria-label"]).startswith("Resolution due in ")
        assert not mark.select(".ring")


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
        assert not visitor.page.select("#clocks svg:not(.i)")
        assert not visitor.page.select("#what-if")


async def test_a_case_without_clocks_says_so(front: Front) -> None:
    agent = await a_user("agent")
    case = await a_case(assigned_to=agent)
    assert not await CaseSla.exists()
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}/clocks")
        assert visitor.text("#clocks") == "No service level applies"
        assert "Service levels" not in visitor.text("#tabs")
