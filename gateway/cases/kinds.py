"""The words a case is sorted by: how it was resolved, what its notes and tasks are."""

from enum import StrEnum

from gateway.database.fields import described


@described(
    FIXED="The cause is removed.",
    WORKAROUND="The customer can work on; the cause remains.",
    ANSWERED="It was a question, and is answered.",
    FIXED_BY_INCIDENT="Fixed by a related incident.",
    FIXED_BY_PROBLEM="Fixed by a related problem.",
    FIXED_BY_CHANGE="Fixed by a related change.",
    FIXED_BY_REQUEST="Fixed by a related service request.",
    DUPLICATE="Another case is about the same thing.",
    NO_RESPONSE="The requester no longer answered.",
    WITHDRAWN="The requester no longer needs a solution.",
)
class ResolutionCode(StrEnum):
    """How a case was resolved."""

    FIXED = "FIXED"
    WORKAROUND = "WORKAROUND"
    ANSWERED = "ANSWERED"
    FIXED_BY_INCIDENT = "FIXED_BY_INCIDENT"
    FIXED_BY_PROBLEM = "FIXED_BY_PROBLEM"
    FIXED_BY_CHANGE = "FIXED_BY_CHANGE"
    FIXED_BY_REQUEST = "FIXED_BY_REQUEST"
    DUPLICATE = "DUPLICATE"
    NO_RESPONSE = "NO_RESPONSE"
    WITHDRAWN = "WITHDRAWN"


@described(
    HIGH="Shown in red.",
    MEDIUM="Shown in orange.",
)
class EscalationSeverity(StrEnum):
    """How serious the open escalation of a case is."""

    HIGH = "HIGH"
    MEDIUM = "MEDIUM"


@described(
    PROPOSED="A handler thinks that many customers share this problem.",
    ACCEPTED="It is a major case; one child case per affected customer.",
    REJECTED="It was proposed, and is an ordinary case again.",
    CANCELLED="The proposal was withdrawn.",
)
class MajorState(StrEnum):
    """Whether a case stands for a problem of many customers."""

    PROPOSED = "PROPOSED"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    CANCELLED = "CANCELLED"


@described(
    COMMENT="Customers read it.",
    WORK_NOTE="Only staff read it.",
)
class JournalKind(StrEnum):
    """For whom a journal entry is written."""

    COMMENT = "COMMENT"
    WORK_NOTE = "WORK_NOTE"


@described(
    PORTAL="Written on a page of the portal.",
    EMAIL="Received by e-mail.",
    API="Sent by another program.",
    SYSTEM="Written by Caseway itself.",
)
class JournalSource(StrEnum):
    """How a journal entry came in."""

    PORTAL = "PORTAL"
    EMAIL = "EMAIL"
    API = "API"
    SYSTEM = "SYSTEM"


@described(
    WORK="A piece of work towards the solution.",
    FOLLOW_UP="Asking the customer again after the case was closed.",
)
class CaseTaskKind(StrEnum):
    """What a case task is for."""

    WORK = "WORK"
    FOLLOW_UP = "FOLLOW_UP"
