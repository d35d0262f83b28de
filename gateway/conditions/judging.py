"""A condition judged over values that are known: the verdict that its SQL gives for the same row.

Pure, so that a record can be judged as it was: values may come from an audit trail as well.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.conditions.folding import folded
from gateway.conditions.tree import Condition, Leaf


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a record: values by the names of fields.

    A name that is absent lies behind a reference that leads nowhere: nothing holds for it. None is
    a field without a value.
    """

    values: Mapping[str, Any]
    above: Mapping[str, frozenset[int]] = field(default_factory=dict[str, frozenset[int]])
    # by the name of a reference: the keys of all records that its record lies below


def holds(condition: Condition, facts: Facts) -> bool:
    """Whether the condition holds. What is missing never matches."""
    if isinstance(condition, Leaf):
        return _leaf(condition, facts)
    if not condition.parts:
        return False
    verdicts = (holds(part, facts) for part in condition.parts)
    return all(verdicts) if condition.every else any(verdicts)


def _leaf(leaf: Leaf, facts: Facts) -> bool:
    name = leaf.term.name
    if name not in facts.values:
        return False
    held = facts.values[name]
    if leaf.operator == "is_empty":
        return held is None
    if held is None:
        return False
    if leaf.operator == "is_descendant_of":
        return leaf.value in facts.above[name]
    if isinstance(held, str) and not leaf.term.code and leaf.term.attribute.enum is None:
        held = folded(held)
    return COMPARE[leaf.operator](held, leaf.value)


COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "is": lambda held, value: held == value,
    "is_not": lambda held, value: held != value,
    "in": lambda held, value: held in value,
    "not_in": lambda held, value: held not in value,
    "starts_with": lambda held, value: held.startswith(value),
    "contains": lambda held, value: value in held,
    "lt": lambda held, value: held < value,
    "lte": lambda held, value: held <= value,
    "gt": lambda held, value: held > value,
    "gte": lambda held, value: held >= value,
    "between": lambda held, value: value[0] <= held <= value[1],
    "is_not_empty": lambda held, value: True,
}
