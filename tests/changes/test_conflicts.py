"""The conflict check through the public door: when it runs, what it tells to whom, how it ages."""

from datetime import timedelta
from typing import Any

import pytest

from gateway.changes.models import ChangeConflict, ChangeRequest, ChangeWindow
from tests.cases.deeds import done, errors, payload, refused
from tests.world import (
    MONDAY,
    Somebody,
    a_group,
    a_product,
    a_user,
    an_asset,
    answer,
    ask,
    id_of,
)

pytestmark = pytest.mark.usefixtures("world")

HOUR = timedelta(hours=1)
PLANS = {"implementationPlan": "Swap it.", "backoutPlan": "Swap back.", "testPlan": "Test it."}
SHOWN = """query ($id: ID!) { changeRequest(id: $id) { conflictStatus conflictRunAt
  conflicts { nodes { kind starts ends other { number } window { name } } } } }"""


def planned(start: int, end: int) -> dict[str, str]:
    """Inputs: from one hour after Monday morning to another."""
    moments = (MONDAY + start * HOUR, MONDAY + end * HOUR)
    return {n: m.isoformat() for n, m in zip(("plannedStart", "plannedEnd"), moments, strict=True)}


async def writer() -> Any:
    return await a_user("agent", "itsm_write")


async def a_change(by: Somebody, start: int = 0, end: int = 2, **given: Any) -> ChangeRequest:
    sent = {"shortDescription": "Swap the board", **planned(start, end), **given}
    return await done("changeRequestCreate", by, **sent)


async def told(change: ChangeRequest, by: Somebody) -> tuple[str, list[tuple[Any, ...]]]:
    """The status, and of each conflict its kind, the other change and the window."""
    found = (await ask(SHOWN, by, id=id_of(change)))["changeRequest"]
    rows = [
        (
            one["kind"],
            *(one[side] and next(iter(one[side].values())) for side in ("other", "window")),
        )
        for one in found["conflicts"]["nodes"]
    ]
    assert bool(found["conflictRunAt"]) == (found["conflictStatus"] != "NOT_RUN")
    return found["conflictStatus"], rows


async def test_submitting_a_change_looks_up_what_its_plan_collides_with() -> None:
    ana, asset = await writer(), await an_asset()
    other = await a_change(ana, 1, 3, asset=asset)
    change = await a_change(ana, 0, 2, asset=asset)
    assert await told(change, ana) == ("NOT_RUN", [])

    await done("changeRequestSubmit", ana, change, **PLANS)

    assert await told(change, ana) == ("CONFLICT", [("ASSET_BUSY", other.number, None)])
    (row,) = await ChangeConflict.all()
    assert (row.starts, row.ends) == (MONDAY + HOUR, MONDAY + 2 * HOUR)
    assert await told(other, ana) == ("NOT_RUN", []), "nobody has asked about the other"


@pytest.mark.parametrize("name", ["plannedStart", "plannedEnd", "asset", "assignedTo", "parent"])
async def test_what_was_found_is_forgotten_when_the_plan_changes(name: str) -> None:
    ana, asset = await writer(), await an_asset()
    other = await a_change(ana, asset=asset)
    change = await a_change(ana, asset=asset)
    await done("changeRequestCheckConflicts", ana, change)
    assert (await told(change, ana))[0] == "CONFLICT"
    await done("changeRequestEdit", ana, change, category="Hardware", cabAt=MONDAY.isoformat())
    assert (await told(change, ana))[0] == "CONFLICT", "it is the same plan"

    news: dict[str, Any] = {**planned(1, 4), "asset": await an_asset(), "parent": other}
    news["assignedTo"] = ben = await a_user("agent")
    await a_group(ben)
    await done("changeRequestEdit", ana, change, **{name: news[name]})

    assert await told(change, ana) == ("NOT_RUN", [])
    assert not await ChangeConflict.exists()


async def test_a_check_tells_what_is_so_now_and_needs_a_plan() -> None:
    ana, asset = await writer(), await an_asset()
    other = await a_change(ana, asset=asset)
    change = await a_change(ana, asset=asset)
    await done("changeRequestCheckConflicts", ana, change)
    await done("changeRequestCancel", ana, other, reason="Not needed.")
    assert (await told(change, ana))[0] == "CONFLICT", "as it was found then"

    await done("changeRequestCheckConflicts", ana, change)

    assert await told(change, ana) == ("NONE", [])
    assert await refused("changeRequestCheckConflicts", ana, other) == [("FORBIDDEN", "")]
    unplanned = await done("changeRequestCreate", ana, shortDescription="Some day")
    assert await refused("changeRequestCheckConflicts", ana, unplanned) == [
        ("MISSING_INPUT", "plannedStart"),
        ("MISSING_INPUT", "plannedEnd"),
    ]
    reader = await a_user("agent", "change_read")
    assert (await told(change, reader))[0] == "NONE"
    assert await refused("changeRequestCheckConflicts", reader, change) == [("FORBIDDEN", "")]


