"""Deletes what nobody refers to: uploads that nobody attached, and objects without a row.

An object is moved aside first and then looked for once more: whoever has begun to refer to it
meanwhile finds it missing and writes it again, or gets it back. So none is lost, without a lock.
"""

import asyncio
import time
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

from tortoise.models import Model

from gateway.database import rows
from gateway.database.chores import every
from gateway.database.fields import now
from gateway.files.models import Upload
from gateway.files.storing import REMOVED, THUMBNAILS, Store, thumbnail_key

EVERY = 3600  # seconds
USABLE = timedelta(hours=24)  # how long an upload waits for whoever sent it
KEPT = timedelta(hours=48)  # when it goes; longer than any action that has still found it

Keepers = Collection[type[Model]]  # the models with a storage_key


async def sweep(store: Store, keepers: Keepers, at: datetime) -> int:
    """Deletes what was of no use at this instant; how many objects."""
    await rows.delete(Upload.filter(created_at__lte=at - KEPT).order_by("created_at"))
    swept = 0
    async for key in store.older(at - KEPT):
        swept += await _removed(store, keepers, key)
    return swept


async def _removed(store: Store, keepers: Keepers, key: str) -> bool:
    if key.startswith(REMOVED):  # a sweep was interrupted: finish what it began
        return await _decided(store, keepers, key.removeprefix(REMOVED), key)
    if key.startswith(THUMBNAILS) or await _wanted(keepers, key):
        return False
    aside = f"{REMOVED}{key}"
    return await store.move(key, aside) and await _decided(store, keepers, key, aside)


async def _decided(store: Store, keepers: Keepers, key: str, aside: str) -> bool:
    """Whether an object that lies aside is gone for good."""
    if await _wanted(keepers, key):
        if await store.size(key) is None:
            await store.move(aside, key)
        return False
    await store.delete(aside)
    await store.delete(thumbnail_key(key.rpartition("/")[2]))
    return True


async def _wanted(keepers: Keepers, key: str) -> bool:
    for model in keepers:
        if await model.filter(storage_key=key).exists():
            return True
    return False


def clear(folder: Path, seconds: float = KEPT.total_seconds()) -> None:
    """Deletes what a process that was killed has left half received."""
    if folder.is_dir():
        for path in folder.iterdir():
            if path.stat().st_mtime < time.time() - seconds:
                path.unlink(missing_ok=True)


async def keep_swept(store: Store, keepers: Keepers, folder: Path) -> None:
    """Sweeps now and once an hour until cancelled."""

    async def chore() -> None:
        await asyncio.to_thread(clear, folder)
        await sweep(store, keepers, now())

    await every(EVERY, chore, failed="files that nobody refers to were not deleted")
