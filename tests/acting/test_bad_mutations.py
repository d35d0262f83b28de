"""What is wrong with a mutation is said in the right words, and nothing is done by half."""

import asyncio
from typing import Any

import httpx
import pytest

from gateway.cases.models import Case, JournalEntry
from gateway.request.ledger import AuditEntry, OutboxEvent
from gateway.request.scalars import global_id
from tests.acting.soundness import faults
from tests.acting.works import Works, document
from tests.world import a_token

COMMENT = document("caseComment")
ACT = """mutation ($action: CaseAction!, $ids: [ID!]!, $input: JSON, $key: String) {
  casesAct(action: $action, ids: $ids, input: $input, idempotencyKey: $key) {
    done refused results { id case { number } errors { code path } }
  }
}"""
LONG = "word " * 20_001


async def written() -> int:
    """How much has been written down so far."""
    counts = [await model.all().count() for model in (Case, JournalEntry, AuditEntry, OutboxEvent)]
    return sum(counts)


async def desk(works: Works) -> tuple[str, str]:
    """An agent's token, and the id of a new case."""
    token = await works.agent()
    return token, (await works.born(token))["id"]


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["extensions"]["code"]


def said(answer: httpx.Response, name: str = "caseComment") -> list[tuple[str, list[str]]]:
    """The code and path of each error in the payload."""
    assert answer.status_code == 200, answer.text
    return [(e["code"], e["path"]) for e in answer.json()["data"][name]["errors"]]


# -- values ---------------------------------------------------------------------------------------

INPUTS: list[tuple[str, dict[str, Any], tuple[str, list[str]]]] = [
    ("blank", {"text": "  \n "}, ("MISSING_INPUT", ["input", "text"])),
    ("too long a text", {"text": LONG}, ("INVALID_INPUT", ["input", "text"])),
    ("junk for an id", {"id": "nonsense"}, ("NOT_FOUND", ["input", "id"])),
    ("an empty id", {"id": ""}, ("NOT_FOUND", ["input", "id"])),
    ("an id of another type", {"id": global_id("Account", 1)}, ("NOT_FOUND", ["input", "id"])),
    ("an id of nothing", {"id": global_id("Case", 999_999)}, ("NOT_FOUND", ["input", "id"])),
    ("a negative id", {"id": global_id("Case", -1)}, ("NOT_FOUND", ["input", "id"])),
    ("id 2^62", {"id": global_id("Case", 2**62)}, ("NOT_FOUND", ["input", "id"])),
    ("id 2^64", {"id": global_id("Case", 2**64)}, ("NOT_FOUND", ["input", "id"])),
    ("a number for an id", {"id": 7}, ("NOT_FOUND", ["input", "id"])),
    ("version -1", {"expectedVersion": -1}, ("VERSION_CONFLICT", ["input", "expectedVersion"])),
    ("version 2^31-1", {"expectedVersion": 2**31 - 1},
     ("VERSION_CONFLICT", ["input", "expectedVersion"])),
    ("an empty key", {"idempotencyKey": ""}, ("INVALID_INPUT", ["input", "idempotencyKey"])),
    ("201 characters of a key", {"idempotencyKey": "k" * 201},
     ("INVALID_INPUT", ["input", "idempotencyKey"])),
]  # fmt: skip


async def test_a_value_that_will_not_do_is_a_typed_error(works: Works) -> None:
    token, case = await desk(works)
    before = await written()
    for name, given, expected in INPUTS:
        sent = {"id": case, "text": "Hello", **given}
        answer = await works.answer(token, COMMENT, variables={"input": sent})
        assert said(answer) == [expected], name
        assert answer.json()["data"]["caseComment"]["case"] is None
        assert await written() == before, name


