"""One line of the log understood: an event of an incident, or the reason why it is none."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar

from gateway.imports.log import Line

T = TypeVar("T")

MISSING = "?"
LONGEST = 80  # characters of a label

STATES = (
    "New",
    "Active",
    "Awaiting User Info",
    "Awaiting Vendor",
    "Awaiting Problem",
    "Awaiting Evidence",
    "Resolved",
    "Closed",
)


class Unusable(Exception):
    """A line that cannot be an event; says why."""


@dataclass(frozen=True, slots=True)
class Event:
    """What an incident looked like after one modification. None: the log does not say."""

    line: int
    number: str
    state: str  # one of STATES
    reassignments: int
    reopens: int
    modification: int  # counts from 0; repeats now and then
    made_sla: bool
    caller: str | None
    opened_by: str | None
    opened_at: datetime
    created_at: datetime | None
    updated_by: str | None
    updated_at: datetime
    channel: str | None
    location: str | None
    category: str | None
    subcategory: str | None
    symptom: str | None
    configuration_item: str | None
    impact: int  # 1 high to 3 low
    urgency: int
    priority: int  # 1 critical to 4 low
    group: str | None
    assignee: str | None
    knowledge: bool
    problem: str | None
    change: str | None
    vendor: str | None
    caused_by: str | None
    closed_code: str | None
    resolved_by: str | None
    resolved_at: datetime | None  # this and the next: final values, repeated on every line
    closed_at: datetime | None


def event(line: Line) -> Event:
    """The event that the line tells of. Raises Unusable, with the reason in its text."""
    if line.fault:
        raise Unusable(f"The line {line.fault}.")
    values: dict[str, Any] = {}
    for column, (name, understand) in MEANINGS.items():
        try:
            values[name] = understand(" ".join(line.columns[column].split()))
        except ValueError as why:
            raise Unusable(f"{column} {line.columns[column]!r} {why}.") from None
    return Event(line=line.number, **values)


@lru_cache(maxsize=4096)  # the lines of an incident repeat most of their times
def moment(text: str) -> datetime:
    """The instant behind `29/2/2016 01:16`. The log names no zone: it is read as UTC."""
    try:
        day, month, rest = text.split("/")
        year, clock = rest.split(" ")
        hour, minute = clock.split(":")
        return datetime(int(year), int(month), int(day), int(hour), int(minute), tzinfo=UTC)
    except ValueError:
        raise ValueError("is not a time like 29/2/2016 01:16") from None


def _moment_or_none(text: str) -> datetime | None:
    return None if text == MISSING else moment(text)


def _label(text: str) -> str:
    if text in ("", MISSING):
        raise ValueError("is missing")
    if len(text) > LONGEST:
        raise ValueError(f"is longer than {LONGEST} characters")
    return text


def _label_or_none(text: str) -> str | None:
    return None if text in ("", MISSING) else _label(text)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise ValueError("is not a count")
    return int(text)


def _yes(text: str) -> bool:
    return _one_of({"true": True, "false": False}, text)


def _state(text: str) -> str:
    if text not in STATES:
        raise ValueError("is not a state that this importer knows")
    return text


def _level(*names: str) -> Callable[[str], int]:
    levels = {name: int(name[0]) for name in names}
    return lambda text: _one_of(levels, text)


def _one_of(known: dict[str, T], text: str) -> T:
    try:
        return known[text]
    except KeyError:
        raise ValueError(f"is none of {', '.join(known)}") from None


_impact = _level("1 - High", "2 - Medium", "3 - Low")
_priority = _level("1 - Critical", "2 - High", "3 - Moderate", "4 - Low")

MEANINGS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "number":             ("number",             _label),
    "incident_state":     ("state",              _state),
    "reassignment_count": ("reassignments",      _count),
    "reopen_count":       ("reopens",            _count),
    "sys_mod_count":      ("modification",       _count),
    "made_sla":           ("made_sla",           _yes),
    "caller_id":          ("caller",             _label_or_none),
    "opened_by":          ("opened_by",          _label_or_none),
    "opened_at":          ("opened_at",          moment),
    "sys_created_at":     ("created_at",         _moment_or_none),
    "sys_updated_by":     ("updated_by",         _label_or_none),
    "sys_updated_at":     ("updated_at",         moment),
    "contact_type":       ("channel",            _label_or_none),
    "location":           ("location",           _label_or_none),
    "category":           ("category",           _label_or_none),
    "subcategory":        ("subcategory",        _label_or_none),
    "u_symptom":          ("symptom",            _label_or_none),
    "cmdb_ci":            ("configuration_item", _label_or_none),
    "impact":             ("impact",             _impact),
    "urgency":            ("urgency",            _impact),
    "priority":           ("priority",           _priority),
    "assignment_group":   ("group",              _label_or_none),
    "assigned_to":        ("assignee",           _label_or_none),
    "knowledge":          ("knowledge",          _yes),
    "problem_id":         ("problem",            _label_or_none),
    "rfc":                ("change",             _label_or_none),
    "vendor":             ("vendor",             _label_or_none),
    "caused_by":          ("caused_by",          _label_or_none),
    "closed_code":        ("closed_code",        _label_or_none),
    "resolved_by":        ("resolved_by",        _label_or_none),
    "resolved_at":        ("resolved_at",        _moment_or_none),
    "closed_at":          ("closed_at",          _moment_or_none),
}  # fmt: skip
