"""Asks a virus scanner about files: clamd behind a socket, or any program that reads its input.

Without one, files are taken for clean at once: a gateway that hid every file for ever would be of
no use, and the setting says what is missing.
"""

import asyncio
import shlex
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from gateway.files.models import ScanState
from gateway.settings import SettingsError

PATIENCE = 120.0  # seconds for one file
LONGEST_ANSWER = 4096  # bytes
HOW = "write clamd:/path/to/socket, clamd:host:port, or command:program and its arguments"


class ScanFailed(Exception):
    """The scanner said neither yes nor no; the file waits for the next try."""


class Scanner(Protocol):
    """Looks at the bytes of one file."""

    async def look(self, chunks: AsyncIterable[bytes]) -> ScanState:
        """CLEAN or INFECTED. Raises ScanFailed."""
        ...


def scanner_of(text: str) -> Scanner | None:
    """The scanner that the setting names. Raises SettingsError."""
    how, _, what = text.partition(":")
    if not text:
        return None
    if how == "clamd" and what:
        return Clamd(what)
    if how == "command" and what:
        return Command(tuple(shlex.split(what)))
    raise SettingsError(f"scanner is {text!r}: {HOW}.")


@dataclass(frozen=True, slots=True)
class Clamd:
    """ClamAV's daemon, by its INSTREAM command."""

    address: str  # the path of a socket, or host:port

    async def look(self, chunks: AsyncIterable[bytes]) -> ScanState:
        try:
            async with asyncio.timeout(PATIENCE):
                return _said(await self._asked(chunks))
        except (OSError, TimeoutError) as problem:
            raise ScanFailed(f"clamd at {self.address}: {problem!r}") from problem

    async def _asked(self, chunks: AsyncIterable[bytes]) -> bytes:
        if self.address.startswith("/"):
            reader, writer = await asyncio.open_unix_connection(self.address)
        else:
            host, _, port = self.address.rpartition(":")
            reader, writer = await asyncio.open_connection(host, int(port))
        try:
            writer.write(b"zINSTREAM\0")
            async for chunk in chunks:
                writer.write(len(chunk).to_bytes(4, "big") + chunk)
                await writer.drain()
            writer.write(b"\0\0\0\0")
            return await reader.read(LONGEST_ANSWER)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()


def _said(answer: bytes) -> ScanState:
    text = answer.rstrip(b"\0\n")
    if text.endswith(b" OK"):
        return ScanState.CLEAN
    if text.endswith(b" FOUND"):
        return ScanState.INFECTED
    raise ScanFailed(f"clamd said {text!r}")


@dataclass(frozen=True, slots=True)
class Command:
    """A program that reads the file as its input: exit code 0 is clean, 1 is infected."""

    words: tuple[str, ...]

    async def look(self, chunks: AsyncIterable[bytes]) -> ScanState:
        try:
            started = await asyncio.create_subprocess_exec(
                *self.words, stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL
            )
        except OSError as problem:
            raise ScanFailed(f"{self.words[0]}: {problem}") from problem
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._fed(started, chunks)
        except TimeoutError as problem:
            raise ScanFailed(f"{self.words[0]} took more than {PATIENCE:g} s") from problem
        finally:
            if started.returncode is None:
                started.kill()
                await started.wait()

    async def _fed(
        self, started: asyncio.subprocess.Process, chunks: AsyncIterable[bytes]
    ) -> ScanState:
        assert started.stdin is not None  # noqa: S101  # it was asked for
        with suppress(ConnectionError):  # it may know before it has read everything
            async for chunk in chunks:
                started.stdin.write(chunk)
                await started.stdin.drain()
        with suppress(ConnectionError):
            started.stdin.close()
            await started.stdin.wait_closed()
        code = await started.wait()
        if code not in (0, 1):
            raise ScanFailed(f"{self.words[0]} ended with {code}")
        return ScanState.INFECTED if code else ScanState.CLEAN
