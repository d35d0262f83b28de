"""Bytes become an upload: counted, hashed and looked at while they arrive, never whole in memory.

They are written to a file beside the database first. Only what has come in whole, is not too large
and is of an allowed kind goes to the store; the row is written after the object, so that no row
ever lacks its bytes.
"""

import asyncio
from collections.abc import AsyncIterable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Any

from gateway.actor import Actor
from gateway.database.fields import now
from gateway.files.kinds import allowed, kind_of
from gateway.files.models import ScanState, Upload
from gateway.files.naming import cleaned
from gateway.files.storing import Store, key_of, thumbnail_key
from gateway.files.thumbnails import Pictures

PIECE = 262_144  # bytes that are written at once
WAITING = 40  # times the largest file: what one person may have sent and not attached


class Refused(Exception):
    """A file that is not taken; `reason` is for its sender, `detail` what of it varies."""

    def __init__(self, code: str, reason: str, detail: str = "") -> None:
        self.code, self.reason, self.detail = code, reason.format(detail), detail
        super().__init__(self.reason)


@dataclass(frozen=True, slots=True)
class Rules:
    """What is taken."""

    largest: int  # bytes
    kinds: tuple[str, ...]  # patterns of media types
    scanned: bool = False  # whether somebody looks for viruses


class Receiving:
    """Takes files in."""

    def __init__(self, store: Store, folder: Path, rules: Rules) -> None:
        self.store, self.rules = store, rules
        self._folder, self._pictures = folder, Pictures()

    async def take(self, name: str, chunks: AsyncIterable[bytes], actor: Actor) -> Upload:
        """Makes an upload. Raises Refused, and whatever `chunks` raises; nothing is left then."""
        name = cleaned(name)
        await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True, mode=0o700)
        path = self._folder / token_hex(16)
        try:
            size, digest = await self._written(path, chunks)
            kind = await asyncio.to_thread(kind_of, path, name)
            if not allowed(kind, self.rules.kinds):
                raise Refused("FILE_TYPE", "Files of this kind are not taken: {}.", kind)
            await self._check_waiting(size, actor)
            return await self._kept(path, name, kind, size, digest, actor)
        finally:
            with suppress(FileNotFoundError):
                path.unlink()

    async def _written(self, path: Path, chunks: AsyncIterable[bytes]) -> tuple[int, str]:
        """Writes what arrives; its size and hash."""
        size, digest, waiting = 0, sha256(), bytearray()
        with path.open("xb") as file:

            def write(piece: bytes) -> None:
                digest.update(piece)
                file.write(piece)

            async for chunk in chunks:
                size += len(chunk)
                if size > self.rules.largest:
                    raise Refused("FILE_TOO_LARGE", "At most {}.", _megabytes(self.rules.largest))
                waiting += chunk
                if len(waiting) >= PIECE:
                    await asyncio.to_thread(write, bytes(waiting))
                    waiting.clear()
            await asyncio.to_thread(write, bytes(waiting))
        if not size:
            raise Refused("FILE_EMPTY", "This file is empty.")
        return size, digest.hexdigest()

    async def _check_waiting(self, size: int, actor: Actor) -> None:
        sizes: list[Any] = await Upload.filter(created_by_id=actor.user_id).values_list(
            "size", flat=True
        )
        if sum(sizes) + size > WAITING * self.rules.largest:
            raise Refused("TOO_MANY_FILES", "Attach the files that you have sent before, first.")

    async def _kept(
        self, path: Path, name: str, kind: str, size: int, digest: str, actor: Actor
    ) -> Upload:
        key, picture = key_of(digest), await self._pictures.of(path, kind)
        await self._store(key, path, thumbnail_key(digest), picture)
        upload = await Upload.create(
            file_name=name,
            media_type=kind,
            size=size,
            sha256=digest,
            storage_key=key,
            pictured=picture is not None,
            scan_state=ScanState.PENDING if self.rules.scanned else ScanState.CLEAN,
            created_at=now(),
            created_by_id=actor.user_id,
        )
        if await self.store.size(key) is None:  # it was just swept, as nobody referred to it yet
            await self._store(key, path, thumbnail_key(digest), picture)
        return upload

    async def _store(self, key: str, path: Path, small: str, picture: bytes | None) -> None:
        await self.store.put(key, path)
        if picture is not None:
            await self.store.put(small, picture)


def rules_of(largest: int, kinds: str, *, scanned: bool) -> Rules:
    """As the settings say it."""
    return Rules(largest, tuple(_parts(kinds)), scanned)


def _parts(text: str) -> Iterable[str]:
    return (part.strip().lower() for part in text.split(",") if part.strip())


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.3g} MB" if size >= 100_000 else f"{size:,} bytes"
