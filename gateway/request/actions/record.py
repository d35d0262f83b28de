"""Puts values into records, and writes what has changed of them, and who changed it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from tortoise.models import Model

from gateway.actor import Actor
from gateway.database import rows
from gateway.database.fields import Recorded

BOOKKEEPING = frozenset(
    {"id", "version", "created_at", "created_by_id", "updated_at", "updated_by_id"}
)


def columns(model: type[Model]) -> tuple[str, ...]:
    """The attributes that hold the columns of a model, its key first."""
    meta: Any = cast("Any", model)._meta  # noqa: SLF001  # Tortoise's own name
    return tuple(meta.fields_db_projection)


def snapshot(record: Model) -> dict[str, Any]:
    """The values of every column."""
    return {name: getattr(record, name) for name in columns(type(record))}


def changed(before: dict[str, Any], record: Model) -> dict[str, tuple[Any, Any]]:
    """The columns whose values differ: old and new, without those of the bookkeeping."""
    return {
        name: (old, new)
        for name, old in before.items()
        if name not in BOOKKEEPING and (new := getattr(record, name)) != old
    }


def fill(record: Model, given: Mapping[str, Any]) -> None:
    """Puts values into a record by field name; those of references are records, or None."""
    for name, value in given.items():
        if hasattr(record, f"{name}_id"):
            setattr(record, f"{name}_id", value and value.pk)
        else:
            setattr(record, name, value)


async def lock_above(model: type[Model], link: str, key: int | None) -> None:
    """Locks the record that a row refers to by `link`, where the database locks rows at all."""
    meta: Any = cast("Any", model)._meta  # noqa: SLF001  # Tortoise's own name
    if meta.db.capabilities.support_for_update:
        above = await model.filter(id=key).values_list(f"{link}_id", flat=True)
        target = meta.fields_map[link].related_model
        await target.filter(id__in=above).select_for_update(no_key=True).only("id")


async def insert(record: Model, actor: Actor, at: datetime) -> None:
    """Writes a new row, made by this actor at this instant."""
    if isinstance(record, Recorded):
        record.created_at = record.updated_at = at
        by: Any = record
        by.created_by_id = by.updated_by_id = actor.user_id
    await rows.insert(record)


async def update(record: Model, names: list[str], actor: Actor, at: datetime) -> None:
    """Writes the columns of a row that have changed; its version grows when there are any."""
    written = list(names)
    if isinstance(record, Recorded):
        record.updated_at = at
        by: Any = record
        by.updated_by_id = actor.user_id
        written += ["updated_at", "updated_by_id"]
        if names:
            record.version += 1
            written.append("version")
    if written:
        await rows.update(record, written)
