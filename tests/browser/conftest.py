"""A served gateway of the test's own, or of its file's, and a browser before it."""

import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from gateway.app import Gateway
from gateway.settings import Settings
from tests.browser.desk import Site, chromium
from tests.request.served import served


@asynccontextmanager
async def _opened(world: Path, folder: Path) -> AsyncGenerator[Site]:
    gateway = Gateway(Settings(data=shutil.copytree(world, folder)))
    async with chromium() as browser, gateway.open(), served(gateway) as base:
        yield Site(browser, base)


@pytest.fixture
async def site(empty_world: Path, tmp_path: Path) -> AsyncGenerator[Site]:
    async with _opened(empty_world, tmp_path / "data") as site:
        yield site


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(
    empty_world: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Site]:
    """A site that the tests of a file share: each brings people and records of its own."""
    async with _opened(empty_world, tmp_path_factory.mktemp("house") / "data") as site:
        yield site
