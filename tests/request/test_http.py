"""GraphQL over HTTP as clients, browsers and proxies meet it."""

import asyncio
from typing import Any

import httpx
import orjson
import pytest

from gateway.request.http import Profile
from gateway.request.receive import Rules
from tests.request.door import Executor, a_client, a_door, ask, code

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
QUESTION = {"query": "{ case(id: 1) { number } }"}
ANSWER = {"case": {"number": "CS0000001"}}


async def test_a_question_is_answered_by_post_and_by_get() -> None:
    async with a_client(accept=JSON) as client:
        posted = await client.post("/graphql", json=QUESTION)
        got = await client.get("/graphql", params=QUESTION)

    assert (posted.status_code, got.status_code) == (200, 200)
    assert posted.json()["data"] == got.json()["data"] == ANSWER


async def test_every_answer_is_private_typed_and_named() -> None:
    response = await ask("{ case(id: 1) { number } }")

    assert response.headers["content-type"] == f"{GRAPHQL}; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["content-security-policy"] == "default-src 'none'"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["vary"] == "Accept, Authorization, Cookie"
    assert len(response.headers["x-request-id"]) > 8


async def test_a_request_keeps_the_id_that_a_proxy_gave_it() -> None:
    async with a_client(**{"x-request-id": "trace-0123456789"}) as client:
        named = await client.post("/graphql", json=QUESTION)
        forged = await client.post(
            "/graphql", json=QUESTION, headers={"x-request-id": "a\tlog line"}
        )

    assert named.headers["x-request-id"] == "trace-0123456789"
    assert "log line" not in forged.headers["x-request-id"]


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}, {JSON}", GRAPHQL),
        (f"{JSON}, {GRAPHQL}", GRAPHQL),
        (f"{GRAPHQL};q=0.5, {JSON}", JSON),
        (f"{GRAPHQL};q=0.5, */*;q=0.1", GRAPHQL),
        (f"{GRAPHQL};q=0, */*", JSON),
        ("text/html, */*;q=0.8", JSON),
        (f"{GRAPHQL}; charset=UTF-8", GRAPHQL),
        ("APPLICATION/JSON", JSON),
        (f"nonsense;;q=x, {JSON}", JSON),
    ],
)
async def test_the_media_type_is_negotiated_by_quality(accept: str, answered: str) -> None:
    async with a_client() as client:
        response = await client.post("/graphql", json=QUESTION, headers={"accept": accept})

    assert (response.status_code, response.headers["content-type"].split(";")[0]) == (200, answered)


@pytest.mark.parametrize(
    "accept", ["text/plain", "image/*", f"{JSON};q=0", f"{JSON};charset=latin-1"]
)
async def test_what_we_cannot_say_is_refused_with_406(accept: str) -> None:
    async with a_client() as client:
        response = await client.post("/graphql", json=QUESTION, headers={"accept": accept})

    assert (response.status_code, code(response)) == (406, "BAD_REQUEST")


@pytest.mark.parametrize(
    "declared",
    [
        None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
        "text/application/jsonx", "application/jsonx", "application/json; charset=utf-16", "",
    ],
)  # fmt: skip
async def test_only_json_in_utf_8_is_read(declared: str | None) -> None:
    async with a_client() as client:
        request = client.build_request("POST", "/graphql", content=orjson.dumps(QUESTION))
        if declared is not None:
            request.headers["content-type"] = declared
        response = await client.send(request)

    assert (response.status_code, code(response)) == (415, "BAD_REQUEST")


@pytest.mark.parametrize(
    "declared",
    [JSON, "Application/JSON", 'application/json; charset="UTF-8"', "application/json;v=1"],
)
async def test_json_may_be_declared_in_every_lawful_way(declared: str) -> None:
    async with a_client() as client:
        headers = {"content-type": declared}
        response = await client.post("/graphql", content=orjson.dumps(QUESTION), headers=headers)

    assert response.status_code == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "QUERY"])
async def test_other_methods_are_told_which_are_allowed(method: str) -> None:
    async with a_client() as client:
        response = await client.request(method, "/graphql")

    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")


async def test_a_mutation_needs_post() -> None:
    mutation = {"query": "mutation { caseClose(id: 1) { id } }"}
    async with a_client() as client:
        got = await client.get("/graphql", params=mutation)
        posted = await client.post("/graphql", json=mutation)

    assert (got.status_code, got.headers["allow"], code(got)) == (405, "POST", "BAD_REQUEST")
    assert posted.status_code == 200


async def test_empty_parameters_of_a_get_are_absent() -> None:
    parameters = {**QUESTION, "variables": "", "operationName": "", "extensions": ""}
    async with a_client() as client:
        response = await client.get("/graphql", params=parameters)

    assert response.json()["data"] == ANSWER


