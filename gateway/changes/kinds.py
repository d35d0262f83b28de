"""The words by which a change is sorted: its way, its risk, what it collides with, how it went."""

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


@described(
    NOT_RUN="Nobody has looked since it was planned as it is.",
    NONE="Nothing was found.",
    CONFLICT="Something was found.",
)
class ConflictStatus(StrEnum):
    """Whether the plan of a change collides with anything."""

    NOT_RUN = "NOT_RUN"
    NONE = "NONE"
    CONFLICT = "CONFLICT"


@described(
    ASSET_BUSY="Another change alters the same asset meanwhile.",
    PARENT_OR_CHILD_BUSY="Another change alters what it is part of, or a part of it, meanwhile.",
    ASSIGNEE_BUSY="Whoever is to do it carries out another change meanwhile.",
    BLACKOUT="Nothing may be altered then.",
    OUTSIDE_MAINTENANCE="It may only be altered at other times.",
)
class ConflictKind(StrEnum):
    """With what the plan of a change collides."""

    ASSET_BUSY = "ASSET_BUSY"
    PARENT_OR_CHILD_BUSY = "PARENT_OR_CHILD_BUSY"
    ASSIGNEE_BUSY = "ASSIGNEE_BUSY"
    BLACKOUT = "BLACKOUT"
    OUTSIDE_MAINTENANCE = "OUTSIDE_MAINTENANCE"


@described(
    BLACKOUT="Nothing may be altered in it.",
    MAINTENANCE="Only in such windows may something be altered, where there are any for it.",
)
class WindowKind(StrEnum):
    """What a window means for changes."""

    BLACKOUT = "BLACKOUT"
    MAINTENANCE = "MAINTENANCE"
