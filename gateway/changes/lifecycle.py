"""The life of a change: which move leads from which state to which."""

from collections.abc import Mapping
from enum import StrEnum

from gateway.changes.kinds import ChangeType
from gateway.database.fields import described


@described(
    NEW="Being written.",
    ASSESS="Waits for those who assess it.",
    AUTHORIZE="Waits for those who authorise it.",
    SCHEDULED="Authorised; waits for its time.",
    IMPLEMENT="Being carried out.",
    REVIEW="Carried out; it is being looked at how it went.",
    CLOSED="Finished; nothing leads out of it.",
    CANCELLED="Given up; nothing leads out of it.",
)
class ChangeState(StrEnum):
    """Where a change stands."""

    NEW = "NEW"
    ASSESS = "ASSESS"
    AUTHORIZE = "AUTHORIZE"
    SCHEDULED = "SCHEDULED"
    IMPLEMENT = "IMPLEMENT"
    REVIEW = "REVIEW"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


NEW, ASSESS, AUTHORIZE = ChangeState.NEW, ChangeState.ASSESS, ChangeState.AUTHORIZE
SCHEDULED, IMPLEMENT = ChangeState.SCHEDULED, ChangeState.IMPLEMENT
REVIEW, CLOSED, CANCELLED = ChangeState.REVIEW, ChangeState.CLOSED, ChangeState.CANCELLED

CHANGE_FINAL = frozenset({CLOSED, CANCELLED})

CHANGE_MOVES: Mapping[tuple[ChangeState | None, str], ChangeState] = {
    # from       move       to
    (None,      "create"):  NEW,
    (NEW,       "submit"):  ASSESS,       # a normal one; see SUBMITTED for the others
    (ASSESS,    "approve"): AUTHORIZE,
    (AUTHORIZE, "approve"): SCHEDULED,
    (ASSESS,    "reject"):  NEW,
    (AUTHORIZE, "reject"):  NEW,
    (ASSESS,    "revert"):  NEW,
    (AUTHORIZE, "revert"):  NEW,
    (SCHEDULED, "start"):   IMPLEMENT,
    (IMPLEMENT, "finish"):  REVIEW,
    (REVIEW,    "close"):   CLOSED,
    (NEW,       "cancel"):  CANCELLED,
    (ASSESS,    "cancel"):  CANCELLED,
    (AUTHORIZE, "cancel"):  CANCELLED,
    (SCHEDULED, "cancel"):  CANCELLED,
    (IMPLEMENT, "cancel"):  CANCELLED,
}  # fmt: skip

SUBMITTED: Mapping[ChangeType, ChangeState] = {
    ChangeType.NORMAL: ASSESS,
    ChangeType.EMERGENCY: AUTHORIZE,
    ChangeType.STANDARD: SCHEDULED,
}
