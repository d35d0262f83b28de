"""Whatever is sent gets a GraphQL error that helps: the right code, never a 500, never a hint."""

import json
import string
from typing import Any

import httpx
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.request.receive import Rules
from tests.request.door import SIGNED_IN, a_client, a_door, ask, code

GRAPHQL = {"accept": "application/graphql-response+json", "content-type": "application/json"}

FILTERED = "query Q($f: CaseFilter) { cases(filter: $f) { id } }"


async def post(content: bytes, **headers: str) -> httpx.Response:
    async with a_client() as client:
        return await client.post("/graphql", content=content, headers={**GRAPHQL, **headers})


def with_value(value: bytes) -> bytes:
    """A body whose variable has a value that no JSON library would write."""
    return b'{"query": "{ a }", "variables": {"a": ' + value + b"}}"


PERSISTED = b'{"extensions": {"persistedQuery": {"version": 1}}}'
ESCAPED = b'{"query": "{ case(id: \\"\\\\u0000\\") { id } }"}'
BRACES = b'{"query": "{ case(id: \\"\\\\u{0}\\") { id } }"}'

BODIES: list[tuple[str, bytes, int, str]] = [
    ("nothing", b"", 400, "BAD_REQUEST"),
    ("no JSON", b"query { a }", 400, "BAD_REQUEST"),
    ("half of JSON", b'{ "query": "{', 400, "BAD_REQUEST"),
    ("null", b"null", 400, "BAD_REQUEST"),
    ("a string", b'"{ broken }"', 400, "BAD_REQUEST"),
    ("a number", b"5", 400, "BAD_REQUEST"),
    ("a truth", b"true", 400, "BAD_REQUEST"),
    ("an empty batch", b"[]", 400, "BAD_REQUEST"),
    ("a batch", b'[{"query": "{ __typename }"}]', 400, "BAD_REQUEST"),
    ("an empty object", b"{}", 400, "BAD_REQUEST"),
    ("an empty query", b'{"query": ""}', 400, "BAD_REQUEST"),
    ("a null query", b'{"query": null}', 400, "BAD_REQUEST"),
    ("invalid UTF-8", b'{"query": "{ a(b: \\"\xff\\") }"}', 400, "BAD_REQUEST"),
    ("UTF-16", '{"query": "{ __typename }"}'.encode("utf-16"), 400, "BAD_REQUEST"),
    ("a byte order mark", b'\xef\xbb\xbf{"query": "{ __typename }"}', 400, "BAD_REQUEST"),
    ("a lone surrogate", b'{"query": "{ a(b: \\"\\ud800\\") }"}', 400, "BAD_REQUEST"),
    ("a lone surrogate in a value", with_value(b'"\\udfff"'), 400, "BAD_REQUEST"),
    ("NaN", with_value(b'NaN'), 400, "BAD_REQUEST"),
    ("Infinity", with_value(b'-Infinity'), 400, "BAD_REQUEST"),
    ("a number beyond doubles", with_value(b'1e999'), 400, "BAD_REQUEST"),
    ("20,000 digits", with_value(b"1" * 20_000), 400, "BAD_REQUEST"),
    ("thirty digits", with_value(b"1" * 30), 400, "BAD_USER_INPUT"),
    ("deep JSON", b"[" * 100_000 + b"]" * 100_000, 400, "BAD_REQUEST"),
    ("a deep value", with_value(b"[" * 30 + b"]" * 30), 400, "BAD_USER_INPUT"),
    ("U+0000 in the document", b'{"query": "{ a \\u0000 }"}', 400, "BAD_REQUEST"),
    ("U+0000 in a literal", ESCAPED, 400, "BAD_REQUEST"),
    ("U+0000 in a literal, in braces", BRACES, 400, "BAD_REQUEST"),
    ("U+0000 in a value", with_value(b'["\\u0000"]'), 400, "BAD_USER_INPUT"),
    ("U+0000 in a key", b'{"query": "{ a }", "variables": {"\\u0000": 1}}', 400, "BAD_USER_INPUT"),
    ("U+0000 in a name", b'{"query": "{ a }", "operationName": "\\u0000"}', 400, "BAD_REQUEST"),
    ("too large", b'{"query": "' + b" " * 300_000 + b'"}', 413, "BAD_REQUEST"),
    ("a hashed query", PERSISTED, 400, "PERSISTED_QUERY_NOT_SUPPORTED"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "body", "status", "expected"), BODIES, ids=[b[0] for b in BODIES])
