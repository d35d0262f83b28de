"""Cases of which something has been promised."""

from datetime import timedelta

from tortoise.transactions import in_transaction

from gateway.cases.models import Case
from gateway.database.fields import now
from gateway.levels.defaults import definitions
from gateway.levels.keeping import keep
from gateway.levels.models import SlaDefinition
from tests.world import a_case


async def promise() -> None:
    """The promises to begin with, and the clocks of every case that there is."""
    for row in definitions(None):
        await SlaDefinition.create(**row)
    async with in_transaction():
        for case in await Case.all():
            await keep(case, now() - timedelta(seconds=5))


async def a_promised_case(**given: object) -> Case:
    """A critical case of an hour ago: its first answer is late, its solution is not."""
    then = now() - timedelta(hours=1)
    times = {"opened_at": then, "sla_anchor_at": then, "contact_timezone": "Asia/Kathmandu"}
    case = await a_case(priority=1, state="OPEN", **times, **given)
    await promise()
    return case
