"""A gateway of the test's own, with its pages."""

import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from gateway.app import Gateway
from gateway.settings import Settings
from tests.portal.front import Front


@pytest.fixture
async def front(empty_world: Path, tmp_path: Path) -> AsyncGenerator[Front]:
    folder = shutil.copytree(empty_world, tmp_path / "data")
    gateway = Gateway(Settings(data=folder, base_url="http://desk.example"))
    async with gateway.open():
        yield Front(gateway)
