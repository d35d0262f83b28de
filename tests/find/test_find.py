"""What is found by words: across types, within one's rights, best first, forgiving one slip."""

from typing import Any

import pytest

from gateway.cases.lifecycle import CaseState
from gateway.errors import BadInput
from tests.world import (
    Somebody,
    a_case,
    a_contact,
    a_provider,
    a_user,
    an_account,
    an_asset,
    an_outsourced_agent,
    ask,
)

pytestmark = pytest.mark.usefixtures("world")

FOUND = """{ rank near snippets { field parts { text hit } } node {
  __typename ... on Case { number actions { name } } ... on Account { number }
  ... on Contact { displayName } ... on Asset { number } } }"""


async def found(text: str, by: Somebody, arguments: str = "") -> list[dict[str, Any]]:
    document = f"query ($text: String!) {{ find(text: $text {arguments}) {FOUND} }}"
    return (await ask(document, by=by, text=text))["find"]


async def names(text: str, by: Somebody, arguments: str = "") -> list[str]:
    """What was found, by number or name, in its order."""
    nodes = [one["node"] for one in await found(text, by, arguments)]
    return [node.get("number") or node["displayName"] for node in nodes]


def marked(one: dict[str, Any]) -> dict[str, str]:
    """The snippets of what was found, with brackets around the words."""
    return {
        s["field"]: "".join(f"[{p['text']}]" if p["hit"] else p["text"] for p in s["parts"])
        for s in one["snippets"]
    }


async def test_words_are_found_in_everything_that_one_may_see() -> None:
    account = await an_account(name="Kolb Pumps")
    contact = await a_contact(account, first_name="Carla", last_name="Kolb")
    asset = await an_asset(name="Kolb press")
    case = await a_case(short_description="The press of Kolb leaks", account=account)
    ana = await a_user("agent")

    assert set(await names("kolb", by=ana)) == {
        account.number,
        "Carla Kolb",
        asset.number,
        case.number,
    }
    assert await names("kolb", by=ana, arguments=", types: [ASSET]") == [asset.number]
    assert await names("kolb", by=contact) != []


async def test_a_number_finds_its_record_before_anything_that_mentions_it() -> None:
    ana = await a_user("agent")
    meant = await a_case()
    other = await a_case(short_description=f"As in {meant.number}")

    assert await names(meant.number.lower(), by=ana) == [meant.number, other.number]


async def test_what_stands_in_the_title_comes_before_what_stands_in_the_text() -> None:
    ana = await a_user("agent")
    spread = await a_case(short_description="It drips", description="at the valve")
    text = await a_case(short_description="Help", description="The valve drips")
    title = await a_case(short_description="The valve drips", description="")

    assert await names("valve drips", by=ana) == [title.number, text.number, spread.number]


async def test_accents_and_case_do_not_matter_and_the_last_word_may_be_a_beginning() -> None:
    ana = await a_user("agent")
    case = await a_case(short_description="Señal de la válvula en Köln")

    assert await names("VALVULA koln", by=ana) == [case.number]
    assert await names("válvula kö", by=ana) == [case.number]
    assert await names("válv köln", by=ana) == []


async def test_closed_cases_are_found_only_by_who_asks_for_them() -> None:
    ana = await a_user("agent")
    open_ = await a_case(short_description="Frost on the coil")
    await a_case(short_description="Frost on the coil", state=CaseState.CLOSED)
    await a_case(short_description="Frost on the coil", state=CaseState.CANCELLED)

    assert await names("frost", by=ana) == [open_.number]
    assert len(await names("frost", by=ana, arguments=", includeClosed: true")) == 3


@pytest.mark.parametrize("typed", ["compresor", "compressorr", "comrpessor", "conpressor"])
async def test_one_slip_in_a_word_is_forgiven_where_little_is_found(typed: str) -> None:
    ana = await a_user("agent")
    case = await a_case(short_description="The compressor hums")
    [one] = await found(typed, by=ana)

    assert one["near"] is True
    assert one["node"]["number"] == case.number
    assert marked(one) == {"shortDescription": "The [compressor] hums"}


async def test_no_slip_is_forgiven_in_a_number() -> None:
    ana = await a_user("agent")
    case = await a_case(short_description="Error 4711")

    assert await names("4711", by=ana) == [case.number]
    assert await names("4712", by=ana) == []


