"""How a problem ended."""

from enum import StrEnum

from gateway.database.fields import described


@described(
    FIX_APPLIED="Its cause is removed.",
    RISK_ACCEPTED="One lives with it.",
    DUPLICATE="Another problem is the same.",
    CANCELLED="It turned out to be none.",
)
class ProblemResolution(StrEnum):
    """How a problem ended."""

    FIX_APPLIED = "FIX_APPLIED"
    RISK_ACCEPTED = "RISK_ACCEPTED"
    DUPLICATE = "DUPLICATE"
    CANCELLED = "CANCELLED"
