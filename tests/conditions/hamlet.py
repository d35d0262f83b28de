"""A hamlet of people and firms: every kind of field that a condition may judge."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from enum import IntEnum, StrEnum
from random import Random
from typing import Any

from hypothesis import strategies as st
from tortoise import fields
from tortoise.models import Model

from gateway.conditions.judging import Facts
from gateway.conditions.operators import ALONE, FITTING, LISTED, Family, family
from gateway.conditions.tree import Term
from gateway.conditions.vocabulary import MAX_HOPS, Vocabulary
from gateway.database.fields import Instant, as_text
from gateway.request.entities import Kind, entities
from gateway.request.scalars import global_id


class Mood(StrEnum):
    CALM = "CALM"
    CROSS = "CROSS"


class Rank(IntEnum):
    HIGH = 1
    LOW = 2
    NONE = 3


class Firm(Model):
    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=40, null=True)
    country = fields.CharField(max_length=2, null=True)
    parent: Any = fields.ForeignKeyField("x.Firm", related_name="parts", null=True)


class Person(Model):
    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=40, null=True)
    language = fields.CharField(max_length=2, null=True)
    mood = fields.CharEnumField(Mood, null=True)
    rank = fields.IntEnumField(Rank, null=True)
    age = fields.IntField(null=True)
    score = fields.FloatField(null=True)
    alive = fields.BooleanField(null=True)
    born = fields.DateField(null=True)
    seen = Instant(null=True)
    firm: Any = fields.ForeignKeyField("x.Firm", related_name="people", null=True)
    boss: Any = fields.ForeignKeyField("x.Person", related_name="staff", null=True)


TABLES = entities([Firm, Person])
WORDS = {
    "Firm": "id name country parent",
    "Person": "id name language mood rank age score alive born seen firm boss",
}
VOCABULARY = Vocabulary(TABLES, WORDS, codes={"country": "upper", "language": "lower"})

TEXTS = [
    "Ana",
    "ANA",
    "ana",
    "Áng",
    "áNG",
    "ÁNGELA",
    "ß",
    "SS",
    "50%",
    "a_b",
    "a\\b",
    "İ",
    "Ñ",
    "ñ",
]
POOLS: Mapping[Kind, list[Any]] = {
    Kind.TEXT: TEXTS,
    Kind.ENUM: list(Mood),
    Kind.CODED: list(Rank),
    Kind.INT: [-1, 0, 1, 7],
    Kind.FLOAT: [-0.5, 0.0, 0.1, 7.0],
    Kind.BOOL: [True, False],
    Kind.DATE: [date(2026, 3, n) for n in (1, 28, 29)],
    Kind.INSTANT: [datetime(2026, 3, 29, hour, tzinfo=UTC) for hour in (0, 1, 23)],
}
CODES = {"country": ["AU", "ES"], "language": ["es", "en"]}
KEYS = range(1, 8)
Row = dict[str, Any]
World = dict[str, list[Row]]


def pool(name: str, kind: Kind) -> list[Any]:
    return CODES.get(name) or POOLS[kind]


# -- worlds ---------------------------------------------------------------------------------------


def world(seed: int) -> World:
    """Firms, some below others, and people, some without this or that."""
    drawn = Random(seed)  # noqa: S311 (nothing to keep secret)
    return {name: [_row(drawn, name, key) for key in KEYS] for name in ("Firm", "Person")}


def _row(drawn: Random, type_name: str, key: int) -> Row:
    entity = TABLES[type_name]
    row: Row = {"id": key}
    for name, attribute in entity.attributes.items():
        if name != "id":
            row[name] = drawn.choice([None, *pool(name, attribute.kind)])
    for link in entity.links.values():
        above = link.target == type_name  # nobody is their own boss
        row[link.column] = drawn.choice([None, *range(1, key if above else KEYS.stop)])
    return row


def facts(world: World, type_name: str, row: Row, terms: list[Term]) -> Facts:
    """What is known of a row, found without Tortoise."""
    values: dict[str, Any] = {}
    above: dict[str, frozenset[int]] = {}
    for term in terms:
        owner, at = TABLES[type_name], row
        for hop in term.path[:-1]:
            link = owner.links[hop]
            owner = TABLES[link.target]
            at = next((r for r in world[link.target] if r["id"] == at[link.column]), {})
            if not at:
                break
        if at:
            held = values[term.name] = at[term.attribute.column]
            if term.tree:
                above[term.name] = frozenset(_lineage(world[term.refers], held))
    return Facts(values, above)


def _lineage(rows: list[Row], key: int | None) -> Iterator[int]:
    while key := next((r["parent_id"] for r in rows if r["id"] == key), None):
        yield key


# -- conditions -----------------------------------------------------------------------------------


def terms(about: str) -> list[Term]:
    """Every field that conditions over a type may name."""
    paths: list[tuple[str, ...]] = [()]
    found: list[Term] = []
    for _ in range(MAX_HOPS + 1):
        paths = [(*path, name) for path in paths for name in _words(about, path)]
        found += [term for path in paths if (term := VOCABULARY.term(about, path))]
    return found


def _words(about: str, path: tuple[str, ...]) -> list[str]:
    owner = TABLES[about]
    for hop in path:
        if hop not in owner.links:
            return []
        owner = TABLES[owner.links[hop].target]
    return WORDS[owner.name].split()


TERMS = {name: sorted(terms(name), key=lambda term: len(term.path)) for name in WORDS}


def conditions(about: str) -> st.SearchStrategy[Any]:
    """JSON of conditions: some can never hold, for want of parts."""
    groups = st.sampled_from(["all", "any"])
    return st.recursive(
        leaves(about),
        lambda inner: st.builds(
            lambda how, parts: {how: parts}, groups, st.lists(inner, max_size=4)
        ),
        max_leaves=8,
    )


@st.composite
def leaves(draw: st.DrawFn, about: str) -> Any:
    near = [term for term in TERMS[about] if len(term.path) <= draw(st.integers(1, MAX_HOPS + 1))]
    term = draw(st.sampled_from(near))
    operator = draw(st.sampled_from(sorted(FITTING[family(term)])))
    leaf = {"field": term.name, "op": operator}
    return leaf if operator in ALONE else {**leaf, "value": draw(_value(term, operator))}


@st.composite
def _value(draw: st.DrawFn, term: Term, operator: str) -> Any:
    if family(term) in (Family.RECORD, Family.TREE):
        one = st.sampled_from([global_id(term.refers, key) for key in KEYS])
        return draw(st.lists(one, min_size=1, max_size=3)) if operator in LISTED else draw(one)
    held = pool(term.path[-1], term.attribute.kind) if term.path[-1] != "id" else list(KEYS)
    if operator == "between":
        return [
            written(v)
            for v in sorted(draw(st.lists(st.sampled_from(held), min_size=2, max_size=2)))
        ]
    if operator in LISTED:
        return [written(v) for v in draw(st.lists(st.sampled_from(held), min_size=1, max_size=3))]
    found = written(draw(st.sampled_from(held)))
    cut = operator in ("starts_with", "contains") and not term.code
    return found[: draw(st.integers(1, 3))] if cut else found


def comparisons(term: Term) -> Iterator[dict[str, Any]]:
    """One leaf for each operator that fits a field, with values that occur."""
    record = family(term) in (Family.RECORD, Family.TREE)
    held = [global_id(term.refers, 1), global_id(term.refers, 2)] if record else []
    low, high = held or map(written, pool(term.path[-1], term.attribute.kind)[:2])
    for operator in sorted(FITTING[family(term)]):
        leaf: dict[str, Any] = {"field": term.name, "op": operator}
        if operator in LISTED or operator == "between":
            leaf["value"] = [low, high]
        elif operator not in ALONE:
            leaf["value"] = high if operator == "lt" else low
        yield leaf


def written(value: Any) -> Any:
    """A value as JSON has it."""
    match value:
        case datetime():
            return as_text(value)
        case date():
            return value.isoformat()
        case Mood() | Rank():
            return value.name
        case _:
            return value
