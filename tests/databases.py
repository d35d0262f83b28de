"""A fresh database for every test that asks: migrated, empty, its own, on each of the two engines.

With CASEWAY_REQUIRE_ALL=1, a test that would be skipped fails: the machine lacks what it needs.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from gateway.database import Database, migrate, open_database
from gateway.settings import Settings
from tests import postgres

REQUIRE_ALL = os.environ.get("CASEWAY_REQUIRE_ALL") == "1"
ENGINES = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))

_serial = count(1)


@pytest.fixture
async def database(settings: Settings) -> AsyncGenerator[Database]:
    """An open, migrated, empty database of the test's own; the test runs once for each engine."""
    async with open_database(settings) as database:
        yield database


@pytest.fixture(params=ENGINES)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of an installation of the test's own, whose database is migrated and empty."""
    if request.param == "postgres":
        with _copied_database(request.getfixturevalue("postgres_template")) as url:
            yield Settings(data=tmp_path, database_url=url)
    else:
        settings = Settings(data=tmp_path)
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "caseway.db")
        yield settings


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy."""
    folder = tmp_path_factory.mktemp("template")
    asyncio.run(migrate(Settings(data=folder)))
    return folder / "caseway.db"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server, without the name of a database."""
    try:
        with postgres.server() as url:
            yield url
    except postgres.NoServer as problem:
        pytest.skip(str(problem))


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The URL of a migrated, empty PostgreSQL database to copy."""
    with new_database(postgres_server) as url:
        asyncio.run(migrate(Settings(database_url=url)))
        yield url


@contextmanager
def new_database(server: str, made_from: str = "template0") -> Iterator[str]:
    """The URL of a database that exists as long as the context."""
    name = f"caseway_test_{os.getpid()}_{next(_serial)}"
    postgres.tell(server, f"CREATE DATABASE {name} TEMPLATE {made_from}")
    try:
        yield f"{server}/{name}"
    finally:
        postgres.tell(server, f"DROP DATABASE {name} WITH (FORCE)")


def _copied_database(template: str) -> AbstractContextManager[str]:
    server, _, name = template.rpartition("/")
    return new_database(server, name)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    """Reports a skipped test as failed where everything is to run."""
    return _required((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, Any, Any]:
    """The same for a file of tests."""
    return _required((yield))


def _required(report: Any) -> Any:
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"CASEWAY_REQUIRE_ALL=1, yet skipped: {report.longrepr}"
    return report
