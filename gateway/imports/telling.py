"""Says in words what an event of the log did."""

from collections.abc import Callable
from typing import Any

from gateway.imports.casting import Casting
from gateway.imports.replay import FOLLOWED, Note

INSIDE = ("caused_by", "vendor")  # concealed from providers as fields, so in words as well

CALLED = {
    "assignee": "Assigned to",
    "reopens": "Times reopened",
    "reassignments": "Times reassigned",
    "configuration_item": "Configuration item",
    "knowledge": "Knowledge used",
    "caused_by": "Caused by change",
    "made_sla": "Service level kept",
}
NAMED: dict[str, Callable[[Casting, str], str]] = {
    # labels that stand for somebody or something with a name here
    "group": lambda casting, label: casting.groups.get(label, label),
    "assignee": lambda casting, label: " ".join(casting.person(label)),
    "caller": lambda casting, label: " ".join(casting.person(label)),
    "location": lambda casting, label: casting.account(label),
    "category": lambda casting, label: casting.category(label),
    "subcategory": lambda casting, label: casting.category(label),
}


def text(casting: Casting, note: Note) -> str:
    """What the event changed, line by line."""
    if note.before is None:
        group = _said(casting, "group", note.event.group)
        return f"Opened in state {note.event.state}, in group {group}."
    told = [
        f"{CALLED.get(name, name.capitalize())}: "
        f"{_said(casting, name, before)} → {_said(casting, name, after)}"
        for name, before, after in _changes(note)
    ]
    return "\n".join(told) or "Something was added; the log does not keep what."


def inside(note: Note) -> bool:
    """Whether it tells what providers never read."""
    return any(name in INSIDE for name, _, _ in _changes(note))


def _changes(note: Note) -> list[tuple[str, Any, Any]]:
    """What differs from before: field, old and new."""
    if note.before is None:
        return []
    return [
        (name, before, after)
        for name in FOLLOWED
        if (before := getattr(note.before, name)) != (after := getattr(note.event, name))
    ]


def _said(casting: Casting, name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "none"
    return NAMED[name](casting, value) if name in NAMED else str(value)
