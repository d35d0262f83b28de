"""The leak matrix: every role, every field, every door, and not a word of what is withheld.

Two databases that differ only in what an actor may not see must answer alike, to the byte; and each
text in them is a canary, recognised wherever it turns up.
"""

import base64
import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest
from graphql import GraphQLSchema, get_introspection_query, parse

from gateway.actor import Actor
from gateway.request.explain import explain
from gateway.request.graph import RootKind
from gateway.request.run import SQLiteReader
from gateway.schema import graph
from tests.questions.actors import an_actor, roles
from tests.questions.concealed import mentions, misspelling
from tests.questions.doors import ABSENT, Doors, Visit
from tests.questions.secrets import Secrets, Twin, write
from tests.questions.stage import Stage, operation
from tests.questions.theatre import Theatre, theatre
from tests.reference.sight import Sight
from tests.reference.values import global_id

SEED = 1
ROLES = roles(graph().policies.values())
SCOPED = {  # tokens that narrow: a role, and what is left of it
    "api without notes": ("api", frozenset({"cases:read", "customers:read"})),
    "agent for customers": ("agent", frozenset({"customers:read"})),
}
WHO = {role: (role, frozenset[str]()) for role in ROLES} | SCOPED
CANARIES = re.compile(rb"cny\d+z")
EVERY_ROLE = pytest.mark.parametrize("who", WHO)


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    """A small world in which every text is a canary."""
    folder = tmp_path_factory.mktemp("leaks")
    path = shutil.copy(sqlite_template, folder / "caseway.db")
    with theatre(SEED, f"sqlite://{path}", folder, marked=True) as made:
        yield made


def somebody(stage: Stage, who: str, seed: int = SEED) -> Actor:
    role, scopes = WHO[who]
    actor = an_actor(stage.world, [role], seed)
    return Actor(**{n: getattr(actor, n) for n in TIES}, roles=actor.roles, scopes=scopes)


TIES = (
    "user_id", "name", "contact_id", "consumer_id", "provider_id", "group_ids",
    "managed_group_ids", "managed_provider_ids", "account_ids",
)  # fmt: skip


