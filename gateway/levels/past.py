"""Records as they were: the rows of now, with what the audit trail says taken back from them.

What changed within the same second counts as it was at the end of that second. A record without a
trail, such as one that was imported, was always as it is now.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any, cast

from tortoise.fields import BooleanField
from tortoise.models import Model

from gateway.conditions.judging import Facts
from gateway.conditions.tree import Condition, Term, leaves
from gateway.conditions.vocabulary import ABOVE
from gateway.database import rows
from gateway.database.fields import as_instant
from gateway.request.actions.record import snapshot
from gateway.request.ledger import AuditEntry

Values = dict[str, Any]  # attribute -> value
READ = ("at", "field", "old")
TRAIL = 'WHERE "target_type" = {} AND "target_key" = {} AND "field" IS NOT NULL ORDER BY "id" DESC'


@dataclass(frozen=True, slots=True)
class Life:
    """What a record was from one instant on, in order; the first is the oldest that is known."""

    states: list[tuple[datetime | None, Values]]

    def at(self, moment: datetime) -> Values:
        """As it was at the end of that second; the oldest that is known for one before it."""
        found = self.states[0][1]
        for begins, values in self.states[1:]:
            if begins is not None and begins <= moment:
                found = values
        return found


@dataclass
class Archive:
    """Records as they were; each is read once."""

    lives: dict[tuple[str, int], Life | None] = field(
        default_factory=dict[tuple[str, int], Life | None]
    )

    async def life(self, model: type[Model], key: int) -> Life | None:
        """None where there is no such record."""
        known = model.__name__, key
        if known not in self.lives:
            found = await rows.select(model, 'WHERE "id" = {}', key)
            self.lives[known] = await _life(found[0]) if found else None
        return self.lives[known]

    async def facts(
        self, model: type[Model], values: Values, conditions: Iterable[Condition], at: datetime
    ) -> Facts:
        """What conditions need to be judged over a record as it was."""
        known: Values = {}
        above: dict[str, frozenset[int]] = {}
        for term in {leaf.term for one in conditions for leaf in leaves(one)}:
            owner = await self._reach(model, values, term.path[:-1], at)
            if owner is not None:
                held, kind = owner
                known[term.name] = held[term.attribute.column]
                if term.tree:
                    above[term.name] = await self._above(term, kind, held, at)
        return Facts(known, above)

    async def _reach(
        self, model: Any, values: Values, path: tuple[str, ...], at: datetime
    ) -> tuple[Values, Any] | None:
        """The record at the end of a walk over references, and its model."""
        for name in path:
            key = values[f"{name}_id"]
            model = _target(model, name)
            life = None if key is None else await self.life(model, key)
            if life is None:
                return None
            values = life.at(at)
        return values, model

    async def _above(self, term: Term, model: Any, values: Values, at: datetime) -> frozenset[int]:
        keys: set[int] = set()
        step = (ABOVE,) if term.path[-1] == "id" else (term.path[-1], ABOVE)
        while (found := await self._reach(model, values, step[:-1], at)) is not None:
            values, model = found
            key = values[f"{ABOVE}_id"]
            if key in (None, *keys):
                break
            keys.add(key)
            step = (ABOVE, ABOVE)
        return frozenset(keys)


async def _life(record: Model) -> Life:
    trail = await rows.read(AuditEntry, READ, TRAIL, type(record).__name__, record.pk)
    told = [(as_instant(entry["at"]), entry["field"], entry["old"]) for entry in trail]
    return unwound(type(record), snapshot(record), told)


def unwound(model: type[Model], values: Values, told: Iterable[Sequence[Any]]) -> Life:
    """A record as it is with what was told of it taken back, the newest first.

    told: When, which field, and what stood there before, as the audit trail holds it. What is told
    of other columns than those of `values` is passed over.
    """
    states = list[tuple[datetime | None, Values]]()
    latest: datetime | None = None
    for at, name, old in told:
        at = at if latest is None else min(at, latest)  # clocks may have been put back
        if at != latest:
            states.append((at, values))
            values, latest = dict(values), at
        column = name if name in values else f"{name}_id"
        if column in values:
            values[column] = spoken(model, column, old)
    return Life([(None, values), *reversed(states)])


def spoken(model: type[Model], column: str, text: str | None) -> Any:
    """A value as the audit trail holds it becomes what the attribute held."""
    if text is None:
        return None
    declared: Any = cast("Any", model)._meta.fields_map[column]  # noqa: SLF001  # Tortoise's name
    if isinstance(declared, BooleanField):
        return text == "true"
    enum = getattr(declared, "enum_type", None)
    if enum is not None:
        return enum(int(text) if issubclass(enum, IntEnum) else text)
    return declared.to_python_value(text)


def _target(model: Any, name: str) -> type[Model]:
    return model._meta.fields_map[name].related_model  # noqa: SLF001  # Tortoise's own name
