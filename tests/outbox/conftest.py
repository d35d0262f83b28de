"""A worker over an open, empty database; each test runs on both databases."""

from collections.abc import AsyncGenerator, Generator

import pytest

from gateway.outbox.handling import HANDLERS
from gateway.settings import Settings
from tests.acting.works import Works, opened


@pytest.fixture
async def works(settings: Settings) -> AsyncGenerator[Works]:
    async with opened(settings) as works:
        yield works


@pytest.fixture(autouse=True)
def handlers() -> Generator[None]:
    """Handlers that a test declares are gone with it."""
    kept = dict(HANDLERS)
    yield
    HANDLERS.clear()
    HANDLERS.update(kept)
