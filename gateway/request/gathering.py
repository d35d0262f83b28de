"""Says which related rows are better gathered once than looked for anew at every row.

"Its account is that of contact 5" names one row; "it stands in a case that you may see" names as
many as an actor's scope holds, which is worth it where the actor sees few cases and each of the
rows in question leads to thousands.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tortoise.expressions import Q

from gateway.policy.grid import SEEN
from gateway.request.entities import Entities, Entity

SMALL, LARGE, DENSE = "small", "large", "dense"  # scopes; dense: large, and a large part of all
Sizes = Mapping[str, str]  # of an actor's scopes that indexes find, by type


def negated(q: Q) -> bool:
    """Whether the condition is denied as a whole."""
    return bool(getattr(q, "_is_negated"))  # noqa: B009 (Q has no other way to tell)


def named(q: Q, entity: Entity, entities: Entities) -> bool:
    """Whether a condition names its rows by keys: their own, or those of rows that point here."""
    if negated(q):
        return False
    parts = [named(child, entity, entities) for child in q.children]
    parts += [_keyed(name, value, entity, entities) for name, value in q.filters.items()]
    return bool(parts) and (all(parts) if q.join_type == Q.OR else any(parts))


def _keyed(name: str, value: Any, entity: Entity, entities: Entities) -> bool:
    first, _, rest = name.partition("__")
    if first in ("id", "pk"):
        return rest in ("", "in")
    if first not in entity.backs or not rest or value is SEEN:
        return False
    return named(Q(**{rest: value}), entities[entity.backs[first][0]], entities)


def required(q: Q, entity: Entity) -> Iterator[str]:
    """The types of which a row has to be seen, by a foreign key, for the condition to hold."""
    if negated(q) or (q.join_type == Q.OR and len(q.children) + len(q.filters) > 1):
        return
    for child in q.children:
        yield from required(child, entity)
    for name, value in q.filters.items():
        if value is SEEN and name in entity.links:
            yield entity.links[name].target


def covers(q: Q, entity: Entity, column: str) -> bool:
    """Whether indexes alone tell this column of the rows that meet a condition on their columns."""
    told = [covers(child, entity, column) for child in q.children]
    for name in q.filters:
        leads = entity.column(name.partition("__")[0])
        told.append(any(index[0] == leads and column in index for index in entity.indexes))
    return all(told)


def owners(rules: Iterable[tuple[Entity, Q]]) -> Iterator[str]:
    """The types whose rows have to be seen for others to be: by a foreign key of these."""
    for entity, q in rules:
        yield from owners((entity, child) for child in q.children)
        for name, value in q.filters.items():
            if value is SEEN and name in entity.links:
                yield entity.links[name].target
