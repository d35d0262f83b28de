"""Who points at a row: every foreign key of every model, also those without a way back."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from tortoise import Tortoise
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.models import Model

from gateway.imports.bulk import meta, select


@dataclass(frozen=True, slots=True)
class Reference:
    """A column whose values are ids of rows of another table."""

    model: type[Model]
    column: str
    required: bool

    @property
    def table(self) -> str:
        return meta(self.model).db_table


def references(target: type[Model]) -> list[Reference]:
    """The columns that point at rows of `target`."""
    return [
        Reference(model, field.source_field or f"{name}_id", required=not field.null)
        for model in _models()
        for name in sorted(meta(model).fk_fields)
        if (field := meta(model).fields_map[name]).related_model is target  # pyright: ignore
    ]


async def pointing(
    connection: BaseDBAsyncClient, reference: Reference, keys: Collection[int]
) -> list[int]:
    """The ids of the rows that point at one of `keys`."""
    sql = (
        f'SELECT "id" FROM "{reference.table}" '  # noqa: S608  # our own names, and integers
        f'WHERE "{reference.column}" IN ({listed(keys)}) ORDER BY "id"'
    )
    return [row["id"] for row in await select(connection, sql)]


async def pointed_at(
    connection: BaseDBAsyncClient, reference: Reference, keys: Collection[int]
) -> set[int]:
    """Those of `keys` at which a row points."""
    sql = (
        f'SELECT DISTINCT "{reference.column}" AS "key" FROM "{reference.table}" '  # noqa: S608
        f'WHERE "{reference.column}" IN ({listed(keys)})'
    )
    return {row["key"] for row in await select(connection, sql)}


def listed(keys: Collection[int]) -> str:
    """Ids as SQL: integers, so that nothing needs to be bound, however many there are."""
    return ", ".join(str(int(key)) for key in keys)


def _models() -> Iterator[type[Model]]:
    apps = Tortoise.apps
    if apps is None:
        raise RuntimeError("Open the database first.")
    yield from apps.get_models_iterable()