async def test_a_conflict_does_not_tell_of_a_change_that_its_reader_may_not_see() -> None:
    ana, approver, asset = await writer(), await a_user("approver"), await an_asset()
    secret = await a_change(ana, 0, 4, asset=asset, shortDescription="Nobody knows of this yet")
    change = await a_change(ana, 0, 2, asset=asset)
    await done("changeRequestSubmit", ana, change, **PLANS)
    query = """query ($id: ID!, $other: ID!) { changeRequest(id: $id) {
      conflicts(filter: {other: {id: {eq: $other}}}) { nodes { id } }
      all: conflicts { nodes { id kind other { id number shortDescription } } } } }"""

    body = await answer(query, approver, id=id_of(change), other=id_of(secret))

    found = body["data"]["changeRequest"]
    assert [(one["kind"], one["other"]) for one in found["all"]["nodes"]] == [("ASSET_BUSY", None)]
    assert found["conflicts"]["nodes"] == [], "nor can he find out by asking for it"
    assert secret.number not in str(body)
    assert id_of(secret) not in str(body)
    await done("changeRequestSubmit", ana, secret, **PLANS)
    assert await told(change, approver) == ("CONFLICT", [("ASSET_BUSY", secret.number, None)])


async def test_administrators_say_when_changes_may_happen_and_nobody_else() -> None:
    admin, ana = await a_user("admin"), await writer()
    asset, hours = await an_asset(), {"name": "Nights", "timezone": "UTC", "hours": "daily 20-24"}
    nights = await done("scheduleCreate", admin, **hours)
    new, freeze = "changeWindowCreate", {"name": "Freeze", "kind": "BLACKOUT"}
    assert await refused(new, ana, **freeze) == [("FORBIDDEN", "")]
    assert await refused(new, admin, **freeze, starts=MONDAY.isoformat()) == [
        ("MISSING_INPUT", "ends")
    ]
    span = {"starts": MONDAY.isoformat(), "ends": MONDAY.isoformat()}
    assert await refused(new, admin, **freeze, **span) == [("INVALID_INPUT", "ends")]
    both = {"asset": asset, "product": await a_product(), "schedule": nights}
    assert await refused(new, admin, **freeze, **both) == [("INVALID_INPUT", "product")]

    window: ChangeWindow = await done(
        new, admin, name="Nights", kind="MAINTENANCE", schedule=nights
    )
    change = await a_change(ana, 0, 2, asset=asset)
    await done("changeRequestCheckConflicts", ana, change)
    assert await told(change, ana) == ("CONFLICT", [("OUTSIDE_MAINTENANCE", None, None)])
    await done("changeWindowEdit", admin, window, kind="BLACKOUT")
    await done("changeRequestEdit", ana, change, **planned(11, 13))
    await done("changeRequestCheckConflicts", ana, change)
    assert await told(change, ana) == ("CONFLICT", [("BLACKOUT", None, "Nights")])
    await done("changeWindowEdit", admin, window, active=False)
    await done("changeRequestCheckConflicts", ana, change)
    assert await told(change, ana) == ("NONE", [])


async def test_a_window_tells_when_it_holds() -> None:
    admin, reader = await a_user("admin"), await a_user("agent", "change_read")
    hours = {"name": "Nights", "timezone": "Europe/Madrid", "hours": "Mon, Wed 22-02"}
    nights = await done("scheduleCreate", admin, **hours)
    window = await done(
        "changeWindowCreate", admin, name="Nights", kind="MAINTENANCE", schedule=nights,
        starts="2026-11-16T22:00:00Z",
    )  # fmt: skip
    query = """mutation ($id: ID!, $end: DateTime!) {
      changeWindowStretches(input: {id: $id, start: "2026-11-16T00:00:00Z", end: $end}) {
        stretches { start end } errors { code path } } }"""

    async def held(end: str, by: Somebody = reader) -> Any:
        return (await ask(query, by, id=id_of(window), end=end))["changeWindowStretches"]

    assert await held("2026-11-19T00:00:00Z") == {
        "stretches": [
            {"start": "2026-11-16T22:00:00Z", "end": "2026-11-17T01:00:00Z"},
            {"start": "2026-11-18T21:00:00Z", "end": "2026-11-19T00:00:00Z"},
        ],
        "errors": [],
    }
    for end in ("2026-11-15T00:00:00Z", "2028-11-15T00:00:00Z"):
        assert (await held(end))["errors"] == [{"code": "INVALID_INPUT", "path": ["input", "end"]}]
    await done("changeWindowEdit", admin, window, active=False)
    assert (await held("2026-11-19T00:00:00Z"))["stretches"] == []


async def test_no_change_is_part_of_itself_or_planned_to_take_no_time() -> None:
    ana = await writer()
    whole = await a_change(ana)
    part = await a_change(ana, parent=whole)
    assert await refused("changeRequestEdit", ana, whole, parent=part) == [
        ("INVALID_INPUT", "parent")
    ]
    (error,) = await errors("changeRequestEdit", ana, part, **planned(1, 1))
    assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "plannedEnd"])
    late = (await payload("changeRequestEdit", ana, part, **planned(3, 1)))["errors"]
    assert [one["message"] for one in late] == ["It cannot end before it starts."]


async def test_without_the_role_a_change_is_like_one_that_never_was() -> None:
    ana, agent = await writer(), await a_user("agent")
    change = await a_change(ana)
    bodies = [
        await answer("query ($id: ID!) { node(id: $id) { id } }", agent, id=id_)
        for id_ in (id_of(change), id_of(change)[:-1] + "9")
    ]
    assert bodies[0] == bodies[1]
