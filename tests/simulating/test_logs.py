"""The log that the demo carries, played: counted by hand, from the file, and as imported cases."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import as_file, files
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from gateway.cases.models import Case
from gateway.database import Database
from gateway.demo.sample import SAMPLE
from gateway.imports.servicenow import replay_log
from gateway.imports.staging import Staging
from gateway.levels.clocks import Clock
from gateway.levels.kinds import SlaStage
from gateway.simulating import logged, stored
from gateway.simulating.comparing import Comparison
from gateway.simulating.lives import Life
from gateway.simulating.playing import Play
from gateway.simulating.promises import columns, to_begin_with
from tests.imports.logs import sample_rows
from tests.test_cli import caseway

ENDS = datetime(2017, 2, 20, tzinfo=UTC)
HOURS = {"1": 4, "2": 8, "3": 16, "4": 40}  # to the solution, by priority
Row = dict[str, str]


@pytest.fixture
def sample() -> Iterator[Path]:
    with as_file(files("gateway.demo").joinpath(SAMPLE)) as path:
        yield path


def at(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=UTC)


def plain() -> dict[str, list[Row]]:
    """Incidents whose lines need no thought: one priority, in order, never opened again."""
    found: dict[str, list[Row]] = {}
    for number, rows in groupby(sample_rows(), key=lambda row: row["number"]):
        lines = list(rows)
        times = [at(row["sys_updated_at"]) for row in lines]
        states = [row["incident_state"] in ("Resolved", "Closed") for row in lines]
        same = len({row["priority"] for row in lines}) == 1 and lines[-1]["reopen_count"] == "0"
        if same and times == sorted(times) and states == sorted(states):
            found[number] = lines
    return found


def walked(lines: list[Row]) -> tuple[bool, timedelta] | None:
    """Whether it was solved in time, and in how much; None: it began solved, or within a minute."""
    opened = since = at(lines[0]["opened_at"])
    passed = timedelta()
    state = lines[0]["incident_state"]
    if state in ("Resolved", "Closed"):
        return None
    for row in lines:
        now = at(row["sys_updated_at"])
        passed += timedelta() if state.startswith("Awaiting") else now - since
        since, state = now, row["incident_state"]
        if state in ("Resolved", "Closed"):
            break
    if since == opened:
        return None
    return passed <= timedelta(hours=HOURS[lines[0]["priority"][0]]), passed


def solution(clocks: list[Clock]) -> tuple[bool, timedelta] | None:
    """The same of the clocks of one incident: of those of solutions, every second one."""
    counted = [c for c in clocks if c.stage is SlaStage.COMPLETED and not c.level % 2]
    if not counted:
        return None
    [clock] = counted
    return not clock.breached, timedelta(seconds=clock.elapsed(ENDS))


async def played(lives: Any) -> dict[str, tuple[Life, list[Clock]]]:
    play = Play(to_begin_with())
    return {life.number: (life, await play.clocks(life, ENDS)) async for life in lives}


async def test_a_log_is_counted_as_a_walk_through_its_lines_counts_it(sample: Path) -> None:
    with Staging() as staging:
        staging.take(sample)
        found = await played(logged.lives(staging, columns(to_begin_with())))
    walks = {number: walked(lines) for number, lines in plain().items()}
    assert len(walks) > 400
    assert {number: solution(found[number][1]) for number in walks} == walks
    assert {row["number"]: row["made_sla"] for row in sample_rows() if row["number"] in walks} == {
        number: str(found[number][0].kept).lower() for number in walks
    }


async def test_imported_cases_are_played_as_their_log(sample: Path, database: Database) -> None:
    await replay_log(sample)
    keys = [case.pk for case in await Case.all().order_by("id")]
    needed = columns(to_begin_with())
    lives = stored.lives(keys, needed, verdicts=True)
    found = await played(lives)
    named = dict(await Case.all().values_list("number", "external_id"))
    here = {named[number]: one for number, one in found.items()}
    with Staging() as staging:
        staging.take(sample)
        there = await played(logged.lives(staging, needed))
    assert here.keys() == there.keys()
    assert {n: life.kept for n, (life, _) in here.items()} == {
        n: life.kept for n, (life, _) in there.items()
    }
    for number in plain():
        assert [(c.level, c.stage, c.breached, c.elapsed(ENDS)) for c in here[number][1]] == [
            (c.level, c.stage, c.breached, c.elapsed(ENDS)) for c in there[number][1]
        ], number


async def test_verdicts_of_the_log_stand_beside_ours(sample: Path) -> None:
    promises = to_begin_with()
    comparison = Comparison([(one, one) for one in promises])
    with Staging() as staging:
        staging.take(sample)
        await comparison.take(logged.lives(staging, columns(promises)), ENDS)
    assert comparison.verdicts == {
        (True, True): 178, (False, False): 156, (True, False): 78, (False, True): 44,
        (True, None): 36, (False, None): 8,
    }  # fmt: skip
    assert comparison.gains == comparison.losses == 0


def test_the_command_prints_a_table_or_csv_and_says_what_is_wrong(sample: Path) -> None:
    what = ("--log", str(sample), "--definition", "p3 resolution")
    done = caseway("sla", "simulate", *what, "--duration", "24h")
    assert done.returncode == 0
    assert "Playing incidents: 500 of 500" in done.stderr
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert lines[1].startswith("P3 resolution 434 208 223 0 10 48.25 19 h 23 min")
    assert lines[2].startswith("would be 434 235 196 0 10 54.52 19 h 23 min")
    assert any(line.startswith("Kept instead of broken: ") for line in lines)
    done = caseway("sla", "simulate", *what, "--schedule", "Mon-Fri 9-18 Europe/Lisbon", "--csv=-")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [rows[0][name] for name in ("side", "met", "breached", "percent_met")] == [
        "before", "208", "223", "48.25",
    ]  # fmt: skip
    assert rows[1]["side"] == "after"
    assert int(rows[1]["met"]) > 208
    for wrong, said in (
        (("--duration", "8x"), "write 4h, 30m"),
        (("--schedule", "Nights"), "name a schedule of the database, write 24x7"),
        (("--definition", "P9"), "There are: P1 response"),
    ):
        done = caseway("sla", "simulate", *what, *wrong)
        assert (done.returncode, done.stdout) == (1, "")
        assert said in done.stderr
