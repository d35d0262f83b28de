"""Keeps the clocks of a case in the transaction of whatever changes it: declared once, for all.

What changes again within the same second leaves no trace: of a second, the state at its end counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import orjson
from tortoise.models import Model

from gateway.cases.attached_policy import CASE_TASK
from gateway.cases.models import Case
from gateway.cases.policy import CASE
from gateway.conditions.gathering import facts
from gateway.database import rows
from gateway.levels import definitions
from gateway.levels.clocks import Clock
from gateway.levels.definitions import Definitions
from gateway.levels.hours import hours_of
from gateway.levels.kinds import SlaStage
from gateway.levels.models import CaseSla
from gateway.levels.past import Archive
from gateway.levels.replaying import Ground, moment_of, replay
from gateway.levels.rows import clock_of, row_of
from gateway.levels.running import Level, Moment, stepped, stirs, wanted
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import consequence
from gateway.request.actions.record import changed, snapshot
from gateway.request.ledger import OutboxEvent

WARNING = "case_sla.warn"
ENDED = frozenset({SlaStage.COMPLETED, SlaStage.CANCELLED})


@consequence(CASE)
@consequence(CASE_TASK)
async def keep_clocks(work: Model, act: Act) -> None:
    """Starts, pauses, stops and cancels the clocks of every case that the act concerns."""
    for case in _cases(work, act):
        await keep(case, act.at)


def _cases(work: Model, act: Act) -> Iterator[Case]:
    """What is new or has changed, of what is acted on and of what else is taken into the act."""
    concerned: list[tuple[Model, dict[str, Any]]] = [*act.touched]
    concerned += [(record, {}) for record in act.added]
    concerned += [] if work in act.added else [(work, act.before)]
    for record, before in concerned:
        if isinstance(record, Case) and (not before or changed(before, record)):
            yield record


async def keep(case: Case, at: datetime) -> None:
    """Brings the clocks of a case to what it is now, within the present transaction."""
    known = await definitions.present()
    if not known.levels:
        return
    stored = await CaseSla.filter(case_id=case.pk).order_by("id")
    moment = moment_of(at, await facts(case, known.conditions), snapshot(case))
    again = any(row.changed_at >= at for row in stored)
    if again or not _nothing(stored, known, moment):
        await _write(case.pk, stored, await _after(case, stored, known, moment), known, at)


async def following(
    case: Case, stored: list[CaseSla], known: Definitions, at: datetime
) -> list[Clock]:
    """What becomes of the clocks of a case that is as given; nothing is written."""
    moment = moment_of(at, await facts(case, known.conditions), snapshot(case))
    return await _after(case, stored, known, moment)


async def _after(
    case: Case, stored: list[CaseSla], known: Definitions, moment: Moment
) -> list[Clock]:
    if any(row.changed_at >= moment.at for row in stored):
        clocks = await replay(case.pk, moment.at, before=True)
    else:
        clocks = [await _clock(row) for row in stored]
    ground = Ground(Archive(), known, case.pk, snapshot(case))
    return await stepped(clocks, known.levels, moment, ground)


def _nothing(stored: Iterable[CaseSla], known: Definitions, moment: Moment) -> bool:
    """Whether no clock leaves its stage, none is due and none begins."""
    levels = {level.key: level for level in known.levels}
    running = [row for row in stored if row.stage not in ENDED]
    return not any(_moves(row, levels, moment) for row in running) and not wanted(
        {row.definition_id for row in running}, known.levels, moment
    )


def _moves(row: CaseSla, levels: dict[int, Level], moment: Moment) -> bool:
    due = row.next_event_at is not None and row.next_event_at <= moment.at
    return due or stirs(row.stage, levels[row.definition_id], moment.facts)


async def _clock(row: CaseSla) -> Clock:
    return clock_of(row, await hours_of(row.schedule_id, row.timezone))


# -- rows -----------------------------------------------------------------------------------------


async def _write(
    case: int, stored: list[CaseSla], after: list[Clock], known: Definitions, at: datetime
) -> None:
    """Writes what differs; the clocks of a definition are told apart by their order."""
    old: dict[int, list[CaseSla]] = defaultdict(list)
    for row in stored:
        old[row.definition_id].append(row)
    for clock in after:
        there = old[clock.level]
        row = there.pop(0) if there else _new(case, known, clock)
        warned = row.warned
        await _save(row, row_of(clock))
        if clock.warned > warned and not clock.ended:
            await tell(row, clock.warned, at)
    for row in (row for left in old.values() for row in left):
        await row.delete()


def _new(case: int, known: Definitions, clock: Clock) -> CaseSla:
    definition = known.rows[clock.level]
    return CaseSla(
        case_id=case,
        name=definition.name,
        target=definition.target,
        customer_visible=definition.customer_visible,
    )


async def _save(row: CaseSla, values: dict[str, Any]) -> None:
    changed = [name for name, value in values.items() if getattr(row, name, None) != value]
    for name in changed:
        setattr(row, name, values[name])
    if row.pk is None:
        await rows.insert(row)
    elif changed:
        await rows.update(row, changed)


async def tell(row: CaseSla, percent: int, at: datetime) -> None:
    """Has others told that a clock has reached a percentage."""
    event = {
        "at": at,
        "event": WARNING,
        "target_type": CaseSla.__name__,
        "target_key": row.pk,
        "payload": orjson.dumps({"verb": "warn", "percent": percent}).decode(),
    }
    await rows.append(OutboxEvent, [event])
