"""What people can be told of, what concerns them most standing first."""

from enum import StrEnum

from gateway.database.fields import described


@described(
    SLA_DUE="The time of a service level is over: you handle the case, or manage its group.",
    MENTIONED="Somebody named you in a comment or work note.",
    ASSIGNED="A case was assigned to you.",
    TASK_ASSIGNED="A task was assigned to you.",
    GROUP_ASSIGNED="A case came to a group that you manage, or to one of its members.",
    SLA_WARNED="Much of the time of a service level has passed, on a case that you handle.",
    RESOLVED="A solution was proposed for a case that you follow.",
    CLOSED="A case that you follow was closed.",
    COMMENTED="Somebody wrote a comment on a case that you handle or follow.",
    WORK_NOTED="Somebody wrote a work note on a case whose work notes you follow.",
)
class NotificationKind(StrEnum):
    """What a notification tells of."""

    SLA_DUE = "SLA_DUE"
    MENTIONED = "MENTIONED"
    ASSIGNED = "ASSIGNED"
    TASK_ASSIGNED = "TASK_ASSIGNED"
    GROUP_ASSIGNED = "GROUP_ASSIGNED"
    SLA_WARNED = "SLA_WARNED"
    RESOLVED = "RESOLVED"
    CLOSED = "CLOSED"
    COMMENTED = "COMMENTED"
    WORK_NOTED = "WORK_NOTED"
