"""The engine's SQL and the oracle's Python agree on every role, record and field."""

import asyncio
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

import pytest
from graphql import DocumentNode, parse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gateway.actor import Actor
from gateway.policy.grid import YES, Condition, Policy
from gateway.request.cursors import Seal
from gateway.request.engine import Engine
from gateway.request.entities import every_model
from gateway.request.graph import Graph
from gateway.request.sources import Column, Many, Menu, One, OneOf, Source, Whether
from gateway.schema import graph
from tests.databases import ENGINES, new_database
from tests.policy.gardens import Garden, PostgresGarden, SQLiteGarden
from tests.policy.growing import Ground, ground, reaches, worlds
from tests.policy.oracle import Row, World, holds
from tests.reference.menus import Menus
from tests.reference.sight import Sight
from tests.reference.values import global_id, shown

GRAPH: Graph = graph()
GROUND: Ground = ground(every_model(), GRAPH.policies.values())


@dataclass
class Plot:
    """A database to plant worlds in, and the engine that answers from it."""

    garden: Garden
    engine: Engine
    loop: asyncio.AbstractEventLoop
    documents: Mapping[str, DocumentNode]

    def with_policy(self, lax: Policy) -> "Plot":
        """The same database, answered from by an engine that knows another grid."""
        policies = {**GRAPH.policies, lax.type_name: lax}
        engine = Engine(replace(GRAPH, policies=policies), self.engine.reader, self.engine.seal)
        return replace(self, engine=engine)

    def ask(self, type_name: str, ids: list[str], actor: Actor) -> list[Any]:
        """What the engine says of these records, with every field that the type has."""
        document = self.documents[type_name]
        answer = self.loop.run_until_complete(self.engine.read(document, {"ids": ids}, actor))
        assert answer.errors == []
        return answer.data["nodes"]


@pytest.fixture(scope="module", params=ENGINES)
def plot(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Plot]:
    loop = asyncio.new_event_loop()
    with ExitStack() as stack:
        if request.param == "sqlite":
            path = tmp_path_factory.mktemp("plot") / "caseway.db"
            shutil.copy(request.getfixturevalue("sqlite_template"), path)
            garden: Garden = SQLiteGarden(path, GROUND.models)
        else:
            server, _, name = request.getfixturevalue("postgres_template").rpartition("/")
            url = stack.enter_context(new_database(server, name))
            garden = PostgresGarden(url, GROUND.models, loop)
        engine = Engine(GRAPH, garden.reader, Seal(b"a key for tests, of thirty-two bytes"))
        yield Plot(garden, engine, loop, {name: parse(_document(name)) for name in GRAPH.nodes})
        loop.run_until_complete(garden.close())
    loop.close()


def _document(type_name: str) -> str:
    fields = GRAPH.fields[type_name].items()
    selected = " ".join(name + _selection(source) for name, (_, source) in fields)
    return (
        f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ id ... on {type_name} {{ {selected} }} }} }}"
    )


def _selection(source: Source) -> str:
    match source:
        case Column() | Whether():
            return ""
        case One():
            return " { id }"
        case OneOf():
            return " { ... on Node { id } }"
        case Many():
            return "(first: 100, orderBy: {field: ID}) { nodes { id } }"
        case Menu():
            return " { name mutation label allowed reason input { name required } }"


def expected(sight: Sight, type_name: str, row: Row) -> dict[str, Any] | None:
    """What the grids allow to be said of a record, by the oracle."""
    if not sight.sees(type_name, row):
        return None
    said: dict[str, Any] = {"id": global_id(type_name, row["id"])}
    for name, (grid_row, source) in GRAPH.fields[type_name].items():
        readable = sight.reads(type_name, row, grid_row)
        said[name] = _value(sight, type_name, row, grid_row, source) if readable else None
    return said


def _value(sight: Sight, type_name: str, row: Row, name: str, source: Source) -> Any:
    match source:
        case Column(names=names) if len(names) > 1:
            return " ".join(filter(None, (row[n] for n in names)))
        case Column(names=names):
            column = (names or (name,))[0]
            return shown(GRAPH.entities[type_name].attribute(column), row[column])
        case One(target=target, via=via):
            return _seen(sight, target, row[f"{via or name}_id"])
        case OneOf(via=via):
            found = (_seen(sight, target, row[f"{key}_id"]) for target, key in via.items())
            return next(filter(None, found), None)
        case Many():
            return _children(sight, row, source)
        case _:
            return _of_now(sight, type_name, row, source)


def _of_now(sight: Sight, type_name: str, row: Row, source: Menu | Whether) -> Any:
    """What no column holds."""
    if isinstance(source, Whether):
        return sight.meets(source.condition, type_name, row)
    return Menus(GRAPH, sight).of(type_name, row)


def _seen(sight: Sight, target: str, key: int | None) -> dict[str, str] | None:
    found = sight.row(target, key)
    return None if found is None else {"id": global_id(target, found["id"])}


