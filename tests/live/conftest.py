"""A gateway whose pages are told what changes, on both databases."""

from collections.abc import AsyncGenerator

import pytest

from gateway.settings import Settings
from tests.acting.works import Works, opened


@pytest.fixture
async def works(settings: Settings) -> AsyncGenerator[Works]:
    async with opened(settings) as works:
        yield works
