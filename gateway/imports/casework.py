"""An incident as a case: its columns, its journal and the intervals of its history."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from gateway.cases.kinds import JournalKind, JournalSource, ResolutionCode
from gateway.cases.lifecycle import CaseState
from gateway.cases.priority import Impact, Priority, Urgency
from gateway.customers.channels import Channel
from gateway.imports.directory import Directory
from gateway.imports.events import Event
from gateway.imports.parties import account_of, contact_of
from gateway.imports.replay import (
    ANSWERED,
    ENDED,
    Incident,
    Note,
    Stage,
    assigned_at,
    first_time,
    reopened_at,
)
from gateway.imports.telling import inside, text
from gateway.imports.wording import MARK, description, short_description

Row = dict[str, Any]

CHANNELS = {"Phone": Channel.PHONE, "Email": Channel.EMAIL}

# The log's codes are anonymised: which of ours each becomes is our choice; the code itself is kept.
CODES: dict[str, ResolutionCode] = {
    "code 6":  ResolutionCode.FIXED,
    "code 7":  ResolutionCode.ANSWERED,
    "code 9":  ResolutionCode.WORKAROUND,
    "code 8":  ResolutionCode.NO_RESPONSE,
    "code 5":  ResolutionCode.WITHDRAWN,
    "code 1":  ResolutionCode.DUPLICATE,
    "code 10": ResolutionCode.FIXED_BY_REQUEST,
    "code 11": ResolutionCode.FIXED_BY_CHANGE,
    "code 16": ResolutionCode.FIXED_BY_PROBLEM,
}  # fmt: skip


def case_columns(directory: Directory, incident: Incident) -> Row:
    """The columns of the case that the log decides; not its key, number and origin."""
    stages = incident.stages
    event = incident.last
    return {
        "state": stages[-1].state,
        "channel": CHANNELS.get(event.channel or "", Channel.API),
        "short_description": short_description(event),
        "description": description(event),
        **_categories(directory, event),
        "account_id": directory.id("Account", account_of(incident)),
        "contact_id": directory.id("Contact", contact_of(incident)),
        "impact": Impact(event.impact),
        "urgency": Urgency(event.urgency),
        "priority": Priority(event.priority),
        "assignment_group_id": directory.id("Group", event.group),
        "provider_id": directory.provider_of_group(event.group),
        "assigned_to_id": directory.id("User", event.assignee),
        "reassignment_count": event.reassignments,
        "reopen_count": event.reopens,
        **_times(directory, incident, stages),
        **_ending(directory, incident, stages[-1].state),
    }


def intervals(directory: Directory, case: int, stages: Sequence[Stage]) -> list[Row]:
    """One row per stretch; the last has no end."""
    ends: list[datetime | None] = [stage.at for stage in stages[1:]]
    return [
        {
            "case_id": case,
            "state": stage.state,
            "group_id": directory.id("Group", stage.group),
            "provider_id": directory.provider_of_group(stage.group),
            "assignee_id": directory.id("User", stage.assignee),
            "started_at": stage.at,
            "ended_at": end,
        }
        for stage, end in zip(stages, [*ends, None], strict=True)
    ]


def journal(directory: Directory, case: int, notes: Sequence[Note]) -> list[Row]:
    """One work note per event; what was written inside the enterprise stays there (K11)."""
    owner = directory.provider_of_group
    return [
        {
            "case_id": case,
            "kind": JournalKind.WORK_NOTE,
            "text": text(directory.casting, note),
            "at": note.at,
            "author_user_id": directory.id("User", note.event.updated_by),
            "enterprise_only": inside(note) or owner(note.event.group) is None,
            "source": JournalSource.SYSTEM,
        }
        for note in notes
    ]


def _categories(directory: Directory, event: Event) -> Row:
    call = directory.casting.category
    return {
        "category": event.category and call(event.category),
        "subcategory": event.subcategory and call(event.subcategory),
    }


def _times(directory: Directory, incident: Incident, stages: Sequence[Stage]) -> Row:
    first = incident.events[0]
    return {
        "opened_at": first.opened_at,
        "opened_by_id": directory.id("User", incident.last.opened_by),
        "created_at": first.created_at or first.opened_at,
        "updated_at": max(event.updated_at for event in incident.events),
        "assigned_at": assigned_at(stages),
        "accepted_at": first_time(stages, frozenset({CaseState.OPEN})),
        "first_response_at": first_time(stages, ANSWERED),
        "sla_anchor_at": reopened_at(stages) or first.opened_at,
    }


def _ending(directory: Directory, incident: Incident, state: CaseState) -> Row:
    """How it ended, unless it has not: the log repeats the final values on every line."""
    event, ended, closed = incident.last, state in ENDED, state is CaseState.CLOSED
    return {
        "resolved_at": event.resolved_at if ended else None,
        "resolved_by_id": directory.id("User", event.resolved_by) if ended else None,
        "resolution_code": CODES.get(event.closed_code or "", ResolutionCode.FIXED)
        if ended
        else None,
        "resolution_notes": f"{MARK} It says: {event.closed_code or 'no code'}." if ended else None,
        "closed_at": (event.closed_at or incident.times[-1]) if closed else None,
        "closed_by_id": directory.id("User", event.updated_by) if closed else None,
    }
