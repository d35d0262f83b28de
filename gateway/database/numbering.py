"""Numbers for people, such as CS0000001: counted in rows of their own, so that none comes twice."""

from collections.abc import Sequence
from typing import Any

from tortoise import fields
from tortoise.expressions import F
from tortoise.functions import Length
from tortoise.models import Model

DIGITS = 7  # at least; the number after CS9999999 is CS10000000


class NumberSeries(Model):
    """The last number given to records of one kind."""

    id = fields.BigIntField(primary_key=True)
    prefix = fields.CharField(max_length=8, unique=True)
    counter = fields.IntField(default=0)

    class Meta:
        table = "number_series"


async def next_number(model: type[Model], prefix: str) -> str:
    """A number that no record of `model` has. Call it in the transaction that inserts the record.

    The row of the series stays locked until that ends: ask for the number last.
    """
    (number,) = await next_numbers(model, prefix, 1)
    return number


async def next_numbers(model: type[Model], prefix: str, count: int) -> Sequence[str]:
    """So many numbers in a row, which no record of `model` has.

    An import or a restored copy may have brought numbers that the series never gave: where one of
    them is met, the series goes on after the highest.
    """
    numbers = await _count_on(prefix, count)
    if await model.filter(number__in=numbers).exists():
        await NumberSeries.filter(prefix=prefix).update(counter=await _highest(model, prefix))
        numbers = await _count_on(prefix, count)
    return numbers


async def _count_on(prefix: str, count: int) -> Sequence[str]:
    series = NumberSeries.filter(prefix=prefix)
    counted = F("counter") + count
    if not await series.update(counter=counted):
        await NumberSeries.bulk_create([NumberSeries(prefix=prefix)], ignore_conflicts=True)
        await series.update(counter=counted)
    last = (await series.get()).counter
    return [f"{prefix}{n:0{DIGITS}}" for n in range(last - count + 1, last + 1)]


async def _highest(model: type[Model], prefix: str) -> int:
    """The highest number in use; longer ones are higher. Reads the whole table."""
    rows: Any = model.filter(number__startswith=prefix).annotate(length=Length("number"))
    async for number in rows.order_by("-length", "-number").values_list("number", flat=True):
        if (digits := str(number).removeprefix(prefix)).isdecimal():
            return int(digits)
    return 0