async def test_a_bad_body_is_refused_clearly(
    name: str, body: bytes, status: int, expected: str
) -> None:
    response = await post(body)

    assert (response.status_code, code(response)) == (status, expected)
    assert response.headers["content-type"].startswith("application/")
    assert "data" not in response.json()


@pytest.mark.parametrize("key", ["query", "operationName", "variables", "extensions"])
@pytest.mark.parametrize("value", [5, 0, 1.5, True, False, ["x"], {"x": 1}, "x"])
async def test_a_parameter_of_the_wrong_kind_is_named(key: str, value: Any) -> None:
    lawful = str if key in ("query", "operationName") else dict
    if isinstance(value, lawful):
        return
    response = await post(orjson.dumps({"query": "{ __typename }", key: value}))

    (error,) = response.json()["errors"]
    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")
    assert error["message"].startswith(f"'{key}' must be")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", "BAD_REQUEST"),
        ("query=", "BAD_REQUEST"),
        ("query=%FF", "BAD_REQUEST"),
        ("query=%00", "BAD_REQUEST"),
        ("query={a}&query={b}", "BAD_REQUEST"),
        ("query={a}&variables={", "BAD_REQUEST"),
        ("query={a}&variables=[]", "BAD_REQUEST"),
        ("query={a}&variables=%22%5Cud800%22", "BAD_REQUEST"),
        ("query={a}&extensions=5", "BAD_REQUEST"),
        ("query={", "GRAPHQL_PARSE_FAILED"),
        ("query={a}&operationName=B", "OPERATION_RESOLUTION_FAILURE"),
        ("query=subscription{caseChanged{id}}", "BAD_REQUEST"),
    ],
)
async def test_a_bad_address_is_refused_clearly(address: str, expected: str) -> None:
    async with a_client() as client:
        response = await client.get(f"/graphql?{address}", headers=GRAPHQL)

    assert (response.status_code, code(response)) == (400, expected)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{}", "GRAPHQL_PARSE_FAILED"),
        ("query {", "GRAPHQL_PARSE_FAILED"),
        ('{ case(id: "\\ud800") { id } }', "GRAPHQL_PARSE_FAILED"),
        ("# nothing but a comment", "GRAPHQL_PARSE_FAILED"),
        ("fragment F on Case { id }", "OPERATION_RESOLUTION_FAILURE"),
        ("type Query { a: Int }", "OPERATION_RESOLUTION_FAILURE"),
        ("query A { broken } query B { broken }", "OPERATION_RESOLUTION_FAILURE"),
        ("query A { broken } query A { broken }", "OPERATION_RESOLUTION_FAILURE"),
        ("{ broken } type X { a: Int }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ ...F }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ case }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ broken { id } }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ case(id: 1) { id @nonsense } }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ cases(first: " + "1" * 5_000 + ") { id } }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ cases(factor: 1e" + "9" * 5_000 + ") { id } }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { caseChanged { id } }", "BAD_REQUEST"),
    ],
)
async def test_a_bad_document_is_refused_clearly(document: str, expected: str) -> None:
    response = await ask(document)

    assert (response.status_code, code(response)) == (400, expected)
    assert all(len(e["message"]) <= 400 for e in response.json()["errors"])


