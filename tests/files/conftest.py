"""A gateway of the test's own, with a cabinet that takes small files only."""

import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from gateway.app import Gateway
from gateway.settings import Settings
from tests.files.counter import Counter


@pytest.fixture
async def counter(empty_world: Path, tmp_path: Path) -> AsyncGenerator[Counter]:
    folder = shutil.copytree(empty_world, tmp_path / "data")
    settings = Settings(data=folder, base_url="http://desk.example", max_upload=100_000)
    gateway = Gateway(settings)
    async with gateway.open() as installation:
        yield Counter(gateway, installation)
