"""Keys are made once, kept to their owner, and the same for everybody who asks."""

import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gateway.secrets import secret
from gateway.settings import Settings
from tests.ending import PATIENCE


def test_a_key_is_made_on_first_use_and_stays(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)

    assert settings.secret("cursors") == settings.secret("cursors")
    assert settings.secret("cursors") != settings.secret("links")
    assert len(settings.secret("cursors")) == 32


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    secret(tmp_path / "secrets", "cursors")
    modes = [
        stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "secrets", *tmp_path.glob("*/*"))
    ]

    assert modes == [0o700, 0o600]


def test_threads_that_ask_first_get_the_same_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: secret(tmp_path, "cursors"), range(200)))

    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["cursors"]


def test_processes_that_ask_first_get_the_same_one(tmp_path: Path) -> None:
    program = f"""
from pathlib import Path
from gateway.secrets import secret
print(secret(Path({str(tmp_path)!r}), "cursors").hex())
"""
    processes = [
        subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]

    assert len({process.communicate(timeout=PATIENCE)[0] for process in processes}) == 1


def test_a_key_that_was_cut_short_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "cursors").write_bytes(b"short")

    with pytest.raises(RuntimeError, match="5 bytes instead of 32: restore it from a backup"):
        secret(tmp_path, "cursors")
