"""How urgent work beside cases is: their matrix, with a rank below for what can be planned."""

from enum import IntEnum

from gateway.cases.priority import MATRIX, Impact, Urgency
from gateway.database.fields import described


@described(
    CRITICAL="Before everything else.",
    HIGH="As soon as nothing critical is left.",
    MODERATE="In the order in which it comes.",
    LOW="When there is time.",
    PLANNING="When it is planned for.",
)
class WorkPriority(IntEnum):
    """In which order work beside cases is taken up; 1 comes first."""

    CRITICAL = 1
    HIGH = 2
    MODERATE = 3
    LOW = 4
    PLANNING = 5


WORK_MATRIX: dict[tuple[Impact, Urgency], WorkPriority] = {
    pressure: WorkPriority(priority) for pressure, priority in MATRIX.items()
} | {(Impact.LOW, Urgency.LOW): WorkPriority.PLANNING}
