"""A cursor carries a reader on through one list, and tells nobody anything."""

import base64
from typing import Any

import pytest

from gateway.errors import BadInput
from tests.world import a_case, a_consumer, a_user, an_account, ask

pytestmark = pytest.mark.usefixtures("world")

LIST = "query ($a: String) { cases(first: 1, after: $a%s) { edges { cursor node { number } } } }"
PLAIN = LIST % ""


async def cursor(text: str = PLAIN, **given: object) -> str:
    found = await ask(text, **given)  # type: ignore[arg-type]
    return str(found["cases"]["edges"][0]["cursor"])


async def test_a_record_has_the_same_cursor_whenever_one_asks_the_same() -> None:
    agent = await a_user("agent")
    await a_case()
    assert await cursor(by=agent) == await cursor(by=agent)


async def test_a_cursor_leads_to_what_follows_its_record() -> None:
    agent = await a_user("agent")
    cases = [await a_case(), await a_case()]
    newest_first = [case.number for case in sorted(cases, key=lambda c: c.id, reverse=True)]

    after = await cursor(by=agent)
    found = await ask(PLAIN, by=agent, a=after)
    assert [edge["node"]["number"] for edge in found["cases"]["edges"]] == newest_first[1:]


@pytest.mark.parametrize(
    "other",
    ['filter: {number: {startsWith: "CS"}}', "orderBy: {field: NUMBER}", "view: OPEN"],
)
async def test_a_cursor_opens_no_other_list(other: str) -> None:
    agent = await a_user("agent")
    await a_case()
    after = await cursor(by=agent)
    with pytest.raises(BadInput, match="does not belong to this list"):
        await ask(LIST % f", {other}", by=agent, a=after)


async def test_a_cursor_opens_nothing_for_another() -> None:
    ann, bob = await a_user("agent"), await a_user("agent")
    await a_case()
    with pytest.raises(BadInput, match="does not belong to this list"):
        await ask(PLAIN, by=bob, a=await cursor(by=ann))


async def test_a_cursor_shows_nothing_of_its_record() -> None:
    agent = await a_user("agent")
    case = await a_case(short_description="The pump leaks")
    by_text = LIST % ", orderBy: {field: SHORT_DESCRIPTION}"
    sealed = base64.urlsafe_b64decode(await cursor(by_text, by=agent) + "==")
    assert b"pump" not in sealed
    assert case.opened_at.strftime("%Y-%m-%d").encode() not in sealed


BELOW = """
query ($n: String!, $account: String, $consumer: String) {
  caseByNumber(number: $n) { children { nodes { customer {
    ... on Account { cases(first: 1, after: $account) { ...Page } }
    ... on Consumer { cases(first: 1, after: $consumer) { ...Page } }
  } } } }
}
fragment Page on CaseConnection { edges { cursor node { number } } }"""


@pytest.mark.parametrize("kind", ["account", "consumer"])
async def test_a_list_below_one_of_several_types_has_cursors_of_its_own(kind: str) -> None:
    agent = await a_user("agent")
    customer = await (an_account() if kind == "account" else a_consumer())
    parent = await a_case()
    older = await a_case(**{kind: customer, "parent": parent})
    newer = await a_case(**{kind: customer})

    async def page(**after: str) -> dict[str, Any]:
        found = await ask(BELOW, by=agent, n=parent.number, **after)
        (child,) = found["caseByNumber"]["children"]["nodes"]
        (edge,) = child["customer"]["cases"]["edges"]
        return edge

    first = await page()
    assert first["node"]["number"] == newer.number
    assert (await page(**{kind: first["cursor"]}))["node"]["number"] == older.number