VARIABLES: list[tuple[str, Any]] = [
    ("version 2^31", {"expectedVersion": 2**31}),
    ("a version of text", {"expectedVersion": "1"}),
    ("half a version", {"expectedVersion": 1.5}),
    ("a number for a text", {"text": 7}),
    ("a list for a text", {"text": ["a"]}),
    ("an object for an id", {"id": {"a": 1}}),
    ("no text", {"text": None}),
    ("an input that does not exist", {"nonsense": 1}),
    ("U+0000", {"text": "a\0b"}),
    ("U+0000 in a key", {"idempotencyKey": "a\0b"}),
]


async def test_a_value_of_the_wrong_type_is_refused(works: Works) -> None:
    token, case = await desk(works)
    before = await written()
    for name, given in VARIABLES:
        sent = {"id": case, "text": "Hello", **given}
        answer = await works.answer(token, COMMENT, variables={"input": sent})
        assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT", name
        assert await written() == before, name


REFERENCES = [
    ("junk", "nonsense"),
    ("another type", global_id("Case", 1)),
    ("nothing", global_id("Account", 999_999)),
    ("2^64", global_id("Account", 2**64)),
]


async def test_a_reference_to_what_is_not_there_is_a_bad_one(works: Works) -> None:
    token, _ = await desk(works)
    before = await written()
    for name, id_ in REFERENCES:
        given = {"shortDescription": "x", "account": id_}
        answer = await works.answer(token, document("caseCreate"), variables={"input": given})
        assert said(answer, "caseCreate") == [("BAD_REFERENCE", ["input", "account"])], name
        assert await written() == before, name


async def test_several_faults_are_told_together(works: Works) -> None:
    token, case = await desk(works)
    given = {"id": case, "resolutionNotes": LONG, "resolutionCode": None}
    answer = await works.answer(token, document("caseClose"), variables={"input": given})
    assert sorted(said(answer, "caseClose")) == [
        ("INVALID_INPUT", ["input", "resolutionNotes"]),
        ("MISSING_INPUT", ["input", "resolutionCode"]),
    ]


# -- bodies ---------------------------------------------------------------------------------------


async def test_ten_megabytes_are_too_large(works: Works) -> None:
    token, case = await desk(works)
    before = await written()
    given = {"id": case, "text": "x" * 10_000_000}
    answer = await works.answer(token, COMMENT, variables={"input": given})
    assert refusal(answer) == (413, "BAD_REQUEST")
    assert await written() == before


async def test_a_lone_surrogate_is_no_text(works: Works) -> None:
    token, case = await desk(works)
    before = await written()
    start = f'{{"query": "{COMMENT}", "variables": {{"input": {{"id": "{case}", "text": "'
    async with works.client(token) as client:
        for text in (rb"\ud800", rb"a\udfffb", b"\xed\xa0\x80"):
            content = start.encode() + text + b'"}}}'
            headers = {"content-type": "application/json"}
            answer = await client.post("/graphql", content=content, headers=headers)
            assert refusal(answer) == (400, "BAD_REQUEST")
    literal = (
        f'mutation {{ caseComment(input: {{id: "{case}", text: "\\uD800"}}) {{ case {{ id }} }} }}'
    )
    assert (await works.answer(token, literal)).status_code in (200, 400)
    assert await written() == before


async def test_a_mutation_is_not_sent_by_get(works: Works) -> None:
    token, case = await desk(works)
    before = await written()
    query = f'mutation {{ caseComment(input: {{id: "{case}", text: "a"}}) {{ case {{ id }} }} }}'
    async with works.client(token) as client:
        answer = await client.get("/graphql", params={"query": query})
    assert refusal(answer) == (405, "BAD_REQUEST")
    assert answer.headers["allow"] == "POST"
    assert await written() == before


async def test_a_stranger_does_nothing(works: Works) -> None:
    _, case = await desk(works)
    before = await written()
    answer = await works.answer("", COMMENT, variables={"input": {"id": case, "text": "a"}})
    assert answer.status_code == 401
    assert await written() == before


# -- keys -----------------------------------------------------------------------------------------


