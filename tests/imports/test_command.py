"""`caseway import`, as people type it."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.cli import app
from gateway.errors import BadInput
from tests.imports.logs import a_life, a_log, event

runner = CliRunner()


@pytest.fixture
def data(tmp_path: Path, sqlite_template: Path) -> Path:
    """The folder of an installation whose database is empty."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(sqlite_template, folder / "caseway.db")
    return folder


def caseway(*words: str | Path) -> str:
    """What the command prints on standard output; it must succeed."""
    result = runner.invoke(app, ["import", *map(str, words)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_log_is_imported_listed_and_undone(tmp_path: Path, data: Path) -> None:
    log = a_log(tmp_path, [*a_life(), event("INC2", incident_state="-100")])
    where = ("--data", data)

    told = caseway("servicenow-log", log, *where)
    assert "Import 1: replayed 5 events. Cases: 1 created." in told
    assert "Quarantined: 1 lines." in told
    assert "line 6: incident_state '-100' is not a state that this importer knows." in told
    assert "DIFFERS" not in told

    assert "log.csv" in caseway("batches", *where)
    assert "Import 1 is undone" in caseway("servicenow-log", "--undo", "1", *where)
    assert caseway("batches", *where) == ""


def test_a_dry_run_says_what_would_happen(tmp_path: Path, data: Path) -> None:
    log = a_log(tmp_path, a_life())
    told = caseway("servicenow-log", log, "--dry-run", "--data", data)
    assert "Would replay 4 events. Cases: 1 created." in told
    assert caseway("batches", "--data", data) == ""


def test_programs_get_the_figures_as_json(tmp_path: Path, data: Path) -> None:
    log = a_log(tmp_path, a_life())
    told = json.loads(caseway("servicenow-log", log, "--json", "--data", data))
    assert told["agrees"] is True
    assert told["figures"]["incident_state_event_counts"] == {
        "Active": 1, "Closed": 1, "New": 1, "Resolved": 1,
    }  # fmt: skip
    assert {"name": "events", "file": 4, "quarantined": None, "database": 4, "agrees": True} in (
        told["reconciliation"]
    )


def test_figures_that_differ_are_an_exit_code_of_their_own(tmp_path: Path, data: Path) -> None:
    where = ("--data", data)
    caseway("servicenow-log", a_log(tmp_path, a_life()), *where)
    older = a_log(tmp_path, a_life()[:2], "older.csv")
    result = runner.invoke(app, ["import", "servicenow-log", str(older), *map(str, where)])
    assert result.exit_code == 3
    assert "DIFFERS" in result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Name the log"),
        (("log.csv", "--group", "Group 70"), "write LABEL=NAME"),
    ],
)
def test_a_wrong_command_line_says_what_is_wrong(words: tuple[str, ...], said: str) -> None:
    result = runner.invoke(app, ["import", "servicenow-log", *words])
    assert result.exit_code == 2
    assert said in result.output


def test_a_refusal_reaches_the_command(data: Path) -> None:
    words = ["import", "servicenow-log", "--undo", "7", "--data", str(data)]
    result = runner.invoke(app, words)
    assert isinstance(result.exception, BadInput)
