"""Splits conditions: what a record's state decides of them, and what the database must be asked.

Most rules of a lifecycle speak of the state alone, and the others compare the same few columns. A
list that shows what may be done with each of its records asks for those comparisons, each once.
"""

from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any, cast

from tortoise.expressions import Q

from gateway.policy.grid import Bound
from gateway.request.gathering import negated
from gateway.request.statement import OPERATORS

STATE = "state"  # the column that a lifecycle moves
UNKNOWN = object()  # stands for the state of a type that has none

Met = Callable[[Q], bool]


def holds(condition: Q, state: Any, met: Met) -> bool:
    """Whether a condition holds for an existing record in this state.

    `met` is asked everything that the state does not say, however the rest turns out. What is
    unknown is not met; therefore a denial is left to the database as a whole.
    """
    if negated(condition):
        return met(condition)
    truths = [holds(child, state, met) for child in condition.children]
    truths += [_term(term, state, met) for term in _terms(condition)]
    return any(truths) if truths and condition.join_type == Q.OR else all(truths)


def questions(conditions: Iterable[Q], state: Any) -> tuple[Q, ...]:
    """What `holds` asks of these conditions, each once."""
    found: dict[Any, Q] = {}

    def note(question: Q) -> bool:
        found[same(question)] = question
        return False

    for condition in conditions:
        holds(condition, state, note)
    return tuple(found.values())


def same(condition: Q) -> Any:
    """Equal for conditions that say the same in the same way."""
    filters = sorted((name, repr(value)) for name, value in condition.filters.items())
    children = tuple(same(child) for child in condition.children)
    return str(condition.join_type), negated(condition), tuple(filters), children


def _terms(condition: Q) -> list[dict[str, Any]]:
    """Its filters one by one; those that walk the same relation speak of the same record."""
    alone: list[dict[str, Any]] = []
    together: dict[str, dict[str, Any]] = {}
    for name, value in cast("dict[str, Any]", condition.filters).items():
        first, _, rest = name.partition("__")
        if rest in OPERATORS:
            alone.append({name: value})
        else:
            together.setdefault(first, {})[name] = value
    return [*alone, *together.values()]


def _term(term: dict[str, Any], state: Any, met: Met) -> bool:
    ((name, value), *_) = term.items()
    first, _, operator = name.partition("__")
    if first in ("id", "pk") and operator == "isnull":
        return not value  # the record exists
    truth = _of_state(operator, value, state) if first == STATE else None
    if truth is not None:
        return truth
    if operator == "isnull" and not value:
        return not met(_alone({name: True}))
    return met(_alone(term))


def _alone(term: dict[str, Any]) -> Q:
    return Q(**term)


def _of_state(operator: str, value: Any, state: Any) -> bool | None:
    """Whether a filter of the state holds; None where that cannot be said beforehand."""
    if state is UNKNOWN or value is None or isinstance(value, Bound):
        return None
    match operator:
        case "":
            return state == _plain(value)
        case "not":
            return state != _plain(value)
        case "in":
            return state in [_plain(each) for each in cast("Iterable[Any]", value)]
        case _:
            return None


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
