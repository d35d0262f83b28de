"""The clocks of a case under several promises at once, from its states; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from gateway.cases.models import Case
from gateway.conditions.judging import Facts
from gateway.conditions.tree import NEVER
from gateway.levels.clocks import Clock, Hours, settled
from gateway.levels.past import Archive, Values
from gateway.levels.replaying import moment_of
from gateway.levels.running import Level, Moment, stepped
from gateway.simulating.lives import Life
from gateway.simulating.promises import Promise, terms


class Play:
    """Plays lives under the same promises; records around the cases are read once."""

    def __init__(self, promises: Sequence[Promise]) -> None:
        self._promises = {one.key: one for one in promises}
        self._levels = [one.level for one in promises]
        self._conditions = [each for one in self._levels for each in one.conditions]
        named = terms(promises)
        self._own = {term.name: term.attribute.column for term in named}
        self._plain = all(len(term.path) == 1 and not term.tree for term in named)
        self._every = any(level.reset != NEVER for level in self._levels)
        self._archive = Archive()

    async def clocks(self, life: Life, until: datetime) -> list[Clock]:
        """Every clock that its case would have had, as they stand at an instant."""
        ground, clocks = _Ground(self._promises), list[Clock]()
        for at, values in life.states:
            if at > until:
                break
            facts = await self._facts(values, at)
            if ground.told and not self._every and facts == ground.told[-1][1]:
                continue  # no clock looks up, except one that begins anew whenever it is looked at
            ground.told.append((at, facts))
            ground.case = values
            moment = moment_of(at, facts, values)
            clocks = await stepped(clocks, self._levels, moment, ground)
        return [settled(clock, until) for clock in clocks]

    async def _facts(self, values: Values, at: datetime) -> Facts:
        if self._plain:
            return Facts({name: values[column] for name, column in self._own.items()})
        return await self._archive.facts(Case, values, self._conditions, at)


@dataclass
class _Ground:
    """What a step asks for."""

    promises: dict[int, Promise]
    case: Values = field(default_factory=Values)
    told: list[tuple[datetime, Facts]] = field(default_factory=list[tuple[datetime, Facts]])

    async def hours(self, level: Level, moment: Moment) -> Hours:
        del moment
        return await self.promises[level.key].hours(self.case)

    async def past(self, level: Level, moment: Moment) -> Sequence[tuple[datetime, Facts]]:
        del level, moment
        return self.told
