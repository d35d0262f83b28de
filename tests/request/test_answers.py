"""The door before the real engine: odd values get an answer or a helpful refusal, never a 500."""

import base64
from typing import Any

import httpx
import pytest

from gateway.request.budget import Budgets
from gateway.request.explaining import Explainer
from gateway.request.receive import Door
from tests.request.door import code
from tests.world import Somebody, World, a_case, a_provider, a_token, a_user, an_outsourced_agent


def an_id(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


async def post(world: World, token: str, query: str, **more: Any) -> httpx.Response:
    engine = world.engine
    door = Door(
        engine,
        world.identity.identify,
        world.views.of,
        budgets=Budgets(10**9, 10**6),
        explain=Explainer(engine),
    )
    headers = {
        "authorization": f"Bearer {token}",
        "accept": "application/graphql-response+json",
    }
    transport = httpx.ASGITransport(app=door)
    async with httpx.AsyncClient(transport=transport, base_url="http://caseway.test") as client:
        return await client.post("/graphql", json={"query": query, **more}, headers=headers)


IDS = [
    "", "1", "é", "😀", "====", "x" * 60_000, an_id("Nope:1"), an_id("User:1"), an_id("Case:-1"),
    an_id("Case:0"), an_id("Case:1_0"), an_id("Case: 1"), an_id("Case:\u0661"), an_id("Case:"),
    an_id("Case:9223372036854775807"), an_id("Case:9223372036854775808"),
    an_id("Case:" + "9" * 5_000),
]  # fmt: skip


async def test_no_id_breaks_anything_and_none_tells_what_exists(world: World) -> None:
    token = await a_token(await a_user("agent"))
    await a_case()
    answers: set[bytes] = set()
    for given in IDS:
        one = await post(
            world, token, "query($i: ID!) { case(id: $i) { id } }", variables={"i": given}
        )
        answers.add(one.content.partition(b'"extensions":{"cost"')[0])
        several = (
            "query($i: ID!) { node(id: $i) { id } nodes(ids: [$i]) { id } "
            "cases(filter: {id: {in: [$i]}}) { totalCount } }"
        )
        response = await post(world, token, several, variables={"i": given})
        assert response.status_code == 200, given
        assert response.json()["data"]["nodes"] == [None] or given == an_id("User:1")

    assert len(answers) == 1


async def test_an_invisible_record_and_an_absent_one_are_the_same(world: World) -> None:
    theirs = await a_case()
    token = await a_token(await an_outsourced_agent(await a_provider()))
    question = "query($i: ID!) { case(id: $i) { id } }"
    invisible, absent = [
        await post(world, token, question, variables={"i": an_id(f"Case:{key}")})
        for key in (theirs.id, theirs.id + 1_000)
    ]

    assert code(invisible) == "NOT_FOUND"
    assert _without_cost(invisible) == _without_cost(absent)


FILTERED = "query($x: CaseFilter) { cases(filter: $x) { totalCount } }"

REFUSED: list[tuple[str, Any]] = [
    ("query($x: String) { cases(after: $x) { nodes { id } } }", "garbage"),
    ("query($x: String) { cases(after: $x) { nodes { id } } }", an_id("arrayconnection:1")),
    ("query($x: String) { cases(before: $x, last: 1) { nodes { id } } }", "é"),
    ("query($x: String) { cases { nodes { comments(after: $x) { nodes { id } } } } }", "A" * 5_000),
    ("query($x: Int) { cases(first: $x) { nodes { id } } }", -1),
    ("query($x: Int) { cases(first: $x) { nodes { id } } }", 101),
    ("query($x: Int) { cases(first: $x) { nodes { id } } }", 2**31),
    ("query($x: Int) { cases(first: 1, last: $x) { nodes { id } } }", 1),
    ("query($x: Int) { cases { nodes { comments(first: $x) { nodes { id } } } } }", 101),
    ("query($x: Int) { caseGroups(first: $x) { count } }", 1_001),
    ("query($x: [ID!]!) { nodes(ids: $x) { id } }", ["1"] * 101),
    ("query($x: String) { cases(search: $x) { totalCount } }", "x" * 60_000),
    (FILTERED, {"number": {"in": ["x"] * 201}}),
    (FILTERED, {"number": {"contains": "x" * 60_000}}),
    (FILTERED, {"number": {"in": [None]}}),
    (FILTERED, {"priority": {"eq": "HIGHEST"}}),
    (FILTERED, {"openedAt": {"lt": "yesterday"}}),
    (FILTERED,
     {"and": [{"and": [{"and": [{"and": [{"and": [{"and": [{"number": {"eq": "1"}}]}]}]}]}]}]}),
    ("query($x: [CaseOrder!]) { cases(orderBy: $x) { totalCount } }", [{"field": "NUMBER"}] * 4),
    ("query($x: Boolean!) { cases @include(if: $x) { totalCount } }", None),
]  # fmt: skip


@pytest.mark.parametrize(("question", "value"), REFUSED)
async def test_a_value_that_cannot_be_used_is_bad_user_input(
    world: World, question: str, value: Any
) -> None:
    token = await a_token(await a_user("agent"))
    await a_case()
    response = await post(world, token, question, variables={"x": value})

    assert (response.status_code, code(response)) == (400, "BAD_USER_INPUT")
    assert "mean" not in response.text


async def test_a_question_for_too_much_is_refused_before_it_runs(world: World) -> None:
    token = await a_token(await a_user("agent"))
    greedy = (
        "account { cases(first: 100) { nodes { account { cases(first: 100) { nodes { id } } } } } }"
    )
    response = await post(world, token, f"{{ cases(first: 100) {{ nodes {{ {greedy} }} }} }}")

    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (400, "QUERY_TOO_COSTLY")
    assert error["extensions"]["cost"]["limit"] == 20_000


async def test_a_client_may_ask_how_its_question_is_answered(world: World) -> None:
    question, wish = "{ cases { nodes { number } } }", {"explain": True}
    told: dict[str, Any] = {}
    for somebody in (await a_user("admin"), await an_outsourced_agent(await a_provider())):
        token = await a_token(somebody)
        response = await post(world, token, question, extensions=wish)
        told[somebody.user_id.partition("-")[0]] = response.json()["extensions"]["explain"]

    assert told["admin"]["statements"][0]["sql"].startswith("SELECT")
    assert "statements" not in told["osp_agent"]
    assert told["osp_agent"]["plan"]


async def test_introspection_and_cost_agree_with_the_actor(world: World) -> None:
    somebody: Somebody = await a_user("contact")
    token = await a_token(somebody)
    response = await post(
        world, token, '{ __type(name: "AuditEntry") { name } cases { totalCount } }'
    )

    assert response.json()["data"]["__type"] is None
    assert response.json()["extensions"]["cost"]["requested"] >= 0


def _without_cost(response: httpx.Response) -> tuple[int, dict[str, Any]]:
    body = response.json()
    body.pop("extensions", None)
    return response.status_code, body
