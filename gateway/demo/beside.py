"""What stands beside cases: incidents, problems, changes and requests, in every state of each."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from tortoise.models import Model

from gateway.changes.kinds import ChangeCloseCode, ChangeRisk, ChangeType, ConflictStatus
from gateway.changes.lifecycle import CHANGE_FINAL, ChangeState
from gateway.changes.models import ChangeConflict, ChangeRequest, ChangeWindow
from gateway.demo.cases import Told, tell
from gateway.demo.showcase import FIRST_USE_CASE, USE_CASES
from gateway.demo.size import CLOCK, Size
from gateway.demo.staff import LABORATORY, group_keys, user_keys
from gateway.demo.windows import conflicts, status, windows
from gateway.fulfilment.lifecycle import REQUEST_FINAL, RequestState
from gateway.fulfilment.models import ServiceRequest
from gateway.incidents.kinds import HoldReason, IncidentCloseCode
from gateway.incidents.lifecycle import INCIDENT_FINAL, IncidentState
from gateway.incidents.models import Incident
from gateway.problems.kinds import ProblemResolution
from gateway.problems.lifecycle import PROBLEM_FINAL, ProblemState
from gateway.problems.models import Problem
from gateway.work.kinds import RelationKind
from gateway.work.models import CaseRelation
from gateway.work.priority import WORK_MATRIX

Row = dict[str, Any]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DOER, WRITER = "agent", "agent-4"  # who does it, and who asks for it
NEW = frozenset({"NEW", "DRAFT"})  # nobody does it yet
GIVEN_UP = frozenset({"CANCELLED", "REJECTED", "ON_HOLD"})  # for a reason
# The changes beyond one in each state: of the other types.
CHANGES = (*ChangeState, ChangeState.AUTHORIZE, ChangeState.SCHEDULED)
TYPES = (*(ChangeType.NORMAL for _ in ChangeState), ChangeType.EMERGENCY, ChangeType.STANDARD)
SHOWN: dict[tuple[RelationKind, str], str] = {  # which record belongs to which use case
    (RelationKind.CHANGE, ChangeState.SCHEDULED): "D15",
    (RelationKind.CHANGE, ChangeState.ASSESS): "D17",
    (RelationKind.PROBLEM, ProblemState.ROOT_CAUSE_ANALYSIS): "D15",
    (RelationKind.INCIDENT, IncidentState.IN_PROGRESS): "D15",
    (RelationKind.REQUEST, RequestState.AWAITING_APPROVAL): "D15",
}
TWIN = len(CHANGES) - 1  # altered on the asset of the one of D15, while that is
STRIDE = 23  # from one case that has something beside it to the next
ITEMS = ("Calibration set", "Spare seal kit", "Loan instrument", "Training day")
REASON = "The supplier has withdrawn the part."


def beside(size: Size) -> Iterator[tuple[type[Model], Sequence[Row]]]:
    """All rows, so that each finds those that it needs."""
    incidents = [_incident(size, i, state) for i, state in enumerate(IncidentState)]
    problems = [_problem(size, i, state) for i, state in enumerate(ProblemState)]
    changes = [_change(size, i, state) for i, state in enumerate(CHANGES)]
    requests = [_request(size, i, state) for i, state in enumerate(RequestState)]
    yield Incident, incidents
    yield Problem, problems
    yield ChangeRequest, changes
    yield ChangeWindow, windows()
    yield ChangeConflict, conflicts()
    yield ServiceRequest, requests
    yield CaseRelation, _ties(incidents, problems, changes, requests)


def _told(size: Size, kind: RelationKind, index: int, state: StrEnum) -> Told:
    """The case beside which it stands."""
    codes = [code for code, *_ in USE_CASES]
    shown = SHOWN.get((kind, state)) if index < len(type(state)) else None
    place = codes.index(shown) if shown else STRIDE * (index + 1) + len(kind)
    return tell(size, (FIRST_USE_CASE - 1 + place) % size.cases)


def _work(told: Told, index: int, state: StrEnum, prefix: str, final: frozenset[Any]) -> Row:
    """What all have in common."""
    opened = min(told.row["opened_at"] + HOUR, CLOCK - HOUR)
    closed = min(opened + 3 * DAY, CLOCK) if state in final else None
    writer = user_keys()[WRITER]
    return {
        "id": index + 1,
        "number": f"{prefix}{index + 1:07}",
        "state": state,
        "short_description": told.row["short_description"],
        "description": told.row["description"],
        "assignment_group_id": group_keys()[LABORATORY],
        "assigned_to_id": None if state in NEW else user_keys()[DOER],
        "opened_at": opened,
        "opened_by_id": writer,
        "closed_at": closed,
        "closed_by_id": closed and user_keys()[DOER],
        "state_reason": REASON if state in GIVEN_UP else None,
        "created_at": opened,
        "created_by_id": writer,
        "updated_at": closed or opened,
        "updated_by_id": writer,
    }


def _weighed(told: Told, index: int, state: StrEnum, prefix: str, final: frozenset[Any]) -> Row:
    impact, urgency = told.row["impact"], told.row["urgency"]
    weight = {"impact": impact, "urgency": urgency, "priority": WORK_MATRIX[impact, urgency]}
    return _work(told, index, state, prefix, final) | weight


def _incident(size: Size, index: int, state: IncidentState) -> Row:
    told = _told(size, RelationKind.INCIDENT, index, state)
    solved = state in (IncidentState.RESOLVED, IncidentState.CLOSED)
    return _weighed(told, index, state, "INC", INCIDENT_FINAL) | {
        "caller_id": told.row["contact_id"],
        "asset_id": told.row["asset_id"],
        "source_case_id": told.key,
        "hold_reason": HoldReason.VENDOR if state is IncidentState.ON_HOLD else None,
        "resolved_at": CLOCK - HOUR if solved else None,
        "close_code": IncidentCloseCode.SOLVED if solved else None,
        "close_notes": told.subject.say(told.subject.story.solution) if solved else None,
    }


def _problem(size: Size, index: int, state: ProblemState) -> Row:
    told = _told(size, RelationKind.PROBLEM, index, state)
    story, far = told.subject.story, list(ProblemState).index(state)
    known = far >= list(ProblemState).index(ProblemState.FIX_IN_PROGRESS)
    fixed = far > list(ProblemState).index(ProblemState.FIX_IN_PROGRESS)
    return _weighed(told, index, state, "PRB", PROBLEM_FINAL) | {
        "account_id": told.row["account_id"],
        "first_reported_by_id": told.key,
        "cause_notes": told.subject.say(story.cause) if known else None,
        "fix_notes": told.subject.say(story.solution) if fixed else None,
        "resolution_code": ProblemResolution.FIX_APPLIED if fixed else None,
        "resolved_at": CLOCK - HOUR if fixed else None,
        "known_error": known and not fixed,
    }


def _change(size: Size, index: int, state: ChangeState) -> Row:
    told = _told(size, RelationKind.CHANGE, index, state)
    begun = state in (ChangeState.IMPLEMENT, ChangeState.REVIEW, ChangeState.CLOSED)
    done = state in (ChangeState.REVIEW, ChangeState.CLOSED)
    planned = _planned(index, state, begun=begun)
    checked = status(index + 1, state)
    row = _weighed(told, index, state, "CHG", CHANGE_FINAL)
    return row | {
        "type": TYPES[index],
        "category": told.row["category"],
        "risk": ChangeRisk.MODERATE,
        "account_id": told.row["account_id"],
        "asset_id": _altered(size, told, index),
        "parent_id": index if state is ChangeState.AUTHORIZE else None,  # of the one before it
        "requested_by_id": user_keys()[WRITER],
        "source_case_id": told.key,
        "planned_start": planned,
        "planned_end": planned + 2 * HOUR,
        "actual_start": planned if begun else None,
        "actual_end": planned + HOUR if done else None,
        "submitted_at": None if state is ChangeState.NEW else row["opened_at"],
        "conflict_status": checked,
        "conflict_run_at": None if checked is ConflictStatus.NOT_RUN else row["opened_at"],
        "justification": told.subject.say(told.subject.story.cause),
        "implementation_plan": told.subject.say(told.subject.story.solution),
        "risk_impact_analysis": "The instrument stands still meanwhile; nothing else does.",
        "backout_plan": "Put back what was there before.",
        "test_plan": "Run the self-test twice, and measure the reference.",
        "close_code": ChangeCloseCode.SUCCESSFUL if state is ChangeState.CLOSED else None,
        "close_notes": "As planned." if state is ChangeState.CLOSED else None,
    }


def _planned(index: int, state: ChangeState, *, begun: bool) -> datetime:
    """Each on an evening of its own; the emergency in the morning, the twin an hour late."""
    if index == TWIN:
        return _planned([*ChangeState].index(ChangeState.SCHEDULED), state, begun=False) + HOUR
    day = CLOCK - index * DAY if begun else CLOCK + timedelta(days=2 + index)
    return day.replace(hour=10 if TYPES[index] is ChangeType.EMERGENCY else 20, minute=0)


def _altered(size: Size, told: Told, index: int) -> int:
    """The asset of its case, or any; that of D15 and its twin are about the same."""
    if index == TWIN:
        index, state = [*ChangeState].index(ChangeState.SCHEDULED), ChangeState.SCHEDULED
        told = _told(size, RelationKind.CHANGE, index, state)
    return told.row["asset_id"] or index + 1


def _request(size: Size, index: int, state: RequestState) -> Row:
    told = _told(size, RelationKind.REQUEST, index, state)
    row = _work(told, index, state, "REQ", REQUEST_FINAL)
    ended = state in (RequestState.CLOSED_COMPLETE, RequestState.CLOSED_INCOMPLETE)
    return row | {
        "contact_id": told.row["contact_id"],
        "consumer_id": told.row["consumer_id"],
        "source_case_id": told.key,
        "item": ITEMS[index % len(ITEMS)],
        "quantity": index % 2 + 1,
        "submitted_at": None if state is RequestState.DRAFT else row["opened_at"],
        "stage": "Being packed" if state is RequestState.IN_FULFILMENT else None,
        "close_notes": "Delivered." if ended else None,
    }


def _ties(
    incidents: list[Row], problems: list[Row], changes: list[Row], requests: list[Row]
) -> list[Row]:
    """Each to the case beside which it stands; the first change has brought about another case."""
    made = [
        *((RelationKind.INCIDENT, "incident_id", row, row["source_case_id"]) for row in incidents),
        *(
            (RelationKind.PROBLEM, "problem_id", row, row["first_reported_by_id"])
            for row in problems
        ),
        *((RelationKind.CHANGE, "change_id", row, row["source_case_id"]) for row in changes),
        *((RelationKind.REQUEST, "request_id", row, row["source_case_id"]) for row in requests),
        (RelationKind.CAUSED_BY_CHANGE, "change_id", changes[-1], incidents[0]["source_case_id"]),
    ]
    none = dict.fromkeys(("incident_id", "problem_id", "change_id", "request_id"))
    return [
        {
            "id": key,
            "case_id": case,
            "kind": kind,
            **none,
            column: row["id"],
            "primary": False,
            "created_at": row["created_at"],
            "created_by_id": row["created_by_id"],
            "updated_at": row["created_at"],
        }
        for key, (kind, column, row, case) in enumerate(made, 1)
    ]
