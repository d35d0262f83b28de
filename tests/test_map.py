"""The maps are complete: whoever adds a file says in its folder's docstring what it is for."""

import re
from pathlib import Path

import pytest

import gateway
import gateway.cases
import gateway.changes
import gateway.conditions
import gateway.customers
import gateway.desk
import gateway.files
import gateway.fulfilment
import gateway.incidents
import gateway.levels
import gateway.live
import gateway.policy
import gateway.problems
import gateway.relations
import gateway.request
import gateway.schedules
import gateway.work

ROOT = Path(__file__).parents[1]
MAPPED = {
    m.__name__: m.__doc__ or ""
    for m in (
        gateway,
        gateway.cases,
        gateway.changes,
        gateway.conditions,
        gateway.customers,
        gateway.desk,
        gateway.files,
        gateway.fulfilment,
        gateway.incidents,
        gateway.levels,
        gateway.live,
        gateway.notifications,
        gateway.outbox,
        gateway.policy,
        gateway.problems,
        gateway.relations,
        gateway.request,
        gateway.schedules,
        gateway.work,
    )
}


@pytest.mark.parametrize("name", MAPPED)
def test_a_map_names_every_file_of_its_folder_and_no_other(name: str) -> None:
    folder = ROOT.joinpath(*name.split("."))
    inside = {p.stem for p in folder.iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()}
    lines = re.findall(r"^([a-z_]+(?:, [a-z_]+)*)  +\S", MAPPED[name], re.MULTILINE)
    named = {word for line in lines for word in line.split(", ")}
    assert named == inside - {"__init__"}


def test_the_map_of_the_readme_names_every_folder_of_the_gateway_and_no_other() -> None:
    told = (ROOT / "README.md").read_text().split("gateway/   ")[1].split("portal/  ")[0]
    named = re.findall(r"(?:^  |/ )([a-z]+)(?=/)", told, re.MULTILINE)
    assert set(named) == {p.parent.name for p in ROOT.glob("gateway/*/__init__.py")}
