"""A plan depends on how a question is shaped; what it asks for is bound each time anew."""

from typing import Any

from gateway.request.plans import Ready
from tests.world import World, a_case, a_user, a_work_note, actor_of, an_account, ask

FILTERED = """
    query ($filter: CaseFilter, $first: Int, $after: String) {
      cases(filter: $filter, first: $first, after: $after) {
        nodes { number }
        pageInfo { endCursor }
      }
    }
"""


async def planned(world: World, text: str, by: Any, **variables: Any) -> Ready:
    actor = await actor_of(by)
    view = world.views.of(actor)
    operation = world.documents.check(world.documents.read(text, None), view.key, view.schema)
    return await world.engine.plan_of(operation, variables, actor, view.schema)


def number(value: str) -> dict[str, Any]:
    return {"number": {"eq": value}}


async def test_other_values_of_the_same_shape_run_the_same_plan(world: World) -> None:
    agent = await a_user("agent")
    case, other = await a_case(), await a_case()

    first = await planned(world, FILTERED, agent, filter=number(case.number), first=1)
    assert await planned(world, FILTERED, agent, filter=number(other.number), first=9) is first

    found = await ask(FILTERED, by=agent, filter=number(other.number), first=9)
    assert found["cases"]["nodes"] == [{"number": other.number}]


async def test_another_shape_is_another_plan(world: World) -> None:
    agent = await a_user("agent")
    shapes: list[dict[str, Any]] = [
        {},
        {"first": 1},
        {"filter": number("CS1")},
        {"filter": {"number": {"contains": "CS1"}}},
        {"filter": {"not": number("CS1")}},
        {"filter": {"or": [number("CS1"), number("CS2")]}},
    ]
    plans = {id(await planned(world, FILTERED, agent, **shape)) for shape in shapes}
    assert len(plans) == len(shapes)


async def test_everyone_with_the_same_roles_runs_the_same_plan(world: World) -> None:
    text = "{ cases { nodes { number } } viewer { name } }"
    ann, bob = await a_user("agent"), await a_user("agent", first_name="Bob", last_name="Best")

    assert await planned(world, text, ann) is await planned(world, text, bob)
    assert (await ask(text, by=bob))["viewer"] == {"name": "Bob Best"}
    assert await planned(world, text, await a_user("manager")) is not await planned(
        world, text, ann
    )


async def test_a_plan_holds_no_value_of_the_question(world: World) -> None:
    agent = await a_user("agent")
    wanted = "a word that nobody else asks for"
    ready = await planned(world, FILTERED, agent, filter=number(wanted))
    assert wanted not in ready.function.source + "".join(ready.function.statements)


async def test_lists_within_lists_are_read_by_one_statement(world: World) -> None:
    agent = await a_user("agent")
    text = """
        { accounts { nodes {
            name
            cases(first: 2) { totalCount nodes {
                number
                workNotes(first: 1) { edges { cursor node { text } } }
            } }
        } } }
    """
    account = await an_account(name="Aurelia")
    case = await a_case(account=account)
    await a_work_note(case, 'Ask for "a photo"')

    assert len((await planned(world, text, agent)).function.statements) == 1

    (found,) = (await ask(text, by=agent))["accounts"]["nodes"]
    (shown,) = found["cases"]["nodes"]
    assert (found["name"], found["cases"]["totalCount"]) == ("Aurelia", 1)
    assert shown["workNotes"]["edges"][0]["node"] == {"text": 'Ask for "a photo"'}