async def test_the_header_s_key_serves_as_well(works: Works) -> None:
    token, case = await desk(works)
    variables = {"input": {"id": case, "text": "once"}}
    for _ in range(2):
        answer = await works.answer(
            token, COMMENT, headers={"idempotency-key": "k1"}, variables=variables
        )
        assert said(answer) == []
    assert await JournalEntry.filter(text="once").count() == 1
    variables["input"]["text"] = "twice"
    answer = await works.answer(
        token, COMMENT, headers={"idempotency-key": "k1"}, variables=variables
    )
    assert said(answer) == [("IDEMPOTENCY_KEY", ["input", "idempotencyKey"])]
    for wrong in ("", "k" * 201):
        answer = await works.answer(
            token, COMMENT, headers={"idempotency-key": wrong}, variables=variables
        )
        assert said(answer) == [("INVALID_INPUT", ["input", "idempotencyKey"])]
    assert await JournalEntry.filter(text="twice").count() == 0


async def test_each_field_and_each_record_has_a_key_of_its_own(works: Works) -> None:
    token, case = await desk(works)
    other = (await works.born(token))["id"]
    query = """mutation ($id: ID!) {
      a: caseComment(input: {id: $id, text: "same"}) { errors { code } }
      b: caseComment(input: {id: $id, text: "same"}) { errors { code } }
    }"""
    longest = "k" * 200
    for _ in range(2):
        headers = {"idempotency-key": longest}
        answer = await works.answer(token, query, headers=headers, variables={"id": case})
        assert answer.json()["data"] == {"a": {"errors": []}, "b": {"errors": []}}
        many = {"action": "COMMENT", "ids": [case, other], "input": {"text": "all"}, "key": longest}
        answer = await works.answer(token, ACT, variables=many)
        assert answer.json()["data"]["casesAct"]["done"] == 2
    assert await JournalEntry.filter(text="same").count() == 2
    assert await JournalEntry.filter(text="all").count() == 2


# -- many records ---------------------------------------------------------------------------------


async def test_501_records_are_too_many(works: Works) -> None:
    token, case = await desk(works)
    before = await written()
    many = {"action": "COMMENT", "ids": [case] * 501, "input": {"text": "a"}}
    answer = await works.answer(token, ACT, variables=many)
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert await written() == before


async def test_a_record_named_twice_is_acted_on_once(works: Works) -> None:
    token, case = await desk(works)
    many = {"action": "COMMENT", "ids": [case, case, "junk"], "input": {"text": "a"}}
    answer = await works.answer(token, ACT, variables=many)
    told = answer.json()["data"]["casesAct"]
    assert [r["id"] for r in told["results"]] == [case, "junk"]
    assert (told["done"], told["refused"]) == (1, 1)
    assert await JournalEntry.filter(text="a").count() == 1


async def test_an_input_for_many_that_is_none_is_an_invalid_one(works: Works) -> None:
    token, case = await desk(works)
    before = await written()
    wrong: list[Any] = [[], ["a"], "text", 7, {"text": 7}, {"nonsense": 1}, None]
    for given in wrong:
        many = {"action": "COMMENT", "ids": [case], "input": given}
        answer = await works.answer(token, ACT, variables=many)
        [result] = answer.json()["data"]["casesAct"]["results"]
        assert {e["code"] for e in result["errors"]} == {"INVALID_INPUT"}, given
        assert await written() == before, given


async def test_an_input_for_many_is_read_once(works: Works) -> None:
    token, _ = await desk(works)
    nonsense = {f"x{n}": "y" * 900 for n in range(900)}
    ids = [global_id("Case", n) for n in range(1, 501)]
    many = {"action": "COMMENT", "ids": ids, "input": {"text": "a", **nonsense}}
    async with asyncio.timeout(5):  # it took 15 seconds when it was read for each
        answer = await works.answer(token, ACT, variables=many)
    results = answer.json()["data"]["casesAct"]["results"]
    assert [len(result["errors"]) for result in results] == [5] * 500


