"""Saved lists: whose they are, who finds them, and in which order."""

from typing import Any

import pytest

from gateway.errors import ValidationFailed
from gateway.request.scalars import global_id
from tests.world import Somebody, a_contact, a_group, a_user, answer, ask

pytestmark = pytest.mark.usefixtures("world")
MINE = "{ savedViews(filter: {removedAt: {isNull: true}}) { nodes { name } } }"
ERRORS = "errors { code path }"


async def done(verb: str, by: Somebody, **given: Any) -> dict[str, Any]:
    """The saved list afterwards."""
    told = await tried(verb, by, **given)
    assert told["errors"] == [], told["errors"]
    return told["savedView"]


async def tried(verb: str, by: Somebody, **given: Any) -> dict[str, Any]:
    name = f"savedView{verb.capitalize()}"
    query = (
        f"mutation ($input: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $input)"
        f" {{ savedView {{ id name query position }} {ERRORS} }} }}"
    )
    return (await ask(query, by=by, input=given))[name]


async def names(by: Somebody) -> list[str]:
    return [node["name"] for node in (await ask(MINE, by=by))["savedViews"]["nodes"]]


async def test_what_is_saved_is_found_again_in_the_order_in_which_it_was_saved() -> None:
    agent = await a_user("agent")
    await done("create", agent, name="Urgent", query="priority=CRITICAL")
    await done("create", agent, name="Old", query="order=oldest")

    assert await names(agent) == ["Urgent", "Old"]


async def test_a_list_changes_places_with_the_one_above_or_below_it() -> None:
    agent = await a_user("agent")
    one, two, three = [await done("create", agent, name=n, query="q=1") for n in "ABC"]

    await done("move", agent, id=three["id"], up=True)
    assert await names(agent) == ["A", "C", "B"]

    await done("move", agent, id=one["id"])
    assert await names(agent) == ["C", "A", "B"]

    await done("move", agent, id=two["id"])
    assert await names(agent) == ["C", "A", "B"]


async def test_a_shared_list_is_found_by_the_group_and_changed_by_its_owner_alone() -> None:
    owner, member, other = [await a_user("agent") for _ in range(3)]
    group = await a_group(owner, member)
    id_ = global_id("Group", int(group.pk))
    made = await done("create", owner, name="Ours", query="q=pump", group=id_)
    assert [await names(who) for who in (owner, member, other)] == [["Ours"], ["Ours"], []]

    refused = await tried("edit", member, id=made["id"], name="Mine")
    assert [error["code"] for error in refused["errors"]] == ["FORBIDDEN"]


async def test_a_list_is_shared_with_groups_of_ones_own_only() -> None:
    id_ = global_id("Group", int((await a_group()).pk))
    told = await tried("create", await a_user("agent"), name="Ours", query="q=pump", group=id_)

    assert told["errors"] == [{"code": "BAD_REFERENCE", "path": ["input", "group"]}]


async def test_what_is_deleted_is_gone_and_comes_back() -> None:
    owner, member = await a_user("agent"), await a_user("agent")
    group = global_id("Group", int((await a_group(owner, member)).pk))
    made = await done("create", owner, name="Ours", query="q=pump", group=group)

    await done("delete", owner, id=made["id"])
    assert [await names(who) for who in (owner, member)] == [[], []]

    await done("restore", owner, id=made["id"])
    assert [await names(who) for who in (owner, member)] == [["Ours"], ["Ours"]]


async def test_nobody_else_finds_it_not_even_an_administrator() -> None:
    made = await done("create", await a_user("agent"), name="SECRET", query="q=SECRET")
    admin = await a_user("admin")

    assert await names(admin) == []
    found = await answer("query ($id: ID!) { savedView(id: $id) { name } }", admin, id=made["id"])
    assert found["data"] == {"savedView": None}
    told = await tried("edit", admin, id=made["id"], name="Mine")
    assert [error["code"] for error in told["errors"]] == ["NOT_FOUND"]


async def test_customers_have_none() -> None:
    with pytest.raises(ValidationFailed, match="savedViews"):
        await answer(MINE, await a_contact())
