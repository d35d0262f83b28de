"""Among random changes, assets and windows, the check finds what the oracle finds, no more."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from tortoise.models import Model

from gateway.changes.colliding import collisions
from gateway.changes.lifecycle import ChangeState
from gateway.changes.models import ChangeRequest, ChangeWindow
from gateway.database import Database
from gateway.people import roles
from gateway.schedules.models import Schedule
from gateway.schedules.writing import week
from tests.changes.naive import HOURS, Plain
from tests.world import a_product, a_user, an_asset

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
SIZES = {"assets": 14, "changes": 60, "windows": 9, "people": 4}


def at(hour: int | None) -> datetime | None:
    return None if hour is None else MONDAY + timedelta(hours=hour)


def _hours(random: Random, longest: int) -> tuple[int, int]:
    start = random.randrange(len(HOURS) - longest)
    return start, start + random.randrange(longest)  # at times it takes no time at all


async def _world(random: Random) -> Plain:
    people = [await a_user() for _ in range(SIZES["people"])]
    products = [await a_product() for _ in range(3)]
    assets: list[Model] = []
    plain = Plain({}, {}, {})
    for _ in range(SIZES["assets"]):
        whole, product = random.choice([None, *assets[-5:]]), random.choice(products)
        assets.append(await an_asset(parent=whole, product=product))
        plain.assets[assets[-1].pk] = (whole and whole.pk, product.pk)
    changes: list[ChangeRequest] = []
    for n in range(SIZES["changes"]):
        start, end = _hours(random, 30)
        given: dict[str, Any] = {
            "asset": random.choice([None, *assets, *assets]),
            "assignee": random.choice([None, *people]),
            "parent": random.choice([None, None, None, *changes[-3:]]),
        }
        changes.append(
            await ChangeRequest.create(
                number=f"CHG{n:07}",
                short_description="The board burns",
                state=(state := random.choice([*ChangeState])),
                planned_start=at(start),
                planned_end=at(end),
                assigned_to=given["assignee"],
                **{name: given[name] for name in ("asset", "parent")},
            )
        )
        keys = {name: record and record.pk for name, record in given.items()}
        plain.changes[changes[-1].pk] = {"start": start, "end": end, "state": state.value, **keys}
    office = await Schedule.create(name="Office", timezone="UTC")
    for entry in week("Mon-Fri 9-17"):
        entry.schedule_id = office.pk
        await entry.save()
    for n in range(SIZES["windows"]):
        await _window(random, plain, n, office, random.choice([None, *products, *assets[:6]]))
    return plain


async def _window(random: Random, plain: Plain, n: int, office: Schedule, about: Any) -> None:
    scope = about and type(about).__name__.removesuffix("Model").lower()
    regular = random.random() < 0.6
    start, end = (None, None) if regular and random.random() < 0.5 else _hours(random, 90)
    row: dict[str, Any] = {
        "kind": random.choice(["BLACKOUT", "MAINTENANCE"]),
        "active": random.random() < 0.85,
    }
    made = await ChangeWindow.create(
        name=f"Window {n}",
        starts=at(start),
        ends=at(end),
        schedule=office if regular else None,
        **row,
        **({scope: about} if scope else {}),
    )
    keys = {name: about.pk if scope == name else None for name in ("asset", "product")}
    plain.windows[made.pk] = {**row, "start": start, "end": end, "office": regular, **keys}


def _hour(moment: datetime) -> int:
    return int((moment - MONDAY).total_seconds()) // 3600


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_the_check_finds_what_counting_finds(database: Database, seed: int) -> None:
    del database
    await roles.establish()
    plain = await _world(Random(seed))  # noqa: S311  # no secret
    kinds: Counter[str] = Counter()
    for change in await ChangeRequest.all():
        found = [
            (one.kind.value, _hour(one.starts), _hour(one.ends), one.other, one.window)
            for one in await collisions(change)
        ]
        assert len(found) == len(set(found))
        assert set(found) == plain.conflicts(change.pk), change.number
        kinds.update(kind for kind, *_ in found)
    assert len(kinds) == 5, f"the world shows only {kinds}"
