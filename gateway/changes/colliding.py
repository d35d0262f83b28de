"""What the plan of a change collides with: other changes, blackouts, the lack of a window.

Others count while they are neither closed nor cancelled. A change does not collide with the one
that it is part of, nor with its own parts: these are planned together. The rows are looked up by
index; of each kind of busyness the first hundred are told.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any, NamedTuple

from tortoise.expressions import Q

from gateway.changes.kinds import ConflictKind, WindowKind
from gateway.changes.lifecycle import CHANGE_FINAL
from gateway.changes.models import ChangeRequest, ChangeWindow
from gateway.changes.stretches import Stretch, common, extent, outside
from gateway.changes.windows import held
from gateway.customers.models import Asset
from gateway.database import rows
from gateway.database.fields import as_instant

MOST = 100
OVER = ", ".join(f"'{state}'" for state in sorted(CHANGE_FINAL))
COLUMNS = ("id", "parent_id", "asset_id", "planned_start", "planned_end")
MEANWHILE = (
    '"planned_start" < {} AND "planned_end" > {} AND "planned_start" < "planned_end"'
    f' AND "state" NOT IN ({OVER}) AND "id" <> {{}} ORDER BY "planned_start", "id" LIMIT {MOST}'
)
UP = (
    "up(id, above) AS (SELECT id, parent_id FROM assets WHERE id = {} UNION"
    " SELECT a.id, a.parent_id FROM assets a JOIN up ON a.id = up.above)"
)
DOWN = (
    "down(id) AS (SELECT id FROM assets WHERE id = {} UNION"
    " SELECT a.id FROM assets a JOIN down ON a.parent_id = down.id)"
)
ABOVE = f'WHERE "id" IN (WITH RECURSIVE {UP} SELECT id FROM up)'  # noqa: S608  # of our own making
LINE = f"WITH RECURSIVE {UP}, {DOWN} SELECT id FROM up UNION SELECT id FROM down"  # noqa: S608


class Collision(NamedTuple):
    """Something that a plan collides with: what it is, and when."""

    kind: ConflictKind
    starts: Any
    ends: Any
    other: int | None = None  # the key of the change ...
    window: int | None = None  # ... or of the window


async def collisions(change: ChangeRequest) -> list[Collision]:
    """All that the plan of a change collides with; without a beginning and a later end, nothing."""
    starts, ends = change.planned_start, change.planned_end
    if starts is None or ends is None or starts >= ends:
        return []
    found = [one async for one in _busy(change, (starts, ends))]
    return found + [one async for one in _barred(change, (starts, ends))]


async def _busy(change: ChangeRequest, plan: Stretch) -> AsyncIterator[Collision]:
    """Who and what is busy with other changes meanwhile."""
    rest = (plan[1], plan[0], change.pk or 0)
    if (asset := change.asset_id) is not None:
        ending = f'WHERE "asset_id" IN ({LINE}) AND {MEANWHILE}'
        known = await rows.read(ChangeRequest, COLUMNS, ending, asset, asset, *rest)
        for row in _others(change, known):
            same = row["asset_id"] == asset
            yield _met(plan, row, "ASSET_BUSY" if same else "PARENT_OR_CHILD_BUSY")
    if change.assigned_to_id is not None:
        ending = f'WHERE "assigned_to_id" = {{}} AND {MEANWHILE}'
        known = await rows.read(ChangeRequest, COLUMNS, ending, change.assigned_to_id, *rest)
        for row in _others(change, known):
            yield _met(plan, row, "ASSIGNEE_BUSY")


def _others(change: ChangeRequest, found: Sequence[Any]) -> list[Any]:
    """Those that are not planned together with the change."""
    return [
        row
        for row in found
        if row["id"] != change.parent_id and (change.pk is None or row["parent_id"] != change.pk)
    ]


def _met(plan: Stretch, row: Any, kind: str) -> Collision:
    other = as_instant(row["planned_start"]), as_instant(row["planned_end"])
    both = common(plan, other)
    assert both is not None  # noqa: S101  # it was looked up so
    return Collision(ConflictKind(kind), *both, other=row["id"])


async def _barred(change: ChangeRequest, plan: Stretch) -> AsyncIterator[Collision]:
    """What windows say against the plan."""
    maintenance: dict[int, list[Stretch]] = {}
    for reach, window in await _windows(change):
        stretches = await held(window, window.schedule, plan)
        if window.kind is WindowKind.MAINTENANCE:
            maintenance.setdefault(reach, []).extend(stretches)
        elif met := extent(stretches):
            yield Collision(ConflictKind.BLACKOUT, *met, window=window.pk)
    if maintenance and (bare := extent(outside(plan, maintenance[min(maintenance)]))):
        yield Collision(ConflictKind.OUTSIDE_MAINTENANCE, *bare)


async def _windows(change: ChangeRequest) -> Iterable[tuple[int, ChangeWindow]]:
    """The windows that are about the change, each with how far it reaches: the nearest is 0."""
    above = (
        await rows.read(Asset, ("id", "product_id"), ABOVE, change.asset_id)
        if change.asset_id is not None
        else ()
    )
    assets = {row["id"]: row["product_id"] for row in above}
    product = assets.get(change.asset_id)
    about = Q(asset_id=None, product_id=None) | Q(asset_id__in=[*assets])
    if product is not None:
        about |= Q(product_id=product)
    windows = ChangeWindow.filter(about, active=True).order_by("id").select_related("schedule")
    return [(_reach(window), window) for window in await windows]


def _reach(window: ChangeWindow) -> int:
    """0 where it is about an asset, 1 about a product, 2 about everything."""
    return 0 if window.asset_id is not None else 1 if window.product_id is not None else 2
