"""A definition as it is, and as it might be."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from gateway.conditions.tree import Term, leaves
from gateway.levels import defaults
from gateway.levels.clocks import Hours
from gateway.levels.hours import hours_for
from gateway.levels.models import SlaDefinition
from gateway.levels.past import Values
from gateway.levels.rows import level_of
from gateway.levels.running import Level
from gateway.request.actions.record import fill

HOURS = ("entitlement_id", "contract_id", "contact_timezone")  # of a case, what its hours hang on
ALWAYS = ("id", "number", "priority", "opened_at", "sla_anchor_at", "created_at", *HOURS)
REFERENCES = ("account_id", "contract_id", "product_id", "schedule_id")


@dataclass
class Promise:
    """What is promised, and the hours that count for it; each answer is looked up once."""

    definition: SlaDefinition
    level: Level
    fixed: Hours | None = None  # the hours for every case, where they are of no schedule
    _known: dict[tuple[Any, ...], Hours] = field(default_factory=dict[tuple[Any, ...], Hours])

    @property
    def key(self) -> int:
        return self.level.key

    async def hours(self, case: Values) -> Hours:
        """The hours that count for a clock of it on the case as it is."""
        if self.fixed:
            return self.fixed
        key = tuple(case[name] for name in HOURS)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = await hours_for(self.definition, case)
        return found


def promise(definition: SlaDefinition, fixed: Hours | None = None) -> Promise:
    return Promise(definition, level_of(definition), fixed)


def altered(before: Promise, given: Mapping[str, Any], fixed: Hours | None = None) -> Promise:
    """The same promise with some of its fields changed; its clocks are told apart by their key.

    fixed: Hours that count whatever its schedule says.
    """
    definition = copy(before.definition)
    fill(definition, given)
    definition.id = -before.definition.id
    return promise(definition, fixed or before.fixed)


async def in_force() -> list[Promise]:
    """What the database promises now, in its order."""
    rows = await SlaDefinition.filter(active=True).order_by("position", "id")
    return [promise(row) for row in rows]


def to_begin_with() -> list[Promise]:
    """What an installation promises to begin with, around the clock; for that no database asked."""
    made: list[Promise] = []
    for key, said in enumerate(defaults.definitions(None), 1):
        definition = SlaDefinition(**said)
        for name in REFERENCES:  # as a database would have them
            setattr(definition, name, None)
        definition.id = key
        made.append(promise(definition))
    return made


def terms(promises: Iterable[Promise]) -> frozenset[Term]:
    """What their conditions name."""
    conditions = [one for found in promises for one in found.level.conditions]
    return frozenset(leaf.term for condition in conditions for leaf in leaves(condition))


def columns(promises: Sequence[Promise]) -> frozenset[str]:
    """The attributes of a case that the clocks of these promises depend on."""
    found: set[str] = set(ALWAYS)
    for term in terms(promises):
        own = len(term.path) == 1
        found.add(term.attribute.column if own else f"{term.path[0]}_id")
        if term.tree and own:
            found.add("parent_id" if term.path == ("id",) else f"{term.path[0]}_id")
    return frozenset(found)