@EVERY_ROLE
def test_databases_that_differ_in_what_is_withheld_answer_alike(
    house: Theatre, who: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stage, actor = house.stage, somebody(house.stage, who)
    secrets = Secrets(graph(), Sight(stage.world, graph().policies, actor))
    other = house.run(_other_world(stage, secrets, tmp_path))
    readable, cells = secrets.marks(), 0
    try:
        for visit in _visits(stage, actor, secrets):
            for text in house.run(_askable(stage, actor, visit)):
                ours = house.run(stage.response(text, actor))
                theirs = house.run(_elsewhere(stage, other, text, actor))
                assert ours == theirs, text
                if ours.startswith(b"200 "):
                    told = {canary.decode() for canary in CANARIES.findall(ours)}
                    assert told <= readable, text
            cells += visit.cells
    finally:
        house.run(other.close())
    with capsys.disabled():
        print(f"\n{who}: {cells} fields x doors, no leak ", end="")  # noqa: T201 (the matrix's size)


def _visits(stage: Stage, actor: Actor, secrets: Secrets) -> Iterator[Visit]:
    view = stage.views.of(actor).schema
    for node in graph().nodes.values():
        seen: Any = view.get_type(node.name)
        if seen is not None:
            names = [name for name in graph().fields[node.name] if name in seen.fields]
            yield from Doors(graph(), view, secrets, node).of(names)


async def _askable(stage: Stage, actor: Actor, visit: Visit) -> list[str]:
    """The document; where the database cannot take all doors at once, one for each."""
    whole = await stage.response(visit.text, actor)
    return list(visit.apart) if b"QUERY_TOO_COSTLY" in whole else [visit.text]


async def _other_world(stage: Stage, secrets: Secrets, folder: Path) -> SQLiteReader:
    """The same database, with everything different that the actor may not see."""
    changes = Twin(secrets, Random(SEED)).changes()  # noqa: S311 (no secret of ours)
    path = folder / "other.db"
    with sqlite3.connect(path) as copy, sqlite3.connect(stage.path) as source:
        source.backup(copy)
    source.close()
    copy.close()
    write(graph(), changes, path)
    assert changes, "nothing is withheld: the comparison would show nothing"
    return SQLiteReader(str(path))


async def _elsewhere(stage: Stage, other: SQLiteReader, text: str, actor: Actor) -> bytes:
    """The answer of the same engine, with the same plans, from the other database."""
    here, stage.engine.reader = stage.engine.reader, other
    try:
        return await stage.response(text, actor)
    finally:
        stage.engine.reader = here


@EVERY_ROLE
def test_a_concealed_name_is_refused_in_the_words_for_a_misspelt_one(
    house: Theatre, who: str
) -> None:
    stage, actor = house.stage, somebody(house.stage, who)
    for mention in mentions(graph(), stage.views.of(actor).schema):
        real = house.run(stage.response(mention.real, actor)).decode()
        misspelt = house.run(stage.response(mention.misspelt, actor)).decode()
        assert real == misspelt.replace(misspelling(mention.name), mention.name), mention
        assert "Did you mean" not in real


@EVERY_ROLE
def test_an_unseen_record_is_as_absent_as_one_that_never_was(house: Theatre, who: str) -> None:
    stage, actor = house.stage, somebody(house.stage, who)
    sight = Sight(stage.world, graph().policies, actor)
    for name, node in graph().nodes.items():
        asked = ['{ node(id: "%s") { id } }', '{ nodes(ids: ["%s"]) { id __typename } }']
        one = name[0].lower() + name[1:]
        asked.append(f'{{ {one}(id: "%s") {{ id }} }}')
        if node.plural:
            asked.append(f'{{ {node.plural}(filter: {{id: {{eq: "%s"}}}}) {{ totalCount }} }}')
        for row in [r for r in stage.world.rows(name) if not sight.sees(name, r)][:3]:
            for text in asked:
                unseen = house.run(stage.response(text % global_id(name, row["id"]), actor))
                absent = house.run(stage.response(text % global_id(name, ABSENT), actor))
                assert unseen == absent, text


@EVERY_ROLE
def test_introspection_shows_nothing_concealed(house: Theatre, who: str) -> None:
    stage, actor = house.stage, somebody(house.stage, who)
    view = stage.views.of(actor).schema
    response = house.run(
        stage.response(get_introspection_query(input_value_deprecation=True), actor)
    )
    shown = orjson.loads(response[4:].rpartition(b" ")[0])["data"]["__schema"]
    names = {
        f"{kind['name']}.{member['name']}"
        for kind in shown["types"]
        for part in ("fields", "inputFields", "enumValues")
        for member in kind[part] or ()
    }
    assert names.isdisjoint(mention.coordinate for mention in mentions(graph(), view))
    assert {kind["name"] for kind in shown["types"]} == set(view.type_map)


@EVERY_ROLE
def test_explain_tells_no_secret_and_no_sql(house: Theatre, who: str, tmp_path: Path) -> None:
    stage, actor = house.stage, somebody(house.stage, who)
    view = stage.views.of(actor).schema
    rights = stage.engine.rights(actor)
    for name, root in graph().roots.items():
        if root.kind is RootKind.LIST and view.query_type and name in view.query_type.fields:
            text = _everything(view, name, root.target)
            ready = house.run(stage.engine.plan_of(operation(parse(text)), {}, actor, view))
            told = orjson.dumps(explain(ready, rights, sql=False))
            assert not CANARIES.search(told)
            assert b"statements" not in told
            assert b"SELECT" not in told


def _everything(view: GraphQLSchema, plural: str, target: str) -> str:
    kind: Any = view.get_type(target)
    scalars = [n for n, f in kind.fields.items() if not hasattr(f.type, "fields") and not f.args]
    return f"{{ {plural} {{ nodes {{ {' '.join(scalars)} }} }} }}"


@EVERY_ROLE
def test_a_cursor_of_another_is_worth_no_more_than_nonsense(house: Theatre, who: str) -> None:
    stage, actor = house.stage, somebody(house.stage, who)
    admin = an_actor(stage.world, ["admin"], SEED + 2)
    assert admin.key != actor.key
    view: Any = stage.views.of(actor).schema
    for name, root in graph().roots.items():
        if root.kind is not RootKind.LIST or name not in view.query_type.fields:
            continue
        listed = f"{{ {name}(first: 2) {{ edges {{ cursor }} }} }}"
        answer = house.run(stage.planned(listed, {}, admin))
        for edge in answer["data"][name]["edges"]:
            text = f'{{ {name}(first: 2, after: "%s") {{ edges {{ cursor }} }} }}'
            theirs = house.run(stage.response(text % edge["cursor"], actor))
            nonsense = house.run(stage.response(text % ("A" * 40), actor))
            assert theirs == nonsense
            sealed = base64.urlsafe_b64decode(edge["cursor"] + "==")
            assert not CANARIES.search(sealed)


@pytest.mark.parametrize(
    "role", ["osp_agent", "osp_manager", "contact", "consumer", "api_provider"]
)
def test_whoever_is_tied_to_nothing_sees_no_case(house: Theatre, role: str) -> None:
    nobody = Actor(roles=frozenset({role}), name="Nobody")
    answer = house.run(house.stage.planned("{ cases { totalCount } }", {}, nobody))
    assert answer["data"]["cases"]["totalCount"] == 0


@EVERY_ROLE
def test_a_plan_made_for_one_holds_nothing_of_him_for_the_next(house: Theatre, who: str) -> None:
    stage = house.stage
    text = "{ cases { totalCount nodes { id account { id } } } viewer { name user { id } } }"
    for seed in (SEED, SEED + 1, SEED + 2):
        actor = somebody(stage, who, seed)
        if stage.objections(text, actor):
            return
        ours = house.run(stage.planned(text, {}, actor))["data"]
        assert ours == stage.reference.answer(text, {}, actor)["data"]
