"""What an import remembers: its batches, where each record came from, what it refused."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from gateway.database.fields import Instant, described, now


@described(
    RUNNING="Under way, or interrupted: the same file continues it.",
    DONE="Read to the end.",
)
class BatchState(StrEnum):
    """How far an import has come."""

    RUNNING = "RUNNING"
    DONE = "DONE"


class ImportBatch(Model):
    """One import of one file."""

    id: int = fields.BigIntField(primary_key=True)
    source = fields.CharField(max_length=40)  # such as servicenow-log
    file_name = fields.CharField(max_length=255)
    sha256 = fields.CharField(max_length=64)  # of the file's bytes
    state = fields.CharEnumField(BatchState, max_length=16, default=BatchState.RUNNING)
    started_at = Instant(default=now)
    ended_at = Instant(null=True)

    class Meta:
        table = "import_batches"
        indexes = (("source", "sha256"),)


class ImportedRecord(Model):
    """A record that an import made, and what its source says of it beyond what we model."""

    id: int = fields.BigIntField(primary_key=True)
    batch: fields.ForeignKeyRelation[ImportBatch] = fields.ForeignKeyField(
        "gateway.ImportBatch", related_name="records", on_delete=fields.RESTRICT
    )
    source = fields.CharField(max_length=40)
    target_type = fields.CharField(max_length=64)  # name of a model, such as Case
    target_key: int = fields.BigIntField()  # the target's id
    external_id = fields.CharField(max_length=255)  # the source's own name for it
    content_hash = fields.CharField(max_length=64)
    facts: fields.JSONField[dict[str, Any]] = fields.JSONField(default=dict)

    batch_id: int

    class Meta:
        table = "imported_records"
        unique_together = (("source", "target_type", "external_id"),)
        indexes = (("batch_id", "target_type", "id"), ("target_type", "target_key"))


class ImportedChange(Model):
    """A later import's change to a record of an earlier one, with what it takes to go back."""

    id: int = fields.BigIntField(primary_key=True)
    batch: fields.ForeignKeyRelation[ImportBatch] = fields.ForeignKeyField(
        "gateway.ImportBatch", related_name="changes", on_delete=fields.RESTRICT
    )
    record: fields.ForeignKeyRelation[ImportedRecord] = fields.ForeignKeyField(
        "gateway.ImportedRecord", related_name="changes", on_delete=fields.RESTRICT
    )
    before: fields.JSONField[dict[str, Any]] = (
        fields.JSONField()
    )  # of the record and of its target, by column

    batch_id: int
    record_id: int

    class Meta:
        table = "imported_changes"
        unique_together = (("batch", "record"),)
        indexes = (("record_id",),)


class QuarantinedRow(Model):
    """A line that was not imported, as it was, with the reason."""

    id: int = fields.BigIntField(primary_key=True)
    batch: fields.ForeignKeyRelation[ImportBatch] = fields.ForeignKeyField(
        "gateway.ImportBatch", related_name="quarantine", on_delete=fields.RESTRICT
    )
    line = fields.IntField()  # in the file; its heading is line 1
    reason = fields.CharField(max_length=500)
    content_hash = fields.CharField(max_length=64)  # the same line again is not kept again
    row: fields.JSONField[dict[str, Any]] = fields.JSONField()

    batch_id: int

    class Meta:
        table = "quarantined_rows"
        unique_together = (("batch", "line"),)


def imported(batch: int, source: str, kind: str, key: int, name: str) -> dict[str, Any]:
    """The row of an ImportedRecord of which the source says nothing more than its name."""
    return {
        "batch_id": batch,
        "source": source,
        "target_type": kind,
        "target_key": key,
        "external_id": name,
        "content_hash": "",
        "facts": {},
    }
