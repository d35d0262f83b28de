"""The life of a problem: which move leads from which state to which."""

from collections.abc import Mapping
from enum import StrEnum

from gateway.database.fields import described


@described(
    NEW="Reported; nobody looks into it yet.",
    ASSESS="It is being found out whether it is one.",
    ROOT_CAUSE_ANALYSIS="Its cause is being sought.",
    FIX_IN_PROGRESS="Its cause is known, and is being removed.",
    RESOLVED="Its cause is removed.",
    CLOSED="Finished; it may be analysed again.",
)
class ProblemState(StrEnum):
    """Where a problem stands."""

    NEW = "NEW"
    ASSESS = "ASSESS"
    ROOT_CAUSE_ANALYSIS = "ROOT_CAUSE_ANALYSIS"
    FIX_IN_PROGRESS = "FIX_IN_PROGRESS"
    RESOLVED = "RESOLVED"
    CLOSED = "CLOSED"


NEW, ASSESS = ProblemState.NEW, ProblemState.ASSESS
SOUGHT, FIXED = ProblemState.ROOT_CAUSE_ANALYSIS, ProblemState.FIX_IN_PROGRESS
RESOLVED, CLOSED = ProblemState.RESOLVED, ProblemState.CLOSED

PROBLEM_FINAL = frozenset({CLOSED})

PROBLEM_MOVES: Mapping[tuple[ProblemState | None, str], ProblemState] = {
    # from      move           to
    (None,     "create"):      NEW,
    (NEW,      "assess"):      ASSESS,
    (ASSESS,   "confirm"):     SOUGHT,
    (SOUGHT,   "fix"):         FIXED,
    (FIXED,    "resolve"):     RESOLVED,
    (RESOLVED, "complete"):    CLOSED,
    (SOUGHT,   "accept_risk"): CLOSED,
    (FIXED,    "accept_risk"): CLOSED,
    (NEW,      "duplicate"):   CLOSED,
    (ASSESS,   "duplicate"):   CLOSED,
    (NEW,      "cancel"):      CLOSED,
    (ASSESS,   "cancel"):      CLOSED,
    (RESOLVED, "re_analyse"):  SOUGHT,
    (CLOSED,   "re_analyse"):  SOUGHT,
}  # fmt: skip
