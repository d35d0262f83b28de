"""Where bytes lie: a folder below the data, or a bucket that speaks S3; the same code for both."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import obstore
from obstore.store import LocalStore, ObjectStore, S3Store

from gateway.settings import Settings, SettingsError

CHUNK = 262_144  # bytes
THUMBNAILS = "thumbnails/"
REMOVED = "removed/"


def key_of(sha256: str) -> str:
    """Where the bytes with this hash lie."""
    return f"{sha256[:2]}/{sha256}"


def thumbnail_key(sha256: str) -> str:
    return f"{THUMBNAILS}{sha256[:2]}/{sha256}.webp"


class Store:
    """Objects by key."""

    def __init__(self, objects: ObjectStore) -> None:
        self._objects = objects

    async def put(self, key: str, what: Path | bytes) -> None:
        """Writes an object, whole or not at all."""
        await obstore.put_async(self._objects, key, what)

    async def size(self, key: str) -> int | None:
        """In bytes; None where there is no such object."""
        try:
            return (await obstore.head_async(self._objects, key))["size"]
        except FileNotFoundError:
            return None

    async def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes of an object, from `start` up to but without `end`.

        Raises FileNotFoundError before the first of them.
        """
        options: Any = {"range": (start, end)} if end is not None else {}
        found = await obstore.get_async(self._objects, key, options=options)
        async for chunk in found.stream(min_chunk_size=CHUNK):
            yield bytes(chunk)

    async def move(self, key: str, to: str) -> bool:
        """Whether there was something to move."""
        try:
            await obstore.rename_async(self._objects, key, to)
        except FileNotFoundError:
            return False
        return True

    async def delete(self, key: str) -> None:
        try:
            await obstore.delete_async(self._objects, key)
        except FileNotFoundError:
            return

    async def older(self, than: datetime) -> AsyncIterator[str]:
        """The keys of objects that were written before that."""
        async for batch in obstore.list(self._objects):
            for found in batch:
                if found["last_modified"] < than:
                    yield found["path"]


def open_store(settings: Settings) -> Store:
    """The store that the settings name. Raises SettingsError."""
    if not settings.files_url:
        return Store(LocalStore(settings.data / "files", mkdir=True))
    scheme, _, place = settings.files_url.partition("://")
    bucket, _, prefix = place.partition("/")
    if scheme != "s3" or not bucket:
        raise SettingsError(
            f"files_url is {settings.files_url!r}: write s3://bucket/prefix, or leave it empty."
        )
    return Store(_bucket(settings, bucket, prefix.strip("/")))


def _bucket(settings: Settings, bucket: str, prefix: str) -> S3Store:
    endpoint: dict[str, Any] = {}
    if settings.s3_endpoint:
        insecure = settings.s3_endpoint.startswith("http://")
        endpoint = {"endpoint": settings.s3_endpoint, "virtual_hosted_style_request": False}
        endpoint |= {"client_options": {"allow_http": True}} if insecure else {}
    return S3Store(
        bucket,
        prefix=prefix or None,
        region=settings.s3_region,
        access_key_id=_told(settings, "s3_access_key_id"),
        secret_access_key=_told(settings, "s3_secret_access_key"),
        **endpoint,
    )


def _told(settings: Settings, name: str) -> str:
    """A credential, out of the folder of secrets."""
    path = settings.secrets / name
    try:
        return path.read_text("utf-8").strip()
    except OSError:
        raise SettingsError(f"files_url names a bucket: write its {name} into {path}.") from None
