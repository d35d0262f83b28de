"""Writes the migration for what changed in the models: `make migrations`.

Tortoise's own writer cannot make tables that refer to one another in a circle: it leaves columns
out. Here a table is made as soon as its required references exist, and the others follow.
"""

import asyncio
import sys
import tempfile
from collections.abc import Iterable
from copy import copy
from pathlib import Path
from typing import Any

from tortoise.context import TortoiseContext
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.indexes import Index
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.operations import AddField, AddIndex, CreateModel, Operation
from tortoise.migrations.writer import MigrationWriter

from gateway.database import migrations
from gateway.database.opening import APPS, configuration
from gateway.settings import Settings


async def missing() -> list[MigrationWriter]:
    """The migrations that are needed because the models have moved on; none when all is well."""
    with tempfile.TemporaryDirectory() as folder:
        async with TortoiseContext() as context:
            settings = Settings(data=Path(folder))
            await context.init(configuration(settings), init_connections=False)
            assert context.apps is not None  # noqa: S101  # just initialised
            writers = await MigrationAutodetector(context.apps, APPS).changes()
    for writer in writers:
        writer.operations = in_order(writer.operations)
    return writers


def in_order(operations: Iterable[Operation]) -> list[Operation]:
    """The same steps, so that every reference finds its table."""
    steps = list(operations)
    creations = {step.name: step for step in steps if isinstance(step, CreateModel)}
    later: list[Operation] = []
    ordered: list[Operation] = []
    while creations:
        name = min(creations, key=lambda name: _obstacles(creations[name], creations))
        ordered.append(_without(creations.pop(name), set(creations), later))
    return [*ordered, *later, *(step for step in steps if not isinstance(step, CreateModel))]


def _references(step: CreateModel, awaited: set[str]) -> dict[str, ForeignKeyFieldInstance[Any]]:
    """The foreign keys of a table to others that are not made yet."""
    return {
        name: field
        for name, field in step.fields
        if isinstance(field, ForeignKeyFieldInstance)
        and str(field.model_name).removeprefix("gateway.") in awaited - {step.name}
    }


def _obstacles(step: CreateModel, creations: dict[str, CreateModel]) -> tuple[int, int, int, str]:
    """How badly a table must wait: by its required references, by all of them, by who waits."""
    awaited = set(creations)
    mine = _references(step, awaited).values()
    waiting = sum(bool(_references(other, {step.name})) for other in creations.values())
    return sum(not field.null for field in mine), len(mine), -waiting, step.name


def _without(step: CreateModel, awaited: set[str], later: list[Operation]) -> CreateModel:
    """The table without references to tables to come; they go to `later`, with their indexes."""
    references = _references(step, awaited)
    if needed := [name for name, field in references.items() if not field.null]:
        raise ValueError(f"{step.name}.{needed[0]} is required and part of a circle: make it null.")
    columns = set(references) | {str(field.source_field) for field in references.values()}
    options: dict[str, Any] = dict(step.options or {})
    if any(columns.intersection(group) for group in options.get("unique_together") or ()):
        raise ValueError(f"{step.name} is unique by a column that comes later: reorder by hand.")
    indexes = [_index(given) for given in options.pop("indexes", ())]
    late = [index for index in indexes if columns.intersection(index.fields)]
    if kept := [index for index in indexes if index not in late]:
        options["indexes"] = kept
    later += [AddField(step.name, name, copy(field)) for name, field in references.items()]
    later += [AddIndex(step.name, index) for index in late]
    fields = [(name, field) for name, field in step.fields if name not in columns]
    return CreateModel(step.name, fields, options, step.bases)


def _index(given: Index | Iterable[str]) -> Index:
    return given if isinstance(given, Index) else Index(fields=tuple(given))


async def make(*, anew: bool) -> list[Path]:
    """Writes what is missing; `anew` rewrites the one initial migration, before a release."""
    if anew:
        for path in Path(str(migrations.__file__)).parent.glob("0*.py"):
            path.unlink()
            sys.modules.pop(f"{migrations.__name__}.{path.stem}", None)
    return [writer.write() for writer in await missing()]


def main(arguments: list[str]) -> int:
    """Writes what is missing (`--anew`: all of it); `--check` only looks, and exits with 1."""
    if "--check" in arguments:
        names = [writer.name for writer in asyncio.run(missing())]
        lines = [f"The models have moved on, {name} is missing: make migrations" for name in names]
    else:
        lines = [str(path) for path in asyncio.run(make(anew="--anew" in arguments))]
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return int("--check" in arguments and bool(lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