async def test_no_records_at_all_are_none(works: Works) -> None:
    token, _ = await desk(works)
    answer = await works.answer(token, ACT, variables={"action": "ACCEPT", "ids": []})
    assert answer.json()["data"]["casesAct"] == {"done": 0, "refused": 0, "results": []}


async def test_what_many_payloads_cost_together_is_bounded_beforehand(works: Works) -> None:
    token, case = await desk(works)
    before = await written()
    query = """mutation ($ids: [ID!]!) {
      casesAct(action: COMMENT, ids: $ids, input: {text: "a"}) {
        results { case { comments(first: 100) { nodes { id } } } }
      }
    }"""
    ids = [global_id("Case", n) for n in range(1, 500)]
    answer = await works.answer(token, query, variables={"ids": ids})
    assert answer.json()["errors"][0]["extensions"]["code"] == "QUERY_TOO_COSTLY"
    answer = await works.answer(token, query, variables={"ids": [case]})
    assert "errors" not in answer.json()
    assert await written() > before


# -- payloads -------------------------------------------------------------------------------------


async def test_a_mutation_cannot_be_explained(works: Works) -> None:
    token, case = await desk(works)
    before = await written()
    variables = {"input": {"id": case, "text": "a"}}
    answer = await works.answer(token, COMMENT, variables=variables, extensions={"explain": True})
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert await written() == before


async def test_a_payload_that_is_too_costly_is_refused_beforehand(works: Works) -> None:
    token, case = await desk(works)
    before = await written()
    deep = "account { cases(first: 100) { nodes { comments(first: 100) { nodes { id } } } } }"
    costly = f"a: {deep} b: {deep}"
    for shown in (
        f"case {{ {costly} }}",
        f"errors {{ ... on VersionConflict {{ current {{ ... on Case {{ {costly} }} }} }} }}",
    ):
        query = f'mutation {{ caseComment(input: {{id: "{case}", text: "a"}}) {{ {shown} }} }}'
        answer = await works.answer(token, query)
        assert answer.json()["errors"][0]["extensions"]["code"] == "QUERY_TOO_COSTLY"
    assert await written() == before


async def test_a_page_that_is_too_large_is_refused_beforehand(works: Works) -> None:
    token, case = await desk(works)
    before = await written()
    query = """mutation ($input: CaseCommentInput!, $n: Int) {
      caseComment(input: $input) { case { comments(first: $n) { nodes { text } } } errors { code } }
    }"""
    given = {"id": case, "text": "a"}
    for n in (-1, 101, 10**6):
        answer = await works.answer(token, query, variables={"input": given, "n": n})
        assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert await written() == before
    answer = await works.answer(token, query, variables={"input": given, "n": 1})
    assert answer.json()["data"]["caseComment"]["case"] == {"comments": {"nodes": [{"text": "a"}]}}


async def test_who_wants_all_or_nothing_gets_nothing_before_anything_is_done(works: Works) -> None:
    _, case = await desk(works)
    token = await a_token(await works.colleague(), "cases:read", "cases:write")  # and no notes
    before = await written()
    withheld = "workNotes { nodes { id } }"
    current = f"current {{ ... on Case {{ {withheld} }} }}"
    given = {"id": case, "text": "a"}
    wish = {"authorization": {"onDenied": "reject"}}
    for shown in (
        f"case {{ {withheld} }}",
        f"more: errors {{ ... on VersionConflict {{ {current} }} }}",
    ):
        query = document("caseComment", shown)
        answer = await works.answer(token, query, variables={"input": given}, extensions=wish)
        assert refusal(answer) == (403, "FORBIDDEN"), answer.text
        assert await written() == before
    answer = await works.answer(token, query, variables={"input": given})
    assert said(answer) == []


# -- documents ------------------------------------------------------------------------------------


