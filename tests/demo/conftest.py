"""The demo, made once; tests read it."""

import asyncio
import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from gateway.database import open_database
from gateway.demo.build import build
from gateway.settings import Settings
from tests.world import World, entered


@pytest.fixture(scope="session")
def demo_folder(empty_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a database that holds the whole demo."""
    folder = shutil.copytree(empty_world, tmp_path_factory.mktemp("demo") / "data")
    asyncio.run(_fill(folder))
    return folder


async def _fill(folder: Path) -> None:
    async with open_database(Settings(data=folder)) as database:
        await build(database)


@pytest.fixture
async def demo(demo_folder: Path) -> AsyncGenerator[World]:
    """The demo, and the engine over it."""
    async with entered(demo_folder) as world:
        yield world
