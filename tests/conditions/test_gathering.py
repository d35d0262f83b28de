"""What a condition needs of a real record is read over its references, and found alike by SQL."""

from typing import Any

import pytest
from tortoise.connection import connections

from gateway.cases.models import Case
from gateway.conditions.compiling import matching
from gateway.conditions.gathering import facts
from gateway.conditions.judging import holds
from gateway.conditions.reading import read
from gateway.conditions.vocabulary import Vocabulary
from gateway.customers.models import Account
from gateway.request.dialects import SQLite
from gateway.request.entities import entities, every_model
from gateway.request.scalars import global_id
from tests.world import a_case, a_consumer, an_account

pytestmark = pytest.mark.usefixtures("world")

WORDS = {
    "Case": "state priority needs_attention resolved_at account consumer",
    "Account": "id name tier country parent",
    "Consumer": "language country",
}


async def found(data: Any) -> list[str]:
    """The cases for which a condition holds: by SQL, and judged one by one."""
    tables = entities(every_model())
    reading = read(
        data, "Case", Vocabulary(tables, WORDS, {"country": "upper", "language": "lower"})
    )
    assert reading.faults == ()
    text, values = matching(reading.condition, "Case", SQLite(), tables)
    rows = await connections.get("default").execute_query_dict(text, list(values))
    cases = await Case.all().order_by("id")
    judged = [c for c in cases if holds(reading.condition, await facts(c, [reading.condition]))]
    assert [row["id"] for row in rows] == [case.pk for case in judged]
    return [case.short_description for case in judged]


async def test_a_case_is_judged_by_itself_and_by_whom_it_is_for() -> None:
    world = await an_account(name="World", country="US")
    spain = await an_account(name="España", country="ES", parent=world)
    town = await an_account(name="Málaga", country="ES", parent=spain)
    await a_case(account=world, short_description="world")
    await a_case(account=town, short_description="town", needs_attention=True)
    await a_case(consumer=await a_consumer(language="es"), short_description="consumer")

    is_below = {"field": "account", "op": "is_descendant_of"}
    for data, expected in (
        ({"field": "account.parent.parent.country", "op": "is", "value": "us"}, ["town"]),
        ({"field": "account.country", "op": "is_not", "value": "ES"}, ["world"]),
        ({"field": "account.name", "op": "is", "value": "MÁLAGA"}, ["town"]),
        ({"field": "account.parent", "op": "is_empty"}, ["world"]),
        ({"field": "account", "op": "is_empty"}, ["consumer"]),
        ({"field": "consumer.language", "op": "in", "value": ["ES"]}, ["consumer"]),
        ({"field": "needs_attention", "op": "is", "value": True}, ["town"]),
        ({**is_below, "value": global_id("Account", world.pk)}, ["town"]),
        (
            {**is_below, "field": "account.parent", "value": global_id("Account", world.pk)},
            ["town"],
        ),
        ({**is_below, "value": global_id("Account", town.pk)}, []),
        ({"field": "state", "op": "not_in", "value": ["CLOSED"]}, ["world", "town", "consumer"]),
    ):
        assert await found(data) == expected, data
    assert await Account.all().count() == 3
