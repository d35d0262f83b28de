"""Opens the database that the settings name, for every task of the process."""

import sqlite3
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import urlsplit, urlunsplit

from tortoise.backends.base import config_generator, executor
from tortoise.context import TortoiseContext
from tortoise.exceptions import BaseORMException, ConfigurationError
from tortoise.transactions import in_transaction

from gateway.settings import Settings, SettingsError

Dialect = Literal["sqlite", "postgres"]

MODELS = (
    "gateway.database.numbering",
    "gateway.outbox.models",
    "gateway.schedules.models",
    "gateway.people.models",
    "gateway.customers.models",
    "gateway.files.models",
    "gateway.cases.models",
    "gateway.incidents.models",
    "gateway.problems.models",
    "gateway.changes.models",
    "gateway.fulfilment.models",
    "gateway.work.models",
    "gateway.levels.models",
    "gateway.notifications.models",
    "gateway.live.presence",
    "gateway.desk.models",
    "gateway.imports.models",
)
APPS: dict[str, Any] = {
    "gateway": {
        "models": list(MODELS),
        "default_connection": "default",
        "migrations": "gateway.database.migrations",
    }
}
POSTGRES_SCHEMES = ("postgres", "postgresql")
SQLITE_PREFIX = "sqlite://"


class DatabaseUnavailable(RuntimeError):
    """The database cannot be used; the message says where it was sought and what is the matter."""


@dataclass(frozen=True, slots=True)
class Database:
    """An open database. Models find it by themselves; this is for what goes around them."""

    settings: Settings
    context: TortoiseContext

    @property
    def dialect(self) -> Dialect:
        return dialect(self.settings)

    @property
    def client(self) -> Any:
        """Tortoise's connection, outside of any transaction."""
        return self.context.connections.get("default")

    async def probe(self) -> None:
        """Writes and commits something that changes nothing: a full disk or a read-only copy fails.

        Raises DatabaseUnavailable.
        """
        try:
            async with in_transaction() as transaction:
                await transaction.execute_query("UPDATE tortoise_migrations SET name = name")
        except (BaseORMException, sqlite3.Error) as problem:
            raise DatabaseUnavailable(f"{shown(self.settings)}: {problem}") from problem


def dialect(settings: Settings) -> Dialect:
    """Which of the two databases the settings name. Raises SettingsError when it is neither."""
    scheme = settings.database_url.partition("://")[0]
    if scheme == "sqlite" and sqlite_path(settings).name not in ("", ":memory:"):
        return "sqlite"
    if scheme in POSTGRES_SCHEMES:
        return "postgres"
    raise SettingsError(
        f"CASEWAY_DATABASE_URL: {shown(settings)} is neither sqlite:///absolute/path "
        "nor postgres://user@host/name."
    )


def sqlite_path(settings: Settings) -> Path:
    """The file of a SQLite database."""
    return Path(settings.database_url.removeprefix(SQLITE_PREFIX))


def shown(settings: Settings) -> str:
    """Where the database is, without its password."""
    if settings.database_url.startswith(SQLITE_PREFIX):
        return str(sqlite_path(settings))
    url = urlsplit(settings.database_url)
    user, at, host = url.netloc.rpartition("@")
    return urlunsplit(url._replace(netloc=user.partition(":")[0] + at + host, query=""))


def configuration(settings: Settings) -> dict[str, Any]:
    """What Tortoise needs to know: our own clients, the models and where the migrations are."""
    engine = f"gateway.database.{dialect(settings)}"
    credentials = {"sqlite": _sqlite, "postgres": _postgres}[dialect(settings)](settings)
    return {
        "connections": {"default": {"engine": engine, "credentials": credentials}},
        "apps": APPS,
    }


def _sqlite(settings: Settings) -> dict[str, Any]:
    path = sqlite_path(settings)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {"file_path": str(path)}


def _postgres(settings: Settings) -> dict[str, Any]:
    expand = cast("Callable[[str], dict[str, Any]]", config_generator.expand_db_url)
    try:
        credentials = dict(expand(settings.database_url)["credentials"])
    except (ConfigurationError, ValueError) as problem:
        raise SettingsError(f"CASEWAY_DATABASE_URL: {problem}.") from problem
    if "sslmode" in credentials:
        credentials["ssl"] = credentials.pop("sslmode")
    return credentials | {
        "minsize": 1,
        "maxsize": settings.database_connections,
        "command_timeout": settings.database_timeout_seconds,
        "application_name": "caseway",
        "server_settings": {"timezone": "UTC"},
    }


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncGenerator[Database]:
    """Connects, and closes whatever happens: an open connection would keep the process alive.

    Requests do not inherit what the start-up task set, so the database is the whole process's: only
    one can be open at a time. Raises DatabaseUnavailable and SettingsError.
    """
    context = TortoiseContext()
    try:
        with context:
            await connect(context, settings, everywhere=True)
        yield Database(settings, context)
    finally:
        await context.close_connections()


async def connect(context: TortoiseContext, settings: Settings, *, everywhere: bool) -> None:
    """Makes the context ready for use; `everywhere` makes it that of every task without one."""
    executor.EXECUTOR_CACHE.clear()  # it knows statements by table, whichever the dialect was
    try:
        await context.init(configuration(settings), _enable_global_fallback=everywhere)
        await context.connections.get("default").execute_query("SELECT 1")
    except ConfigurationError:
        raise
    except (BaseORMException, sqlite3.Error, OSError, ValueError) as problem:
        raise DatabaseUnavailable(f"{shown(settings)} cannot be opened: {problem}") from problem
