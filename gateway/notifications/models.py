"""What somebody is told, by references alone: it holds no field that its reader might not see."""

from tortoise import fields
from tortoise.models import Model

from gateway.cases.models import Case, CaseTask, JournalEntry
from gateway.database.fields import Instant
from gateway.notifications.kinds import NotificationKind
from gateway.people.models import User


class Notification(Model):
    """One user is told once of one event."""

    id = fields.BigIntField(primary_key=True)
    recipient: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "gateway.User", related_name="notifications", on_delete=fields.RESTRICT
    )
    event_key = fields.BigIntField()  # of the outbox event, which is deleted earlier
    kind = fields.CharEnumField(NotificationKind, max_length=16)
    case: fields.ForeignKeyRelation[Case] = fields.ForeignKeyField(
        "gateway.Case", related_name="notifications", on_delete=fields.RESTRICT
    )
    task: fields.ForeignKeyNullableRelation[CaseTask] = fields.ForeignKeyField(
        "gateway.CaseTask", related_name="notifications", on_delete=fields.RESTRICT, null=True
    )
    entry: fields.ForeignKeyNullableRelation[JournalEntry] = fields.ForeignKeyField(
        "gateway.JournalEntry", related_name="notifications", on_delete=fields.RESTRICT, null=True
    )
    actor: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "gateway.User", related_name="caused_notifications", on_delete=fields.RESTRICT, null=True
    )
    created_at = Instant()
    read_at = Instant(null=True)

    recipient_id: int
    case_id: int
    task_id: int | None
    entry_id: int | None
    actor_id: int | None

    class Meta:
        table = "notifications"
        unique_together = (("recipient", "event_key"),)
        indexes = (
            ("recipient_id", "created_at", "id"),
            ("recipient_id", "read_at"),
            ("case_id",),
            ("task_id",),
            ("entry_id",),
            ("actor_id",),
            ("created_at",),
        )


class NotificationPreference(Model):
    """Whether a user wants to hear of one kind of event; without a row, they do."""

    id = fields.BigIntField(primary_key=True)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "gateway.User", related_name="notification_preferences", on_delete=fields.RESTRICT
    )
    kind = fields.CharEnumField(NotificationKind, max_length=16)
    in_app = fields.BooleanField(default=True)  # told in the portal

    user_id: int

    class Meta:
        table = "notification_preferences"
        unique_together = (("user", "kind"),)