@pytest.mark.parametrize(
    "variables",
    [
        {"f": 5}, {"f": "x"}, {"f": [1]}, {"f": {"number": 5}}, {"f": {"priority": 2**40}},
        {"f": {"priority": 1.5}}, {"f": {"nothing": 1}}, {"f": {"and": {"and": 5}}},
    ],
)  # fmt: skip
async def test_a_value_of_the_wrong_type_is_bad_user_input(variables: dict[str, Any]) -> None:
    response = await ask(FILTERED, variables=variables)

    assert (response.status_code, code(response)) == (400, "BAD_USER_INPUT")
    assert "Traceback" not in response.text


@pytest.mark.parametrize(
    "document",
    [
        "{ cas(id: 1) { id } }",
        "{ case(id: 1) { numbr } }",
        "{ case(idd: 1) { id } }",
        "{ case(id: 1) { id @includ(if: true) } }",
        "{ case(id: 1) { ... on Cas { id } } }",
        "{ cases(filter: { numbr: \"1\" }) { id } }",
        "{ cases(orderBy: NUMBE) { id } }",
        "query Q($f: CaseFilte) { cases(filter: $f) { id } }",
        "{ case(id: 1) { ...F } } fragment F on Cas { id }",
        "{ case(id: 1) }",
        "{ broken broken: case(id: 1) { id } }",
    ],
)  # fmt: skip
async def test_no_error_suggests_a_name(document: str) -> None:
    response = await ask(document)

    assert (response.status_code, code(response)) == (400, "GRAPHQL_VALIDATION_FAILED")
    assert "mean" not in response.text


@pytest.mark.parametrize("value", [{"orderBy": "NUMBE"}, {"orderBy": "number"}])
async def test_no_value_suggests_another(value: dict[str, Any]) -> None:
    response = await ask(
        "query Q($orderBy: CaseOrder) { cases(orderBy: $orderBy) { id } }", variables=value
    )

    assert (response.status_code, code(response)) == (400, "BAD_USER_INPUT")
    assert "mean" not in response.text


async def test_many_mistakes_are_told_in_at_most_five_errors() -> None:
    response = await ask("{ " + " ".join(f"wrong{i}" for i in range(100)) + " }")

    assert len(response.json()["errors"]) == 5
    assert response.json()["errors"][0] == {
        "message": "Cannot query field 'wrong0' on type 'Query'.",
        "locations": [{"line": 1, "column": 3}],
        "extensions": {"code": "GRAPHQL_VALIDATION_FAILED"},
    }


async def test_a_body_that_lies_about_its_length_is_still_bounded() -> None:
    async def endless() -> Any:
        while True:
            yield b" " * 65_536

    async with a_client(a_door(Rules(body=100_000))) as client:
        response = await client.post("/graphql", content=endless(), headers=GRAPHQL)

    assert (response.status_code, response.headers["connection"]) == (413, "close")


@pytest.mark.parametrize("length", ["-1", "x", "9" * 400, "1e3", "\xb2"])
async def test_a_nonsensical_length_is_refused(length: str) -> None:
    async with a_client() as client:
        request = client.build_request("POST", "/graphql", content=b"{}", headers=GRAPHQL)
        request.headers["content-length"] = length
        response = await client.send(request)

    assert response.status_code in (400, 413)


