"""Numbers of cases: one after the other, none twice, whoever else brought cases along."""

import asyncio

import pytest
from tortoise.transactions import in_transaction

from gateway.cases.models import Case
from gateway.database import Database
from gateway.database.numbering import NumberSeries, next_number, next_numbers

pytestmark = pytest.mark.usefixtures("database")


async def a_numbered_case() -> str:
    async with in_transaction():
        number = await next_number(Case, "CS")
        await Case.create(number=number, short_description="Noise")
    return number


async def test_numbers_follow_each_other() -> None:
    assert [await a_numbered_case() for _ in range(3)] == ["CS0000001", "CS0000002", "CS0000003"]


async def test_several_come_in_a_row() -> None:
    await a_numbered_case()

    assert await next_numbers(Case, "CS", 3) == ["CS0000002", "CS0000003", "CS0000004"]


async def test_numbers_that_others_brought_are_passed_over() -> None:
    await Case.create(number="CS0000001", short_description="Imported")
    await Case.create(number="CS0000400", short_description="Imported")
    await Case.create(number="CS9-odd", short_description="Imported")

    assert await a_numbered_case() == "CS0000401"
    assert await a_numbered_case() == "CS0000402"


async def test_numbers_grow_beyond_seven_digits() -> None:
    await Case.create(number="CS9999999", short_description="Imported")
    await Case.create(number="CS10000000", short_description="Imported")
    await NumberSeries.create(prefix="CS", counter=9_999_998)

    assert await a_numbered_case() == "CS10000001"


async def test_a_number_that_came_to_nothing_is_given_again() -> None:
    with pytest.raises(ZeroDivisionError):
        async with in_transaction():
            await next_number(Case, "CS")
            raise ZeroDivisionError

    assert await a_numbered_case() == "CS0000001"


async def test_many_hands_never_get_the_same(database: Database) -> None:
    del database
    numbers = await asyncio.gather(*(a_numbered_case() for _ in range(20)))

    assert sorted(numbers) == [f"CS{n:07}" for n in range(1, 21)]
