"""Two databases in which one may act: they differ at most in what an actor may not know."""

import asyncio
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from tortoise.context import TortoiseContext

from gateway.actor import Actor
from gateway.database.opening import connect
from gateway.request.allowance import Limits
from gateway.request.cursors import Seal
from gateway.request.engine import Engine
from gateway.request.entities import every_model
from gateway.request.run import SQLiteReader
from gateway.schema import graph
from gateway.settings import Settings
from tests.policy.oracle import World, read_world
from tests.questions.secrets import Change, write
from tests.questions.stage import GENEROUS, KEY, Stage
from tests.questions.worlds import MONDAY
from tests.reference.values import global_id

BORN = 12  # records of one type that one action may make


@dataclass
class Scene:
    """A database that is as it was before every act, and the stage over it."""

    runner: asyncio.Runner
    stage: Stage
    path: Path
    pristine: Path
    last: Mapping[str, int] = field(default_factory=dict[str, int])  # type -> highest key
    at_rest: tuple[tuple[int, int], ...] = ()  # the files as they were restored

    def act(self, text: str, actor: Actor, variables: Mapping[str, Any]) -> bytes:
        """The response, in which the ids of records that were made are left out."""
        self.restore()
        return self.further(text, actor, variables)

    def further(self, text: str, actor: Actor, variables: Mapping[str, Any]) -> bytes:
        """The same, after all that was done since the last `act`."""
        said = self.runner.run(self.stage.response(text, actor, variables))
        if b'"id"' not in said:
            return said
        for name, key in self.last.items():
            for at in range(1, BORN):
                made = global_id(name, key + at)
                said = said.replace(f'"{made}"'.encode(), f'"new {name} {at}"'.encode())
        return said

    def data(self, text: str, actor: Actor, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The body of the response, which must be an answer; ids as they are."""
        said = self.runner.run(self.stage.response(text, actor, variables))
        assert said.startswith(b"200 "), said
        return orjson.loads(said[4:].rpartition(b" ")[0])

    def is_changed(self) -> bool:
        """Whether anything was written since it was restored."""
        return self._written() != self.at_rest

    def dump(self) -> list[str]:
        with sqlite3.connect(self.path) as link:
            told = list(link.iterdump())
        link.close()
        return told

    def restore(self) -> None:
        if self.is_changed():
            _copy(self.pristine, self.path)
            self.at_rest = self._written()

    def _written(self) -> tuple[tuple[int, int], ...]:
        """Size and time (ns) of what the database has in its file and in its journal."""
        files = (self.path, self.path.with_name(f"{self.path.name}-wal"))
        found = [file.stat() for file in files if file.exists()]
        return tuple((file.st_size, file.st_mtime_ns) for file in found if file.st_size)

    def world(self) -> World:
        """All that the database holds now."""
        return self.runner.run(read_world(m for m in every_model() if _ours(m)))

    def referred(self, text: str, actor: Actor, variables: Mapping[str, Any]) -> Any:
        """What the reference says to a question, of all that the database holds now."""
        reference = copy(self.stage.reference)
        reference.world = self.world()
        return reference.answer(text, variables, actor)["data"]


def _ours(model: Any) -> bool:
    return model.__module__.startswith("gateway.")


def _copy(source: Path, target: Path) -> None:
    with sqlite3.connect(source) as here, sqlite3.connect(target) as there:
        here.backup(there)
    here.close()
    there.close()


@contextmanager
def scene(world: Stage, folder: Path, changes: Iterable[Change] = ()) -> Iterator[Scene]:
    """A copy of the database of `world`, with these changes, in which one may act."""
    folder.mkdir(exist_ok=True)
    path, pristine = folder / "scene.db", folder / "pristine.db"
    path.unlink(missing_ok=True)
    _copy(Path(world.path), path)
    write(graph(), changes, path)
    _copy(path, pristine)
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        try:
            stage = runner.run(_staged(stack, world, path))
            yield Scene(runner, stage, path, pristine, _last(path))
        finally:
            runner.run(stack.aclose())


async def _staged(stack: AsyncExitStack, world: Stage, path: Path) -> Stage:
    settings = Settings(data=path.parent, database_url=f"sqlite://{path}")
    context = await stack.enter_async_context(TortoiseContext())
    await connect(context, settings, everywhere=False)
    reader = SQLiteReader(str(path))
    stack.push_async_callback(reader.close)
    engine = Engine(graph(), reader, Seal(KEY), Limits(cost=GENEROUS))
    engine.runner.clock = lambda: MONDAY
    return Stage(engine, world.reference, world.views, world.documents, str(path))


def _last(path: Path) -> dict[str, int]:
    with sqlite3.connect(path) as link:
        found = {
            name: link.execute(f'SELECT coalesce(max(id), 0) FROM "{entity.table}"').fetchone()[0]
            for name, entity in graph().entities.items()
            if name in graph().nodes
        }
    link.close()
    return found
