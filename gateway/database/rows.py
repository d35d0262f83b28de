"""Writes rows by the statements that Tortoise has made of their models; deletes many by parts.

`Model.save` writes as well, and for each row looks for listeners, of which Caseway has none.
"""
# pyright: reportPrivateUsage=false
# ruff: noqa: SLF001  # Tortoise has no public name for these

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar, cast

from tortoise.models import Model
from tortoise.queryset import QuerySet

M = TypeVar("M", bound=Model)
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


async def select(model: type[M], ending: str, *values: Any) -> list[M]:
    """The few rows at the end of a statement, such as `WHERE "case_id" = {} ORDER BY "id"`."""
    names = cast("Any", model)._meta.fields_db_projection
    found = await read(model, names.values(), ending, *values)
    return [cast("Any", model)._init_from_db(**dict(row)) for row in found]


async def read(
    model: type[Model], names: Iterable[str], ending: str, *values: Any
) -> Sequence[Any]:
    """These columns of such rows, as they are stored.

    Within a transaction of SQLite it waits for nobody: see `by_key`.
    """
    database = _executor(model).db
    lite = database.capabilities.dialect == "sqlite"
    marks = ["?" if lite else f"${place}" for place, _ in enumerate(values, 1)]
    columns = ", ".join(f'"{name}"' for name in names)
    table = f'"{cast("Any", model)._meta.db_table}" {ending.format(*marks)}'
    text = f"SELECT {columns} FROM {table}"  # noqa: S608  # of our own making
    if hasattr(database, "by_key"):
        return await database.by_key(text, values)
    return (await database.execute_query(text, list(values)))[1]


async def update_few(records: Sequence[Model], names: Sequence[str]) -> None:
    """Writes the same columns of a few rows of one model, in one round trip."""
    executor, fields = _executor(type(records[0])), cast("Any", records[0]._meta).fields_map
    values = [
        [*(fields[n].to_db_value(getattr(one, n), one) for n in names), one.pk] for one in records
    ]
    await executor.db.write_few(executor.get_update_sql(names, None), values)


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
