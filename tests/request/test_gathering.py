"""What a rule or a filter names is found by an index; nothing is looked for anew at every row."""

import pytest

from tests.request.ways import ways
from tests.world import World, a_contact, a_provider, a_user, actor_of, an_outsourced_agent

NAMED = ("users", "contacts", "consumers")
BY_NAME = "{ %s(first: 2, orderBy: [{field: DISPLAY_NAME}]) { nodes { id } } }"
OF_ACCOUNT = """query ($id: ID!) {
  assets(filter: {account: {id: {eq: $id}}}) { nodes { id } }
}"""
PARENTS = "{ cases(filter: {majorState: {eq: ACCEPTED}}) { nodes { id } } }"
ASSETS = "{ assets { nodes { id } } }"
USERS = "{ users(first: 2, orderBy: [{field: DISPLAY_NAME}]) { nodes { id } } }"


@pytest.mark.parametrize("root", NAMED)
async def test_a_list_by_names_is_not_sorted(world: World, root: str) -> None:
    told = await ways(world, await actor_of(await a_user("agent")), BY_NAME % root)
    assert f"idx_{root}_display_name" in told
    assert "ORDER BY" not in told


async def test_a_filter_by_the_id_of_a_related_record_is_asked_of_the_key(world: World) -> None:
    told = await ways(world, await actor_of(await a_user("agent")), OF_ACCOUNT, {"id": "QTox"})
    assert "(account_id=?)" in told


async def test_the_few_rows_that_have_a_value_are_found_by_it(world: World) -> None:
    assert "(major_state=?)" in await ways(world, await actor_of(await a_user("agent")), PARENTS)


async def test_what_belongs_to_the_account_of_a_contact_is_found_by_the_account(
    world: World,
) -> None:
    told = await ways(world, await actor_of(await a_contact()), ASSETS)
    assert "(account_id=?)" in told
    assert "CORRELATED" not in told


async def test_who_wrote_what_a_provider_may_read_is_gathered_from_its_cases(
    world: World,
) -> None:
    told = await ways(world, await actor_of(await an_outsourced_agent(await a_provider())), USERS)
    assert "LIST SUBQUERY" in told
    assert "CORRELATED" not in told
