"""Rows by the thousand: ids known beforehand, inserted together, for both databases."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import Any, cast

from tortoise import fields
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.models import MetaInfo, Model

Row = Mapping[str, Any]
Encode = Callable[[Any], Any]

SQLITE = "sqlite"


def meta(model: type[Model]) -> MetaInfo:
    """What Tortoise knows about the table of a model."""
    return model._meta  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


async def reserve(connection: BaseDBAsyncClient, model: type[Model], count: int) -> Sequence[int]:
    """That many ids for rows of `model`, which nobody else will use. Call it in a transaction."""
    if count == 0:
        return ()
    table = meta(model).db_table
    if connection.capabilities.dialect == SQLITE:
        return await _reserve_in_sqlite(connection, table, count)
    rows = await select(
        connection,
        "SELECT nextval(pg_get_serial_sequence($1, 'id')) AS id FROM generate_series(1, $2::int)",
        [f'"{table}"', count],
    )
    return [row["id"] for row in rows]


async def select(
    connection: BaseDBAsyncClient, sql: str, values: Sequence[Any] = ()
) -> list[dict[str, Any]]:
    """The rows that `sql` gives, as dictionaries."""
    return cast("list[dict[str, Any]]", await connection.execute_query_dict(sql, list(values)))


async def insert(connection: BaseDBAsyncClient, model: type[Model], rows: Iterable[Row]) -> None:
    """Inserts `rows`, which all name the same columns; the model's defaults fill the others."""
    rows = list(rows)
    if not rows:
        return
    given = list(rows[0])
    rest = {name: value for name, value in _defaults(model).items() if name not in rows[0]}
    encode = [(name, _encoder(model, name)) for name in given]
    tail = [_encoder(model, name)(value) for name, value in rest.items()]
    await connection.execute_many(
        _statement(connection, model, [*given, *rest]),
        [[turn(row[name]) for name, turn in encode] + tail for row in rows],
    )


async def _reserve_in_sqlite(connection: BaseDBAsyncClient, table: str, count: int) -> range:
    found = await select(
        connection,
        "UPDATE sqlite_sequence SET seq = seq + ? WHERE name = ? RETURNING seq",
        [count, table],
    )
    if not found:
        await connection.execute_query(
            "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [table, count]
        )
    last: int = found[0]["seq"] if found else count
    return range(last - count + 1, last + 1)


def _statement(connection: BaseDBAsyncClient, model: type[Model], names: Sequence[str]) -> str:
    projection = meta(model).fields_db_projection
    columns = ", ".join(f'"{projection[name]}"' for name in names)
    sqlite = connection.capabilities.dialect == SQLITE
    marks = ", ".join("?" if sqlite else f"${place}" for place in range(1, len(names) + 1))
    table = meta(model).db_table
    return f'INSERT INTO "{table}" ({columns}) VALUES ({marks})'  # noqa: S608  # our own names


def _defaults(model: type[Model]) -> dict[str, Any]:
    """What rows get that say nothing: the model's defaults, without the nulls."""
    known = cast("Mapping[str, fields.Field[Any]]", meta(model).fields_map)
    return {
        name: field.default() if callable(field.default) else field.default
        for name, field in known.items()
        if field.has_db_field and not field.pk and field.default is not None
    }


def _encoder(model: type[Model], name: str) -> Encode:
    field = cast("fields.Field[Any]", meta(model).fields_map[name])
    if isinstance(field, fields.JSONField):
        return lambda value: field.to_db_value(value, model)
    return _plain


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