def _children(sight: Sight, row: Row, source: Many) -> dict[str, Any] | None:
    if not any(True for _ in sight.seeing(source.target)):
        return None
    holders = sight.world.rows(source.through or source.target)
    keys = [
        h[f"{source.to}_id" if source.through else "id"]
        for h in holders
        if h[f"{source.by}_id"] == row["id"]
    ]
    found = [sight.row(source.target, key) for key in sorted(keys)]
    wanted = [f for f in found if f and all(f[k] == v for k, v in source.where.items())]
    return {"nodes": [{"id": global_id(source.target, f["id"])} for f in wanted]}


def compare(plot: Plot, world: World, actor: Actor) -> None:
    sight = Sight(world, GRAPH.policies, actor)
    for type_name in GRAPH.nodes:
        rows = world.rows(type_name)
        answer = plot.ask(type_name, [global_id(type_name, row["id"]) for row in rows], actor)
        assert answer == [expected(sight, type_name, row) for row in rows], (type_name, actor)


COLUMNS = sorted({r for p in GRAPH.policies.values() for rs in p.classes.values() for r in rs})
# Roles that people hold together, and what their tokens are narrowed to; empty: not at all.
TOGETHER: list[tuple[str, str]] = [
    ("manager approver provider_lead", ""),
    ("agent stakeholder user_admin", ""),
    ("osp_agent osp_manager", ""),
    ("contact case_manager account_admin", ""),
    ("osp_agent approver author", ""),
    ("api_account api_provider consumer", ""),
    ("agent", "cases:read"),
    ("osp_manager provider_lead", "cases:write notes"),
    ("contact case_manager", "customers:read contracts"),
    ("admin manager", "administration:read customers:write"),
]


def examples(most: int) -> settings:
    """Always the same examples, so that a failure is found again; small enough as they are."""
    return settings(
        max_examples=most,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@examples(15)
@given(data=st.data())
def test_every_role_reads_of_every_record_exactly_what_the_grids_say(
    plot: Plot, data: st.DataObject
) -> None:
    world = data.draw(worlds(GROUND))
    somebody = data.draw(reaches(world))
    plot.garden.plant(world)
    for role in COLUMNS:
        compare(plot, world, replace(somebody, roles=frozenset({role}), bound={}))


@examples(15)
@given(data=st.data())
def test_several_roles_add_up_record_by_record_and_scopes_only_narrow(
    plot: Plot, data: st.DataObject
) -> None:
    world = data.draw(worlds(GROUND))
    somebody = data.draw(reaches(world))
    plot.garden.plant(world)
    for names, narrowed in TOGETHER:
        roles, scopes = frozenset(names.split()), frozenset(narrowed.split())
        compare(plot, world, replace(somebody, roles=roles, scopes=scopes, bound={}))


@pytest.mark.parametrize(
    ("type_name", "role"),
    [("Case", "osp_agent"), ("Contact", "contact"), ("Entitlement", "provider_lead")],
)
def test_a_row_rule_that_the_engine_forgets_is_noticed(
    plot: Plot, type_name: str, role: str
) -> None:
    strict = GRAPH.policies[type_name]
    lax = plot.with_policy(replace(strict, scopes={**strict.scopes, role: YES}))

    @examples(15)
    @given(data=st.data())
    def look(data: st.DataObject) -> None:
        world = data.draw(worlds(GROUND))
        somebody = data.draw(reaches(world))
        plot.garden.plant(world)
        compare(lax, world, replace(somebody, roles=frozenset({role}), bound={}))

    with pytest.raises(AssertionError):
        look()


def test_the_worlds_hold_for_every_rule_a_record_that_meets_it_and_one_that_does_not() -> None:
    met: dict[tuple[str, str], set[bool]] = {}

    @examples(300)
    @given(data=st.data())
    def look(data: st.DataObject) -> None:
        world = data.draw(worlds(GROUND))
        somebody = data.draw(reaches(world))
        for role in COLUMNS:
            sight = Sight(world, GRAPH.policies, replace(somebody, roles=frozenset({role})))
            for type_name, rule in _rules_of(role):
                found = met.setdefault((type_name, rule.name), set())
                if found != {True, False}:
                    rows = world.rows(type_name)
                    found |= {_meets(sight, rule, type_name, row) for row in rows}

    look()
    assert [rule for rule, found in met.items() if found != {True, False}] == []


def _rules_of(role: str) -> Iterator[tuple[str, Condition]]:
    """What decides over the reading of a role, type by type."""
    for name, policy in GRAPH.policies.items():
        cells = [policy.cell(row, role).read for row in policy.rows]
        for rule in (policy.sees(role), *cells):
            if rule and not rule.always and policy.sees(role):
                yield name, rule


def _meets(sight: Sight, rule: Condition, type_name: str, row: Row) -> bool:
    world, actor = sight.world, sight.actor
    return holds(rule.expression, type_name, row, world, actor, sight.sees) is True
