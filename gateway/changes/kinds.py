"""The words by which a change is sorted: what way it goes, how risky it is, how it went."""

from enum import IntEnum, StrEnum

from gateway.database.fields import described


@described(
    NORMAL="Assessed first, then authorised.",
    STANDARD="Done often and known well: scheduled at once.",
    EMERGENCY="Cannot wait for an assessment: authorised at once.",
)
class ChangeType(StrEnum):
    """Which way a change goes before it is scheduled."""

    NORMAL = "NORMAL"
    STANDARD = "STANDARD"
    EMERGENCY = "EMERGENCY"


@described(
    HIGH="Much may go wrong.",
    MODERATE="Something may go wrong.",
    LOW="Hardly anything may go wrong.",
)
class ChangeRisk(IntEnum):
    """How risky a change is."""

    HIGH = 1
    MODERATE = 2
    LOW = 3


@described(
    SUCCESSFUL="It was carried out as planned.",
    WITH_ISSUES="It was carried out, and not all went as planned.",
    UNSUCCESSFUL="It was taken back.",
)
class ChangeCloseCode(StrEnum):
    """How a change went."""

    SUCCESSFUL = "SUCCESSFUL"
    WITH_ISSUES = "WITH_ISSUES"
    UNSUCCESSFUL = "UNSUCCESSFUL"
