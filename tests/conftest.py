"""What every test may use: an empty world of its own; `tests.databases` has more."""

import asyncio
import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.world import World, entered, prepare

pytest_plugins = ["tests.databases"]


@pytest.fixture(scope="session")
def empty_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a migrated database that holds the roles; copied for each test."""
    return asyncio.run(prepare(tmp_path_factory.mktemp("empty")))


@pytest.fixture
async def world(tmp_path: Path, empty_world: Path) -> AsyncGenerator[World]:
    """A database of the test's own, and the engine over it."""
    async with entered(shutil.copytree(empty_world, tmp_path / "data")) as opened:
        yield opened
