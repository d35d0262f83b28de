"""Applies one migration; what its steps do to the models is worked out together where it can be.

Tortoise renders every model anew before and after each step, which for many tables takes a minute.
Steps that only add something need no models but those that stand when all of them are done.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from tortoise.migrations.migration import Migration
from tortoise.migrations.operations import AddField, AddIndex, CreateModel, Operation
from tortoise.migrations.schema_editor import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State

ADDING = (CreateModel, AddField, AddIndex)


class _Gathered(State):
    """The same models, which say what would have to be rendered anew instead of doing so."""

    wanted: set[tuple[str, str]]

    def reload_model(self, app_label: str, model_name: str) -> None:
        self.wanted.add((app_label, model_name))

    def reload_models(self, model_tuples: Iterable[tuple[str, str]]) -> None:
        self.wanted.update(model_tuples)


async def apply(migration: Migration, state: State, editor: BaseSchemaEditor) -> State:
    """Changes the tables by the steps of a migration; returns the models as they stand then."""
    for steps in _alike(migration.operations):
        before = state if isinstance(steps[0], ADDING) else state.clone()
        _forward(migration, steps, state)
        for step in steps:
            await step.database_forward(migration.app_label, before, state, editor)
    state.validate_relations_initialized()
    return state


def _alike(operations: Iterable[Operation]) -> Iterator[list[Operation]]:
    """Steps of one kind that follow one another; others than those that add stand alone."""
    for kind, steps in groupby(operations, type):
        if issubclass(kind, ADDING):
            yield list(steps)
        else:
            yield from ([step] for step in steps)


def _forward(migration: Migration, steps: list[Operation], state: State) -> None:
    gathered = _Gathered(models=state.models, apps=state.apps)
    gathered.wanted = set()
    for step in steps:
        step.state_forward(migration.app_label, gathered)
    state.reload_models(gathered.wanted)
