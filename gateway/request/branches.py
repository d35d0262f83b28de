"""Says which scopes indexes serve: as a whole, or branch by branch in the order of a list.

"With your provider, or assigned to you" is two walks, each as long as the page; what the database
would make of the `OR` depends on how large the scope is; at its worst it takes a hundred times
as long.
"""

from collections.abc import Iterator
from typing import Any, cast

from tortoise.expressions import Q

from gateway.policy.grid import SEEN, Bound
from gateway.policy.rights import Rights
from gateway.request.entities import Entities, Entity
from gateway.request.gathering import named, negated, owners
from gateway.request.plan import Page


def branches(when: Q | None, entity: Entity, page: Page) -> tuple[Q, ...]:
    """The branches of a scope, if each of them can be walked in the order of the page."""
    found = tuple(_choices(when)) if when is not None else ()
    walked = tuple(key.reference.attribute.column for key in page.order)
    if not found or not _walks(page):
        return ()
    whole = all(_indexed(branch, entity, walked) for branch in found)
    return found if whole else ()


def driven(when: Q | None, entity: Entity, entities: Entities) -> bool:
    """Whether indexes can find the rows of a scope; else each row has to be tried.

    Only then does its size tell how to walk a list: rows that are tried one by one are best tried
    in the order of the list, of which the first ones are enough.
    """
    if when is None or negated(when):
        return False
    parts = [driven(child, entity, entities) for child in when.children]
    parts += [_compared(name, value, entity, entities) for name, value in when.filters.items()]
    return bool(parts) and (all(parts) if when.join_type == Q.OR else any(parts))


def gathered(rights: Rights, entities: Entities) -> frozenset[str]:
    """The types whose rows indexes find, and through which rows of others are seen."""
    rules = [(e, when) for e in entities.values() if (when := _rule(e.name, rights)) is not None]
    found = frozenset(owners(rules))
    return frozenset(e.name for e, when in rules if e.name in found and driven(when, e, entities))


def _rule(type_name: str, rights: Rights) -> Q | None:
    return rights.records(type_name).when if type_name in rights.policies else None


def _compared(name: str, value: Any, entity: Entity, entities: Entities) -> bool:
    """Whether an index finds the rows that have this value in a column."""
    field, _, operator = name.partition("__")
    if field in entity.links and operator and value is not SEEN:
        target = entities[entity.links[field].target]
        if named(Q(**{operator: value}), target, entities):
            return entity.leads_index((entity.column(field),))
    own = field in entity.attributes or field.removesuffix("_id") in entity.links
    plain = own and operator in ("", "in") and value is not SEEN
    return plain and entity.leads_index((entity.column(field),))


def _choices(q: Q) -> Iterator[Q]:
    """The parts of an OR, however deep; what is no OR is one choice."""
    several = len(q.children) + len(q.filters) > 1
    if negated(q) or (several and q.join_type != Q.OR):
        yield q
        return
    for child in q.children:
        yield from _choices(child)
    for name, value in q.filters.items():
        yield Q(**cast("dict[str, Any]", {name: value}))


def _walks(page: Page) -> bool:
    """Whether an index can give the order: one direction, and no place to find for nulls."""
    keys = page.order
    plain = all(k.reference.guard is None and not k.reference.attribute.nullable for k in keys)
    return plain and len({key.descending for key in keys}) == 1


def _indexed(branch: Q, entity: Entity, walked: tuple[str, ...]) -> bool:
    """Whether the branch compares one column, and an index goes on from there in order."""
    if branch.children or len(branch.filters) != 1 or negated(branch):
        return False
    ((name, value),) = branch.filters.items()
    one = isinstance(value, Bound) and "__" not in name
    return one and entity.leads_index((entity.column(name), *walked))
