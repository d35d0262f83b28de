"""A condition as people write it: what it says, and what is wrong with it, by its place."""

from typing import Any

import pytest

from gateway.conditions.judging import Facts, holds
from gateway.conditions.reading import (
    DEEP,
    EMPTY,
    FAR,
    MANY,
    NO_FIELD,
    NO_LIST,
    NO_PAIR,
    NO_VALUE,
    SHAPE,
    UNKNOWN,
    read,
)
from gateway.conditions.saying import sentence
from gateway.conditions.values import NO_DATE, NO_INSTANT, NO_NUMBER, NO_RECORD, NO_TEXT, NO_WHOLE
from gateway.request.scalars import global_id
from tests.conditions.hamlet import VOCABULARY

FIRM = global_id("Firm", 3)


def leaf(field: str, op: str, *value: Any) -> dict[str, Any]:
    return {"field": field, "op": op} | ({"value": value[0]} if value else {})


def nested(depth: int) -> Any:
    return {"all": [nested(depth - 1)]} if depth else leaf("age", "is", 1)


SENTENCES = [
    (leaf("language", "is", "ES"), "language is es"),
    (leaf("firm.country", "in", ["au", "es"]), "firm.country is one of AU or ES"),
    (leaf("name", "contains", "Áng"), "name contains “áng”"),
    (leaf("rank", "lte", "HIGH"), "rank is at most High"),
    ({"field": "alive", "op": "is_not", "value": True}, "alive is not yes"),
    (leaf("age", "between", [1, 7]), "age lies between 1 and 7"),
    (leaf("seen", "gt", "2026-03-29T02:00:00+01:00"), "seen is above 2026-03-29T01:00:00Z"),
    (leaf("firm", "is_descendant_of", FIRM), "firm lies below Firm 3"),
    (leaf("boss.boss.name", "is_empty"), "boss.boss.name is empty"),
    (
        {"all": [leaf("age", "is", 1), {"any": [leaf("mood", "is", "CALM"), nested(2)]}]},
        "age is 1 and (mood is Calm or age is 1)",
    ),
]


@pytest.mark.parametrize(("data", "said"), SENTENCES)
def test_a_condition_says_what_it_means(data: Any, said: str) -> None:
    reading = read(data, "Person", VOCABULARY)
    assert (sentence(reading.condition), reading.faults) == (said, ())


def test_a_record_is_called_as_its_reader_knows_it() -> None:
    condition = read(leaf("firm", "is", FIRM), "Person", VOCABULARY).condition
    assert sentence(condition, lambda kind, key: f"{kind} no. {key}") == "firm is Firm no. 3"


