"""An upload: a file that has come in and that no record refers to yet."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from gateway.database.fields import Instant, described, now
from gateway.people.models import User


@described(
    PENDING="Not examined yet; cannot be downloaded.",
    CLEAN="Nothing harmful was found, or nobody looks.",
    INFECTED="Something harmful was found; cannot be downloaded.",
)
class ScanState(StrEnum):
    """What the virus scanner says of a file."""

    PENDING = "PENDING"
    CLEAN = "CLEAN"
    INFECTED = "INFECTED"


class Upload(Model):
    """Bytes that somebody has sent; they lie in the file store under `storage_key`."""

    id = fields.BigIntField(primary_key=True)
    file_name = fields.CharField(max_length=255)
    media_type = fields.CharField(max_length=127)
    size = fields.BigIntField()  # bytes
    sha256 = fields.CharField(max_length=64)
    storage_key = fields.CharField(max_length=80)
    pictured = fields.BooleanField(default=False)  # whether there is a thumbnail
    scan_state = fields.CharEnumField(ScanState, max_length=8, default=ScanState.PENDING)
    scan_failures = fields.IntField(default=0)  # how often the scanner said neither yes nor no
    scan_after = Instant(null=True)  # when it is asked again; null: it has not failed
    created_at = Instant(default=now)
    created_by: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "gateway.User", related_name=False, on_delete=fields.RESTRICT
    )

    created_by_id: int

    class Meta:
        table = "uploads"
        indexes = (
            ("created_by_id", "created_at"),
            ("created_at", "id"),
            ("storage_key",),
            ("scan_state", "scan_failures", "id"),
        )
