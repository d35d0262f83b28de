"""The clocks of a case, reckoned anew from its whole history: what is stored must be the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from gateway.cases.models import Case
from gateway.conditions.judging import Facts
from gateway.levels import definitions
from gateway.levels.clocks import Clock, Hours, brought, settled
from gateway.levels.definitions import Definitions
from gateway.levels.hours import By, hours_by, hours_of
from gateway.levels.past import Archive, Life, Values
from gateway.levels.running import Level, Moment, stepped


@dataclass
class Ground:
    """What a step asks for, of a case as it was."""

    archive: Archive
    known: Definitions
    key: int
    case: Values
    again: bool = True  # also what else there is, as it was; else as it is now
    found: dict[By, Hours] = field(default_factory=dict[By, Hours])

    async def hours(self, level: Level, moment: Moment) -> Hours:
        archive = self.archive if self.again else None
        by = await hours_by(self.known.rows[level.key], self.case, moment.at, archive)
        if by not in self.found:
            self.found[by] = await hours_of(*by)
        return self.found[by]

    async def past(self, level: Level, moment: Moment) -> Sequence[tuple[datetime, Facts]]:
        before = [one for one in await history(self.archive, self.key) if one[0] < moment.at]
        return [
            (at, await self.archive.facts(Case, values, level.conditions, at))
            for at, values in (*before, (moment.at, self.case))
        ]


async def replay(key: int, until: datetime, *, before: bool = False) -> list[Clock]:
    """The clocks of a case as they are at an instant; `before`: as they were when it began."""
    archive, clocks = Archive(), list[Clock]()
    for at, values in await history(archive, key):
        if at > until or (before and at == until):
            break
        known = await definitions.at(at, archive)
        facts = await archive.facts(Case, values, known.conditions, at)
        ground = Ground(archive, known, key, values)
        clocks = [await _brought(clock, at) for clock in clocks]
        clocks = await stepped(clocks, known.levels, moment_of(at, facts, values), ground)
    return [settled(await _brought(clock, until), until) for clock in clocks]


async def _brought(clock: Clock, at: datetime) -> Clock:
    """A clock that goes on, by what its schedule said at an instant."""
    if clock.ended:
        return clock
    hours = clock.hours
    zone = hours.zone if hours.of_customer else ""
    return brought(clock, await hours_of(hours.schedule, zone, at))


async def history(archive: Archive, key: int) -> list[tuple[datetime, Values]]:
    """What the case was from each instant on at which anything of it changed."""
    life = await archive.life(Case, key)
    return since_birth(life) if life else []


def since_birth(life: Life) -> list[tuple[datetime, Values]]:
    """The same of a case whose life is known."""
    born: datetime = life.states[-1][1]["created_at"]
    states = [(at, values) for at, values in life.states if at is not None and at >= born]
    return states if states and states[0][0] == born else [(born, life.at(born)), *states]


def moment_of(at: datetime, facts: Facts, case: Values) -> Moment:
    return Moment(at, facts, opened_at=case["opened_at"], anchor_at=case["sla_anchor_at"])
