"""Promises are written down, clocks begin with cases, and people are told of what they reach."""

from datetime import timedelta
from typing import Any

import pytest
from tortoise.expressions import Q

from gateway.errors import NOT_THERE, ValidationFailed
from gateway.levels.defaults import definitions
from gateway.levels.kinds import SlaStage
from gateway.levels.models import CaseSla, SlaDefinition
from gateway.levels.sweeping import sweep
from gateway.policy.rights import Access, Rights, Way
from gateway.request.actions.foresight import FORBIDDEN
from gateway.request.ledger import OutboxEvent
from gateway.request.scalars import global_id
from tests.world import MONDAY, World, a_contact, a_user, ask

CREATE = """mutation ($input: SlaDefinitionCreateInput!) { slaDefinitionCreate(input: $input) {
    slaDefinition { name warnAt } errors { message path } } }"""
REPORT = """mutation ($contact: ID!) {
    caseCreate(input: {contact: $contact, shortDescription: "Leak", priority: CRITICAL}) {
        case { id slas { nodes { target stage breachAt } } } errors { message } } }"""
EXPLAIN = """mutation ($id: ID!) {
    caseSlaExplain(input: {id: $id}) { timeLeft errors { code message } } }"""
ALWAYS = '{"field": "state", "op": "is_not_empty"}'
NEVER = '{"field": "closed_at", "op": "is_not_empty"}'
GOOD: dict[str, Any] = {
    "name": "Gold", "target": "RESOLUTION", "duration": 3600, "start": ALWAYS, "stop": ALWAYS,
}  # fmt: skip


async def test_faults_of_a_definition_are_told_at_their_fields(world: World) -> None:
    admin = await a_user("admin")
    bad = {
        "duration": 0,
        "start": '{"field": "secret", "op": "is", "value": 1}',
        "stop": NEVER,
        "pause": "not JSON",
        "warnAt": "50, 100",
        "scheduleSource": "DEFINITION",
        "whenToCancel": "CANCEL_MET",
    }
    payload = (await ask(CREATE, by=admin, input=GOOD | bad))["slaDefinitionCreate"]
    assert payload["slaDefinition"] is None
    assert {tuple(one["path"]): one["message"] for one in payload["errors"]} == {
        ("input", "duration"): "A promise takes a second at least.",
        ("input", "start"): "field: unknown or hidden field",
        ("input", "stop"): "field: unknown or hidden field",
        ("input", "pause"): "a condition is {field, op, value}, {all: [...]} or {any: [...]}",
        ("input", "warnAt"): "Percentages between 1 and 99, such as 50, 75.",
        ("input", "schedule"): "Choose the schedule whose hours count.",
        ("input", "cancel"): "Say when, by this condition.",
    }
    payload = (await ask(CREATE, by=admin, input=GOOD | {"warnAt": "75,50"}))["slaDefinitionCreate"]
    assert payload == {"slaDefinition": {"name": "Gold", "warnAt": "50, 75"}, "errors": []}
    [again] = (await ask(CREATE, by=admin, input=GOOD))["slaDefinitionCreate"]["errors"]
    assert again["path"] == ["input", "name"]


async def test_each_warning_is_told_once_and_customers_see_when_it_is_due(world: World) -> None:
    runner = world.engine.runner
    runner.clock = lambda: MONDAY
    for row in definitions(None):
        await SlaDefinition.create(**row)
    contact = await a_contact()
    shown = (await ask(REPORT, by=contact, contact=global_id("Contact", contact.pk)))["caseCreate"]
    due = MONDAY + timedelta(hours=4)
    assert shown["errors"] == []
    assert shown["case"]["slas"]["nodes"] == [
        {"target": "RESOLUTION", "stage": "IN_PROGRESS", "breachAt": f"{due:%Y-%m-%dT%H:%M:%SZ}"}
    ]
    response = await CaseSla.get(target="RESPONSE")
    for minute in range(0, 40, 3):
        await sweep(runner, MONDAY + timedelta(minutes=minute))
        await sweep(runner, MONDAY + timedelta(minutes=minute))
    told = await OutboxEvent.filter(event="case_sla.warn", target_key=response.pk).order_by("id")
    assert [{k: v for k, v in one.payload.items() if k != "verb"} for one in told] == [
        {"percent": 50},
        {"percent": 75},
        {"percent": 100},
        {"breached": True},
    ]
    await response.refresh_from_db()
    assert (response.has_breached, response.next_event_at) == (True, None)
    assert response.stage is SlaStage.IN_PROGRESS


async def test_whoever_has_no_cases_does_not_even_know_of_clocks(world: World) -> None:
    for who in ("osp_admin", "author", "approver"):
        with pytest.raises(ValidationFailed, match="Cannot query field 'caseSlas'"):
            await ask("{ caseSlas { nodes { stage } } }", by=await a_user(who))


class Broken(Rights):
    """Rights by which only a broken promise is explained."""

    def may(self, type_name: str, row: str, way: Way) -> Access:
        if (type_name, row) == ("CaseSla", "explain"):
            return Access(
                allowed=True, when=Q(has_breached=True), rule="it is broken", name="broken"
            )
        return super().may(type_name, row, way)


async def test_a_clock_is_explained_to_those_alone_whom_the_rule_of_it_lets_know(
    world: World,
) -> None:
    runner = world.engine.runner
    runner.clock = lambda: MONDAY
    for row in definitions(None):
        await SlaDefinition.create(**row)
    contact, agent = await a_contact(), await a_user("agent")
    await ask(REPORT, by=contact, contact=global_id("Contact", contact.pk))
    clock = await CaseSla.get(target="RESPONSE")

    async def explained(by: Any, key: int = clock.pk) -> tuple[Any, list[Any]]:
        told = (await ask(EXPLAIN, by=by, id=global_id("CaseSla", key)))["caseSlaExplain"]
        return told["timeLeft"], [(one["code"], one["message"]) for one in told["errors"]]

    assert await explained(agent) == (1800, [])
    assert await explained(agent, 999_999) == (None, [("NOT_FOUND", NOT_THERE)])
    assert await explained(await a_user("provider_lead")) == (None, [("FORBIDDEN", FORBIDDEN)])
    with pytest.raises(ValidationFailed, match="Cannot query field 'caseSlaExplain'"):
        await explained(contact)

    whole = runner.rights_of
    runner.rights_of = lambda actor: Broken(**vars_of(whole(actor)))
    assert await explained(agent) == (None, [("FORBIDDEN", FORBIDDEN)])
    await CaseSla.filter(id=clock.pk).update(has_breached=True)
    assert await explained(agent) == (1800, [])


def vars_of(rights: Rights) -> dict[str, Any]:
    return {name: getattr(rights, name) for name in ("policies", "roles", "scopes")}
