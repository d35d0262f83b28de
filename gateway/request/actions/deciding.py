"""Splits a condition: what a record's state decides of it, and what is left for the database.

Most rules of a lifecycle speak of the state alone. A list that shows what may be done with each of
its records would pay for them in every row; this way it pays once for each state.
"""

from collections.abc import Iterable
from enum import Enum
from typing import Any, cast

from tortoise.expressions import Q

from gateway.policy.grid import Bound

STATE = "state"  # the column that a lifecycle moves
UNKNOWN = object()  # stands for a state of which nothing is decided beforehand

Rest = Q | bool


def rest(condition: Q, state: Any) -> Rest:
    """What is left of a condition on an existing record in this state."""
    filters = cast("dict[str, Any]", condition.filters)
    truths = {name: _truth(name, value, state) for name, value in filters.items()}
    parts: list[Rest] = [rest(child, state) for child in condition.children]
    parts += [truth for truth in truths.values() if truth is not None]
    open_ = {name: value for name, value in filters.items() if truths[name] is None}
    if open_:
        parts.append(Q(join_type=condition.join_type, **open_))
    whole = _joined(parts, str(condition.join_type))
    if not _negated(condition):
        return whole
    return not whole if isinstance(whole, bool) else ~whole


def same(condition: Q) -> Any:
    """Equal for conditions that say the same in the same way."""
    filters = sorted((name, repr(value)) for name, value in condition.filters.items())
    children = tuple(same(child) for child in condition.children)
    return str(condition.join_type), _negated(condition), tuple(filters), children


def _joined(parts: list[Rest], how: str) -> Rest:
    """Parts joined by AND or OR; without any, nothing is asked."""
    settles = how == Q.OR
    if settles in parts:
        return settles
    open_ = [part for part in parts if isinstance(part, Q)]
    if not open_:
        return not settles or not parts
    return open_[0] if len(open_) == 1 else Q(*open_, join_type=how)


def _truth(name: str, value: Any, state: Any) -> bool | None:
    """Whether a filter holds in this state; None where that is not the question."""
    if name in ("id__isnull", "pk__isnull"):
        return not value  # the record exists
    if state is UNKNOWN or value is None or isinstance(value, Bound):
        return None
    match name.removeprefix(STATE):
        case "":
            return state == _plain(value)
        case "__not":
            return state != _plain(value)
        case "__in":
            return state in [_plain(each) for each in cast("Iterable[Any]", value)]
        case _:
            return None


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _negated(condition: Q) -> bool:
    return bool(getattr(condition, "_is_negated"))  # noqa: B009 (Q has no other way to tell)
