"""Passwords: Argon2id, a few at a time, and the same work whether or not the user exists."""

import asyncio
import base64
import secrets
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gateway.errors import BadInput, TooMany

AT_ONCE = 2  # each costs 64 MiB and about a quarter of a second
WAITING = 16  # when this many are inside, a newcomer is sent away at once
SHORTEST = 8  # characters
LONGEST = 1024  # bytes; more would only make us work

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a password is right, and its new hash when the stored one's cost is outdated."""

    right: bool
    rehashed: str | None = None


class Passwords:
    """Hashes and checks passwords in threads of its own, so that nobody else waits for them."""

    def __init__(self, hasher: PasswordHasher | None = None, at_once: int = AT_ONCE) -> None:
        self._hasher = hasher or PasswordHasher()
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="argon2")
        self._inside = 0
        self._nobody = _unmatchable(self._hasher)

    async def hash(self, password: str) -> str:
        """The text to store. Raises BadInput for a password that is too short or too long."""
        return await self._run(lambda: self._hasher.hash(acceptable(password)))

    async def check(self, stored: str | None, password: str) -> Verdict:
        """Compares; without a stored hash it does the same work and says no.

        Raises TooMany when too many others wait already.
        """
        return await self._run(lambda: self._compare(stored, _spelled(password)[:LONGEST]))

    def close(self) -> None:
        """Lets the threads go; what still waits is given up."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _compare(self, stored: str | None, password: bytes) -> Verdict:
        try:
            self._hasher.verify(stored or self._nobody, password)
        except (VerificationError, InvalidHashError):
            return Verdict(right=False)
        if stored is None:
            return Verdict(right=False)
        if self._hasher.check_needs_rehash(stored):
            return Verdict(right=True, rehashed=self._hasher.hash(password))
        return Verdict(right=True)

    async def _run(self, work: Callable[[], R]) -> R:
        if self._inside >= WAITING:
            raise TooMany("Too many people are signing in.", retryAfter=2)
        self._inside += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._inside -= 1


def acceptable(password: str) -> bytes:
    """The password as it is hashed. Raises BadInput when it is too short or too long."""
    if len(password) < SHORTEST:
        raise BadInput(f"A password needs at least {SHORTEST} characters.")
    spelled = _spelled(password)
    if len(spelled) > LONGEST:
        raise BadInput(f"A password may have at most {LONGEST} bytes.")
    return spelled


def _spelled(password: str) -> bytes:
    """One spelling for what keyboards compose differently (NFKC, as NIST SP 800-63B asks)."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def _unmatchable(hasher: PasswordHasher) -> str:
    """A hash that costs what a real one costs and that no password is known for."""
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    salt, digest = (
        base64.b64encode(secrets.token_bytes(length)).decode().rstrip("=")
        for length in (hasher.salt_len, hasher.hash_len)
    )
    return f"$argon2id$v=19${cost}${salt}${digest}"
