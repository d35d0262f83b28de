"""Notifications as their recipients see them."""

from gateway.notifications import actions as actions
from gateway.notifications import telling as telling
from gateway.notifications.conditions import every, unread
from gateway.notifications.policy import NOTIFICATION, NOTIFICATION_PREFERENCE
from gateway.request.sources import column, extend, many, menu, node, one


@node(NOTIFICATION, order=("-created_at",), views={"ALL": every, "UNREAD": unread})
class Notification:
    """You are told that something happened to a case you have to do with."""

    kind = column("What happened.")
    case = one("Case", "The case; none where you may not see it any more.")
    task = one("CaseTask", "The task, where it is about one that you may see.")
    entry = one("JournalEntry", "The comment or work note, where it is about one you may see.")
    actor = one("User", "Who did it; none: Caseway itself, or somebody you may not see.")
    created_at = column("When it happened.")
    read_at = column("When you read it; none: not yet.")
    actions = menu()


@node(NOTIFICATION_PREFERENCE, order=("kind",))
class NotificationPreference:
    """Whether you want to hear of one kind of event; without one for a kind, you do."""

    kind = column("The kind of event.")
    in_app = column("Whether the portal tells you.")
    actions = menu()


extend(
    "User",
    notifications=many(
        "Notification",
        by="recipient",
        order=("-created_at",),
        description="What you were told, newest first; of others you do not learn it.",
    ),
)