async def test_fields_are_done_in_order_and_each_on_its_own(works: Works) -> None:
    token, case = await desk(works)
    query = """mutation ($id: ID!, $wrong: ID!) {
      first: caseComment(input: {id: $id, text: "1"}) { ...Told }
      wrong: caseComment(input: {id: $wrong, text: "2"}) { ...Told }
      __typename
      close: caseClose(input: {id: $id, resolutionCode: FIXED, resolutionNotes: "n"}) {
        case { state } errors { code }
      }
      late: caseComment(input: {id: $id, text: "3"}) { ...Told }
    }
    fragment Told on CaseCommentPayload {
      __typename
      case { ...Shown }
      errors { ...Error }
    }
    fragment Error on UserError {
      __typename code
      ... on NotFound { message }
      ... on ActionForbidden { rule }
      ... on InvalidTransition { allowed }
    }
    fragment Shown on Case { state words: comments(first: 5) { nodes { text } } }"""
    answer = await works.answer(
        token, query, variables={"id": case, "wrong": global_id("Case", 999)}
    )
    told = answer.json()
    assert "errors" not in told
    data = told["data"]
    assert list(data) == ["first", "wrong", "__typename", "close", "late"]
    assert data["first"] == {
        "__typename": "CaseCommentPayload",
        "case": {"state": "NEW", "words": {"nodes": [{"text": "1"}]}},
        "errors": [],
    }
    assert data["wrong"]["case"] is None
    assert [e["code"] for e in data["wrong"]["errors"]] == ["NOT_FOUND"]
    assert data["__typename"] == "Mutation"
    assert data["close"] == {"case": {"state": "CLOSED"}, "errors": []}
    assert [e["code"] for e in data["late"]["errors"]] == ["FORBIDDEN"]
    assert "rule" in data["late"]["errors"][0]
    assert await faults() == []


@pytest.mark.parametrize("with_", [True, False])
async def test_what_a_payload_shows_may_depend_on_variables(works: Works, *, with_: bool) -> None:
    token, case = await desk(works)
    query = """mutation ($recordId: ID!, $recordId_: String!, $with: Boolean!) {
      caseComment(input: {id: $recordId, text: $recordId_}) {
        case @include(if: $with) { id version @skip(if: $with) }
        errors @skip(if: $with) { code }
        again: case { number @include(if: $with) id }
      }
    }"""
    variables = {"recordId": case, "recordId_": "Hello", "with": with_}
    answer = await works.answer(token, query, variables=variables)
    told = answer.json()
    assert "errors" not in told
    payload = told["data"]["caseComment"]
    assert payload["again"]["id"] == case
    assert ("number" in payload["again"]) is with_
    assert payload.get("case") == ({"id": case} if with_ else None)
    assert ("errors" in payload) is not with_
    assert await JournalEntry.filter(text="Hello").count() == 1


async def test_a_conflict_shows_the_record_as_it_is(works: Works) -> None:
    token, case = await desk(works)
    await works.act(token, "caseEdit", id=case, category="Pumps")
    shown = """errors { code ... on VersionConflict {
      current { id ... on Case { version words: comments(first: 1) { nodes { id } } } }
    } }"""
    query = document("caseEdit", shown).replace("errors { __typename", "more: errors { __typename")
    given = {"id": case, "expectedVersion": 1, "category": "Valves"}
    answer = await works.answer(token, query, variables={"input": given})
    [error] = answer.json()["data"]["caseEdit"]["errors"]
    assert error["current"] == {"id": case, "version": 2, "words": {"nodes": []}}
    assert "errors" not in answer.json()


async def test_the_same_field_twice_is_done_once(works: Works) -> None:
    token, case = await desk(works)
    query = """mutation ($input: CaseCommentInput!) {
      caseComment(input: $input) { case { id } }
      caseComment(input: $input) { errors { code } case { state } }
    }"""
    answer = await works.answer(token, query, variables={"input": {"id": case, "text": "a"}})
    payload = answer.json()["data"]["caseComment"]
    assert payload == {"case": {"id": case, "state": "NEW"}, "errors": []}
    assert await JournalEntry.filter(text="a").count() == 1
