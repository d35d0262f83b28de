"""What the tests of cases share: a desk where anybody may try anything."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cases.desk import Desk


@pytest.fixture(scope="module")
def desk(empty_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One for the whole file; `desk.clear()` empties it."""
    folder = shutil.copytree(empty_world, tmp_path_factory.mktemp("desk") / "data")
    with closing(Desk(folder)) as opened:
        yield opened
