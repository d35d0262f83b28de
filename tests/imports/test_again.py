"""A log imported again adds nothing twice; a longer one adds what is new."""

import asyncio
from pathlib import Path

import pytest

from gateway.cases.models import Case, JournalEntry, StateInterval
from gateway.database import Database
from gateway.imports import servicenow, staging
from gateway.imports.models import BatchState, ImportBatch, QuarantinedRow
from gateway.imports.reconcile import silent
from gateway.imports.servicenow import replay_log
from gateway.people.models import Group
from tests.imports.logs import a_life, a_log, event, holdings, sample_rows


async def test_the_same_file_twice_changes_nothing(database: Database, tmp_path: Path) -> None:
    path = a_log(tmp_path, [*sample_rows()[:400], event("BAD", sys_updated_at="yesterday")])
    first = await replay_log(path)
    before = await holdings()

    second = await replay_log(path)

    assert await holdings() == before
    assert second.batch == first.batch
    assert second.cases == {"unchanged": first.cases["created"]}
    assert second.reconciliation
    assert second.reconciliation.agrees


async def test_a_superset_adds_only_what_is_new(database: Database, tmp_path: Path) -> None:
    rows = sample_rows()
    bad = event("BAD", sys_updated_at="yesterday")
    await replay_log(a_log(tmp_path, [*rows[:1000], bad], "part.csv"))
    part = await Case.all().count()

    whole = await replay_log(a_log(tmp_path, [*rows, bad], "whole.csv"))

    assert whole.cases["created"] + whole.cases["changed"] + whole.cases["unchanged"] == 500
    assert whole.cases["unchanged"] >= part - 1
    assert whole.reconciliation
    assert whole.reconciliation.agrees
    assert await JournalEntry.all().count() == 3067
    assert await QuarantinedRow.all().count() == 1


async def test_further_events_of_an_incident_are_added_to_its_case(
    database: Database, tmp_path: Path
) -> None:
    life = a_life()
    await replay_log(a_log(tmp_path, life[:2], "early.csv"))
    early = await Case.get()

    outcome = await replay_log(a_log(tmp_path, life, "late.csv"))

    late = await Case.get()
    assert outcome.cases == {"changed": 1}
    assert (early.state, late.state, late.number) == ("OPEN", "CLOSED", early.number)
    assert late.version == early.version + 1
    history = await StateInterval.all().order_by("started_at")
    assert [one.state.value for one in history] == ["NEW", "OPEN", "RESOLVED", "CLOSED"]
    assert [one.ended_at is None for one in history] == [False, False, False, True]
    assert await JournalEntry.all().count() == 4


async def test_an_older_log_changes_nothing(database: Database, tmp_path: Path) -> None:
    life = a_life()
    await replay_log(a_log(tmp_path, life, "late.csv"))
    outcome = await replay_log(a_log(tmp_path, life[:2], "early.csv"))
    assert outcome.cases == {"unchanged": 1}
    assert (await Case.get()).state == "CLOSED"


async def test_a_case_that_was_changed_here_is_left_alone(
    database: Database, tmp_path: Path
) -> None:
    life = a_life()
    await replay_log(a_log(tmp_path, life[:2], "early.csv"))
    await Case.all().update(short_description="Ours now", version=2)

    outcome = await replay_log(a_log(tmp_path, life, "late.csv"))

    case = await Case.get()
    assert (case.state, case.short_description) == ("OPEN", "Ours now")
    assert outcome.refused == 1
    assert "has been changed here since" in outcome.examples[0].reason


async def test_events_before_known_ones_are_held_back(database: Database, tmp_path: Path) -> None:
    life = a_life()
    await replay_log(a_log(tmp_path, [life[0], life[2]], "gap.csv"))
    outcome = await replay_log(a_log(tmp_path, life, "filled.csv"))
    assert outcome.refused == 1
    assert "do not continue" in outcome.examples[0].reason
    assert await JournalEntry.all().count() == 2


async def test_a_case_of_the_same_external_id_is_not_taken_over(
    database: Database, tmp_path: Path
) -> None:
    await Case.create(number="CS9999999", short_description="By hand", external_id="INC1")
    outcome = await replay_log(a_log(tmp_path, a_life()))
    assert outcome.refused == 1
    assert "does not come from an import" in outcome.examples[0].reason


async def test_an_interrupted_import_goes_on_where_it_stopped(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_log(tmp_path, sample_rows()[:700])
    monkeypatch.setattr(staging, "CHUNK", 20)

    def stop(what: str, done: int, total: int) -> None:
        if done >= 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await replay_log(path, progress=stop)
    assert await Case.all().count() == 40
    assert (await ImportBatch.get()).state is BatchState.RUNNING

    outcome = await servicenow.replay_log(path, progress=silent)

    assert outcome.cases["unchanged"] == 40
    assert outcome.reconciliation
    assert outcome.reconciliation.agrees
    assert (await ImportBatch.get()).state is BatchState.DONE


async def test_two_imports_at_a_time_do_not_make_anything_twice(
    database: Database, tmp_path: Path
) -> None:
    first, second = a_log(tmp_path, a_life(), "one.csv"), a_log(tmp_path, a_life("INC2"), "two.csv")

    results = await asyncio.gather(replay_log(first), replay_log(second), return_exceptions=True)

    lost = [result for result in results if isinstance(result, BaseException)]
    assert all("give the same file again" in str(reason) for reason in lost)
    await replay_log(first)
    await replay_log(second)
    assert await Case.all().count() == 2
    assert await Group.all().count() == 1
