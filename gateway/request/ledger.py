"""What the platform writes down: audit entries, events to deliver, answers to repeat."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from gateway.database.fields import Instant


class AuditEntry(Model):
    """One change to one field of one record: who, when, from what, to what. Append-only."""

    id = fields.BigIntField(primary_key=True)
    at = Instant()
    actor: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "gateway.User", related_name="audit_entries", on_delete=fields.RESTRICT, null=True
    )
    client: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "gateway.ApiClient", related_name="audit_entries", on_delete=fields.RESTRICT, null=True
    )
    action = fields.CharField(max_length=64)
    target_type = fields.CharField(max_length=64)  # type name, such as Case
    target_key = fields.BigIntField()  # the target's id
    field = fields.CharField(max_length=64, null=True)  # null: the record as a whole
    old = fields.TextField(null=True)
    new = fields.TextField(null=True)
    request_id = fields.CharField(max_length=64, null=True)

    actor_id: int | None
    client_id: int | None

    class Meta:
        table = "audit_entries"
        indexes = (("target_type", "target_key", "at"), ("actor_id", "at"), ("client_id",), ("at",))


class OutboxEvent(Model):
    """A fact to tell others, written in the transaction that made it true.

    The worker turns it into a job for each handler that listens; `delivered_at` says when.
    """

    id = fields.BigIntField(primary_key=True)
    at = Instant()
    event = fields.CharField(max_length=64)  # such as case.assigned
    target_type = fields.CharField(max_length=64)
    target_key = fields.BigIntField()
    payload: fields.JSONField[dict[str, Any]] = fields.JSONField(default=dict)
    actor: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "gateway.User", related_name="outbox_events", on_delete=fields.RESTRICT, null=True
    )
    request_id = fields.CharField(max_length=64, null=True)
    delivered_at = Instant(null=True)

    actor_id: int | None

    class Meta:
        table = "outbox_events"
        indexes = (("delivered_at", "id"), ("target_type", "target_key"), ("actor_id",))


class IdempotencyKey(Model):
    """The answer already given to a request, to be given again when the request is repeated."""

    id = fields.BigIntField(primary_key=True)
    subject = fields.CharField(max_length=64)  # whose key it is, such as user:7 or client:3
    key = fields.CharField(max_length=200)
    payload_hash = fields.CharField(max_length=64)  # another payload under the same key is refused
    answer = fields.TextField(null=True)  # null while the first request still runs
    created_at = Instant()
    expires_at = Instant()

    class Meta:
        table = "idempotency_keys"
        unique_together = (("subject", "key"),)
        indexes = (("expires_at",),)