async def test_a_snippet_shows_the_words_where_they_stand() -> None:
    ana = await a_user("agent")
    long = (
        "First a click. " * 30 + "Then the gasket split, and the gasket fell. " + "Silence. " * 40
    )
    await a_case(short_description="A gasket", description=long)
    [one] = await found("gasket", by=ana)

    assert marked(one)["shortDescription"] == "A [gasket]"
    shown = marked(one)["description"]
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert "Then the [gasket] split, and the [gasket] fell." in shown
    assert len(shown) < 200


async def test_what_may_be_done_with_a_found_case_comes_along() -> None:
    ana = await a_user("agent")
    await a_case(short_description="Frost on the coil")
    [one] = await found("frost", by=ana)

    assert "assignToMe" in [action["name"] for action in one["node"]["actions"]]


async def test_a_customer_finds_a_solution_only_where_it_is_shared() -> None:
    account = await an_account()
    carl = await a_contact(account)
    shared = await a_case(
        account=account,
        contact=carl,
        resolution_notes="Bent the flange",
        share_resolution_notes=True,
    )
    kept = await a_case(
        account=account,
        contact=carl,
        resolution_notes="Bent the flange",
        share_resolution_notes=False,
    )
    ana = await a_user("agent")

    assert set(await names("flange", by=ana)) == {shared.number, kept.number}
    [one] = await found("flange", by=carl)
    assert one["node"]["number"] == shared.number
    assert marked(one) == {"resolutionNotes": "Bent the [flange]"}
    assert await names("flanje", by=carl) == [shared.number]


async def test_words_may_stand_in_values_of_different_rules() -> None:
    account = await an_account()
    carl = await a_contact(account)
    given = {"account": account, "contact": carl, "short_description": "The boiler hisses"}
    shared = await a_case(**given, resolution_notes="flange", share_resolution_notes=True)
    await a_case(**given, resolution_notes="flange", share_resolution_notes=False)

    assert await names("boiler flange", by=carl) == [shared.number]


async def test_an_outsourced_agent_finds_the_cases_of_the_provider_alone() -> None:
    provider = await a_provider()
    olga = await an_outsourced_agent(provider)
    theirs = await a_case(short_description="Frost on the coil", provider=provider)
    await a_case(short_description="Frost on the coil")
    hidden = await a_case(short_description="Frost", provider=provider, external_id="INC0077")

    assert set(await names("frost", by=olga)) == {theirs.number, hidden.number}
    assert await names("INC0077", by=olga) == []
    assert await names("INC0077", by=await a_user("admin")) == [hidden.number]


ODD = [
    '"', "'", '"" OR 1', "*", "a*", "(", "NEAR(a b)", "number:x", "{number} : x", "-x", "AND",
    "OR NOT", "^frost", "a\\b", "%", "_", "😀", "😀 frost", "का हिन्दी", "\u0301", "x" * 1_000,
    "a b c d e f g h i j k", "ﬁ", "İstanbul", "ß", "&|!<->", ":*", "''", "frost'", "\ue000",
]  # fmt: skip


@pytest.mark.parametrize("text", ODD)
async def test_odd_words_are_words_like_any_other(text: str) -> None:
    ana = await a_user("agent")
    await a_case(short_description="Frost on the coil")

    assert all(one["rank"] >= 0 for one in await found(text, by=ana))
    await ask("query ($t: String) { cases(search: $t) { totalCount } }", by=ana, t=text)


@pytest.mark.parametrize("text", ["", "   ", "?!"])
async def test_without_a_word_nothing_is_found(text: str) -> None:
    await a_case()

    assert await names(text, by=await a_user("agent")) == []


async def test_a_text_longer_than_anyone_looks_for_is_refused() -> None:
    with pytest.raises(BadInput, match="1,000 characters"):
        await names("x " * 5_000, by=await a_user("agent"))


async def test_more_than_may_be_asked_for_is_refused() -> None:
    with pytest.raises(BadInput, match="between 0 and 25"):
        await names("frost", by=await a_user("agent"), arguments=", first: 26")


async def test_a_list_that_is_searched_begins_with_the_best_and_goes_on_by_cursor() -> None:
    ana = await a_user("agent")
    made = [
        await a_case(short_description=title, description=text)
        for title, text in [("x", "frost"), ("frost", "x"), ("y", "frost"), ("frost too", "y")]
    ]
    expected = [made[i].number for i in (3, 1, 2, 0)]
    document = """query ($after: String) { cases(search: "frost", first: 1, after: $after) {
      nodes { number } pageInfo { endCursor hasNextPage } } }"""
    read: list[str] = []
    after = None
    while len(read) < 4:
        page = (await ask(document, by=ana, after=after))["cases"]
        read += [node["number"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]

    assert read == expected
    assert page["pageInfo"]["hasNextPage"] is False
