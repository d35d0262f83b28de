"""What service levels cost: acts on a case with four clocks beside one with none, and the sweep.

Acts go through GraphQL, on one database, in turns: with the promises, and without any. What they
cost more is what clocks cost: finding what applies, reckoning, and writing.
"""

import asyncio
import sqlite3
import statistics
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from bench.report import CLOCKED, SWEPT, Figure
from gateway.database.fields import as_text
from gateway.levels.defaults import definitions
from gateway.levels.models import CaseSla, SlaDefinition
from gateway.levels.sweeping import due
from gateway.request.scalars import read_id
from tests.cases.desk import Desk
from tests.world import MONDAY, prepare

CLOCKS = 1_000_000
OFFICE = {"name": "Office", "timezone": "America/New_York", "hours": "Mon-Fri 9-17"}
RESOLVED = {"resolutionCode": "FIXED", "resolutionNotes": "New seal."}
LIFE = (  # what it does to the clocks, who does what
    ("four clocks stand still", "manager", "request_info", {"text": "Which pump?"}),
    ("four go on", "manager", "open", {"reason": "It was found."}),
    ("two are cancelled, two begin", "manager", "edit", {"priority": "HIGH"}),
    ("nothing", "manager", "comment", {"text": "Soon."}),
    ("four are done", "agent", "propose_solution", RESOLVED),
)
OPEN = '{"field": "state", "op": "not_in", "value": ["CLOSED", "CANCELLED"]}'
SOLVED = '{"field": "state", "op": "in", "value": ["RESOLVED", "CLOSED"]}'
Costs = dict[str, list[float]]  # microseconds of processor time, by what is done


def levels(rounds: int) -> Iterator[Figure]:
    """What acts cost more with four clocks, and what finding one of a million that is due costs."""
    with TemporaryDirectory() as folder:
        asyncio.run(prepare(Path(folder)))
        with closing(Desk(Path(folder))) as desk:
            yield from _acts(desk, rounds * 5)
            yield "finding what is due among a million clocks", _sweep(desk, folder), SWEPT, "us"


def _acts(desk: Desk, rounds: int) -> Iterator[Figure]:
    desk.at = MONDAY - timedelta(days=90)
    schedule = read_id(desk.act("admin", "Schedule", "create", OFFICE).record["id"])[1]
    desk.at = MONDAY
    four, none = defaultdict[str, list[float]](list), defaultdict[str, list[float]](list)
    for _ in range(rounds):
        desk.run(_promised(schedule))
        _lived(desk, four)
        desk.run(_forgotten())
        _lived(desk, none)
    for done, costs in four.items():
        more = statistics.median(costs) - statistics.median(none[done])
        yield f"{done}, more than without clocks", more, CLOCKED, "us"


async def _promised(schedule: int) -> None:
    """Two for each priority, and two for every case: four clocks on each, until it is solved."""
    rows = [row | {"stop": SOLVED} for row in definitions(schedule)]
    rows += [row | {"name": f"Any {row['name']}", "start": OPEN} for row in rows[-2:]]
    for row in rows:
        await SlaDefinition.create(**row, created_at=MONDAY - timedelta(days=90))


async def _forgotten() -> None:
    await CaseSla.all().delete()
    await SlaDefinition.all().delete()


def _lived(desk: Desk, costs: Costs) -> None:
    said = {"shortDescription": "The pump leaks", "contact": desk.ids["contact"]}
    began = process_time()
    case = desk.act("contact", "Case", "create", said).record["id"]
    costs["four begin"].append((process_time() - began) * 1e6)
    desk.wait(timedelta(minutes=1))
    assert desk.act("agent", "Case", "assign_to_me", {"id": case}).done
    for name, who, verb, given in LIFE:
        desk.wait(timedelta(minutes=1))
        began = process_time()
        outcome = desk.act(who, "Case", verb, {"id": case, **given})
        costs[name].append((process_time() - began) * 1e6)
        assert outcome.done, (verb, outcome)


def _sweep(desk: Desk, folder: str) -> float:
    """Microseconds for the question of a sweep; one clock in a thousand is due."""
    desk.run(_promised(1))
    desk.act("contact", "Case", "create", {"shortDescription": "x", "contact": desk.ids["contact"]})
    columns = CaseSla._meta.fields_db_projection  # type: ignore[attr-defined]  # noqa: SLF001
    copied = ", ".join(c for c in columns.values() if c not in ("id", "next_event_at"))
    soon, later = as_text(MONDAY), as_text(MONDAY + timedelta(days=9))
    with closing(sqlite3.connect(Path(folder) / "caseway.db")) as bare:
        bare.execute(
            f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {CLOCKS}) "
            f"INSERT INTO case_slas ({copied}, next_event_at) SELECT {copied}, "
            f"CASE WHEN i % 1000 THEN '{later}' ELSE '{soon}' END "
            "FROM n, (SELECT * FROM case_slas LIMIT 1)"
        )
        bare.execute("ANALYZE")
        bare.commit()
    return statistics.median(desk.run(_asked()) for _ in range(25))


async def _asked() -> float:
    began = process_time()
    found = await due(MONDAY)
    spent = (process_time() - began) * 1e6
    assert found
    return spent
