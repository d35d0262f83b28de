"""What one actor may see: the grids asked row by row and value by value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.actor import Actor
from gateway.policy.grid import Cell, Condition, Policy
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
                self.meets(see, type_name, row) for _, see in self.seeing(type_name)
            ) and all(
                self.meets(condition, type_name, row)
                for scope, condition in self.policies[type_name].without_scope.items()
                if self.actor.scopes and not self.covered(scope)
            )
        return self._seen[known]

    def reads(self, type_name: str, row: Row, name: str) -> bool:
        """Whether some one role grants both the record and the value."""
        return self.may(type_name, row, name, "read")

    def may(self, type_name: str, row: Row, name: str, way: str) -> bool:
        """The same of writing, appending and doing."""
        return any(
            self.meets(see, type_name, row) and self.meets(held, type_name, row)
            for see, held in self.granting(type_name, name, way)
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

    def granting(
        self, type_name: str, name: str, way: str = "read"
    ) -> list[tuple[Condition, Condition]]:
        """For each role that grants it: which records it sees, and on which it may."""
        policy = self.policies[type_name]
        if not self.covered(policy.area, way):
            return []
        if name in policy.areas and not self.covered(policy.areas[name], way):
            return []
        pairs = (
            (see, granted(policy.cell(name, role), way)) for role, see in self.seeing(type_name)
        )
        return [(see, held) for see, held in pairs if held is not None]

    def rule(self, type_name: str, granting: list[tuple[Condition, Condition]]) -> str:
        """When a right holds, where it holds for some records; empty: for all that are seen."""
        seeing = [see for _, see in self.seeing(type_name)]
        held = {each.name: each for _, each in granting}
        held_alike = len(granting) == len(seeing) and len(held) == 1
        if held_alike or len({see.name for see in seeing}) == 1:
            rules = {name: each.sentence for name, each in held.items()}
        else:
            rules = dict(both(see, each) for see, each in granting)
        return "" if "yes" in rules else ", or ".join(rules.values())

    def conceals(self, type_name: str, name: str) -> bool:
        """Whether the name does not exist for the actor: every role marks it `x`."""
        policy = self.policies[type_name]
        cells = [policy.cell(name, role) for role, _ in self.seeing(type_name)]
        return not cells or all(cell.concealed for cell in cells)

    def covered(self, area: str, way: str = "read") -> bool:
        """Whether the scopes of the token, if it has any, reach an area."""
        scopes, reading = self.actor.scopes, {f"{area}:read"} if way == "read" else set[str]()
        return not scopes or not scopes.isdisjoint({area, f"{area}:write"} | reading)

    def meets(self, condition: Condition, type_name: str, row: Row) -> bool:
        """Whether a condition is true of a record; where that is unknown, it is not."""
        return (
            holds(condition.expression, type_name, row, self.world, self.actor, self.sees) is True
        )


def granted(cell: Cell, way: str) -> Condition | None:
    """The condition of a right. Who may write may add as well."""
    held = {"read": cell.read, "write": cell.write, "append": cell.append, "do": cell.do}
    return held[way] or (cell.write if way == "append" else None)


def both(see: Condition, held: Condition) -> tuple[str, str]:
    """What one role asks for: that it sees the record, and that it has the right on it."""
    if see.always:
        return held.name, held.sentence
    if held.always:
        return see.name, see.sentence
    return f"{see.name}+{held.name}", f"{held.sentence}, and {see.sentence}"
