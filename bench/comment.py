"""A comment, as the gateway is asked for it, and the transaction that somebody wrote by hand."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from gateway.actor import Actor

MUTATION = """mutation Comment($input: CaseCommentInput!) {
    caseComment(input: $input) { case { id version } errors { code } } }"""
TEXT = "We have found the cause, and shall come back to you with a solution tomorrow."

FIND = (
    "SELECT c.state, c.version, c.needs_attention, c.first_response_at FROM cases c WHERE c.id = ?"
)
OUTSOURCED = (
    FIND + " AND (c.provider_id = ? OR c.assigned_to_id = ?) AND c.state NOT IN"
    " ('CLOSED', 'CANCELLED')"
)
JOURNAL = (
    "INSERT INTO journal_entries (case_id, kind, text, at, enterprise_only, source, author_user_id)"
    " VALUES (?, 'COMMENT', ?, ?, 0, 'API', ?)"
)
CASE = (
    "UPDATE cases SET needs_attention = 0, first_response_at = ?, version = ?, updated_at = ?,"
    " updated_by_id = ? WHERE id = ?"
)
AUDIT = (
    "INSERT INTO audit_entries (at, actor_id, client_id, action, target_type, target_key, field,"
    " old, new, request_id) VALUES (?, ?, ?, 'comment', ?, ?, ?, ?, ?, ?)"
)
EVENT = (
    "INSERT INTO outbox_events (at, event, target_type, target_key, payload,"
    " actor_id, request_id) VALUES (?, 'case.comment', 'Case', ?, ?, ?, ?)"
)
UNCHANGED = (None, None, None)  # field, old and new: the record as a whole


class NotTheirs(Exception):
    """The case is not there, or not theirs to comment on."""


def writer(path: Path) -> sqlite3.Connection:
    """A connection as durable as the gateway's: what is acknowledged survives a power cut."""
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        database.execute(f"PRAGMA {pragma}")
    return database


def comment(database: sqlite3.Connection, actor: Actor, case: int, text: str, request: str) -> int:
    """Writes everything that the action writes; the version of the case afterwards.

    Raises NotTheirs.
    """
    database.execute("BEGIN IMMEDIATE")
    try:
        version = _written(database, actor, case, text, request)
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")
    return version


def _written(database: sqlite3.Connection, actor: Actor, case: int, text: str, request: str) -> int:
    execute, at = database.execute, f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    user, client, outsourced = actor.user_id, actor.client_id, actor.provider_id is not None
    bound = (actor.provider_id, user) if outsourced else ()
    found = execute(OUTSOURCED if outsourced else FIND, (case, *bound)).fetchone()
    if found is None:
        raise NotTheirs
    state, version, attention, answered = found
    entry = execute(JOURNAL, (case, text, at, user)).lastrowid
    changes = list(_changes(attention, answered, at))
    version += bool(changes)
    execute(CASE, (answered or at, version, at, user, case))
    for change in changes or (UNCHANGED,):
        execute(AUDIT, (at, user, client, "Case", case, *change, request))
    execute(AUDIT, (at, user, client, "JournalEntry", entry, *UNCHANGED, request))
    told = orjson.dumps({"verb": "comment", "from": state, "to": state}).decode()
    execute(EVENT, (at, case, told, user, request))
    return version


def _changes(attention: Any, answered: str | None, at: str) -> Iterator[tuple[Any, Any, Any]]:
    """What changes of the case: field, old, new."""
    if attention:
        yield "needs_attention", "true", "false"
    if answered is None:
        yield "first_response_at", None, at
