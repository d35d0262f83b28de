"""The verdict in Python and the SQL of both databases agree: every operator, any condition."""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.conditions.compiling import matching
from gateway.conditions.judging import holds
from gateway.conditions.operators import OPERATORS
from gateway.conditions.reading import read
from gateway.conditions.tree import leaves
from gateway.request.binding import POSTGRES, SQLITE
from gateway.request.dialects import PG_TYPES, Postgres, SQLite
from gateway.request.entities import Entity
from tests.conditions.hamlet import (
    TABLES,
    TERMS,
    VOCABULARY,
    World,
    comparisons,
    conditions,
    facts,
    world,
)
from tests.databases import new_database

TIMES = int(os.environ.get("CASEWAY_CONDITIONS", "150"))
OFTEN = settings(
    max_examples=TIMES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
SEEDS = st.integers(0, 999)
ABOUT = st.sampled_from(["Person", "Firm"])
Found = Callable[[World, str, Any], list[int]]


def columns(entity: Entity) -> dict[str, Any]:
    """The kind of each column."""
    kinds = {a.column: a.kind for a in entity.attributes.values()}
    return kinds | {link.column: entity.attribute(name).kind for name, link in entity.links.items()}


@pytest.fixture(scope="module")
def by_sqlite() -> Iterator[Found]:
    """Which rows of a world SQLite finds."""
    connection = sqlite3.connect(":memory:")
    for entity in TABLES.values():
        connection.execute(f'CREATE TABLE "{entity.table}" ({", ".join(columns(entity))})')

    def found(rows_of: World, about: str, condition: Any) -> list[int]:
        for name, rows in rows_of.items():
            kinds = columns(TABLES[name])
            marks = ", ".join("?" for _ in kinds)
            connection.execute(f'DELETE FROM "{TABLES[name].table}"')
            connection.executemany(
                f'INSERT INTO "{TABLES[name].table}" VALUES ({marks})',
                [[_for(SQLITE, kind, row[c]) for c, kind in kinds.items()] for row in rows],
            )
        text, values = matching(condition, about, SQLite(), TABLES)
        return [key for (key,) in connection.execute(text, values)]

    yield found
    connection.close()


@pytest.fixture(scope="module")
def by_postgres(request: pytest.FixtureRequest) -> Iterator[Found]:
    """Which rows of a world PostgreSQL finds."""
    server = request.getfixturevalue("postgres_server")
    with new_database(server) as url, asyncio.Runner() as runner:
        connection = runner.run(asyncpg.connect(url))
        for entity in TABLES.values():
            typed = ", ".join(f'"{c}" {PG_TYPES[kind]}' for c, kind in columns(entity).items())
            runner.run(connection.execute(f'CREATE TABLE "{entity.table}" ({typed})'))

        async def found(rows_of: World, about: str, condition: Any) -> list[int]:
            for name, rows in rows_of.items():
                kinds = columns(TABLES[name])
                await connection.execute(f'DELETE FROM "{TABLES[name].table}"')
                await connection.copy_records_to_table(
                    TABLES[name].table,
                    records=[[_for(POSTGRES, k, row[c]) for c, k in kinds.items()] for row in rows],
                )
            text, values = matching(condition, about, Postgres(), TABLES)
            return [row["id"] for row in await connection.fetch(text, *values)]

        yield lambda *asked: runner.run(found(*asked))
        runner.run(connection.close())


def _for(converts: Any, kind: Any, value: Any) -> Any:
    convert = converts.get(kind)
    return convert(value) if convert and value is not None else value


def judged(small: World, about: str, condition: Any) -> list[int]:
    """The keys of the rows for which it holds, by the verdict in Python."""
    terms = [leaf.term for leaf in leaves(condition)]
    return [r["id"] for r in small[about] if holds(condition, facts(small, about, r, terms))]


@OFTEN
@given(seed=SEEDS, about=ABOUT, data=st.data())
def test_sqlite_finds_the_records_for_which_a_condition_holds(
    by_sqlite: Found, seed: int, about: str, data: st.DataObject
) -> None:
    small, condition = world(seed), read(data.draw(conditions(about)), about, VOCABULARY).condition
    assert by_sqlite(small, about, condition) == judged(small, about, condition)


@pytest.mark.postgres
@settings(OFTEN, max_examples=TIMES // 3)
@given(seed=SEEDS, about=ABOUT, data=st.data())
def test_postgresql_finds_them_too(
    by_postgres: Found, seed: int, about: str, data: st.DataObject
) -> None:
    small, condition = world(seed), read(data.draw(conditions(about)), about, VOCABULARY).condition
    assert by_postgres(small, about, condition) == judged(small, about, condition)


def test_every_operator_finds_some_records_and_leaves_others(by_sqlite: Found) -> None:
    """On every field, over every reference; else all might agree by matching nothing."""
    splits: set[str] = set()
    small = world(3)
    for about, terms in TERMS.items():
        for data in (one for term in terms for one in comparisons(term)):
            reading = read(data, about, VOCABULARY)
            keys = by_sqlite(small, about, reading.condition)
            assert (keys, reading.faults) == (judged(small, about, reading.condition), ()), data
            if 0 < len(keys) < len(small[about]):
                splits.add(data["op"])
    assert splits == OPERATORS.keys()
