"""What breaches in the next hours: by group, for those who see clocks, soonest first."""

from datetime import UTC, datetime, timedelta
from typing import Any

from gateway.cases.models import Case
from gateway.levels.kinds import SlaStage, SlaTarget
from gateway.levels.models import CaseSla, SlaDefinition
from tests.portal.front import Front
from tests.world import a_case, a_group, a_user


async def a_clock(case: Case, definition: SlaDefinition, hours: float, **given: Any) -> None:
    """A clock that is due so many hours from now."""
    now = datetime.now(UTC).replace(microsecond=0)
    stands: dict[str, Any] = {
        "stage": SlaStage.IN_PROGRESS,
        "breach_at": now + timedelta(hours=hours),
    }
    times = dict.fromkeys(("start_at", "attached_at", "changed_at", "reckoned_at"), now)
    said = {
        "name": definition.name,
        "target": definition.target,
        "duration": 3600,
        "timezone": "UTC",
    }
    await CaseSla.create(case=case, definition=definition, **times, **said, **stands | given)


async def test_managers_see_what_is_due_soon_by_group(front: Front) -> None:
    pumps, valves = await a_group(name="Pumps"), await a_group(name="Valves")
    leak = await a_case(short_description="Leak", assignment_group=pumps)
    noise = await a_case(short_description="Noise", assignment_group=valves)
    fast = await SlaDefinition.create(
        name="Fast", target=SlaTarget.RESPONSE, duration=3600, start="", stop=""
    )
    await a_clock(noise, fast, 6)
    await a_clock(leak, fast, 3)
    await a_clock(leak, fast, 5, stage=SlaStage.PAUSED)
    await a_clock(leak, fast, 20)
    await a_clock(noise, fast, -2, has_breached=True)
    async with front.visitor(await a_user("manager")) as visitor:
        await visitor.open("/service-levels")
        await visitor.follow("Due next")
        assert visitor.texts("#due li b[dir]") == ["Leak", "Noise"]
        assert "2 clocks are due" in visitor.text("#due")
        await visitor.follow("Valves · 1")
        assert visitor.texts("#due li b[dir]") == ["Noise"]
        await visitor.follow("24 hours")
        assert visitor.texts("#due li b[dir]") == ["Noise"]
        await visitor.follow("All groups")
        assert visitor.texts("#due li b[dir]") == ["Leak", "Noise", "Leak"]
        await visitor.follow("Late already · 1")
        assert "late" in visitor.one("#due .ring")["class"]
        await visitor.swap("/service-levels/due?hours=4", "section#due")
        assert visitor.answer.text.strip().startswith('<section id="due"')
        assert visitor.texts("li b[dir]") == ["Leak"]
        await visitor.open("/service-levels/due?hours=7")
        assert visitor.answer.status_code == 400
    async with front.visitor(await a_user("author")) as visitor:
        await visitor.open("/service-levels/due")
        assert visitor.answer.status_code == 404
        assert "Leak" not in visitor.answer.text
