"""Values of the reference: how a stored one is read, compared and shown."""

import base64
import datetime as dt
import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gateway.request.entities import Attribute, Kind

Truth = bool | None  # None: unknown, as in SQL


def shown(attribute: Attribute, value: Any) -> Any:
    """A stored value as clients see it."""
    if value is not None and attribute.kind is Kind.CODED and attribute.enum is not None:
        return attribute.enum(value).name
    return value


def stored(attribute: Attribute, value: Any) -> Any:
    """A value that a client sent, as it is stored."""
    if isinstance(value, list):
        return [stored(attribute, each) for each in value]
    if attribute.kind is Kind.CODED and attribute.enum is not None:
        return attribute.enum[value].value
    if attribute.kind is Kind.INSTANT:
        moment = dt.datetime.fromisoformat(value).astimezone(dt.UTC)
        return moment.replace(microsecond=0).isoformat().replace("+00:00", "Z")
    return value


def joined(parts: Sequence[str | None]) -> str:
    """Text columns as one, empty ones left out."""
    return " ".join(part for part in parts if part)


def global_id(type_name: str, key: int) -> str:
    return base64.urlsafe_b64encode(f"{type_name}:{key}".encode()).decode().rstrip("=")


def key_of(type_name: str, text: str) -> int | None:
    """The key in an id of this type; None for any other text."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        name, _, key = raw.partition(":")
        return int(key) if name == type_name else None
    except ValueError:
        return None


def type_of(text: str) -> str:
    """The type in an id, whatever it is."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition(":")[0]
    except ValueError:
        return ""


def _contains(value: str, part: str) -> bool:
    return part.lower() in value.lower()


def _starts(value: str, part: str) -> bool:
    return value.lower().startswith(part.lower())


COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, other: value == other,
    "ne": lambda value, other: value != other,
    "in": lambda value, others: value in others,
    "notIn": lambda value, others: value not in others,
    "lt": lambda value, other: value < other,
    "lte": lambda value, other: value <= other,
    "gt": lambda value, other: value > other,
    "gte": lambda value, other: value >= other,
    "contains": _contains,
    "startsWith": _starts,
}


def compare(operator: str, value: Any, other: Any) -> Truth:
    """`value operator other`; unknown where the value is null."""
    if operator == "isNull":
        return (value is None) == other
    return None if value is None else COMPARE[operator](value, other)


def every(truths: Sequence[Truth]) -> Truth:
    if any(truth is False for truth in truths):
        return False
    return None if any(truth is None for truth in truths) else True


def either(truths: Sequence[Truth]) -> Truth:
    if any(truth is True for truth in truths):
        return True
    return None if any(truth is None for truth in truths) else False


def ordered(rows: list[Any], keys: Sequence[tuple[Callable[[Any], Any], bool, bool]]) -> list[Any]:
    """Sorts by several keys, each (value of a row, descending, nulls first)."""

    def before(left: Any, right: Any) -> int:
        for value, descending, nulls_first in keys:
            a, b = value(left), value(right)
            if a == b:
                continue
            if a is None or b is None:
                return -1 if (a is None) == nulls_first else 1
            return (1 if a > b else -1) * (-1 if descending else 1)
        return 0

    return sorted(rows, key=functools.cmp_to_key(before))
