"""A simulation of every incident of a log as large as the published one.

The sample that the demo carries, its incidents repeated under other numbers until there are as many
as the whole log has; with CASEWAY_FULL_LOG, that log itself.
"""

import csv
import gzip
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import NamedTuple

from gateway.database.fields import now
from gateway.demo.sample import SAMPLE
from gateway.imports.log import COLUMNS
from gateway.imports.staging import Staging
from gateway.simulating import logged
from gateway.simulating.comparing import Comparison
from gateway.simulating.promises import altered, columns, to_begin_with

INCIDENTS = 20_769
HALF = 2  # what every target is divided by


class Simulated(NamedTuple):
    """How long it took, from the file to the figures."""

    incidents: int
    seconds: float
    processor: float


async def simulated() -> Simulated:
    """Every promise to begin with, as it is and with half of its time."""
    pairs = [
        (one, altered(one, {"duration": one.level.duration // HALF})) for one in to_begin_with()
    ]
    comparison = Comparison(pairs)
    with _log() as path:
        began, spent = perf_counter(), process_time()
        with Staging() as staging:
            staging.take(path)
            needed = columns([one for pair in pairs for one in pair])
            ends = logged.latest(staging) or now()
            await comparison.take(logged.lives(staging, needed), ends)
        taken = Simulated(comparison.cases, perf_counter() - began, process_time() - spent)
    assert comparison.losses
    return taken


@contextmanager
def _log() -> Iterator[Path]:
    if whole := os.environ.get("CASEWAY_FULL_LOG"):
        yield Path(whole)
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / "log.csv.gz"
        with gzip.open(path, "wt", newline="", encoding="utf-8", compresslevel=1) as file:
            names: list[str] = [*COLUMNS]
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(_repeated())
        yield path


def _repeated() -> Iterator[dict[str, str]]:
    with (
        as_file(files("gateway.demo").joinpath(SAMPLE)) as path,
        gzip.open(path, "rt", encoding="utf-8") as text,
    ):
        lives = [list(rows) for _, rows in groupby(csv.DictReader(text), lambda r: r["number"])]
    for place in range(INCIDENTS):
        for row in lives[place % len(lives)]:
            yield row | {"number": f"INC{place:07}"}
