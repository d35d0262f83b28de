"""The words of service levels: what is promised, when it counts from, where a clock stands."""

from enum import StrEnum

from gateway.database.fields import described


@described(
    RESPONSE="A first answer to the customer.",
    RESOLUTION="A solution.",
    OTHER="Something else.",
)
class SlaTarget(StrEnum):
    """What is promised in time."""

    RESPONSE = "RESPONSE"
    RESOLUTION = "RESOLUTION"
    OTHER = "OTHER"


@described(
    SLA="Promised to customers.",
    OLA="Agreed among our own groups.",
    UNDERPINNING="Promised to us by a supplier.",
)
class SlaKind(StrEnum):
    """Between whom a level is agreed."""

    SLA = "SLA"
    OLA = "OLA"
    UNDERPINNING = "UNDERPINNING"


@described(
    START_UNMET="When its start condition no longer holds.",
    CANCEL_MET="When its cancel condition holds.",
    NEVER="Never.",
)
class CancelWhen(StrEnum):
    """When a clock is given up."""

    START_UNMET = "START_UNMET"
    CANCEL_MET = "CANCEL_MET"
    NEVER = "NEVER"


@described(
    PAUSE_UNMET="When its pause condition no longer holds.",
    RESUME_MET="When its resume condition holds.",
)
class ResumeWhen(StrEnum):
    """When a paused clock goes on."""

    PAUSE_UNMET = "PAUSE_UNMET"
    RESUME_MET = "RESUME_MET"


@described(
    ANCHOR="From the report of the case, or from its last reopening.",
    OPENED="From the report of the case, whatever happened since.",
)
class StartFrom(StrEnum):
    """From when a clock counts that may start in the past."""

    ANCHOR = "ANCHOR"
    OPENED = "OPENED"


@described(
    NONE="Around the clock.",
    DEFINITION="The hours of the definition's own schedule.",
    ENTITLEMENT="The hours of the case's entitlement, else the definition's own.",
    CONTRACT="The hours of the case's contract, else the definition's own.",
)
class ScheduleSource(StrEnum):
    """Whose working hours count."""

    NONE = "NONE"
    DEFINITION = "DEFINITION"
    ENTITLEMENT = "ENTITLEMENT"
    CONTRACT = "CONTRACT"


@described(
    SCHEDULE="The zone of the schedule.",
    CUSTOMER="The requester's zone, where it is known.",
)
class TimezoneSource(StrEnum):
    """In whose time zone those hours are meant."""

    SCHEDULE = "SCHEDULE"
    CUSTOMER = "CUSTOMER"


@described(
    IN_PROGRESS="It runs.",
    PAUSED="It stands still, and cannot be breached meanwhile.",
    COMPLETED="What was promised has been done.",
    CANCELLED="It no longer applies.",
)
class SlaStage(StrEnum):
    """Where a clock stands."""

    IN_PROGRESS = "IN_PROGRESS"
    PAUSED = "PAUSED"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"
