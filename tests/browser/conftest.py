"""A served gateway of the test's own, and a browser before it."""

import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from gateway.app import Gateway
from gateway.settings import Settings
from tests.browser.desk import Site, chromium
from tests.request.served import served


@pytest.fixture
async def site(empty_world: Path, tmp_path: Path) -> AsyncGenerator[Site]:
    folder = shutil.copytree(empty_world, tmp_path / "data")
    gateway = Gateway(Settings(data=folder))
    async with chromium() as browser, gateway.open(), served(gateway) as base:
        yield Site(browser, base)
