"""A scope that is a choice between indexed columns is walked by each of their indexes."""

from tests.world import World, a_provider, actor_of, an_outsourced_agent

LIST = "{ cases(first: 2%s) { nodes { number } } }"
NEWEST = ""
URGENT = ", orderBy: [{field: PRIORITY}]"


async def ways(world: World, order: str) -> str:
    """How SQLite would find the cases of an outsourced agent, in its own words."""
    actor = await actor_of(await an_outsourced_agent(await a_provider()))
    view = world.views.of(actor)
    read = world.documents.read(LIST % order, None)
    operation = world.documents.check(read, view.key, view.schema)
    ready = await world.engine.plan_of(operation, {}, actor, view.schema)
    (statement,), (bound,) = ready.function.statements, ready.function.parameters
    nulls = (None,) * len(bound)
    plan = await world.engine.reader.rows(f"EXPLAIN QUERY PLAN {statement}", nulls)
    return "\n".join(str(row[3]) for row in plan)


async def test_newest_first_reads_no_more_of_either_branch_than_the_page(world: World) -> None:
    told = await ways(world, NEWEST)
    assert "(provider_id=?)" in told
    assert "(assigned_to_id=?)" in told
    assert told.count("COVERING INDEX") == 2


async def test_an_order_without_an_index_for_each_branch_is_left_to_the_database(
    world: World,
) -> None:
    assert "COMPOUND QUERY" in await ways(world, NEWEST)
    assert "COMPOUND QUERY" not in await ways(world, URGENT)
