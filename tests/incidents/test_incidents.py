"""What an incident demands of whoever works on it, and when it closes by itself."""

from datetime import timedelta

import pytest

from gateway.incidents.closing import PATIENCE, sweep
from gateway.incidents.models import Incident
from tests.cases.deeds import done, refused
from tests.world import MONDAY, World, a_group, a_user


@pytest.mark.usefixtures("world")
async def test_somebody_has_to_work_on_it_and_a_caller_is_asked_something() -> None:
    ana = await a_user("agent", "itsm_write")
    await a_group(ana)
    incident = await done("incidentCreate", ana, shortDescription="No flow", impact="HIGH")
    assert incident.priority == 3  # high impact, low urgency

    assert await refused("incidentStart", ana, incident) == [("MISSING_INPUT", "assignedTo")]
    await done("incidentStart", ana, incident, assignedTo=ana)
    assert await refused("incidentHold", ana, incident, holdReason="CALLER") == [
        ("MISSING_INPUT", "comment")
    ]
    assert await refused("incidentHold", ana, incident) == [("MISSING_INPUT", "holdReason")]
    await done("incidentHold", ana, incident, holdReason="CALLER", comment="Which pump?")
    assert (incident.state, incident.state_reason) == ("ON_HOLD", "Which pump?")
    await done("incidentResume", ana, incident)
    assert (incident.hold_reason, incident.state_reason) == (None, None)
    assert await refused("incidentResolve", ana, incident) == [
        ("MISSING_INPUT", "closeCode"),
        ("MISSING_INPUT", "closeNotes"),
    ]
    await done("incidentEdit", ana, incident, urgency="HIGH")
    assert incident.priority == 1
    await done("incidentEdit", ana, incident, priority="PLANNING")
    await done("incidentEdit", ana, incident, description="Since noon.")
    assert incident.priority == 5


@pytest.mark.usefixtures("world")
async def test_something_has_to_be_said_of_what_is_made_from_no_case() -> None:
    ana = await a_user("agent", "itsm_write")
    assert await refused("incidentCreate", ana) == [("MISSING_INPUT", "shortDescription")]


async def test_what_stays_resolved_for_a_week_is_closed_and_no_sooner(world: World) -> None:
    resolved = {"state": "RESOLVED", "resolved_at": MONDAY}
    old = await Incident.create(number="INC0000001", short_description="Old", **resolved)
    runner = world.engine.runner

    assert await sweep(runner, MONDAY + PATIENCE - timedelta(seconds=1)) == 0
    assert await sweep(runner, MONDAY + PATIENCE) == 1
    await old.refresh_from_db()
    assert (old.state, old.closed_at) == ("CLOSED", MONDAY + PATIENCE)
