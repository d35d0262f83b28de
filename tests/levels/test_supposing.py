"""What would become of clocks is what becomes of them; who may not ask learns nothing."""

from datetime import timedelta
from typing import Any

import pytest

from gateway.cases.models import Case
from gateway.errors import ValidationFailed
from gateway.levels.defaults import definitions
from gateway.levels.models import CaseSla, SlaDefinition
from gateway.request.scalars import global_id
from tests.world import (
    MONDAY,
    World,
    a_case,
    a_contact,
    a_contract,
    a_provider,
    a_user,
    an_account,
    an_outsourced_agent,
    ask,
)

WHAT_IF = """mutation ($input: CaseWhatIfInput!) { caseWhatIf(input: $input) { at
    clocks { name target begins stage breachAt hasBreached businessPercent timeLeft }
    errors { message path } } }"""
EDIT = """mutation ($input: CaseEditInput!) { caseEdit(input: $input) {
    case { slas(filter: {or: [{stopAt: {isNull: true}}, {stopAt: {eq: "%s"}}]}) { nodes {
        name target stage breachAt hasBreached businessPercent timeLeft } } }
    errors { message path } } }"""
LATER = MONDAY + timedelta(minutes=90)
AT = f"{LATER:%Y-%m-%dT%H:%M:%SZ}"
GOLD: dict[str, Any] = {
    "name": "Gold: solution", "target": "RESOLUTION", "duration": 3600, "position": 5,
    "start": '{"field": "state", "op": "is_not_empty"}',
    "stop": '{"field": "state", "op": "is", "value": "RESOLVED"}',
}  # fmt: skip


async def test_what_would_become_of_clocks_is_what_becomes_of_them(world: World) -> None:
    """Also with a contract that brings a promise of its own, and with pauses before."""
    runner, agent = world.engine.runner, await a_user("agent")
    account = await an_account()
    contract = await a_contract(account=account)
    for row in definitions(None):
        await SlaDefinition.create(**row)
    await SlaDefinition.create(**GOLD, contract=contract)
    times = dict.fromkeys(("opened_at", "sla_anchor_at", "created_at"), MONDAY)
    case = await a_case(account=account, priority=4, state="OPEN", assigned_to=agent, **times)
    given: dict[str, Any] = {"id": global_id("Case", case.pk)}
    runner.clock = lambda: MONDAY + timedelta(minutes=1)
    await ask(EDIT % AT, by=agent, input=given | {"shortDescription": "It leaks"})
    runner.clock = lambda: LATER
    before = await CaseSla.all().order_by("id").values()
    changed = given | {"priority": "CRITICAL", "contract": global_id("Contract", contract.pk)}

    supposed = (await ask(WHAT_IF, by=agent, input=changed))["caseWhatIf"]

    assert supposed["errors"] == []
    assert await CaseSla.all().order_by("id").values() == before
    assert (await Case.get(id=case.pk)).priority == 4
    told = {one["name"]: one for one in supposed["clocks"]}
    assert {name: (one["stage"], one["begins"]) for name, one in told.items()} == {
        "P4 response": ("CANCELLED", False),
        "P4 resolution": ("CANCELLED", False),
        "P1 response": ("IN_PROGRESS", True),
        "P1 resolution": ("IN_PROGRESS", True),
        "Gold: solution": ("IN_PROGRESS", True),
    }
    assert (told["P1 response"]["hasBreached"], told["P1 response"]["timeLeft"]) == (True, -3600)

    done = (await ask(EDIT % AT, by=agent, input=changed))["caseEdit"]

    assert done["errors"] == []
    for one in told.values():
        del one["begins"]
    became = {one["name"]: one for one in done["case"]["slas"]["nodes"]}
    assert became == told


async def test_a_contract_of_another_customer_is_refused_at_its_field(world: World) -> None:
    del world
    manager, contract = await a_user("manager"), await a_contract(account=await an_account())
    case = await a_case(account=await an_account())
    given = {"id": global_id("Case", case.pk), "contract": global_id("Contract", contract.pk)}
    payload = (await ask(WHAT_IF, by=manager, input=given))["caseWhatIf"]
    assert (payload["at"], payload["clocks"]) == (None, None)
    assert payload["errors"] == [
        {"message": "The contract is another customer's.", "path": ["input", "contract"]}
    ]
    unknown = given | {"contract": global_id("Contract", contract.pk + 1)}
    [error] = (await ask(WHAT_IF, by=manager, input=unknown))["caseWhatIf"]["errors"]
    assert error["path"] == ["input", "contract"]


async def test_to_others_the_question_is_not_there(world: World) -> None:
    del world
    for who in (await a_contact(), await an_outsourced_agent(await a_provider())):
        with pytest.raises(ValidationFailed, match=r"CaseWhatIfInput|caseWhatIf"):
            await ask(WHAT_IF, by=who, input={"id": global_id("Case", 1)})
