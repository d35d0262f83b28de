"""Every refusal is in the catalogue, with its status, and the catalogue says nothing else."""

import re
from collections.abc import Iterator
from pathlib import Path

from gateway.errors import Refusal

CATALOGUE = (Path(__file__).parents[2] / "docs" / "errors.md").read_text("utf-8")
ROWS = {
    cells[0].strip("`"): cells[3]
    for line in CATALOGUE.splitlines()
    if line.startswith("| `") and (cells := [cell.strip() for cell in line.strip("|").split("|")])
}


def every(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for sub in kind.__subclasses__():
        yield sub
        yield from every(sub)


def test_every_code_and_status_is_documented() -> None:
    given = {(kind.code, str(kind.status)) for kind in every(Refusal)}
    documented = {
        (code, status) for code, told in ROWS.items() for status in re.findall(r"\d+", told)
    }

    assert documented == given | {("INTERNAL_SERVER_ERROR", "500")}
