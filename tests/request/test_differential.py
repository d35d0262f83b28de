"""The engine against plain graphql-core over the same rows and grids: equal answers, every role."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.request.graph import RootKind
from gateway.request.sources import Many
from gateway.schema import graph
from tests.databases import ENGINES, new_database
from tests.questions.actors import an_actor, roles
from tests.questions.both import answers
from tests.questions.corpus import corpus
from tests.questions.invented import questions
from tests.questions.theatre import Theatre, theatre
from tests.reference.values import global_id

ROLES = roles(graph().policies.values())
CORPUS = corpus()
LISTS = [name for name, root in graph().roots.items() if root.kind is RootKind.LIST]
BELOW = [
    f"{type_name}.{name}"
    for type_name, fields in graph().fields.items()
    for name, (_, source) in fields.items()
    if isinstance(source, Many)
]
SEED = 1
INVENTED = settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture(scope="module", params=ENGINES)
def house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    """A random world, the same on each database."""
    folder = tmp_path_factory.mktemp("differential")
    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("sqlite_template"), folder / "caseway.db")
        with theatre(SEED, f"sqlite://{path}", folder) as made:
            yield made
    else:
        server, _, name = request.getfixturevalue("postgres_template").rpartition("/")
        with new_database(server, name) as url, theatre(SEED, url, folder) as made:
            yield made


@pytest.mark.parametrize("name", CORPUS)
def test_every_role_gets_what_plain_execution_would_give(house: Theatre, name: str) -> None:
    question, answered = CORPUS[name], 0
    for role in ROLES:
        actor = an_actor(house.stage.world, [role], SEED)
        ours, theirs = house.run(answers(house.stage, question.text, question.variables, actor))
        assert ours == theirs, role
        answered += isinstance(ours, dict)
    assert answered >= 5, "hardly any role may ask this: split the document"


SIZES = {  # rows from which a scope is large, and records of a sample from which it is dense
    "small": (10_000, 10_000),
    "large": (0, 10_000),
    "dense": (0, 0),
}


@pytest.mark.parametrize("size", SIZES)
def test_the_size_of_a_scope_decides_the_way_and_never_the_answer(
    house: Theatre, size: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    large, dense = SIZES[size]
    monkeypatch.setattr("gateway.request.sizes.LARGE_SCOPE", large)
    monkeypatch.setattr("gateway.request.sizes.DENSE_SCOPE", dense)
    stage = house.stage.afresh()
    for name, question in CORPUS.items():
        for role in ("osp_agent", "contact", "provider_lead", "api_account"):
            actor = an_actor(stage.world, [role], SEED)
            ours, theirs = house.run(answers(stage, question.text, question.variables, actor))
            assert ours == theirs, (name, role)


@INVENTED
@given(data=st.data())
def test_invented_questions_get_what_plain_execution_would_give(
    house: Theatre, data: st.DataObject
) -> None:
    held = data.draw(st.lists(st.sampled_from(ROLES), min_size=1, max_size=2, unique=True))
    who, scoped = data.draw(st.integers(0, 5)), data.draw(st.integers(0, 9)) == 9
    actor = an_actor(house.stage.world, held, who, scoped=scoped)
    schema = house.stage.views.of(actor).schema
    assert schema.query_type is not None
    roots = [name for name in schema.query_type.fields if name != "find"]  # see tests/find
    question = data.draw(questions(schema, house.pool, roots))
    assert house.stage.objections(question.text, actor) == []
    ours, theirs = house.run(answers(house.stage, question.text, question.variables, actor))
    assert ours == theirs


PAGE = "{ nodes { id } pageInfo { %s %s } }"
WAYS = (
    ("first", "after", "hasNextPage", "endCursor"),
    ("last", "before", "hasPreviousPage", "startCursor"),
)
FORWARDS_AND_BACKWARDS = pytest.mark.parametrize("way", WAYS, ids=("forwards", "backwards"))


@FORWARDS_AND_BACKWARDS
@pytest.mark.parametrize("root", LISTS)
def test_paging_shows_each_record_once_and_in_order(
    house: Theatre, root: str, way: tuple[str, ...]
) -> None:
    for role in ("admin", "osp_agent", "case_manager"):
        actor = an_actor(house.stage.world, [role], SEED)
        if house.stage.objections(f"{{ {root} {{ totalCount }} }}", actor):
            continue
        view = house.stage.views.of(actor).schema
        for order in ["", *_orders(view, graph().roots[root].target)]:
            asked = f"list: {root}"
            expected = _whole(house, asked, order, actor)
            assert house.run(_walk(house, asked, way, order, actor)) == expected, (role, order)


@FORWARDS_AND_BACKWARDS
@pytest.mark.parametrize("coordinate", BELOW)
def test_paging_below_a_record_shows_each_once_and_in_order(
    house: Theatre, coordinate: str, way: tuple[str, ...]
) -> None:
    type_name, _, name = coordinate.partition(".")
    target = graph().fields[type_name][name][1].target
    actor = an_actor(house.stage.world, ["admin", "user_admin"], SEED)
    for row in list(house.stage.world.rows(type_name))[:4]:
        within = (
            f'node(id: "{global_id(type_name, row["id"])}") {{ ... on {type_name} {{ list: {name}'
        )
        for order in ["", *_orders(house.stage.views.of(actor).schema, target)][::4]:
            expected = _whole(house, within, order, actor)
            assert house.run(_walk(house, within, way, order, actor)) == expected, order


def _orders(view: Any, target: str) -> Iterator[str]:
    """Every field that the actor may order by, in either direction, with either end for nulls."""
    kind = view.get_type(f"{target}OrderField")
    for at, name in enumerate(kind.values if kind else ()):
        direction, nulls = ("ASC", "DESC")[at % 2], ("FIRST", "LAST")[at // 2 % 2]
        yield f", orderBy: [{{field: {name}, direction: {direction}, nulls: {nulls}}}]"


def _whole(house: Theatre, asked: str, order: str, actor: Any) -> list[str]:
    """The ids of the whole list, as the reference has it."""
    text = f"{{ {asked}(first: 100{order}) {{ nodes {{ id }} }} {_ends(asked)}"
    answer = house.stage.reference.answer(text, {}, actor)
    return [node["id"] for node in _list(answer)["nodes"]]


async def _walk(
    house: Theatre, asked: str, way: tuple[str, ...], order: str, actor: Any
) -> list[str]:
    """Reads a list page by page, from the start or from the end."""
    size, cursor, more, place = way
    arguments = f"({size}: $n, {cursor}: $c{order})"
    head = "query Page($n: Int, $c: String)"
    text = f"{head} {{ {asked}{arguments} {PAGE % (more, place)} {_ends(asked)}"
    found: list[str] = []
    at = None
    while True:
        page = _list(await house.stage.planned(text, {"n": 3, "c": at}, actor))
        ids = [node["id"] for node in page["nodes"]]
        found = found + ids if size == "first" else ids + found
        if not page["pageInfo"][more]:
            return found
        at = page["pageInfo"][place]


def _ends(asked: str) -> str:
    return "}" * (asked.count("{") + 1)


NOTHING = {"nodes": [], "pageInfo": {"hasNextPage": False, "hasPreviousPage": False}}


def _list(answer: dict[str, Any]) -> dict[str, Any]:
    """The list of an answer; an empty one where it is withheld from this record."""
    (found,) = answer["data"].values()
    return found.get("list", found) or NOTHING
