"""What a field is compared with: values as JSON writes them become those that the field holds."""

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from gateway.conditions.folding import folded
from gateway.conditions.operators import Family
from gateway.conditions.tree import Term
from gateway.database.fields import as_instant
from gateway.request.entities import Kind
from gateway.request.scalars import read_id

MAX_TEXT = 200  # characters of a value
LARGEST = 2**53  # beyond it numbers of JSON are not exact

NO_TEXT = f"a text of 1 to {MAX_TEXT} characters is needed"
NO_NUMBER = "a number is needed"
NO_WHOLE = "a whole number is needed"
NO_TRUTH = "true or false is needed"
NO_DATE = "a day such as 2026-11-16 is needed"
NO_INSTANT = "a moment with its zone, such as 2026-11-16T09:00:00Z, is needed"
NO_RECORD = "the id of such a record is needed"


class Unfit(ValueError):
    """A value that cannot be compared with the field; the message says what is needed."""


def value(given: Any, term: Term, family: Family) -> Any:
    """The value as the field would hold it. Raises Unfit."""
    return READERS[family](given, term)


def _text(given: Any, term: Term) -> str:
    if not isinstance(given, str) or not 0 < len(given) <= MAX_TEXT or "\0" in given:
        raise Unfit(NO_TEXT)
    if term.code:
        return given.upper() if term.code == "upper" else given.lower()
    return folded(given)


def _choice(given: Any, term: Term) -> Enum:
    members: Mapping[str, Enum] = term.attribute.enum.__members__ if term.attribute.enum else {}
    if not isinstance(given, str) or given not in members:
        raise Unfit(f"one of {', '.join(members)} is needed")
    return members[given]


def _number(given: Any, term: Term) -> int | float:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise Unfit(NO_NUMBER)
    if not math.isfinite(given) or abs(given) > LARGEST:
        raise Unfit(NO_NUMBER)
    if term.attribute.kind is Kind.FLOAT:
        return float(given)
    if given != int(given):
        raise Unfit(NO_WHOLE)
    return int(given)


def _truth(given: Any, term: Term) -> bool:
    del term
    if not isinstance(given, bool):
        raise Unfit(NO_TRUTH)
    return given


def _date(given: Any, term: Term) -> date:
    del term
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        raise Unfit(NO_DATE) from None


def _instant(given: Any, term: Term) -> datetime:
    del term
    try:
        return as_instant(datetime.fromisoformat(given))
    except (TypeError, ValueError, OverflowError):
        raise Unfit(NO_INSTANT) from None


def _record(given: Any, term: Term) -> int:
    name, key = read_id(given) if isinstance(given, str) else ("", 0)
    if name != term.refers:
        raise Unfit(NO_RECORD)
    return key


READERS: Mapping[Family, Callable[[Any, Term], Any]] = {
    Family.TEXT: _text,
    Family.CHOICE: _choice,
    Family.RANK: _choice,
    Family.NUMBER: _number,
    Family.TRUTH: _truth,
    Family.DATE: _date,
    Family.INSTANT: _instant,
    Family.RECORD: _record,
    Family.TREE: _record,
}
