"""The cases of the database, as their trails and their intervals tell of them.

A case that was made here has a trail of every change. One that came from elsewhere has none of what
was before: there the intervals of its history say in which state and whose hands it was, and times
that it holds count from when they say.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from tortoise.expressions import Q

from gateway.cases.history import StateInterval
from gateway.cases.lifecycle import CaseState
from gateway.cases.models import Case
from gateway.imports.models import ImportedRecord
from gateway.levels.past import Values, unwound
from gateway.levels.replaying import since_birth
from gateway.request.ledger import AuditEntry
from gateway.simulating.lives import Life, Told, silent

TOGETHER = 500  # cases
ENDED = (CaseState.RESOLVED, CaseState.CLOSED)
# Columns of a case that say since when something is so, and those that came with them.
SINCE: Mapping[str, tuple[str, ...]] = {
    "first_response_at": (),
    "accepted_at": (),
    "assigned_at": (),
    "resolved_at": ("resolution_code",),
}
HANDS = ("state", "assignment_group_id", "provider_id", "assigned_to_id")
HELD = ("case_id", "started_at", "state", "group_id", "provider_id", "assignee_id")

Interval = tuple[datetime, tuple[Any, ...]]  # since when, and what HANDS were


async def opened(
    since: datetime | None,
    until: datetime | None,
    before: tuple[datetime, int] | None = None,
    most: int | None = None,
    *,
    imported: bool = False,
) -> list[tuple[datetime, int]]:
    """When cases of a period were opened, and their keys; the newest first, beyond one of them.

    imported: Only those that came from elsewhere.
    """
    found = Case.filter(import_batch__not_isnull=True) if imported else Case.all()
    if since:
        found = found.filter(opened_at__gte=since)
    if until:
        found = found.filter(opened_at__lt=until)
    if before:
        earlier = Q(opened_at__lt=before[0]) | Q(opened_at=before[0], id__lt=before[1])
        found = found.filter(earlier)
    found = found.order_by("-opened_at", "-id")
    rows = await (found.limit(most) if most else found).values_list("opened_at", "id")
    return [(at, key) for at, key in rows]


async def lives(
    keys: Sequence[int], columns: Collection[str], told: Told = silent, *, verdicts: bool = False
) -> AsyncIterator[Life]:
    """What these cases were, as far as it is known of these columns.

    verdicts: Whether to look up what sources say of the service levels of imported cases.
    """
    for done in range(0, len(keys), TOGETHER):
        some = keys[done : done + TOGETHER]
        trails, intervals = await _trails(some), await _intervals(some)
        said = await _verdicts(some) if verdicts else {}
        for row in await Case.filter(id__in=some).values(*{*columns, *HANDS, *SINCE}):
            key = row["id"]
            states = states_of(row, trails.get(key, ()), intervals.get(key, ()))
            yield Life(key, row["number"], row["priority"], states, said.get(key))
        told("Playing cases", done + len(some), len(keys))


def states_of(
    row: Values, trail: Sequence[Sequence[Any]], intervals: Sequence[Interval]
) -> list[tuple[datetime, Values]]:
    """What a case was, in order: by its trail, and before that by its intervals.

    trail: When, which field, what was there before; the newest first.
    """
    known = unwound(Case, row, trail)
    if trail and trail[-1][0] <= row["created_at"]:
        return since_birth(known)
    later = [(at, values) for at, values in known.states if at is not None]
    oldest = known.states[0][1]
    end = later[0][0] if later else None
    return [*_untold(oldest, [one for one in intervals if end is None or one[0] < end]), *later]


def _untold(oldest: Values, intervals: Sequence[Interval]) -> list[tuple[datetime, Values]]:
    """What it was before its trail begins, if it had one."""
    hands = list(intervals) or [(oldest["opened_at"], tuple(oldest[name] for name in HANDS))]
    reopened = [b[0] for a, b in pairwise(hands) if a[1][0] in ENDED and b[1][0] not in ENDED]
    first = hands[0][0]
    times = {oldest[name] for name in SINCE} - {None}
    moments = sorted({at for at, _ in hands} | {at for at in times if at > first})
    states: list[tuple[datetime, Values]] = []
    for at in moments:
        held = next(held for begins, held in reversed(hands) if begins <= at)
        states.append((at, _then(oldest, at, held, reopened)))
    return states


def _then(oldest: Values, at: datetime, held: tuple[Any, ...], reopened: list[datetime]) -> Values:
    """What it was at an instant, in these hands."""
    values = oldest | dict(zip(HANDS, held, strict=True))
    for name, others in SINCE.items():
        if oldest[name] is not None and oldest[name] > at:
            values |= dict.fromkeys((name, *(one for one in others if one in oldest)))
    so_far = [one for one in reopened if one <= at]
    values["sla_anchor_at"] = so_far[-1] if so_far else oldest["opened_at"]
    if "reopen_count" in oldest:
        values["reopen_count"] = oldest["reopen_count"] - len(reopened) + len(so_far)
    return values


async def _verdicts(keys: Sequence[int]) -> dict[int, bool]:
    """By the key of a case: whether its source says that its service level was kept."""
    records = ImportedRecord.filter(target_type=Case.__name__, target_key__in=keys)
    found = await records.values_list("target_key", "facts")
    return {key: facts["made_sla"] for key, facts in found if "made_sla" in facts}


async def _trails(keys: Iterable[int]) -> dict[int, list[Sequence[Any]]]:
    """By the key of a case: when, which field, what was there before; the newest first."""
    entries = AuditEntry.filter(
        target_type=Case.__name__, target_key__in=list(keys), field__isnull=False
    )
    found: dict[int, list[Sequence[Any]]] = defaultdict(list)
    for key, *told in await entries.order_by("-id").values_list("target_key", "at", "field", "old"):
        found[key].append(told)
    return found


async def _intervals(keys: Iterable[int]) -> dict[int, list[Interval]]:
    """By the key of a case, in order. Within one second the last of them counts."""
    rows = StateInterval.filter(case_id__in=list(keys)).order_by("started_at", "id")
    found: dict[int, list[Interval]] = defaultdict(list)
    for key, at, *held in await rows.values_list(*HELD):
        if found[key] and found[key][-1][0] == at:
            found[key].pop()
        found[key].append((at, tuple(held)))
    return found
