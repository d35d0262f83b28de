"""Transactions keep or drop what they wrote as a whole, and leave the connection clean."""

import asyncio

import pytest
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from gateway.database import Database
from gateway.people.models import Role


async def a_role(name: str) -> None:
    await Role.create(name=name, description="Some rights.")


async def names() -> list[object]:
    return [*await Role.all().order_by("name").values_list("name", flat=True)]


async def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    with pytest.raises(LookupError):
        async with in_transaction():
            await a_role("lost")
            raise LookupError

    assert await names() == []


async def test_an_inner_transaction_fails_alone(database: Database) -> None:
    async with in_transaction():
        await a_role("outer")
        with pytest.raises(LookupError):
            async with in_transaction():
                await a_role("inner")
                raise LookupError

    assert await names() == ["outer"]


async def test_an_inner_transaction_is_kept_with_the_outer_one(database: Database) -> None:
    async with in_transaction():
        await a_role("outer")
        async with in_transaction():
            await a_role("inner")

    assert await names() == ["inner", "outer"]


async def test_children_of_a_transaction_share_it(database: Database) -> None:
    async with in_transaction():
        await asyncio.gather(*(a_role(f"role {n}") for n in range(5)))

    assert len(await names()) == 5


async def test_a_transaction_sees_what_it_wrote_and_others_do_not_yet(database: Database) -> None:
    written, seen = asyncio.Event(), asyncio.Event()

    async def other() -> list[object]:
        await written.wait()
        found = await names()
        seen.set()
        return found

    task = asyncio.create_task(other())
    async with in_transaction():
        await a_role("new")
        own = await names()
        written.set()
        await seen.wait()

    assert (own, await task, await names()) == (["new"], [], ["new"])


async def test_a_conflict_inside_does_not_poison_the_next_transaction(database: Database) -> None:
    await a_role("taken")
    with pytest.raises(IntegrityError):
        async with in_transaction():
            await a_role("fresh")
            await a_role("taken")
    async with in_transaction():
        await a_role("next")

    assert await names() == ["next", "taken"]


async def test_a_transaction_that_cannot_commit_leaves_nothing(database: Database) -> None:
    if database.dialect == "postgres":
        table = "CREATE TABLE pairs (id INT PRIMARY KEY, other INT REFERENCES pairs (id) {})"
    else:
        table = "CREATE TABLE pairs (id INTEGER PRIMARY KEY, other INT REFERENCES pairs (id) {})"
    await database.client.execute_script(table.format("DEFERRABLE INITIALLY DEFERRED"))

    with pytest.raises(IntegrityError):
        async with in_transaction() as transaction:
            await transaction.execute_query("INSERT INTO pairs (id, other) VALUES (1, 2)")
    async with in_transaction():
        await a_role("next")

    assert await database.client.execute_query_dict("SELECT * FROM pairs") == []
    assert await names() == ["next"]


async def test_rows_by_the_hundred_are_one_transaction(database: Database) -> None:
    roles = [Role(name=f"role {n}", description="Some rights.") for n in range(300)]
    await Role.bulk_create(roles)
    with pytest.raises(IntegrityError):
        await Role.bulk_create(
            [Role(name="a", description=""), Role(name="role 0", description="")]
        )

    assert len(await names()) == 300


async def test_a_script_stays_inside_its_transaction(database: Database) -> None:
    script = """
        CREATE TABLE one (id INT); -- first; of two
        CREATE TABLE two (id INT, word VARCHAR(9) DEFAULT 'a;b');
    """
    with pytest.raises(LookupError):
        async with in_transaction() as transaction:
            await transaction.execute_script(script)
            await transaction.execute_query("SELECT word FROM two")
            raise LookupError
    await database.client.execute_script("CREATE TABLE one (id INT); CREATE TABLE two (id INT)")
