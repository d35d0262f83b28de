"""What the conflict check costs among a hundred thousand changes, half of them on one asset.

The rest are spread over assets that are parts of one another, over people and over a year, with
windows for everything, for products and for assets.
"""

import random
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tortoise.models import Model
from tortoise.transactions import in_transaction

from bench.measure import interleaved
from bench.report import COLLIDED, Figure
from gateway.changes.colliding import collisions
from gateway.changes.kinds import WindowKind
from gateway.changes.models import ChangeRequest, ChangeWindow
from gateway.customers.models import Asset, ProductModel
from gateway.people.models import User
from gateway.schedules.models import Schedule
from gateway.schedules.writing import week
from tests.world import MONDAY, a_product, a_user, an_asset, entered, prepare

CHANGES, PARTS, PEOPLE, WINDOWS = 100_000, 4, 500, 30
ASSETS = 20_000
HOUR, YEAR = timedelta(hours=1), 365 * 24  # hours


async def conflicts(rounds: int) -> list[Figure]:
    """Milliseconds of processor time of a check, on an asset like most and on the busiest."""
    with TemporaryDirectory() as folder:
        await prepare(Path(folder))
        async with entered(Path(folder)):
            busiest = await _filled(random.Random(6))  # noqa: S311  # no secret
            few = await ChangeRequest.exclude(asset_id=busiest).limit(200)
            many = await ChangeRequest.filter(asset_id=busiest).limit(200)
            return [figure async for figure in _timed(few, many, rounds)]


async def _timed(few: Sequence[Any], many: Sequence[Any], rounds: int) -> AsyncIterator[Figure]:
    turns = {"an asset like most": cycle(few), "the asset that half of them alter": cycle(many)}

    def check(changes: Iterator[ChangeRequest]) -> Any:
        async def one() -> object:
            async with in_transaction():
                return await collisions(next(changes))

        return one

    samples = await interleaved({name: check(turn) for name, turn in turns.items()}, rounds)
    for name, sample in samples.items():
        yield f"what a plan collides with, on {name}", sample.median / 1000, COLLIDED, "ms"


async def _filled(chance: random.Random) -> int:
    """Writes the world; the key of the busiest asset."""
    product, people = await a_product(), [await a_user() for _ in range(PEOPLE)]
    first = await an_asset(product=product)
    rows: list[Asset] = []
    for key in range(first.pk + 1, first.pk + ASSETS):
        part = (key - first.pk) % (PARTS + 1)
        above = key - part if part else None
        named = {"number": f"X{key}", "name": "Part", "serial_number": f"X{key}"}
        rows.append(Asset(id=key, product=product, parent_id=above, **named))
    await _written(Asset, rows)
    await _windows(product, [first.pk + n for n in range(0, ASSETS, 997)])
    await _written(ChangeRequest, _changes(chance, people, first.pk))
    return first.pk


def _changes(chance: random.Random, people: Sequence[User], first: int) -> Iterator[ChangeRequest]:
    for n in range(CHANGES):
        start = MONDAY + chance.randrange(YEAR) * HOUR
        yield ChangeRequest(
            number=f"CHG{n:07}",
            short_description="Swap the board",
            state="SCHEDULED",
            planned_start=start,
            planned_end=start + chance.randrange(1, 6) * HOUR,
            asset_id=first + (chance.randrange(5, ASSETS) if n % 2 else 0),
            assigned_to=chance.choice(people),
        )


async def _windows(product: ProductModel, assets: Sequence[int]) -> None:
    nights = await Schedule.create(name="Nights", timezone="Europe/Madrid", digest="nights")
    for entry in week("daily 20-6"):
        entry.schedule_id = nights.pk
        await entry.save()
    about: list[dict[str, Any]] = [{}, {"product": product}, *({"asset_id": a} for a in assets)]
    for n in range(WINDOWS):
        kind = WindowKind.BLACKOUT if n % 3 else WindowKind.MAINTENANCE
        await ChangeWindow.create(
            name=f"Window {n}", kind=kind, schedule=nights, **about[n % len(about)]
        )


async def _written(model: type[Model], rows: Any) -> None:
    await model.bulk_create(list(rows), batch_size=5_000)
