"""What else hangs on a case: its history, its tasks, and who is kept informed."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from gateway.cases.kinds import CaseTaskKind
from gateway.cases.lifecycle import CASE_FINAL, TASK_FINAL, CaseTaskState
from gateway.cases.priority import Priority
from gateway.demo.cases import Told
from gateway.demo.course import RESOLVED
from gateway.demo.draw import Draw, Weighted
from gateway.demo.staff import group_keys, provider_keys, team_of, user_keys

Row = dict[str, Any]

MOST_STAGES, MOST_TASKS = 16, 4  # of one case; keys follow from that

TASKS = (
    "Call {first} {last} back", "Order the spare part for {serial}", "Ask development about {code}",
    "Book a visit to {site}", "Check the contract before the visit", "Send the report to {site}",
    "Update {serial} to {version}", "Collect the defective part",
    "Confirm the date with the carrier",
)  # fmt: skip
STATES = Weighted(
    (CaseTaskState.OPEN, 40), (CaseTaskState.IN_PROGRESS, 25), (CaseTaskState.CLOSED, 35)
)


def intervals(told: Told) -> Iterator[Row]:
    """One row for each stage; the last has no end."""
    stages = told.course.stages
    ends = [*(stage.at for stage in stages[1:]), None]
    for place, (stage, end) in enumerate(zip(stages, ends, strict=True)):
        group = stage.hands.group
        provider = team_of(group).provider if group else None
        yield {
            "id": (told.key - 1) * MOST_STAGES + place + 1,
            "case_id": told.key,
            "state": stage.state,
            "group_id": group and group_keys()[group],
            "provider_id": provider and provider_keys()[provider],
            "assignee_id": stage.hands.assignee and user_keys()[stage.hands.assignee],
            "started_at": stage.at,
            "ended_at": end,
        }


def tasks(told: Told) -> Iterator[Row]:
    """Up to two tasks for one case in three, on those that somebody works on."""
    draw, row = Draw("task", told.key), told.row
    if not row["assigned_to_id"] or not draw.chance(35):
        return
    for place in range(draw.between(1, 2)):
        key = (told.key - 1) * MOST_TASKS + place + 1
        state = draw.weighted(STATES)
        if row["state"] in CASE_FINAL or row["state"] is RESOLVED:
            state = CaseTaskState.CLOSED
        opened = row["accepted_at"] or row["opened_at"]
        closed = row["updated_at"] if state in TASK_FINAL else None
        yield {
            "id": key,
            "number": f"CST{key:07}",
            "case_id": told.key,
            "kind": CaseTaskKind.WORK,
            "state": state,
            "short_description": draw.pick(TASKS).format_map(told.subject.words),
            "priority": Priority(max(row["priority"], Priority.HIGH)),
            "account_id": row["account_id"],
            "contact_id": row["contact_id"],
            "consumer_id": row["consumer_id"],
            "assignment_group_id": row["assignment_group_id"],
            "assigned_to_id": row["assigned_to_id"],
            "due_at": opened + timedelta(hours=draw.between(6, 200)),
            "visible_to_customer": draw.chance(30),
            "opened_at": opened,
            "opened_by_id": row["assigned_to_id"],
            "closed_at": closed,
            "closed_by_id": closed and row["assigned_to_id"],
            "created_at": opened,
            "created_by_id": row["assigned_to_id"],
            "updated_at": closed or opened,
        }


def informed(told: Told) -> Iterator[Row]:
    """Colleagues who want to hear of comments."""
    yield from _link(told, "informed", ("agent", "manager", "agent-5"), 14)


def watchers(told: Told) -> Iterator[Row]:
    """Colleagues who want to hear of work notes."""
    yield from _link(told, "watcher", ("agent", "manager-2", "agent-8"), 12)


def _link(told: Told, kind: str, users: tuple[str, ...], percent: int) -> Iterator[Row]:
    draw = Draw(kind, told.key)
    if draw.chance(percent):
        at = told.row["opened_at"]
        yield {
            "id": told.key,
            "case_id": told.key,
            "user_id": user_keys()[draw.pick(users)],
            "created_at": at,
            "updated_at": at,
        }
