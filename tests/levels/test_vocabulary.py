"""What conditions may name is told to each caller as far as he may read it, and no further."""

from typing import Any

import pytest

from gateway.conditions.operators import Family
from gateway.levels.words import WORDS
from gateway.policy.rights import rights
from gateway.request.scalars import global_id
from gateway.request.subjects import FAMILIES, SUBJECTS
from gateway.schema import graph
from tests.world import World, a_contact, a_user, an_account, ask

VOCABULARY = """query ($about: ConditionSubject!) { words: conditionVocabulary(about: $about) {
    __typename name fields { called: name family operators choices refers } } }"""
CREATE = """mutation ($input: SlaDefinitionCreateInput!) { slaDefinitionCreate(input: $input) {
    slaDefinition { start } errors { message path } } }"""


async def told(by: Any) -> dict[str, dict[str, Any]]:
    answer = await ask(VOCABULARY, by=by, about="CASE")
    assert {one["__typename"] for one in answer["words"]} == {"ConditionEntity"}
    return {t["name"]: {f["called"]: f for f in t["fields"]} for t in answer["words"]}


async def test_each_is_told_what_he_may_name(world: World) -> None:
    whole = await told(await a_user("admin"))
    assert {t: " ".join(fields) for t, fields in whole.items()} == WORDS
    assert next(iter(whole)) == "Case"
    assert whole["Case"]["priority"] == {
        "called": "priority",
        "family": "RANK",
        "operators": [
            *("is", "is_not", "in", "not_in", "lt", "lte", "gt", "gte", "between"),
            *("is_empty", "is_not_empty"),
        ],
        "choices": ["CRITICAL", "HIGH", "MODERATE", "LOW"],
        "refers": None,
    }
    assert whole["Case"]["account"]["family"] == "TREE"
    assert whole["Case"]["account"]["refers"] == "Account"
    customer = await told(await a_contact(await an_account(), user=await a_user("contact")))
    assert "priority" in customer["Case"]
    assert {"escalation_severity", "provider"}.isdisjoint(customer["Case"])
    assert "tier" not in customer["Account"]


@pytest.mark.parametrize("role", ["agent", "osp_agent", "consumer", "author", "api"])
def test_nothing_is_told_that_a_role_never_reads(role: str) -> None:
    assert FAMILIES.keys() == Family.__members__.keys()
    held = rights(graph().policies.values(), [role])
    for one in SUBJECTS["Case"](held):
        for field in one["fields"]:
            assert held.readable(one["name"], field["name"])
            assert not field["refers"] or held.records(field["refers"]).allowed


async def test_a_record_itself_may_be_named_over_its_reference(world: World) -> None:
    account = global_id("Account", (await an_account()).pk)
    start = f'{{"field":"account.id","op":"is","value":"{account}"}}'
    given = {"name": "Gold", "target": "RESOLUTION", "duration": 3600, "start": start}
    given["stop"] = '{"field":"state","op":"is","value":"CLOSED"}'
    payload = (await ask(CREATE, by=await a_user("admin"), input=given))["slaDefinitionCreate"]
    assert payload == {"slaDefinition": {"start": start}, "errors": []}
