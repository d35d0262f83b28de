"""The lives of a case and of a case task: which move leads from which state to which."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from gateway.database.fields import described
from gateway.errors import WrongState

S = TypeVar("S", bound=StrEnum)
Moves = Mapping[tuple[S | None, str], S]  # (from, move) -> to; from None: the record is born


@described(
    NEW="Reported; nobody has accepted it yet.",
    OPEN="Being worked on.",
    AWAITING_INFO="Waiting for an answer from the requester; service clocks pause.",
    RESOLVED="A solution is proposed; the requester may accept or reject it.",
    CLOSED="Finished; nothing leads out of it.",
    CANCELLED="Given up without a solution; nothing leads out of it.",
)
class CaseState(StrEnum):
    """Where a case stands between report and closure."""

    NEW = "NEW"
    OPEN = "OPEN"
    AWAITING_INFO = "AWAITING_INFO"
    RESOLVED = "RESOLVED"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


@described(
    OPEN="Waiting to be started.",
    IN_PROGRESS="Being worked on.",
    CLOSED="Done.",
    CANCELLED="Given up, with a reason.",
)
class CaseTaskState(StrEnum):
    """Where a piece of work on a case stands."""

    OPEN = "OPEN"
    IN_PROGRESS = "IN_PROGRESS"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


NEW, OPEN, AWAITING = CaseState.NEW, CaseState.OPEN, CaseState.AWAITING_INFO
RESOLVED, CLOSED, CANCELLED = CaseState.RESOLVED, CaseState.CLOSED, CaseState.CANCELLED

CASE_ACTIVE = frozenset({NEW, OPEN, AWAITING})  # the backlog: somebody still owes work
CASE_FINAL = frozenset({CLOSED, CANCELLED})

CASE_MOVES: Moves[CaseState] = {
    # from       move                 to
    (None,      "create"):           NEW,
    (NEW,       "accept"):           OPEN,
    (NEW,       "assign_to_me"):     OPEN,
    (OPEN,      "assign_to_me"):     OPEN,
    (AWAITING,  "assign_to_me"):     AWAITING,
    (NEW,       "assign"):           NEW,
    (OPEN,      "assign"):           OPEN,
    (AWAITING,  "assign"):           AWAITING,
    (NEW,       "reassign"):         NEW,
    (OPEN,      "reassign"):         OPEN,
    (AWAITING,  "reassign"):         AWAITING,
    (OPEN,      "request_info"):     AWAITING,
    (AWAITING,  "answer"):           OPEN,       # the requester comments, in the portal or by mail
    (AWAITING,  "open"):             OPEN,
    (RESOLVED,  "open"):             OPEN,       # K9: agents open again, customers reject
    (OPEN,      "propose_solution"): RESOLVED,
    (AWAITING,  "propose_solution"): RESOLVED,
    (RESOLVED,  "accept_solution"):  CLOSED,
    (RESOLVED,  "reject_solution"):  OPEN,
    (RESOLVED,  "remind"):           RESOLVED,   # after 5 days without an answer
    (RESOLVED,  "auto_close"):       CLOSED,     # after 10 days without an answer
    (NEW,       "close"):            CLOSED,
    (OPEN,      "close"):            CLOSED,
    (AWAITING,  "close"):            CLOSED,
    (NEW,       "cancel"):           CANCELLED,
    (OPEN,      "cancel"):           CANCELLED,
    (AWAITING,  "cancel"):           CANCELLED,
    (NEW,       "transfer"):         NEW,
    (OPEN,      "transfer"):         OPEN,
    (AWAITING,  "transfer"):         AWAITING,
    (CLOSED,    "follow_up"):        CLOSED,     # makes a new case; this one stays as it is
    (CANCELLED, "follow_up"):        CANCELLED,
}  # fmt: skip

TASK_OPEN, TASK_IN_PROGRESS = CaseTaskState.OPEN, CaseTaskState.IN_PROGRESS
TASK_CLOSED, TASK_CANCELLED = CaseTaskState.CLOSED, CaseTaskState.CANCELLED

TASK_FINAL = frozenset({TASK_CLOSED, TASK_CANCELLED})

TASK_MOVES: Moves[CaseTaskState] = {
    # from              move       to
    (None,             "create"): TASK_OPEN,
    (TASK_OPEN,        "start"):  TASK_IN_PROGRESS,
    (TASK_OPEN,        "close"):  TASK_CLOSED,
    (TASK_IN_PROGRESS, "close"):  TASK_CLOSED,
    (TASK_OPEN,        "cancel"): TASK_CANCELLED,
    (TASK_IN_PROGRESS, "cancel"): TASK_CANCELLED,
}  # fmt: skip


def after(moves: Moves[S], state: S | None, move: str) -> S:
    """The state that `move` leads to. Raises WrongState, which lists the moves that do exist."""
    try:
        return moves[state, move]
    except KeyError:
        possible = allowed(moves, state)
        here = state.replace("_", " ").lower() if state else "not yet created"
        hint = f"Possible: {', '.join(possible)}." if possible else "Nothing is possible any more."
        raise WrongState(
            f"It is {here}, so '{move}' is not possible. {hint}", allowed=list(possible)
        ) from None


def allowed(moves: Moves[S], state: S | None) -> tuple[str, ...]:
    """The moves that start from `state`, in the order of the table."""
    return tuple(move for start, move in moves if start == state)
