"""What the planner knows of the tables, read off the models."""

import gc
from collections import Counter
from pathlib import Path

import gateway.cases.models
from gateway.database import migrate
from gateway.request.entities import entities, every_model
from gateway.settings import Settings


async def test_models_of_the_past_that_migrations_make_are_not_taken_for_ours(
    tmp_path: Path,
) -> None:
    gc.disable()  # so that they live on, as they may in a process that migrates before it serves
    try:
        await migrate(Settings(data=tmp_path))
        models = every_model()
    finally:
        gc.enable()

    assert gateway.cases.models.Case in models
    assert [name for name, n in Counter(m.__name__ for m in models).items() if n > 1] == []
    assert "account" in entities(models)["Case"].links
