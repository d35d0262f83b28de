"""A condition as a sentence: `consumer.language is es and priority is one of Critical or High`."""

from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from typing import Any

from gateway.conditions.operators import ALONE, OPERATORS
from gateway.conditions.tree import Condition, Leaf, Term
from gateway.database.fields import as_text

Called = Callable[[str, int], str]  # what a record of a type is called, by its key


def _number(type_name: str, key: int) -> str:
    return f"{type_name} {key}"


def sentence(condition: Condition, called: Called = _number) -> str:
    """The whole condition in words."""
    return _part(condition, called, within=False)


def _part(condition: Condition, called: Called, *, within: bool) -> str:
    if isinstance(condition, Leaf):
        return _leaf(condition, called)
    if not condition.parts:
        return "never"
    joined = (" and " if condition.every else " or ").join(
        _part(part, called, within=True) for part in condition.parts
    )
    return f"({joined})" if within and len(condition.parts) > 1 else joined


def _leaf(leaf: Leaf, called: Called) -> str:
    said = f"{leaf.term.name} {OPERATORS[leaf.operator]}"
    if leaf.operator in ALONE:
        return said
    words = [_value(value, leaf.term, called) for value in leaf.values]
    between = " and " if leaf.operator == "between" else " or "
    *most, last = words
    return f"{said} {between.join([', '.join(most), last]) if most else last}"


def _value(value: Any, term: Term, called: Called) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case Enum():
            return value.name.replace("_", " ").capitalize()
        case datetime():
            return as_text(value)
        case date():
            return value.isoformat()
        case str():
            return value if term.code else f"“{value}”"
        case _:
            return called(term.refers, value) if term.refers else str(value)
