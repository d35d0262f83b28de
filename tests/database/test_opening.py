"""A database opens, serves every task, and closes."""

from gateway.database import Database
from gateway.people.models import Role


async def test_a_fresh_database_is_empty_and_takes_rows(database: Database) -> None:
    await Role.create(name="agent", description="Handles cases.")

    assert await Role.all().values_list("name", flat=True) == ["agent"]


async def test_the_next_test_does_not_see_them(database: Database) -> None:
    assert await Role.all().count() == 0
