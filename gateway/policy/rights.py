"""What one set of roles may see and read: the grids of every type, folded together once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from tortoise.expressions import Q

from gateway.policy.grid import Condition, Policy

Way = Literal["read", "write", "append", "do"]  # the letters of a cell

NO_ROLE = "no role of yours may read this"
NO_GRANT = "no role of yours may do this"
NO_SCOPE = "the scopes of this token do not cover it"


@dataclass(frozen=True, slots=True)
class Access:
    """A decision: never, always, or where `when` holds; `rule` says it in English.

    Two rules may be said alike and mean different things; `name` tells those of one type apart.
    """

    allowed: bool
    when: Q | None = field(default=None, compare=False)
    rule: str = ""
    name: str = ""

    @property
    def always(self) -> bool:
        return self.allowed and self.when is None


ALWAYS = Access(allowed=True, rule="always")
NEVER = Access(allowed=False, rule=NO_ROLE)


@dataclass(frozen=True)
class Rights:
    """The grids as an actor's roles and token scopes leave them; equal roles share one instance."""

    policies: Mapping[str, Policy]  # model name -> policy
    roles: frozenset[str]
    scopes: frozenset[str] = frozenset()

    @cached_property
    def _records(self) -> dict[str, Access]:
        return {}

    @cached_property
    def _granted(self) -> dict[tuple[str, str, Way], Access]:
        return {}

    def records(self, type_name: str) -> Access:
        """Which records of a type may be seen."""
        found = self._records.get(type_name)
        if found is None:
            found = self._records[type_name] = self._see(type_name)
        return found

    def field(self, type_name: str, row: str) -> Access:
        """When a field may be read, on a record that may be seen."""
        return self.may(type_name, row, "read")

    def readable(self, type_name: str, row: str) -> bool:
        """Whether a field may be read at all; who may see a record may read its id."""
        if row == "id":
            return self.records(type_name).allowed
        return self.field(type_name, row).allowed

    def may(self, type_name: str, row: str, way: Way) -> Access:
        """When `row` may be read, written, appended to or done, on a record that may be seen.

        What a cell lets write may be appended to as well.
        """
        found = self._granted.get((type_name, row, way))
        if found is None:
            found = self._granted[type_name, row, way] = self._grant(type_name, row, way)
        return found

    def granted(self, type_name: str, row: str, way: Way) -> bool:
        """Whether a role grants it at all, whatever the scopes of a token leave of it."""
        policy = self.policies[type_name]
        return any(policy.sees(r) and policy.cell(row, r).grants(way) for r in self.roles)

    def concealed(self, type_name: str, row: str = "") -> bool:
        """Whether the name does not exist for these roles: an unseen type, a field marked `x`."""
        if not self.records(type_name).allowed:
            return True
        if not row or self.field(type_name, row).allowed:
            return False
        policy = self.policies[type_name]
        cells = [policy.cell(row, role) for role in sorted(self.roles) if policy.sees(role)]
        return bool(cells) and all(cell.concealed for cell in cells)

    @cached_property
    def conceals_nothing(self) -> bool:
        """Whether every type and every row of every grid exists for these roles."""
        return not any(
            self.concealed(policy.type_name, row)
            for policy in self.policies.values()
            for row in ("", *policy.rows)
        )

    def _covered(self, area: str, way: Way = "read") -> bool:
        wanted = {f"{area}:write", area} | ({f"{area}:read"} if way == "read" else set[str]())
        return not self.scopes or bool(wanted & self.scopes)

    def _see(self, type_name: str) -> Access:
        policy = self.policies.get(type_name)
        if policy is None:
            return NEVER
        if not self._covered(policy.area):
            return Access(allowed=False, rule=NO_SCOPE)
        seen = _any(c for role in sorted(self.roles) if (c := policy.sees(role)))
        for scope, condition in policy.without_scope.items():
            if seen.allowed and self.scopes and not self._covered(scope):
                seen = _narrowed(seen, condition)
        return seen

    def _grant(self, type_name: str, row: str, way: Way) -> Access:
        policy = self.policies[type_name]
        areas = {policy.area, policy.areas.get(row, policy.area)}
        if not all(self._covered(area, way) for area in areas):
            return Access(allowed=False, rule=NO_SCOPE)
        seeing = [role for role in sorted(self.roles) if policy.sees(role)]
        granted = [
            (policy.scopes[r], held) for r in seeing if (held := policy.cell(row, r).grants(way))
        ]
        if not granted:
            return Access(allowed=False, rule=NO_ROLE if way == "read" else NO_GRANT)
        held_by_name = {held.name: held for _, held in granted}
        # A record that is seen is seen by one of these roles: where all of them grant the field
        # alike, or all of them see alike, it does not matter by which.
        held_alike = len(granted) == len(seeing) and len(held_by_name) == 1
        see_alike = len({policy.scopes[role].name for role in seeing}) == 1
        if held_alike or see_alike:
            return _any(held_by_name.values())
        return _any(_both(see, held) for see, held in granted)


def rights(policies: Iterable[Policy], roles: Iterable[str], scopes: Iterable[str] = ()) -> Rights:
    return Rights({p.type_name: p for p in policies}, frozenset(roles), frozenset(scopes))


def _any(conditions: Iterable[Condition]) -> Access:
    """Access where one of the conditions holds."""
    unique = {c.name: c for c in conditions}
    if not unique:
        return NEVER
    if any(c.always for c in unique.values()):
        return ALWAYS
    expressions = [c.expression for c in unique.values()]
    whole = expressions[0] if len(expressions) == 1 else Q(*expressions, join_type=Q.OR)
    said = ", or ".join(c.sentence for c in unique.values())
    return Access(allowed=True, when=whole, rule=said, name="|".join(sorted(unique)))


def _narrowed(access: Access, condition: Condition) -> Access:
    """The access where the condition holds as well."""
    when, wanted = access.when, condition.expression
    both = wanted if when is None else when & wanted
    return Access(allowed=True, when=both, rule=f"{access.rule}, and {condition.sentence}")


def _both(see: Condition, read: Condition) -> Condition:
    """A role grants a field only on the records that this same role sees."""
    if see.always:
        return read
    if read.always:
        return see
    sentence = f"{read.sentence}, and {see.sentence}"
    return Condition(f"{see.name}+{read.name}", sentence, see.expression & read.expression)
