"""Makes small logs for tests, and counts what a database holds."""

import csv
import gzip
from collections.abc import Iterable
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from tortoise import Tortoise

from gateway.demo.sample import SAMPLE
from gateway.imports.log import COLUMNS

SOMETHING = dict.fromkeys(COLUMNS, "?") | {
    "incident_state": "New",
    "active": "true",
    "reassignment_count": "0",
    "reopen_count": "0",
    "sys_mod_count": "0",
    "made_sla": "true",
    "caller_id": "Caller 1",
    "opened_by": "Opened by  8",
    "opened_at": "1/3/2016 08:00",
    "sys_updated_by": "Updated by 21",
    "sys_updated_at": "1/3/2016 08:10",
    "contact_type": "Phone",
    "location": "Location 1",
    "category": "Category 3",
    "subcategory": "Subcategory 4",
    "u_symptom": "Symptom 5",
    "impact": "2 - Medium",
    "urgency": "2 - Medium",
    "priority": "3 - Moderate",
    "assignment_group": "Group 70",
    "knowledge": "false",
    "closed_at": "9/3/2016 12:00",
}


def event(number: str = "INC1", **columns: str) -> dict[str, str]:
    """One line of a log."""
    return SOMETHING | {"number": number} | columns


def a_life(number: str = "INC1", **columns: str) -> list[dict[str, str]]:
    """An incident from New over Active and Resolved to Closed."""
    states = ("New", "Active", "Resolved", "Closed")
    return [
        event(
            number,
            **{
                "incident_state": state,
                "sys_mod_count": str(count),
                "sys_updated_at": f"{count + 1}/3/2016 08:10",
                "resolved_at": "3/3/2016 08:10",
                "closed_code": "code 6",
                "assigned_to": "Resolver 17" if count else "?",
                **columns,
            },
        )
        for count, state in enumerate(states)
    ]


def a_log(folder: Path, rows: Iterable[dict[str, str]], name: str = "log.csv") -> Path:
    """A file with these lines; gzipped when its name says so."""
    path = folder / name
    opener = gzip.open if name.endswith(".gz") else open
    with opener(path, "wt", newline="", encoding="utf-8") as text:
        writer = csv.DictWriter(text, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def sample_rows() -> list[dict[str, str]]:
    """The lines of the sample that ships with the program."""
    with as_file(files("gateway.demo").joinpath(SAMPLE)) as path, gzip.open(path, "rt") as text:
        return list(csv.DictReader(text))


async def holdings() -> dict[str, int]:
    """How many rows each table holds; empty ones are left out, and what counts numbers given."""
    assert Tortoise.apps is not None
    models: Any = Tortoise.apps.get_models_iterable()
    counts = {model.__name__: await model.all().count() for model in models}
    return {
        name: count for name, count in sorted(counts.items()) if count and name != "NumberSeries"
    }
