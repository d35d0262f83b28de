"""What clients learn of a promise that might be another: of the cases that they may see alone."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tortoise.expressions import Q

from gateway.actor import Actor
from gateway.cases.models import Case, StateInterval
from gateway.errors import ValidationFailed
from gateway.levels.defaults import definitions
from gateway.levels.models import CaseSla, SlaDefinition
from gateway.policy.grid import condition
from gateway.policy.rights import Rights
from gateway.request.ledger import AuditEntry
from gateway.simulating import asking
from tests.world import MONDAY, World, a_case, a_user, ask, id_of

SIMULATE = """mutation ($input: SlaDefinitionSimulateInput!) {
    told: slaDefinitionSimulate(input: $input) {
    cases complete gains losses gained { id number } lost { number }
    before { cases clocks met breached running late cancelled percentMet median ninetieth }
    after { cases met breached percentMet }
    lines { priority before { met breached cancelled } after { met breached } }
    errors { message path } } }"""
HOUR = 3600


async def promised(**given: Any) -> SlaDefinition:
    """P3 resolution of the defaults: 16 hours, here around the clock."""
    [row] = [row for row in definitions(None) if row["name"] == "P3 resolution"]
    return await SlaDefinition.create(**row | given)


async def solved(hours: float, waited: float = 0, priority: int = 3, **given: Any) -> Case:
    """A case that was open for so long, and in between waited for its customer."""
    ends = MONDAY + timedelta(hours=hours + waited)
    case = await a_case(
        priority=priority, state="RESOLVED", resolved_at=ends, sla_anchor_at=MONDAY, **given
    )
    turns = [("OPEN", MONDAY), ("AWAITING_INFO", MONDAY + timedelta(hours=1))]
    turns += [("OPEN", MONDAY + timedelta(hours=1 + waited)), ("RESOLVED", ends)]
    turns = turns if waited else [turns[0], turns[-1]]
    for (state, at), (_, end) in zip(turns, [*turns[1:], ("", None)], strict=True):
        await StateInterval.create(case=case, state=state, started_at=at, ended_at=end)
    return case


async def simulated(by: Any, definition: SlaDefinition, **given: Any) -> dict[str, Any]:
    return (await ask(SIMULATE, by=by, input={"id": id_of(definition), **given}))["told"]


async def test_another_target_is_held_against_what_happened(world: World) -> None:
    definition = await promised()
    early, late = await solved(3, waited=20), await solved(10)
    await solved(16)
    await solved(17)
    await solved(1, priority=1)
    manager, tables = await a_user("manager"), (CaseSla, AuditEntry)
    before = [await table.all().count() for table in tables]
    told = await simulated(manager, definition, duration=9 * HOUR)
    assert [await table.all().count() for table in tables] == before
    assert told["before"] == {
        "cases": 4, "clocks": 4, "met": 3, "breached": 1, "running": 0, "late": 0, "cancelled": 0,
        "percentMet": 75.0, "median": 13 * HOUR, "ninetieth": 17 * HOUR,
    }  # fmt: skip
    assert told["after"] == {"cases": 4, "met": 1, "breached": 3, "percentMet": 25.0}
    assert [line["priority"] for line in told["lines"]] == ["MODERATE"]
    assert (told["cases"], told["complete"], told["gains"], told["losses"]) == (5, True, 0, 2)
    assert late.number in {one["number"] for one in told["lost"]}
    longer = await simulated(manager, definition, duration=17 * HOUR)
    assert (longer["gains"], longer["losses"], longer["after"]["breached"]) == (1, 0, 0)
    assert len(longer["gained"]) == 1
    never = '{"field": "state", "op": "is", "value": "CANCELLED"}'
    unpaused = await simulated(manager, definition, pause=never)
    assert [one["number"] for one in unpaused["lost"]] == [early.number]
    outside = await simulated(manager, definition, since=(MONDAY + timedelta(1)).isoformat())
    assert (outside["cases"], outside["before"]["clocks"], outside["lines"]) == (0, 0, [])


async def test_faults_are_told_at_their_inputs(world: World) -> None:
    definition = await promised()
    bad = {
        "duration": 0,
        "scheduleSource": "DEFINITION",
        "start": '{"field": "secret", "op": "is", "value": 1}',
        "since": "2026-02-02T00:00:00Z",
        "until": "2026-02-01T00:00:00Z",
    }
    told = await simulated(await a_user("admin"), definition, **bad)
    assert {one["path"][-1]: one["message"] for one in told["errors"]} == {
        "duration": "A promise takes a second at least.",
        "schedule": "Choose the schedule whose hours count.",
        "start": "field: unknown or hidden field",
        "until": "The period ends before it begins.",
    }
    assert told["before"] is told["cases"] is told["gained"] is None
    gone = await ask(SIMULATE, by=await a_user("manager"), input={"id": id_of(await a_case())})
    assert gone["told"]["errors"]


async def test_of_too_many_cases_the_newest_are_played_and_that_is_said(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    definition, manager = await promised(), await a_user("manager")
    for place in range(5):
        await solved(10, opened_at=MONDAY - timedelta(days=place))
    monkeypatch.setattr(asking, "WINDOW", 2)
    whole = await simulated(manager, definition)
    assert (whole["cases"], whole["complete"]) == (5, True)
    monkeypatch.setattr(asking, "MOST", 3)
    told = await simulated(manager, definition)
    assert (told["cases"], told["complete"]) == (3, False)


def ours(actor: Actor) -> Q:
    """it is ours"""
    return Q(category="Ours")


async def test_a_manager_of_half_of_the_cases_learns_nothing_of_the_other_half(
    world: World,
) -> None:
    definition, manager = await promised(), await a_user("manager")
    [seen] = [await solved(10, category="Ours")]
    for _ in range(3):
        await solved(10, category="Theirs")
    runner = world.engine.runner
    rights = runner.rights_of

    def narrowed(actor: Actor) -> Rights:
        whole = rights(actor)
        case = whole.policies["Case"]
        grid = replace(case, scopes={**case.scopes, "manager": condition(ours)})
        return replace(whole, policies={**whole.policies, "Case": grid})

    whole = await simulated(await a_user("admin"), definition, duration=9 * HOUR)
    assert (whole["cases"], whole["losses"], whole["before"]["met"]) == (4, 4, 4)
    runner.rights_of = narrowed
    told = await simulated(manager, definition, duration=9 * HOUR)
    assert (told["cases"], told["losses"], told["before"]["met"]) == (1, 1, 1)
    assert [one["number"] for one in told["lost"]] == [seen.number]
    assert told["complete"] is True


async def test_nobody_else_may_ask_and_those_outside_do_not_know_of_it(world: World) -> None:
    definition = await promised()
    await solved(10)
    told = await simulated(await a_user("agent"), definition)
    assert told["cases"] is None
    assert told["errors"][0]["message"] == "You may not do what this is for."
    for who in ("osp_manager", "contact", "author"):
        with pytest.raises(ValidationFailed):
            await simulated(await a_user(who), definition)
