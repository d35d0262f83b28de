"""Idempotency keys: the same request twice is done once, and answered twice.

The key is written in the transaction of the action itself: either both are there or neither.
"""

import hashlib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson

from gateway.actor import Actor
from gateway.request.actions.refusals import InvalidInput, KeyRefused, Refused
from gateway.request.ledger import IdempotencyKey

KEPT = timedelta(hours=24)
LONGEST = 200  # characters of a key
FIELD = "idempotency_key"
RUNNING = "The request with this idempotency key still runs. Ask again in a moment."
REUSED = "This idempotency key was used for another request. Use a new one for each request."
TOO_LONG = f"An idempotency key has 1 to {LONGEST} characters."


@dataclass(frozen=True, slots=True)
class Replay:
    """A request with an idempotency key."""

    subject: str
    key: str
    digest: str  # of the request: another one under the same key is refused


@dataclass
class Replays:
    """The requests with a key that run in this process right now."""

    running: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    @contextmanager
    def once(self, replay: Replay | None) -> Generator[None]:
        """Raises Refused while another request with the same key runs."""
        if replay is None:
            yield
            return
        held = replay.subject, replay.key
        if held in self.running:
            raise Refused(KeyRefused(RUNNING, FIELD))
        self.running.add(held)
        try:
            yield
        finally:
            self.running.discard(held)


def part(key: str, which: str) -> str:
    """The key of one of several things that a request does under one key.

    A key that cannot be one stays as it is, to be refused.
    """
    return hashlib.sha256(f"{key}\0{which}".encode()).hexdigest() if _can_be(key) else key


def _can_be(key: str) -> bool:
    return 0 < len(key) <= LONGEST and "\0" not in key


def replay(actor: Actor, key: str | None, request: Any) -> Replay | None:
    """The request under its key. Raises Refused for a key that cannot be one."""
    if key is None:
        return None
    if not _can_be(key):
        raise Refused(InvalidInput(TOO_LONG, FIELD))
    digest = hashlib.sha256(orjson.dumps(request, option=orjson.OPT_SORT_KEYS, default=str))
    return Replay(f"user:{actor.user_id} client:{actor.client_id}", key, digest.hexdigest())


async def found(replay: Replay, at: datetime, connection: Any) -> int | None:
    """The key of the record that the request has led to already; None when it is new.

    Raises Refused when the key stands for another request, or runs in another process.
    """
    if connection.capabilities.dialect == "postgres":
        lock = "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS free"
        _, rows = await connection.execute_query(lock, [f"{replay.subject} {replay.key}"])
        if not rows[0]["free"]:
            raise Refused(KeyRefused(RUNNING, FIELD))
    held = await IdempotencyKey.get_or_none(subject=replay.subject, key=replay.key)
    if held is None:
        return None
    if held.expires_at <= at:
        await held.delete()
        return None
    if held.payload_hash != replay.digest:
        raise Refused(KeyRefused(REUSED, FIELD))
    return int(held.answer or 0)


async def keep(replay: Replay, key: int, at: datetime) -> None:
    """Remembers which record the request has led to."""
    await IdempotencyKey.create(
        subject=replay.subject,
        key=replay.key,
        payload_hash=replay.digest,
        answer=str(key),
        created_at=at,
        expires_at=at + KEPT,
    )