async def test_the_same_mistake_twice_gets_the_same_answer() -> None:
    door = a_door()
    first, again = [await ask("{ wrong }", door) for _ in range(2)]

    assert first.content == again.content


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
WORDS = """
    { } ( ) [ ] : $ ... @ ! | & = on query mutation subscription fragment
    case cases id number account F Case id:
    1 -0 " \"\"\" \\ \\u0000 \\u{110000} # , null true CaseFilter filter é 1e400 0x
    __schema __typename __type(name:"Case") @include(if:$x) @skip
"""
SOUP = st.lists(
    st.sampled_from([
        *WORDS.split(), "\n", "\ufeff", "\U0001f600", "{ case(id: 1) { id } }",
        "fragment F on Case { ...F }",
    ]),
    max_size=25,
).map(" ".join)  # fmt: skip
BODY = (
    st.binary(max_size=200)
    | st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass"))
    | st.fixed_dictionaries(
        {"query": SOUP | ANY_JSON},
        optional={"variables": ANY_JSON, "operationName": SOUP | ANY_JSON, "extensions": ANY_JSON},
    ).map(lambda body: _dumps(body))
)
WELL_KNOWN = {
    "BAD_REQUEST", "BAD_USER_INPUT", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED",
    "FORBIDDEN", "OPERATION_RESOLUTION_FAILURE", "UNAUTHENTICATED", "PERSISTED_QUERY_NOT_SUPPORTED",
}  # fmt: skip
THOROUGH = settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def _dumps(value: Any) -> bytes:
    """JSON as a careless client writes it: NaN, surrogates and all."""
    return json.dumps(value).encode("utf-8", "surrogatepass")


def _answers(response: httpx.Response) -> None:
    """A GraphQL response: data, or errors that are all of the catalogue."""
    body = response.json()
    assert response.status_code < 500
    assert "data" in body or {e["extensions"]["code"] for e in body["errors"]} <= WELL_KNOWN


@given(body=BODY)
@THOROUGH
async def test_no_body_whatsoever_breaks_the_door(body: bytes) -> None:
    _answers(await post(body))


@given(address=st.binary(max_size=200), query=SOUP)
@THOROUGH
async def test_no_address_whatsoever_breaks_the_door(address: bytes, query: str) -> None:
    sent: list[Any] = []
    door = a_door()
    for query_string in (address, b"query=" + _quoted(query) + b"&" + address):
        await door(
            _scope("GET", [(b"authorization", b"Bearer cw_agent")], query_string),
            _nothing,
            _into(sent),
        )
    for start in sent[::2]:
        assert start["status"] < 500


@given(
    headers=st.lists(
        st.tuples(
            st.sampled_from([
                b"accept", b"content-type", b"authorization", b"cookie", b"origin",
                b"sec-fetch-site", b"content-length", b"x-request-id", b"host",
            ]),
            st.binary(max_size=40) | st.text(string.printable, max_size=40).map(str.encode),
        ),
        max_size=8,
    ),
    method=st.sampled_from(["GET", "POST", "HEAD"]) | st.text(max_size=8),
)  # fmt: skip
@THOROUGH
async def test_no_headers_whatsoever_break_the_door(
    headers: list[tuple[bytes, bytes]], method: str
) -> None:
    sent: list[Any] = []
    await a_door()(_scope(method, headers, b"query=%7B__typename%7D"), _nothing, _into(sent))

    assert sent[0]["status"] < 500


def _scope(method: str, headers: list[tuple[bytes, bytes]], query_string: bytes) -> dict[str, Any]:
    return {"type": "http", "method": method, "headers": headers, "query_string": query_string}


async def _nothing() -> dict[str, Any]:
    return {"type": "http.request", "body": b"{}", "more_body": False}


def _into(sent: list[Any]) -> Any:
    async def send(message: Any) -> None:
        sent.append(message)

    return send


def _quoted(text: str) -> bytes:
    return httpx.QueryParams({"q": text}).__str__()[2:].encode()


async def test_the_error_of_a_stranger_is_the_same_for_every_name() -> None:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=a_door()), base_url="http://caseway.test"
    ) as client:
        answers = {
            (await client.post("/graphql", json={"query": f"{{ {name} }}"})).content
            for name in ("cases", "casez", "__schema { types { name } }", "case(id: 1) { secret }")
        }
        signed = await client.post("/graphql", json={"query": "{ casez }"}, headers=SIGNED_IN)

    assert len(answers) == 1
    assert code(signed) == "GRAPHQL_VALIDATION_FAILED"
