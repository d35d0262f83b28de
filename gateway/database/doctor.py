"""Looks at an installation: what is in order, what is not, and what to do about it."""

import os
import shutil
import sqlite3
import stat
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tortoise.exceptions import BaseORMException

from gateway.database.migrating import pending
from gateway.database.opening import (
    SQLITE_PREFIX,
    Database,
    DatabaseUnavailable,
    dialect,
    open_database,
    shown,
    sqlite_path,
)
from gateway.settings import Settings, SettingsError, unknown_variables

LEAST_SPACE = 512 * 1024 * 1024  # bytes
MOST_DRIFT = 5.0  # seconds between our clock and the database's
RESTORE = "Stop, keep a copy, and restore the newest backup that is sound."
START = "Start it, or correct CASEWAY_DATABASE_URL."
READ = "Give us rights on it; if it is damaged, restore the newest backup that is sound."
OLDEST_POSTGRES = 150_000  # as server_version_num says it


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. It is well when there is nothing to do."""

    subject: str
    saw: str
    remedy: str = ""

    @property
    def well(self) -> bool:
        return not self.remedy


async def examine(settings: Settings) -> list[Finding]:
    """Everything that was looked at, in order; a database that cannot be opened ends it."""
    findings = [_variables(), *_folder(settings), *_secrets(settings)]
    try:
        findings += [finding async for finding in _database(settings)]
    except SettingsError as problem:
        findings.append(Finding("database", str(problem), "Correct the setting."))
    return findings


def _variables() -> Finding:
    if unknown := unknown_variables():
        return Finding(
            "settings",
            f"{', '.join(unknown)}: no such setting",
            "Correct the name, or remove it: docs/settings.md lists them all.",
        )
    return Finding("settings", "every CASEWAY_ variable is a setting")


def _folder(settings: Settings) -> Iterator[Finding]:
    folder = settings.data.absolute()
    if folder.exists() and not folder.is_dir():
        yield Finding("data folder", f"{folder} is a file", "Name a folder with --data.")
        return
    if not folder.is_dir():
        yield Finding(
            "data folder", f"{folder} does not exist", "Run `caseway migrate`: it is made."
        )
        return
    if os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield Finding("data folder", f"{folder} can be written")
    else:
        yield Finding("data folder", f"{folder} cannot be written", f"Give us rights on {folder}.")
    free = shutil.disk_usage(folder).free
    saw = f"{free // 1024**2:,} MiB free"
    yield Finding("disk space", saw, "" if free >= LEAST_SPACE else "Make room: writes fail soon.")


def _secrets(settings: Settings) -> Iterator[Finding]:
    if not settings.secrets.is_dir():
        yield Finding("secrets", "none yet; they are made on first use")
        return
    paths = [settings.secrets, *settings.secrets.iterdir()]
    if loose := [str(path) for path in paths if _open_to_others(path)]:
        remedy = f"chmod -R go= {settings.secrets}"
        yield Finding("secrets", f"{', '.join(loose)}: others can read it", remedy)
    else:
        yield Finding("secrets", "readable by their owner only")


def _open_to_others(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    if dialect(settings) == "sqlite" and not sqlite_path(settings).is_file():
        yield Finding("database", f"{shown(settings)} does not exist", "Run `caseway migrate`.")
        return
    try:
        async with open_database(settings) as database:
            yield Finding("database", f"{shown(settings)} answers")
            for look in LOOKS[database.dialect]:
                yield await _careful(look, database)
    except DatabaseUnavailable as problem:
        is_file = settings.database_url.startswith(SQLITE_PREFIX)
        yield Finding("database", str(problem), READ if is_file else START)


async def _careful(look: "Look", database: Database) -> Finding:
    """What the look found; a database that breaks under it has a broken file."""
    try:
        return await look(database)
    except (BaseORMException, sqlite3.Error) as problem:
        return Finding("file", str(problem), RESTORE)


async def _level(database: Database) -> Finding:
    try:
        names = await pending(database.context)
    except DatabaseUnavailable as newer:
        return Finding(
            "tables", str(newer), "Run the program that migrated it, or restore a backup."
        )
    if names:
        return Finding("tables", f"not applied: {', '.join(names)}", "Run `caseway migrate`.")
    return Finding("tables", "at the level of this program")


async def _writable(database: Database) -> Finding:
    try:
        await database.probe()
    except DatabaseUnavailable as problem:
        return Finding("writing", str(problem), "Make it writable, or make room on its disk.")
    return Finding("writing", "a change was committed")


async def _journal(database: Database) -> Finding:
    [row] = await _rows(database, "PRAGMA journal_mode")
    mode = row["journal_mode"]
    remedy = (
        "" if mode == "wal" else "Put the database on a local disk: others cannot share memory."
    )
    return Finding("journal", f"journal_mode is {mode}", remedy)


async def _sound(database: Database) -> Finding:
    [row] = await _rows(database, "PRAGMA quick_check(1)")
    saw = str(row["quick_check"])
    remedy = "" if saw == "ok" else RESTORE
    return Finding("file", f"quick_check says {saw}", remedy)


async def _references(database: Database) -> Finding:
    broken = await _rows(database, "PRAGMA foreign_key_check")
    if not broken:
        return Finding("references", "every one finds its row")
    tables = ", ".join(sorted({str(row["table"]) for row in broken}))
    remedy = "Restore a backup, or repair these rows by hand."
    return Finding("references", f"{len(broken)} rows of {tables} refer to nothing", remedy)


async def _file_clock(database: Database) -> Finding:
    written = sqlite_path(database.settings).stat().st_mtime
    return _clock(datetime.now(UTC).timestamp() - written, "the newest write lies in our future by")


async def _server_clock(database: Database) -> Finding:
    [row] = await _rows(database, "SELECT extract(epoch FROM clock_timestamp())::float8 AS now")
    drift = datetime.now(UTC).timestamp() - row["now"]
    return _clock(-abs(drift), "it differs from the database's by")


def _clock(lead: float, what: str) -> Finding:
    if lead >= -MOST_DRIFT:
        return Finding("clock", "agrees with the database's")
    remedy = "Synchronise the clocks (NTP): sessions and deadlines depend on them."
    return Finding("clock", f"{what} {-lead:.0f} s", remedy)


async def _version(database: Database) -> Finding:
    [row] = await _rows(database, "SHOW server_version_num")
    number = int(row["server_version_num"])
    remedy = "" if number >= OLDEST_POSTGRES else "Upgrade to PostgreSQL 15 or newer."
    return Finding("version", f"PostgreSQL {number // 10_000}", remedy)


async def _rows(database: Database, statement: str) -> list[dict[str, Any]]:
    return await database.client.execute_query_dict(statement)


Look = Callable[[Database], Awaitable[Finding]]
LOOKS: dict[str, tuple[Look, ...]] = {
    "sqlite": (_file_clock, _level, _writable, _journal, _sound, _references),
    "postgres": (_version, _level, _writable, _server_clock),
}
