"""Runs audits that others publish as npm packages; their versions are locked beside them."""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "caseway" / "audits"


def run(audit: str, script: str, *arguments: str) -> Any:
    """What the audit's script prints, read as JSON."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node")
    folder = installed(audit)
    ended = subprocess.run(
        [node, script, *arguments], cwd=folder, capture_output=True, text=True, timeout=300
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def installed(audit: str) -> Path:
    """A folder with the audit and the packages that its lock names; made once per content."""
    files = sorted(path for path in (HERE / audit).iterdir() if path.suffix in (".json", ".mjs"))
    content = hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()[:16]
    ready = CACHE / f"{audit}-{content}"
    if not ready.exists():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("needs npm")
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as making:
            for path in files:
                shutil.copy(path, making)
            command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
            ended = subprocess.run(command, cwd=making, capture_output=True, text=True)
            if ended.returncode != 0:
                pytest.skip(f"npm cannot fetch the audit: {ended.stderr[-500:]}")
            shutil.copytree(making, ready, symlinks=True, dirs_exist_ok=True)
    return ready
