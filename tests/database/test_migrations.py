"""The migrations lead to what the models say, as a whole or not at all, and only once."""

import asyncio
import sys
from collections.abc import Iterator

import pytest
from tortoise.exceptions import OperationalError

from gateway.database import Database, migrate, open_database
from gateway.database.making import missing
from gateway.database.migrating import pending
from gateway.database.opening import APPS
from gateway.settings import Settings
from tests.database.catalogue import models, said, tables
from tests.databases import ENGINES, new_database

BOOKKEEPING = {"created_by_id", "updated_by_id"}


async def test_the_models_ask_for_nothing_more() -> None:
    assert [writer.as_string() for writer in await missing()] == []


async def test_the_tables_are_what_the_models_say(database: Database) -> None:
    found = await tables(database)
    assert found.pop("tortoise_migrations")

    assert found == {said(model).name: said(model) for model in models(database)}


async def test_every_foreign_key_restricts(database: Database) -> None:
    found = [rule for table in (await tables(database)).values() for _, _, rule in table.keys]

    assert len(found) > 50
    assert set(found) == {"RESTRICT"}


NEVER_LED_BY = {  # nobody asks for all rows of such a one, and none of these is ever deleted
    "cases": {"opened_by_id", "resolved_by_id", "closed_by_id"},
    "case_tasks": {"opened_by_id", "closed_by_id"},
    "journal_entries": {"author_contact_id", "author_consumer_id", "author_client_id"},
    "state_intervals": {"group_id", "assignee_id"},
    "incidents": {"opened_by_id", "closed_by_id"},
    "problems": {"opened_by_id", "closed_by_id"},
    "change_requests": {"opened_by_id", "closed_by_id"},
    "service_requests": {"opened_by_id", "closed_by_id"},
}


async def test_every_other_foreign_key_leads_an_index(database: Database) -> None:
    bare = {
        table.name: keys
        for table in map(said, models(database))
        if (keys := {column for column, _, _ in table.keys} - BOOKKEEPING - table.leaders)
    }

    assert bare == NEVER_LED_BY


async def test_migrating_again_does_nothing(settings: Settings) -> None:
    assert await migrate(settings) == []


async def test_processes_that_migrate_at_once_take_turns(blank: Settings) -> None:
    program = f"""
import asyncio, sys
from pathlib import Path
from gateway.database import migrate
from gateway.database.opening import APPS
from gateway.settings import Settings
settings = Settings(data=Path({str(blank.data)!r}), database_url={blank.database_url!r})
print(asyncio.run(migrate(settings)))
"""
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE
        )
        for _ in range(3)
    ]
    answers = await asyncio.gather(*(process.communicate() for process in processes))

    assert [process.returncode for process in processes] == [0, 0, 0]
    assert sorted(answer[0].decode().strip() for answer in answers) == [
        "['0001_initial']",
        "[]",
        "[]",
    ]


async def test_a_failing_migration_leaves_nothing(settings: Settings, failing: str) -> None:
    with pytest.raises(OperationalError):
        await migrate(settings)
    async with open_database(settings) as database:
        assert "half_done" not in await tables(database)
        assert await pending(database.context) == [failing]


@pytest.fixture(params=ENGINES)
def blank(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    """Settings of an installation whose database has no tables yet."""
    folder = tmp_path_factory.mktemp("blank")
    if request.param == "sqlite":
        yield Settings(data=folder)
        return
    with new_database(request.getfixturevalue("postgres_server")) as url:
        yield Settings(data=folder, database_url=url)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> str:
    """A migration to come that makes a table, then stumbles."""
    monkeypatch.setitem(APPS["gateway"], "migrations", "tests.database.stumbling")
    return "0002_stumble"
