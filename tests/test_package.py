"""The wheel carries everything that the program needs, and installs without us."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """The names of the files in the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        return frozenset(archive.namelist())


@pytest.mark.parametrize("source", ["gateway", "portal", "templates"])
def test_every_file_travels(wheel: frozenset[str], source: str) -> None:
    target = Path("portal/templates") if source == "templates" else Path(source)
    ours = {
        str(target / path.relative_to(source))
        for path in Path(source).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert len(ours) > 5
    assert ours <= wheel


def test_the_schema_and_the_licence_travel(wheel: frozenset[str]) -> None:
    assert any(name.endswith("share/caseway/schema.graphql") for name in wheel)
    assert any(name.endswith("licenses/LICENSE") for name in wheel)


def test_nothing_else_does(wheel: frozenset[str]) -> None:
    tops = {name.split("/")[0].split("-")[0] for name in wheel}

    assert tops == {"caseway", "gateway", "portal"}


def test_the_lock_pins_every_dependency_and_names_no_place_to_get_it_from() -> None:
    project = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))
    declared = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    lock = Path("requirements.lock").read_text("utf-8")
    pins = dict(re.findall(r"^([a-z0-9-]+)==([^ ;]+)", lock, re.MULTILINE))

    for text in declared:
        asked = Requirement(text)
        assert asked.specifier.contains(pins[asked.name]), text
    assert "://" not in lock
    assert lock.count("--hash=sha256:") >= len(pins)
