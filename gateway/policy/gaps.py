"""Finds, before the first request, what the grids forget and what they name in vain."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from tortoise.models import Model

from gateway.policy.deeds import Deed, disagreements
from gateway.policy.grid import SEEN, Condition, Policy
from gateway.policy.references import Shapes, end, faults, leaves, shapes_of

# Every grid says something of each of these, if only that they see nothing.
ROLES = (
    *("admin", "agent", "manager", "approver", "stakeholder", "provider_lead", "field_agent"),
    *("author", "osp_agent", "osp_manager", "osp_admin", "contact", "consumer", "api"),
)
# These add to what another role grants, where a grid has a column for them.
ADDING_ROLES = (
    *("case_manager", "account_admin", "escalation_requester", "deescalation_requester"),
    *("change_read", "itsm_write", "project_manager", "user_admin", "analytics_admin"),
    *("api_account", "api_provider"),
)


class PolicyGap(ValueError):
    """The grids and the declared types do not agree; every line names file, type and row."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A type as clients see it: its grid, its fields, its named lists, its actions."""

    policy: Policy
    names: Collection[str]
    views: Collection[Condition] = ()
    deeds: Collection[Deed] = ()

    @property
    def used(self) -> frozenset[str]:
        """The rows that something answers to: a field, an action, an input."""
        rows = {row for deed in self.deeds for row in (deed.row, *deed.inputs)}
        return frozenset(rows.union(self.names))


def check(declared: Iterable[Declared], models: Iterable[type[Model]]) -> None:
    """Raises PolicyGap with everything that is missing, unless nothing is."""
    found = list(gaps(declared, models))
    if found:
        raise PolicyGap("\n".join(found))


def gaps(declared: Iterable[Declared], models: Iterable[type[Model]]) -> Iterator[str]:
    """One sentence for each gap."""
    shapes = shapes_of(models)
    types = list(declared)
    for each in types:
        place = f"{each.policy.file}: {each.policy.type_name}"
        yield from (f"{place}: {gap}" for gap in _of_type(each, shapes))
    yield from _circles([each.policy for each in types], shapes)


def _of_type(each: Declared, shapes: Shapes) -> Iterator[str]:
    yield from _rows(each)
    yield from disagreements(each.policy, each.names, each.deeds)
    yield from _roles(each.policy)
    for place, condition in _conditions(each):
        for fault in faults(condition.expression, each.policy.type_name, shapes):
            yield f"{place}: condition {condition.name}: {fault}"


def _rows(each: Declared) -> Iterator[str]:
    rows, used = each.policy.rows, each.used
    for name in each.names:
        if name not in rows:
            yield f"row {name} is missing: nobody may read this field"
    for row in rows:
        if row not in used:
            yield f"row {row} is neither a field of the type nor an action"


def _roles(policy: Policy) -> Iterator[str]:
    columns = [role for roles in policy.classes.values() for role in roles]
    for role in ROLES:
        if role not in columns:
            yield f"row see: role {role} has no column; write `-` where it sees nothing"
    for role in columns:
        if role not in ROLES and role not in ADDING_ROLES:
            yield f"row see: there is no role {role}"
        for row in policy.rows if role in policy.scopes else ():
            if (row, role) not in policy.cells:
                yield f"row {row}: role {role} has no cell; write `-` where it may nothing"


def _conditions(each: Declared) -> Iterator[tuple[str, Condition]]:
    """Every condition with its place, each once."""
    places: dict[str, tuple[str, Condition]] = {}
    for role, condition in each.policy.scopes.items():
        places.setdefault(condition.name, (f"row see, role {role}", condition))
    for (row, role), cell in each.policy.cells.items():
        for condition in (cell.read, cell.write, cell.append, cell.do):
            if condition:
                places.setdefault(condition.name, (f"row {row}, role {role}", condition))
    for scope, condition in each.policy.without_scope.items():
        places.setdefault(condition.name, (f"without scope {scope}", condition))
    for condition in each.views:
        places.setdefault(condition.name, ("a named list", condition))
    yield from places.values()


def _circles(policies: Iterable[Policy], shapes: Shapes) -> Iterator[str]:
    """Types whose records are seen through each other, which no statement could ever decide."""
    through = {p.type_name: set(_seen_through(p, shapes)) for p in policies}
    for policy in policies:
        reached: set[str] = set()
        ahead = set(through[policy.type_name])
        while ahead:
            reached |= ahead
            ahead = {far for near in ahead for far in through.get(near, ())} - reached
        if policy.type_name in reached:
            yield f"{policy.file}: {policy.type_name}: row see: it is seen through itself"


def _seen_through(policy: Policy, shapes: Shapes) -> Iterator[str]:
    for condition in policy.scopes.values():
        for name, value in leaves(condition.expression):
            if value is SEEN:
                yield end(name.split("__"), policy.type_name, shapes)
