"""What one actor may see: the grids asked row by row and value by value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.actor import Actor
from gateway.policy.grid import Condition, Policy
from tests.policy.oracle import World, holds

Row = Mapping[str, Any]

NO_ROLE = "no role of yours may read this"
NO_SCOPE = "the scopes of this token do not cover it"


@dataclass
class Sight:
    """The world through the eyes of an actor."""

    world: World
    policies: Mapping[str, Policy]
    actor: Actor
    _seen: dict[tuple[str, int], bool] = field(default_factory=dict[tuple[str, int], bool])

    def rows(self, type_name: str) -> list[Row]:
        """The records of a type that may be seen, oldest first."""
        return [row for row in self.world.rows(type_name) if self.sees(type_name, row)]

    def row(self, type_name: str, key: int | None) -> Row | None:
        """One record, or None when there is none or it may not be seen."""
        row = None if key is None else self.world.row(type_name, key)
        return row if row is not None and self.sees(type_name, row) else None

    def sees(self, type_name: str, row: Row) -> bool:
        known = (type_name, row["id"])
        if known not in self._seen:
            self._seen[known] = any(
                self._holds(see, type_name, row) for _, see in self.seeing(type_name)
            ) and all(
                self._holds(condition, type_name, row)
                for scope, condition in self.policies[type_name].without_scope.items()
                if self.actor.scopes and not self.covered(scope)
            )
        return self._seen[known]

    def reads(self, type_name: str, row: Row, name: str) -> bool:
        """Whether some one role grants both the record and the value."""
        return any(
            self._holds(see, type_name, row) and self._holds(read, type_name, row)
            for see, read in self.granting(type_name, name)
        )

    def seeing(self, type_name: str) -> Iterator[tuple[str, Condition]]:
        """The actor's roles that see records of the type, each with its condition."""
        policy = self.policies.get(type_name)
        if policy is None or not self.covered(policy.area):
            return
        for role in sorted(self.actor.roles):
            see = policy.sees(role)
            if see is not None:
                yield role, see

    def granting(self, type_name: str, name: str) -> list[tuple[Condition, Condition]]:
        """For each role that grants the value: which records it sees, on which it reads."""
        policy = self.policies[type_name]
        if name in policy.areas and not self.covered(policy.areas[name]):
            return []
        pairs = ((see, policy.cell(name, role).read) for role, see in self.seeing(type_name))
        return [(see, read) for see, read in pairs if read is not None]

    def conceals(self, type_name: str, name: str) -> bool:
        """Whether the name does not exist for the actor: every role marks it `x`."""
        policy = self.policies[type_name]
        cells = [policy.cell(name, role) for role, _ in self.seeing(type_name)]
        return not cells or all(cell.concealed for cell in cells)

    def covered(self, area: str) -> bool:
        """Whether the scopes of the token, if it has any, reach an area."""
        scopes = self.actor.scopes
        return not scopes or not scopes.isdisjoint({area, f"{area}:read", f"{area}:write"})

    def _holds(self, condition: Condition, type_name: str, row: Row) -> bool:
        return (
            holds(condition.expression, type_name, row, self.world, self.actor, self.sees) is True
        )
