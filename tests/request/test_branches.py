"""A scope that is a choice between indexed columns is walked by each of their indexes."""

from tests.request.ways import ways
from tests.world import World, a_provider, actor_of, an_outsourced_agent

NEWEST = "{ cases(first: 2) { nodes { number } } }"
URGENT = "{ cases(first: 2, orderBy: [{field: PRIORITY}]) { nodes { number } } }"


async def test_newest_first_reads_no_more_of_either_branch_than_the_page(world: World) -> None:
    told = await ways(world, await actor_of(await an_outsourced_agent(await a_provider())), NEWEST)
    assert "(provider_id=?)" in told
    assert "(assigned_to_id=?)" in told
    assert told.count("COVERING INDEX") == 2


async def test_an_order_without_an_index_for_each_branch_is_left_to_the_database(
    world: World,
) -> None:
    agent = await actor_of(await an_outsourced_agent(await a_provider()))
    assert "COMPOUND QUERY" in await ways(world, agent, NEWEST)
    assert "COMPOUND QUERY" not in await ways(world, agent, URGENT)
