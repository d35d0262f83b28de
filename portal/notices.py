"""How notifications are told: by days, and of which kinds there are. Jinja filters among it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date

from portal.language import N_, language, zone

MEANINGS = {
    "SLA_DUE": N_("The time of a service level is over"),
    "MENTIONED": N_("Somebody mentions you"),
    "ASSIGNED": N_("A case is assigned to you"),
    "TASK_ASSIGNED": N_("A task is assigned to you"),
    "GROUP_ASSIGNED": N_("A case comes to a group that you manage"),
    "SLA_WARNED": N_("Much of the time of a service level has passed"),
    "RESOLVED": N_("A solution is proposed for a case that you follow"),
    "CLOSED": N_("A case that you follow is closed"),
    "COMMENTED": N_("Somebody writes a comment on a case that you handle or follow"),
    "WORK_NOTED": N_("Somebody writes a work note on a case whose work notes you follow"),
}


@dataclass(frozen=True, slots=True)
class Day:
    """What one was told on one day, as one's own calendar has it."""

    title: str
    notifications: list[dict[str, Any]]


def days(notifications: Iterable[dict[str, Any]]) -> list[Day]:
    """Notifications by the day on which they came, in their order."""
    grouped = groupby(notifications, key=lambda one: _day(one["createdAt"]))
    return [Day(format_date(day, "full", locale=language()), list(some)) for day, some in grouped]


def _day(at: str) -> date:
    return datetime.fromisoformat(at).astimezone(ZoneInfo(zone())).date()


def chosen(preferences: Iterable[Mapping[str, Any]], kind: str) -> Mapping[str, Any] | None:
    """What somebody has said of one kind of event."""
    return next((one for one in preferences if one["kind"] == kind), None)
