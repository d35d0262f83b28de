"""Keeps the clocks of a case in the transaction of whatever changes it: declared once, for all.

What changes again within the same second leaves no trace: of a second, the state at its end counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from tortoise.models import Model

from gateway.cases.attached_policy import CASE_TASK
from gateway.cases.models import Case
from gateway.cases.policy import CASE
from gateway.conditions.gathering import facts
from gateway.database import rows
from gateway.levels import definitions
from gateway.levels.clocks import ENDED, Clock
from gateway.levels.definitions import Definitions
from gateway.levels.hours import clocks_at
from gateway.levels.models import CaseSla
from gateway.levels.past import Archive
from gateway.levels.replaying import Ground, moment_of, replay
from gateway.levels.running import Level, Moment, stepped, stirs, wanted
from gateway.levels.writing import moved, noted, save, tell
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import consequence
from gateway.request.actions.record import changed, snapshot


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
    stored = await rows.select(CaseSla, 'WHERE "case_id" = {} ORDER BY "id"', case.pk)
    moment = moment_of(at, await facts(case, known.conditions), snapshot(case))
    again = _again(stored, at)
    if again or not _nothing(stored, known, moment):
        live, after = await _after(case, stored, known, moment)
        await noted([entry for row, clock in live for entry in moved(row, clock, at)])
        old = stored if again else [row for row, _ in live]
        await _write(case.pk, old, after, known, at)


async def supposed(
    case: Case, stored: list[CaseSla], known: Definitions, at: datetime
) -> list[Clock]:
    """What becomes of the clocks of a case that is as given; nothing is written.

    Of those that had ended before, nothing is told.
    """
    moment = moment_of(at, await facts(case, known.conditions), snapshot(case))
    return (await _after(case, stored, known, moment))[1]


async def _after(
    case: Case, stored: list[CaseSla], known: Definitions, moment: Moment
) -> tuple[list[tuple[CaseSla, Clock]], list[Clock]]:
    """The clocks that go on, by the hours of this moment; and all, after it."""
    ground = Ground(Archive(), known, case.pk, snapshot(case), again=False)
    going = [row for row in stored if row.stage not in ENDED]
    live = await clocks_at(going, moment.at, ground.found)
    clocks = [clock for _, clock in live]
    if _again(stored, moment.at):
        clocks = await replay(case.pk, moment.at, before=True)
    return live, await stepped(clocks, known.levels, moment, ground)


def _again(stored: Iterable[CaseSla], at: datetime) -> bool:
    """Whether clocks have changed within this second already."""
    return any(row.changed_at >= at for row in stored)


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


# -- rows -----------------------------------------------------------------------------------------


async def _write(
    case: int, stored: list[CaseSla], after: list[Clock], known: Definitions, at: datetime
) -> None:
    """Writes what differs; the clocks of a definition are told apart by their order."""
    old: dict[int, list[CaseSla]] = defaultdict(list)
    for row in stored:
        old[row.definition_id].append(row)
    pairs: list[tuple[CaseSla, Clock]] = []
    for clock in after:
        there = old[clock.level]
        pairs.append((there.pop(0) if there else _new(case, known, clock), clock))
    reached = [(row, c.warned) for row, c in pairs if c.warned > row.warned and not c.ended]
    await save(pairs)
    await tell(reached, at)
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
