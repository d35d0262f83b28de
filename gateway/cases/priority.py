"""How urgent a case is: impact and urgency, and the matrix that makes a priority of them."""

from enum import IntEnum, StrEnum

from gateway.database.fields import described


@described(
    HIGH="Many people, or something essential, is affected.",
    MEDIUM="A part of the customer's work is affected.",
    LOW="Few people, or something dispensable, is affected.",
)
class Impact(IntEnum):
    """How much of the customer's work is affected."""

    HIGH = 1
    MEDIUM = 2
    LOW = 3


@described(
    HIGH="It cannot wait.",
    MEDIUM="It can wait a little.",
    LOW="It can wait.",
)
class Urgency(IntEnum):
    """How long the customer can wait."""

    HIGH = 1
    MEDIUM = 2
    LOW = 3


@described(
    CRITICAL="Before everything else.",
    HIGH="As soon as nothing critical is left.",
    MODERATE="In its turn.",
    LOW="When there is time.",
)
class Priority(IntEnum):
    """In which order work is taken up; 1 comes first."""

    CRITICAL = 1
    HIGH = 2
    MODERATE = 3
    LOW = 4


@described(
    MATRIX="Follows from impact and urgency, and changes with them.",
    MANUAL="Set by a person; impact and urgency no longer change it.",
)
class PrioritySource(StrEnum):
    """Where a priority comes from (K2)."""

    MATRIX = "MATRIX"
    MANUAL = "MANUAL"


MATRIX: dict[tuple[Impact, Urgency], Priority] = {
    (Impact.HIGH,   Urgency.HIGH):   Priority.CRITICAL,
    (Impact.HIGH,   Urgency.MEDIUM): Priority.HIGH,
    (Impact.MEDIUM, Urgency.HIGH):   Priority.HIGH,
    (Impact.HIGH,   Urgency.LOW):    Priority.MODERATE,
    (Impact.MEDIUM, Urgency.MEDIUM): Priority.MODERATE,
    (Impact.LOW,    Urgency.HIGH):   Priority.MODERATE,
    (Impact.MEDIUM, Urgency.LOW):    Priority.LOW,
    (Impact.LOW,    Urgency.MEDIUM): Priority.LOW,
    (Impact.LOW,    Urgency.LOW):    Priority.LOW,
}  # fmt: skip
