"""The definitions as they are now, and as they were."""

from dataclasses import dataclass, field
from datetime import datetime

from gateway.conditions.tree import Condition
from gateway.database import rows
from gateway.levels.models import SlaDefinition
from gateway.levels.past import Archive
from gateway.levels.rows import level_of
from gateway.levels.running import Level


@dataclass(frozen=True, slots=True)
class Definitions:
    """Every definition, as all of them were at one moment."""

    rows: dict[int, SlaDefinition]
    levels: list[Level] = field(default_factory=list[Level])

    @property
    def conditions(self) -> list[Condition]:
        """All that any clock depends on."""
        return [condition for level in self.levels for condition in level.conditions]


async def present() -> Definitions:
    """As they are now; within a transaction."""
    return _of(await rows.select(SlaDefinition, 'ORDER BY "position", "id"'))


async def at(moment: datetime, archive: Archive) -> Definitions:
    """The same as they were: who wrote them first, or changed them, has left a trail."""
    found: list[SlaDefinition] = []
    for row in await SlaDefinition.all().order_by("id"):
        life = await archive.life(SlaDefinition, row.pk)
        if life is not None and row.created_at <= moment:
            found.append(SlaDefinition(**life.at(moment)))
    return _of(sorted(found, key=lambda row: (row.position, row.pk)))


def _of(found: list[SlaDefinition]) -> Definitions:
    return Definitions({row.pk: row for row in found}, [level_of(row) for row in found])
