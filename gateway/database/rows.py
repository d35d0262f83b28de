"""Writes rows by the statements that Tortoise has made of their models; deletes many by parts.

`Model.save` writes as well, and for each row looks for listeners, of which Caseway has none.
"""
# pyright: reportPrivateUsage=false
# ruff: noqa: SLF001  # Tortoise has no public name for these

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from tortoise.models import Model
from tortoise.queryset import QuerySet

AT_ONCE = 500  # rows that one statement deletes, so that others get to write in between


async def insert(record: Model) -> None:
    """Writes a new row; afterwards the record has its key."""
    await _executor(type(record)).execute_insert(record)
    record._saved_in_db = True


async def update(record: Model, names: Sequence[str]) -> None:
    """Writes the columns of these attributes."""
    executor, meta = _executor(type(record)), cast("Any", record._meta)
    values = [meta.fields_map[n].to_db_value(getattr(record, n), record) for n in names]
    await executor.db.by_key(executor.get_update_sql(names, None), [*values, record.pk])


async def append(model: type[Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Writes a few new rows of which no record is wanted: attribute -> value as it is stored.

    What is not named is NULL.
    """
    executor = _executor(model)
    values = [[row.get(name) for name in executor.regular_columns] for row in rows]
    await executor.db.write_few(executor.insert_query, values)


async def delete(rows: QuerySet[Any]) -> int:
    """Deletes all that is found, a few rows at a time; how many there were."""
    deleted = 0
    while keys := await rows.limit(AT_ONCE).values_list("id", flat=True):
        deleted += await rows.model.filter(id__in=keys).delete()
    return deleted


def _executor(model: type[Model]) -> Any:
    connection: Any = model._choose_db(for_write=True)
    return connection.executor_class(model=model, db=connection)