async def test_a_client_of_plain_json_gets_200_when_only_the_document_is_wrong() -> None:
    async with a_client(accept=JSON) as client:
        responses = [
            await client.post("/graphql", json=body)
            for body in (
                {"query": "{"},
                {"query": "{ nothing }"},
                {"query": "query A{a} query B{b}"},
            )
        ]

    assert [(r.status_code, code(r)) for r in responses] == [
        (200, "GRAPHQL_PARSE_FAILED"),
        (200, "GRAPHQL_VALIDATION_FAILED"),
        (200, "OPERATION_RESOLUTION_FAILURE"),
    ]
    assert all("data" not in r.json() for r in responses)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"query": "{ case(id: 1) { number } }"}, 200),
        ({"query": "{"}, 400),
        (b'{"query"', 400),
        ({"query": 5}, 422),
        ({"query": "{ nothing }"}, 422),
        ({"query": "query($n: Int!) { cases(first: $n) { id } }"}, 422),
        ({"query": "query A { broken } query B { broken }"}, 422),
    ],
)
@pytest.mark.parametrize("accept", [GRAPHQL, JSON])
async def test_the_text_of_2026_tells_syntax_from_meaning(
    body: Any, status: int, accept: str
) -> None:
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    headers = {"accept": accept, "content-type": JSON}
    async with a_client(a_door(Rules(profile=Profile.SEPTEMBER_2026))) as client:
        response = await client.post("/graphql", content=content, headers=headers)

    assert response.status_code == status


async def test_a_partial_success_is_294_under_the_text_of_2026_only() -> None:
    half = "{ case(id: 1) { number parent { id } } cases { parent { id } } }"
    broken = {"query": half.replace("cases", "a: case(id: 2)")}
    async with a_client(a_door(Rules(profile=Profile.SEPTEMBER_2026))) as client:
        whole = await client.post("/graphql", json=broken)
    partial = await ask("{ case(id: 1) { odd } }", a_door(Rules(profile=Profile.SEPTEMBER_2026)))
    audit = await ask("{ case(id: 1) { odd } }")

    assert whole.status_code == 200
    assert (partial.status_code, audit.status_code) == (294, 200)
    assert partial.json()["data"] == {"case": {"odd": None}}


async def test_a_stranger_is_asked_to_sign_in_whatever_they_name() -> None:
    async with a_client(accept=GRAPHQL, authorization="") as client:
        del client.headers["authorization"]
        real = await client.post("/graphql", json={"query": "{ cases { id } }"})
        invented = await client.post("/graphql", json={"query": "{ casez { id } }"})
        schema = await client.post("/graphql", json={"query": "{ __schema { types { name } } }"})
        nothing = await client.post(
            "/graphql", json={"query": '{ __typename __type(name: "Case") { name } }'}
        )

    assert [r.status_code for r in (real, invented, schema)] == [401, 401, 401]
    assert real.content == invented.content == schema.content
    assert real.headers["www-authenticate"].startswith("Bearer")
    assert nothing.json() == {"data": {"__typename": "Query", "__type": None}}


async def test_a_wrong_token_is_said_to_be_wrong() -> None:
    async with a_client(authorization="Bearer cw_stale") as client:
        response = await client.post("/graphql", json={"query": "{ __typename }"})

    assert (response.status_code, code(response)) == (401, "UNAUTHENTICATED")
    assert "not valid" in response.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://caseway.test"}, 403),
        ({"origin": "http://caseway.test"}, 200),
        ({"origin": "http://evil.test"}, 403),
        ({"origin": "http://caseway.test.evil.test"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://["}, 403),
        ({}, 403),
    ],
)
@pytest.mark.parametrize("method", ["POST", "GET"])
async def test_a_cookie_counts_only_on_our_own_pages(
    headers: dict[str, str], status: int, method: str
) -> None:
    async with a_client(cookie="caseway=agent", **headers) as client:
        sent = {"json": QUESTION} if method == "POST" else {"params": QUESTION}
        response = await client.request(method, "/graphql", **sent)

    assert response.status_code == status


async def test_a_cookie_in_a_program_reads_when_it_asks_for_json_by_name() -> None:
    async with a_client(cookie="caseway=agent", accept=JSON) as client:
        response = await client.get("/graphql", params=QUESTION)

    assert response.status_code == 200


async def test_a_token_is_exempt_from_the_rule_for_cookies() -> None:
    async with a_client(
        **{"authorization": "Bearer cw_agent", "sec-fetch-site": "cross-site"}
    ) as client:
        response = await client.post("/graphql", json=QUESTION, headers={"cookie": "caseway=agent"})

    assert response.status_code == 200


async def test_a_defect_is_logged_and_never_shown() -> None:
    response = await ask("{ broken }")

    (error,) = response.json()["errors"]
    assert response.status_code == 500
    assert error["extensions"] == {
        "code": "INTERNAL_SERVER_ERROR",
        "requestId": response.headers["x-request-id"],
    }
    assert b"secret" not in response.content
    assert b"ZeroDivision" not in response.content


