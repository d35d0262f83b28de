"""Documents built to hurt are refused as fast as they are read."""

import time
from collections.abc import Iterator

import pytest
from graphql import get_introspection_query, parse

from gateway.errors import ValidationFailed
from gateway.request.documents import Documents
from gateway.request.limits import Limits, check
from tests.request.door import a_door, ask, code

QUICK = 0.1  # seconds of processor time for the whole request, parsing included


def doubling(levels: int) -> str:
    """A few hundred bytes that expand to 2 ** levels fields."""
    chain = "".join(f"fragment F{i} on Case {{ ...F{i + 1} ...F{i + 1} }} " for i in range(levels))
    return f"{{ case(id: 1) {{ ...F0 }} }} {chain} fragment F{levels} on Case {{ id }}"


def doubling_by_fields(levels: int) -> str:
    """The same with a field around every spread, so that nothing can be merged away."""
    chain = "".join(
        f"fragment F{i} on Case {{ parent {{ ...F{i + 1} }} other: parent {{ ...F{i + 1} }} }} "
        for i in range(levels)
    )
    return f"{{ case(id: 1) {{ ...F0 }} }} {chain} fragment F{levels} on Case {{ id }}"


def nested(levels: int) -> str:
    return "{ case(id: 1) " + "{ parent " * levels + "{ id }" + " }" * levels + " }"


def chain(length: int) -> str:
    """Fragments in a row, each spread once: deep for whoever recurses."""
    links = "".join(f"fragment F{i} on Case {{ ...F{i + 1} }} " for i in range(length))
    return f"{{ case(id: 1) {{ ...F0 }} }} {links} fragment F{length} on Case {{ id }}"


def attacks() -> Iterator[tuple[str, str]]:
    yield "fragments that double", doubling(26)
    yield "fields that double", doubling_by_fields(14)
    yield (
        "a fragment within itself",
        "{ case(id: 1) { ...F } } fragment F on Case { parent { ...F } }",
    )
    yield (
        "fragments within each other",
        ("{ case(id: 1) { ...A } } fragment A on Case { ...B } fragment B on Case { ...A }"),
    )
    yield (
        "a cycle that nobody uses",
        "{ broken } fragment A on Case { ...B } fragment B on Case { ...A }",
    )
    yield "deep fields", nested(50)
    yield "deep lists", nested(12)
    yield "thirty-one aliases", "{ " + " ".join(f"a{i}: broken" for i in range(31)) + " }"
    yield "one field again and again", "{ " + "broken " * 400 + "}"
    yield "one field in many places", "{ " + "case(id: 1) { parent { id } } " * 21 + "}"
    yield "a key repeated through fragments", ("{ case(id: 1) { " + "... { id } " * 21 + "} }")
    yield "directives", "{ broken " + "@include(if: true) " * 51 + "}"
    yield "unknown directives", "{ broken " + "@a" * 400 + " }"
    yield "a thousand fields", "{ case(id: 1) { " + " ".join(f"f{i}" for i in range(1_001)) + " } }"
    yield (
        "two fragments of one name",
        ("{ case(id: 1) { ...F } } fragment F on Case { id } fragment F on Case { number }"),
    )
    yield (
        "introspection in circles",
        ("{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"),
    )
    yield (
        "introspection over and over",
        (
            "{ "
            + " ".join(
                f"a{i}: __schema {{ types {{ fields {{ args {{ {'name ' * 12} }} }} }} }}"
                for i in range(20)
            )
            + " }"
        ),
    )
    many = (f"query Q{i} {{ case(id: 1) {{ ...F }} }}" for i in range(120))
    yield "many operations", " ".join(many) + (
        " fragment F on Case { a b c d e f g h i j }"
    )  # fmt: skip


@pytest.mark.parametrize(("name", "document"), list(attacks()))
async def test_an_attack_is_refused_before_it_costs_anything(name: str, document: str) -> None:
    door = a_door()
    began = time.process_time()
    response = await ask(document, door, operationName="Q1" if "Q1" in document else None)
    took = time.process_time() - began

    assert (response.status_code, code(response)) == (400, "GRAPHQL_VALIDATION_FAILED"), name
    assert took < QUICK, name
    assert len(response.json()["errors"]) <= 5


@pytest.mark.parametrize(
    "document",
    [
        "{ a " * 300 + "}" * 300,
        "{ cases(filter: " + "{and: [" * 300 + "]}" * 300 + ") { id } }",
        "{ cases(first: " + "[" * 900 + "]" * 900 + ") { id } }",
        "query(" + "$a: " + "[" * 900 + "Int" + "]" * 900 + ") { a }",
        "# comment\n" * 1_500 + "{ broken }",
        "{ a }" + " " * 70_000,
        '{ a(b: "' + "x" * 70_000 + '") }',
        "{ " + "a " * 2_000 + "}",
    ],
)
async def test_what_is_too_long_or_too_deep_is_not_even_parsed(document: str) -> None:
    began = time.process_time()
    response = await ask(document)
    took = time.process_time() - began

    assert (response.status_code, code(response)) == (400, "GRAPHQL_PARSE_FAILED")
    assert took < QUICK


async def test_the_usual_introspection_query_is_within_the_limits() -> None:
    query = get_introspection_query(
        specified_by_url=True, schema_description=True, directive_is_repeatable=True,
        input_value_deprecation=True,
    )  # fmt: skip
    response = await ask(query)

    assert response.status_code == 200
    assert "Case" in {t["name"] for t in response.json()["data"]["__schema"]["types"]}


def test_limits_count_what_fragments_expand_to() -> None:
    document = parse(
        "{ ...A ...A } fragment A on Query { a: x @skip(if: false) { ...B } } "
        "fragment B on T { y z { w } }"
    )
    check(document, Limits(fields=8, aliases=2, directives=2, depth=3))

    for tighter, what in (
        (Limits(fields=7), "7 fields"),
        (Limits(aliases=1), "1 aliases"),
        (Limits(directives=1), "1 directives"),
        (Limits(depth=2), "2 levels"),
    ):
        with pytest.raises(ValidationFailed, match=what):
            check(document, tighter)


def test_fragments_without_an_operation_to_use_them_count_as_well() -> None:
    unused = " ".join(f"fragment F{i} on Case {{ id number }}" for i in range(10))

    with pytest.raises(ValidationFailed, match="20 fields"):
        check(parse("{ x } " + unused), Limits(fields=20))


def test_documents_give_way_when_there_are_too_many() -> None:
    documents = Documents(kept_tokens=500)
    for number in range(20):
        documents.read(f"{{ a{number} }}", None)

    assert documents.holds("{ a19 }", None)
    assert not documents.holds("{ a0 }", None)


@pytest.mark.parametrize("length", [50, 220])
async def test_a_long_chain_of_fragments_is_no_danger(length: int) -> None:
    began = time.process_time()
    response = await ask(chain(length))
    took = time.process_time() - began

    assert response.status_code in (200, 400)
    assert took < 0.5
