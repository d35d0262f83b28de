"""What people can be told of, what concerns them most standing first."""

from enum import StrEnum

from gateway.database.fields import described


@described(
    MENTIONED="Somebody named you in a comment or work note.",
    ASSIGNED="A case was assigned to you.",
    TASK_ASSIGNED="A task was assigned to you.",
    GROUP_ASSIGNED="A case came to a group that you manage, or to one of its members.",
    RESOLVED="A solution was proposed for a case that you follow.",
    CLOSED="A case that you follow was closed.",
    COMMENTED="Somebody wrote a comment on a case that you handle or follow.",
    WORK_NOTED="Somebody wrote a work note on a case whose work notes you follow.",
)
class NotificationKind(StrEnum):
    """What a notification tells of."""

    MENTIONED = "MENTIONED"
    ASSIGNED = "ASSIGNED"
    TASK_ASSIGNED = "TASK_ASSIGNED"
    GROUP_ASSIGNED = "GROUP_ASSIGNED"
    RESOLVED = "RESOLVED"
    CLOSED = "CLOSED"
    COMMENTED = "COMMENTED"
    WORK_NOTED = "WORK_NOTED"
