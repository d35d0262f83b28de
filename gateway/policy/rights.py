"""What one set of roles may see and read: the grids of every type, folded together once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from tortoise.expressions import Q

from gateway.policy.grid import Condition, Policy

NO_ROLE = "no role of yours may read this"
NO_SCOPE = "the scopes of this token do not cover it"


@dataclass(frozen=True, slots=True)
class Access:
    """A decision: never, always, or where `when` holds; `rule` says it in English."""

    allowed: bool
    when: Q | None = field(default=None, compare=False)
    rule: str = ""

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
    def _fields(self) -> dict[tuple[str, str], Access]:
        return {}

    def records(self, type_name: str) -> Access:
        """Which records of a type may be seen."""
        found = self._records.get(type_name)
        if found is None:
            found = self._records[type_name] = self._see(type_name)
        return found

    def field(self, type_name: str, row: str) -> Access:
        """When a field may be read, on a record that may be seen."""
        found = self._fields.get((type_name, row))
        if found is None:
            found = self._fields[type_name, row] = self._read(type_name, row)
        return found

    def concealed(self, type_name: str, row: str = "") -> bool:
        """Whether the name does not exist for these roles: an unseen type, a field marked `x`."""
        if not self.records(type_name).allowed:
            return True
        if not row or self.field(type_name, row).allowed:
            return False
        policy = self.policies[type_name]
        cells = [policy.cell(row, role) for role in sorted(self.roles) if policy.sees(role)]
        return bool(cells) and all(cell.concealed for cell in cells)

    def _covered(self, area: str) -> bool:
        return not self.scopes or bool({f"{area}:read", f"{area}:write", area} & self.scopes)

    def _see(self, type_name: str) -> Access:
        policy = self.policies.get(type_name)
        if policy is None:
            return NEVER
        if not self._covered(policy.area):
            return Access(allowed=False, rule=NO_SCOPE)
        seen = _any(c for role in sorted(self.roles) if (c := policy.sees(role)))
        for scope, condition in policy.without_scope.items():
            if seen.allowed and self.scopes and not self._covered(scope):
                both = (
                    condition.expression if seen.when is None else seen.when & condition.expression
                )
                seen = Access(
                    allowed=True, when=both, rule=f"{seen.rule}, and {condition.sentence}"
                )
        return seen

    def _read(self, type_name: str, row: str) -> Access:
        policy = self.policies[type_name]
        if row in policy.areas and not self._covered(policy.areas[row]):
            return Access(allowed=False, rule=NO_SCOPE)
        granting = [
            (see, cell.read)
            for role in sorted(self.roles)
            if (see := policy.sees(role)) and (cell := policy.cell(row, role)).read
        ]
        if not granting:
            return NEVER
        if all(read.always for _, read in granting if read) and len(granting) == self._seeing(
            policy
        ):
            return ALWAYS
        alone = self._seeing(policy) == 1
        return _any(_both(see, read, alone) for see, read in granting if read)

    def _seeing(self, policy: Policy) -> int:
        """How many of the roles see records of the type; with one, its row rule holds already."""
        return sum(1 for role in self.roles if policy.sees(role))


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
    return Access(allowed=True, when=whole, rule=", or ".join(c.sentence for c in unique.values()))


def _both(see: Condition, read: Condition, alone: bool) -> Condition:  # noqa: FBT001 (private)
    """A role grants a field only on the records that this same role sees."""
    if alone or see.always:
        return read
    if read.always:
        return see
    sentence = f"{read.sentence}, and {see.sentence}"
    return Condition(f"{see.name}+{read.name}", sentence, see.expression & read.expression)
