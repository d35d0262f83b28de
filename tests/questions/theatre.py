"""Keeps a stage set for as long as a file of tests runs, with the loop that its parts live in."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from tests.questions.pool import Pool
from tests.questions.stage import Stage, sketch, staged

T = TypeVar("T")


class Theatre:
    """One stage, usable from tests that are not coroutines, as hypothesis wants them."""

    def __init__(self, runner: asyncio.Runner, stage: Stage) -> None:
        self._runner, self.stage = runner, stage
        self.pool = Pool(stage.reference.graph, stage.world)

    def run(self, asked: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(asked)


@contextmanager
def theatre(seed: int, url: str, folder: Path, *, marked: bool = False) -> Iterator[Theatre]:
    """Sets the stage over the empty, migrated database at `url`."""
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        try:
            drawn = sketch(seed, marked=marked)
            stage = runner.run(stack.enter_async_context(staged(drawn, url, folder)))
            yield Theatre(runner, stage)
        finally:
            runner.run(stack.aclose())
