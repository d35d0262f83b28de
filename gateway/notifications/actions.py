"""What a recipient does: reads, marks as unread, and says what they want to hear of."""

from gateway.notifications.kinds import NotificationKind
from gateway.notifications.models import Notification, NotificationPreference
from gateway.notifications.policy import NOTIFICATION, NOTIFICATION_PREFERENCE
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.refusals import Duplicate, Refused


@action(NOTIFICATION, label="Mark as read")
async def read(notification: Notification, act: Act, *, earlier: bool = False) -> None:
    """Mark a notification as read.

    earlier: Also mark those that you got before it; what has come since then stays unread.
    """
    notification.read_at = notification.read_at or act.at
    if earlier:  # one's own marks need no trail of their own
        unread = Notification.filter(recipient_id=notification.recipient_id, read_at=None)
        await unread.filter(id__lt=notification.pk).update(read_at=act.at)


@action(NOTIFICATION, label="Mark as unread")
async def unread(notification: Notification, act: Act) -> None:
    """Mark a notification as unread."""
    del act
    notification.read_at = None


@action(NOTIFICATION_PREFERENCE, label="New choice")
async def create(
    preference: NotificationPreference, act: Act, *, kind: NotificationKind, in_app: bool
) -> None:
    """Say whether you want to hear of one kind of event; as long as you do not, you do."""
    user = act.actor.user_id
    if await NotificationPreference.exists(user_id=user, kind=kind):
        raise Refused(Duplicate("You have said so before: change that.", "kind"))
    assert user is not None  # noqa: S101  # the grid has no column for whoever is no user
    preference.user_id, preference.kind, preference.in_app = user, kind, in_app


@action(NOTIFICATION_PREFERENCE)
async def edit(preference: NotificationPreference, act: Act, *, in_app: bool) -> None:
    """Change whether you want to hear of this kind of event."""
    del act
    preference.in_app = in_app
