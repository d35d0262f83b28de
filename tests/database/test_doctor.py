"""The doctor sees what is wrong with an installation, and says what to do."""

import os
import sqlite3
from pathlib import Path

import pytest

from gateway.database import DatabaseUnavailable, migrate
from gateway.database.doctor import Finding, examine
from gateway.database.opening import APPS
from gateway.settings import Settings

SQLITE = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


async def ills(settings: Settings) -> dict[str, tuple[str, str]]:
    """What is wrong, and what to do."""
    found = [finding for finding in await examine(settings) if not finding.well]
    return {finding.subject: (finding.saw, finding.remedy) for finding in found}


async def test_a_sound_installation_needs_nothing(settings: Settings) -> None:
    settings.secret("cursors")
    findings = await examine(settings)

    assert [finding for finding in findings if not finding.well] == []
    assert {"disk space", "secrets", "tables", "writing", "clock"} <= {f.subject for f in findings}


async def test_an_installation_that_is_not_there_yet(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "new")

    assert await ills(settings) == {
        "data folder": (f"{tmp_path}/new does not exist", "Run `caseway migrate`: it is made."),
        "database": (f"{tmp_path}/new/caseway.db does not exist", "Run `caseway migrate`."),
    }


async def test_a_server_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    url = "postgres://desk:hunter2@127.0.0.1:1/cases"
    found = await ills(Settings(data=tmp_path, database_url=url))

    saw, remedy = found["database"]
    assert "postgres://desk@127.0.0.1:1/cases cannot be opened" in saw
    assert "hunter2" not in saw
    assert remedy == "Start it, or correct CASEWAY_DATABASE_URL."


async def test_an_address_that_is_no_database(tmp_path: Path) -> None:
    found = await ills(Settings(data=tmp_path, database_url="mysql://localhost/cases"))

    assert "neither sqlite:///absolute/path nor postgres://user@host/name" in found["database"][0]


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "caseway.db").write_text("Dear diary, today nothing happened. " * 100)

    saw, remedy = (await ills(Settings(data=tmp_path)))["database"]
    assert "file is not a database" in saw
    assert "restore the newest backup" in remedy


async def test_a_data_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "data").touch()

    found = await ills(Settings(data=tmp_path / "data"))
    assert found["data folder"] == (f"{tmp_path}/data is a file", "Name a folder with --data.")


async def test_tables_that_are_behind(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(APPS["gateway"], "migrations", "tests.database.stumbling")

    assert await ills(settings) == {
        "tables": ("not applied: 0002_stumble", "Run `caseway migrate`.")
    }


@SQLITE
async def test_tables_that_are_ahead(settings: Settings) -> None:
    connection = sqlite3.connect(settings.data / "caseway.db")
    with connection:
        connection.execute(
            "INSERT INTO tortoise_migrations (app, name, applied_at) "
            "VALUES ('gateway', '0999_future', '2030-01-01T00:00:00Z')"
        )
    connection.close()

    saw, remedy = (await ills(settings))["tables"]
    assert saw.startswith("The database is newer than this program")
    assert "0999_future" in saw
    assert remedy == "Run the program that migrated it, or restore a backup."
    with pytest.raises(DatabaseUnavailable, match="newer than this program"):
        await migrate(settings)


@SQLITE
async def test_a_file_that_lost_a_page(settings: Settings) -> None:
    path = settings.data / "caseway.db"
    whole = path.read_bytes()
    path.write_bytes(whole[:8_192] + b"\xff" * 40_960 + whole[49_152:])

    saw, remedy = (await ills(settings))["file"]
    assert "ok" not in saw
    assert remedy == "Stop, keep a copy, and restore the newest backup that is sound."


@SQLITE
async def test_keys_that_others_can_read(settings: Settings) -> None:
    settings.secret("cursors")
    path = settings.secrets / "cursors"
    path.chmod(0o644)

    assert await ills(settings) == {
        "secrets": (f"{path}: others can read it", f"chmod -R go= {settings.secrets}")
    }


@SQLITE
async def test_rows_that_refer_to_nothing(settings: Settings) -> None:
    connection = sqlite3.connect(settings.data / "caseway.db")
    with connection:
        connection.execute("INSERT INTO role_inclusions (role_id, included_id) VALUES (8, 9)")
    connection.close()

    assert (await ills(settings))["references"][0] == "2 rows of role_inclusions refer to nothing"


@SQLITE
async def test_a_clock_that_was_set_back(settings: Settings) -> None:
    os.utime(settings.data / "caseway.db", (4e9, 4e9))

    assert "the newest write lies in our future by" in (await ills(settings))["clock"][0]


@SQLITE
async def test_a_setting_that_does_not_exist(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASEWAY_PROT", "8080")

    assert (await ills(settings))["settings"][0] == "CASEWAY_PROT: no such setting"


def test_a_finding_without_a_remedy_is_well() -> None:
    assert Finding("disk", "plenty").well
    assert not Finding("disk", "full", "Make room.").well
