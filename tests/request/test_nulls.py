"""A filter that holds a null is refused; what is absent narrows nothing, whoever leaves it out."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLList, get_named_type
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.errors import BadInput
from gateway.schema import graph
from tests.questions.actors import an_actor
from tests.questions.invented import literal
from tests.questions.theatre import Theatre, theatre
from tests.reference.answers import Null

SEED = 3
DEEPEST = 4
COUNT = "{ cases%s { totalCount } }"
BY_FILTER = "query ($f: CaseFilter) { cases(filter: $f) { totalCount } }"
BY_VALUE = "query ($s: CaseState) { cases(filter: {state: {eq: $s}}) { totalCount } }"


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    folder = tmp_path_factory.mktemp("nulls")
    path = shutil.copy(sqlite_template, folder / "caseway.db")
    with theatre(SEED, f"sqlite://{path}", folder) as made:
        yield made


def asked(house: Theatre, text: str, variables: dict[str, Any] | None = None) -> int:
    """How many cases an administrator is told."""
    actor = an_actor(house.stage.world, ["admin"], SEED)
    answer = house.run(house.stage.planned(text, variables or {}, actor))
    return answer["data"]["cases"]["totalCount"]


@pytest.mark.parametrize(
    ("place", "filter_"),
    [
        ("filter.state", {"state": None}),
        ("filter.state.eq", {"state": {"eq": None}}),
        ("filter.priority.lt", {"priority": {"lt": None}}),
        ("filter.number.in", {"number": {"in": None}}),
        ("filter.closedAt.isNull", {"closedAt": {"isNull": None}}),
        ("filter.assignedTo", {"assignedTo": None}),
        ("filter.assignedTo.id.isNull", {"assignedTo": {"id": {"isNull": None}}}),
        ("filter.tasks", {"tasks": None}),
        ("filter.tasks.none", {"tasks": {"none": None}}),
        ("filter.tasks.none.state", {"tasks": {"none": {"state": None}}}),
        ("filter.or.state.ne", {"or": [{"number": {"eq": "x"}}, {"state": {"ne": None}}]}),
        ("filter.and", {"and": None}),
        ("filter.not", {"not": None}),
    ],
)
def test_a_null_is_refused_and_the_refusal_says_what_to_write(
    house: Theatre, place: str, filter_: dict[str, Any]
) -> None:
    for text, variables in (
        (COUNT % f"(filter: {literal(filter_)})", {}),
        (BY_FILTER, {"f": filter_}),
    ):
        with pytest.raises(BadInput) as refusal:
            asked(house, text, variables)
        assert refusal.value.message.startswith(f"{place} is null")
        assert "isNull: true" in refusal.value.message


NEEDED = {
    "String": '{ cases(filter: {number: {in: ["x", $n]}}) { totalCount } }',
    "String ": "{ caseByNumber(number: $n) { id } }",
    "ID": "{ case(id: $n) { id } }",
    "ID ": "{ node(id: $n) { id } }",
    "ID  ": "{ nodes(ids: [$n]) { id } }",
    "[ID!]": "{ nodes(ids: $n) { id } }",
    "OrderDirection": "{ cases(orderBy: [{field: ID, direction: $n}]) { totalCount } }",
    "CaseOrder": "{ cases(orderBy: [$n]) { totalCount } }",
    "CaseFilter": "{ cases(filter: {and: [$n]}) { totalCount } }",
    "Boolean": "{ cases @include(if: $n) { totalCount } }",
}
DEFAULTS = {"OrderDirection": "ASC", "CaseOrder": "{field: ID}", "CaseFilter": "{}"}


@pytest.mark.parametrize("kind", NEEDED)
def test_a_variable_with_a_default_may_be_left_out_and_may_not_be_null(
    house: Theatre, kind: str
) -> None:
    default = DEFAULTS.get(kind, "true" if kind == "Boolean" else '"Q2FzZTox"')
    text = f"query ($n: {kind.strip()} = {default}) {NEEDED[kind]}"
    actor = an_actor(house.stage.world, ["admin"], SEED)
    for _ in range(2):
        assert house.run(house.stage.planned(text, {}, actor))["data"]
        with pytest.raises(BadInput, match=r"\$n is null where a value is needed"):
            house.run(house.stage.planned(text, {"n": None}, actor))


def test_whatever_was_asked_before_null_is_refused_and_absence_narrows_nothing(
    house: Theatre,
) -> None:
    everything = asked(house, COUNT % "")
    some = asked(house, BY_VALUE, {"s": "OPEN"})
    assert 0 < some < everything
    for _ in range(2):
        with pytest.raises(BadInput):
            asked(house, BY_VALUE, {"s": None})
        assert asked(house, BY_VALUE) == everything
        assert asked(house, BY_VALUE, {"s": "OPEN"}) == some
    said: list[dict[str, Any]] = [{}, {"state": {}}, {"state": {"eq": "OPEN"}}]
    for filter_ in said:
        assert asked(house, BY_FILTER, {"f": filter_}) == (
            some if filter_.get("state") else everything
        )
        with pytest.raises(BadInput):
            asked(house, BY_FILTER, {"f": {"state": {"eq": None}}})


@pytest.mark.parametrize("variables", [{}, {"f": None}])
def test_no_filter_at_all_is_no_filter(house: Theatre, variables: dict[str, Any]) -> None:
    assert asked(house, BY_FILTER, variables) == asked(house, COUNT % "")


def test_a_number_is_found_however_it_is_typed(house: Theatre) -> None:
    actor = an_actor(house.stage.world, ["admin"], SEED)
    text = "query ($n: String!) { caseByNumber(number: $n) { number } }"
    number = next(iter(house.stage.world.rows("Case")))["number"]
    for typed in (number, number.lower(), number.capitalize()):
        found = house.run(house.stage.planned(text, {"n": typed}, actor))["data"]
        assert found == {"caseByNumber": {"number": number}}


def test_those_without_a_related_record_and_those_with_one_are_all(house: Theatre) -> None:
    text = "query ($x: Boolean) { cases(filter: {consumer: {id: {isNull: $x}}}) { totalCount } }"
    without, having = asked(house, text, {"x": True}), asked(house, text, {"x": False})

    assert 0 < without < without + having
    assert without + having == asked(house, COUNT % "")


@st.composite
def holding_null(draw: Any) -> tuple[str, Any]:
    """A filter of cases with a null somewhere within, and where."""
    kind: Any = graph().core.type_map["CaseFilter"]
    path = ["filter"]
    steps: list[tuple[str, bool]] = []
    for left in range(DEEPEST, -1, -1):
        name = draw(st.sampled_from(sorted(kind.fields)))
        path.append(name)
        inner = kind.fields[name].type
        steps.append((name, isinstance(inner, GraphQLList)))
        named: Any = get_named_type(inner)
        if not isinstance(named, GraphQLInputObjectType) or not left or draw(st.booleans()):
            break
        kind = named
    value: Any = None
    for name, listed in reversed(steps):
        value = {name: [value] if listed and value is not None else value}
    return ".".join(path), value


@given(planted=holding_null())
@settings(max_examples=150, deadline=None, derandomize=True)
def test_wherever_a_null_stands_both_executors_refuse_it(
    house: Theatre, planted: tuple[str, Any]
) -> None:
    place, filter_ = planted
    actor = an_actor(house.stage.world, ["admin"], SEED)
    with pytest.raises(BadInput, match="is null") as refusal:
        asked(house, BY_FILTER, {"f": filter_})
    assert refusal.value.message.startswith(f"{place} is null")
    with pytest.raises(Null):
        house.stage.reference.answer(BY_FILTER, {"f": filter_}, actor)