FITS_TEXT = "is, is_not, in, not_in, starts_with, contains, is_empty, is_not_empty"
FAULTS: list[tuple[Any, str]] = [
    (None, SHAPE),
    ([], SHAPE),
    ({}, SHAPE),
    ({"all": [], "any": []}, SHAPE),
    ({"none": [leaf("age", "is", 1)]}, SHAPE),
    (leaf("age", "is", 1) | {"not": True}, SHAPE),
    ({"all": []}, f"all: {EMPTY}"),
    ({"all": {}}, f"all: {SHAPE}"),
    ({"any": [leaf("age", "is", 1), {"all": []}]}, f"any.1.all: {EMPTY}"),
    (nested(6), f"all.0.all.0.all.0.all.0.all.0.all: {DEEP}"),
    ({"any": [leaf("age", "is", 1)] * 60}, f"any.50: {MANY}"),
    (leaf("", "is", 1), f"field: {NO_FIELD}"),
    ({"field": 7, "op": "is", "value": 1}, f"field: {NO_FIELD}"),
    (leaf("salary", "is", 1), f"field: {UNKNOWN}"),
    (leaf("firm.staff", "is", 1), f"field: {UNKNOWN}"),
    (leaf("name.length", "is", 1), f"field: {UNKNOWN}"),
    (leaf("boss.boss.boss.boss", "is_empty"), ""),
    (leaf("boss.boss.boss.boss.age", "is", 1), f"field: {FAR}"),
    (leaf("name", "lt", "a"), f"op: the operator does not fit a text; possible: {FITS_TEXT}"),
    (leaf("name", "LIKE", "a"), f"op: unknown operator; possible: {FITS_TEXT}"),
    ({"field": "name", "op": ["is"]}, f"op: unknown operator; possible: {FITS_TEXT}"),
    (leaf("name", "is", ""), f"value: {NO_TEXT}"),
    (leaf("name", "is"), f"value: {NO_TEXT}"),
    (leaf("name", "is", "a\0"), f"value: {NO_TEXT}"),
    (leaf("name", "is", "a" * 201), f"value: {NO_TEXT}"),
    (leaf("name", "in", []), f"value: {NO_LIST}"),
    (leaf("name", "in", "ana"), f"value: {NO_LIST}"),
    (leaf("name", "is_empty", "a"), f"value: {NO_VALUE}"),
    (leaf("mood", "is", "GLAD"), "value: one of CALM, CROSS is needed"),
    (leaf("mood", "is", None), "value: one of CALM, CROSS is needed"),
    ({"field": "age", "op": "is", "value": True}, f"value: {NO_NUMBER}"),
    (leaf("age", "is", 1.5), f"value: {NO_WHOLE}"),
    (leaf("age", "is", float("nan")), f"value: {NO_NUMBER}"),
    (leaf("age", "is", 2**70), f"value: {NO_NUMBER}"),
    (leaf("age", "between", [7, 1]), f"value: {NO_PAIR}"),
    (leaf("age", "between", [1]), f"value: {NO_PAIR}"),
    (leaf("alive", "is", 1), "value: true or false is needed"),
    (leaf("born", "is", "29.3.2026"), f"value: {NO_DATE}"),
    (leaf("seen", "is", "2026-03-29T02:00:00"), f"value: {NO_INSTANT}"),
    (leaf("firm", "is", global_id("Person", 3)), f"value: {NO_RECORD}"),
    (leaf("firm", "is", 3), f"value: {NO_RECORD}"),
]


@pytest.mark.parametrize(("data", "said"), FAULTS)
def test_what_is_wrong_is_told_by_its_place_and_matches_nothing(data: Any, said: str) -> None:
    reading = read(data, "Person", VOCABULARY)
    assert [str(fault) for fault in reading.faults] == ([said] if said else [])
    everything = Facts({"age": 1, "name": None, "firm": 3, "alive": True})
    if said and "any" not in (data or {}):
        assert not holds(reading.condition, everything)


def test_every_fault_is_told_at_once() -> None:
    data = {"all": [leaf("salary", "is", 1), leaf("age", "is", "1"), leaf("mood", "is", "CALM")]}
    assert [fault.place for fault in read(data, "Person", VOCABULARY).faults] == [
        ("all", 0, "field"),
        ("all", 1, "value"),
    ]


def test_a_hidden_field_is_told_like_one_that_does_not_exist() -> None:
    def may(type_name: str, name: str) -> bool:
        return (type_name, name) != ("Person", "firm")

    for field in ("firm", "boss.firm", "firm.country"):
        reading = read(leaf(field, "is_empty"), "Person", VOCABULARY, may)
        assert [str(fault) for fault in reading.faults] == [f"field: {UNKNOWN}"], field


def test_the_records_that_a_condition_names_are_told_by_their_places() -> None:
    data = {"any": [leaf("firm", "in", [FIRM, global_id("Firm", 4)]), leaf("age", "is", 3)]}
    assert [(r.place, r.type, r.key) for r in read(data, "Person", VOCABULARY).references] == [
        (("any", 0, "value"), "Firm", 3),
        (("any", 0, "value"), "Firm", 4),
    ]


def test_nothing_holds_behind_a_reference_that_leads_nowhere() -> None:
    for data in (leaf("firm.name", "is_empty"), leaf("firm.name", "is_not", "Acme")):
        condition = read(data, "Person", VOCABULARY).condition
        assert not holds(condition, Facts({}))
        assert holds(condition, Facts({"firm.name": None})) is (data["op"] == "is_empty")
