"""One installation, opened: what the settings describe, joined and ready to be asked."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from gateway.cabinet import Cabinet, open_cabinet
from gateway.database import Database, open_database
from gateway.database.opening import sqlite_path
from gateway.outbox.claiming import Terms
from gateway.outbox.working import Worker
from gateway.people.attempts import Attempts
from gateway.people.entrance import Entrance
from gateway.people.identity import Identity
from gateway.people.passwords import Passwords
from gateway.people.register import PostgresRegister, SqliteRegister
from gateway.people.sessions import Sessions
from gateway.people.sight import Sight
from gateway.people.uses import Uses
from gateway.request.allowance import Limits
from gateway.request.cursors import Seal
from gateway.request.engine import Engine
from gateway.request.run import PostgresReader, Reader, SQLiteReader
from gateway.request.views import Views
from gateway.schema import graph
from gateway.settings import Settings


@dataclass(frozen=True, slots=True)
class Installation:
    """The parts that requests and commands use."""

    settings: Settings
    database: Database
    engine: Engine
    views: Views
    identity: Identity
    entrance: Entrance
    uses: Uses
    worker: Worker
    cabinet: Cabinet


@asynccontextmanager
async def open_installation(settings: Settings) -> AsyncGenerator[Installation]:
    """Opens the database and everything over it, and closes it in reverse.

    Raises DatabaseUnavailable, SettingsError and PolicyGap.
    """
    async with AsyncExitStack() as ends:
        database = await ends.enter_async_context(open_database(settings))
        reader = _reader(database)
        ends.push_async_callback(reader.close)
        engine = Engine(graph(), reader, Seal(settings.secret("cursors")), _limits(settings))
        passwords = Passwords(at_once=settings.argon2_threads)
        ends.callback(passwords.close)
        sessions = _sessions(settings)
        register = _register(database, reader, sessions.idle)
        ends.callback(register.close)
        uses = Uses()
        identity = Identity(register, uses, cookie=sessions.cookie_name)
        worker = Worker(Sight(identity, engine), _terms(settings))
        engine.runner.afterwards.append(worker.wake)
        yield Installation(
            settings=settings,
            database=database,
            engine=engine,
            views=Views(graph(), engine.rights),
            identity=identity,
            entrance=Entrance(sessions, passwords, _attempts(settings)),
            uses=uses,
            worker=worker,
            cabinet=open_cabinet(settings),
        )


def _reader(database: Database) -> Reader:
    settings = database.settings
    seconds = settings.deadline_seconds
    if database.dialect == "sqlite":
        return SQLiteReader(str(sqlite_path(settings)), seconds=seconds)
    size = settings.database_connections
    return PostgresReader(settings.database_url, seconds=seconds, size=size)


def _register(
    database: Database, reader: Reader, idle: timedelta
) -> SqliteRegister | PostgresRegister:
    if database.dialect == "sqlite":
        return SqliteRegister(sqlite_path(database.settings), idle)
    return PostgresRegister(reader, idle)


def _sessions(settings: Settings) -> Sessions:
    return Sessions(
        idle=timedelta(hours=settings.session_idle_hours),
        lifetime=timedelta(days=settings.session_days),
        secure=settings.cookies_need_https,
    )


def _attempts(settings: Settings) -> Attempts:
    return Attempts(
        per_account=f"{settings.attempts_per_account} per 15 minutes",
        per_address=f"{settings.attempts_per_address} per 15 minutes",
    )


def _terms(settings: Settings) -> Terms:
    lease = timedelta(seconds=settings.job_lease_seconds)
    return Terms(lease=lease, attempts=settings.job_attempts)


def _limits(settings: Settings) -> Limits:
    return Limits(
        page=settings.max_page_size, default_page=settings.page_size, cost=settings.max_cost
    )
