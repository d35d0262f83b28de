"""The words by which an incident is sorted: why it waits, how it ended."""

from enum import StrEnum

from gateway.database.fields import described


@described(
    CALLER="For an answer of whoever reported it.",
    CHANGE="For a change that solves it.",
    PROBLEM="For the problem behind it.",
    VENDOR="For somebody outside.",
)
class HoldReason(StrEnum):
    """For what an incident on hold waits."""

    CALLER = "CALLER"
    CHANGE = "CHANGE"
    PROBLEM = "PROBLEM"
    VENDOR = "VENDOR"


@described(
    SOLVED="It works again as it did before.",
    WORKAROUND="It works again in another way.",
    KNOWN_ERROR="It comes from a known error.",
    NOT_REPRODUCED="It could not be seen again.",
    NOT_SOLVED="It could not be solved.",
)
class IncidentCloseCode(StrEnum):
    """How an incident was resolved."""

    SOLVED = "SOLVED"
    WORKAROUND = "WORKAROUND"
    KNOWN_ERROR = "KNOWN_ERROR"
    NOT_REPRODUCED = "NOT_REPRODUCED"
    NOT_SOLVED = "NOT_SOLVED"