async def test_a_withheld_field_refuses_the_question_when_the_client_says_so() -> None:
    wish = {"authorization": {"onDenied": "reject"}}
    response = await ask("{ case(id: 1) { number } }", extensions=wish)

    assert (response.status_code, code(response)) == (403, "FORBIDDEN")


async def test_a_document_is_asked_again_without_being_read_again() -> None:
    door = a_door()
    first = await ask("{ case(id: 1) { number } }", door)
    again = await ask("{ case(id: 1) { number } }", door)

    assert first.json()["data"] == again.json()["data"]
    spent = [int(r.headers["ratelimit"].split("r=")[1].split(";")[0]) for r in (first, again)]
    assert spent[0] - spent[1] < 20  # a document not asked before would cost 20 more


async def test_the_answer_takes_too_long() -> None:
    executor = Executor()
    response = await ask("{ slow(seconds: 60) }", a_door(Rules(deadline=0.15), executor=executor))

    assert (response.status_code, code(response)) == (503, "TIMEOUT")
    assert executor.cancelled == 1


async def test_the_body_takes_too_long() -> None:
    async def never() -> Any:
        yield b'{"query":'
        await asyncio.sleep(60)

    async with a_client(a_door(Rules(deadline=0.15))) as client:
        headers = {"content-type": JSON}
        response = await client.post("/graphql", content=never(), headers=headers)

    assert (response.status_code, code(response)) == (408, "BAD_REQUEST")


async def test_nobody_is_answered_once_the_client_has_hung_up() -> None:
    executor = Executor()
    body = orjson.dumps({"query": "{ slow(seconds: 60) }"})
    messages = [
        {"type": "http.request", "body": body, "more_body": False},
        {"type": "http.disconnect"},
    ]
    sent: list[Any] = []

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json"), (b"authorization", b"Bearer cw_agent")]
    scope = {"type": "http", "method": "POST", "headers": headers, "query_string": b""}
    async with asyncio.timeout(5):
        await a_door(executor=executor)(scope, receive, send)

    assert (executor.cancelled, sent) == (1, [])


async def test_a_request_cancelled_from_outside_stays_cancelled() -> None:
    executor = Executor()
    asking = asyncio.create_task(ask("{ slow(seconds: 60) }", a_door(executor=executor)))
    await asyncio.sleep(0.1)
    asking.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asking
    assert executor.cancelled == 1


async def test_a_body_in_pieces_is_put_together() -> None:
    async def pieces() -> Any:
        for byte in orjson.dumps(QUESTION):
            yield bytes([byte])

    async with a_client() as client:
        response = await client.post("/graphql", content=pieces(), headers={"content-type": JSON})

    assert response.json()["data"] == ANSWER


async def test_introspection_and_data_may_be_asked_together() -> None:
    response = await ask(
        "query Q($n: String!) { ...Schema case(id: 1) { number } __typename "
        "__type(name: $n) { name } } fragment Schema on Query { __schema { queryType { name } } }",
        variables={"n": "Case"},
    )

    assert response.status_code == 200
    assert list(response.json()["data"].items()) == [
        ("__schema", {"queryType": {"name": "Query"}}),
        ("case", {"number": "CS0000001"}),
        ("__typename", "Query"),
        ("__type", {"name": "Case"}),
    ]
    assert response.json()["extensions"]["cost"]["requested"] == 3


async def test_introspection_follows_its_variables() -> None:
    door, question = a_door(), "query Q($n: String!) { __type(name: $n) { name } }"
    answers = [(await ask(question, door, variables={"n": n})).json() for n in ("Case", "Account")]
    wrong = await ask(question, door, variables={"n": 5})

    assert [a["data"]["__type"]["name"] for a in answers] == ["Case", "Account"]
    assert (wrong.status_code, code(wrong)) == (400, "BAD_USER_INPUT")


def _same(response: httpx.Response) -> tuple[int, bytes]:
    return response.status_code, response.content


async def test_one_document_holds_several_operations() -> None:
    document = "query A { case(id: 1) { id } } query B { case(id: 1) { number } }"
    a, b = [await ask(document, operationName=name) for name in ("A", "B")]
    none, empty = [await ask(document, operationName=name) for name in (None, "")]
    wrong = await ask(document, operationName="C")

    assert [r.json()["data"]["case"] for r in (a, b)] == [{"id": "1"}, {"number": "CS0000001"}]
    assert _same(none) == _same(empty)
    assert [(r.status_code, code(r)) for r in (none, wrong)] == [
        (400, "OPERATION_RESOLUTION_FAILURE"),
        (400, "OPERATION_RESOLUTION_FAILURE"),
    ]
