"""The tables of the desk: saved lists, what somebody has seen of a case, and has yet to send."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from gateway.cases.models import Case
from gateway.database.fields import Instant, Recorded
from gateway.people.models import Group, User


class SavedView(Recorded):
    """A list of cases that somebody has put together and named."""

    id = fields.BigIntField(primary_key=True)
    owner: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "gateway.User", related_name=False, on_delete=fields.RESTRICT
    )
    name = fields.CharField(max_length=80)
    query = fields.CharField(max_length=2000, default="")  # of the list's address, without "?"
    group: fields.ForeignKeyNullableRelation[Group] = fields.ForeignKeyField(
        "gateway.Group", related_name=False, on_delete=fields.RESTRICT, null=True
    )
    position = fields.IntField(default=0)
    removed_at = Instant(null=True)

    owner_id: int
    group_id: int | None

    class Meta:
        table = "saved_views"
        indexes = (("owner_id", "position"), ("group_id", "position"))


class ReadMark(Model):
    """What a user has seen of a case. Who has none has not opened it, and was not given it."""

    id = fields.BigIntField(primary_key=True)
    case: fields.ForeignKeyRelation[Case] = fields.ForeignKeyField(
        "gateway.Case", related_name="read_marks", on_delete=fields.RESTRICT
    )
    user: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "gateway.User", related_name=False, on_delete=fields.RESTRICT
    )
    unread = fields.BooleanField(default=False)  # whether something has happened since
    read_at = Instant(null=True)  # null: never opened

    case_id: int
    user_id: int

    class Meta:
        table = "read_marks"
        unique_together = (("case", "user"),)
        indexes = (("user_id", "unread", "case_id"),)


class Draft(Model):
    """What somebody has written for a case and not sent yet; there is one for each of them."""

    id = fields.BigIntField(primary_key=True)
    case: fields.ForeignKeyRelation[Case] = fields.ForeignKeyField(
        "gateway.Case", related_name="drafts", on_delete=fields.RESTRICT
    )
    user: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "gateway.User", related_name=False, on_delete=fields.RESTRICT
    )
    text = fields.TextField()
    internal = fields.BooleanField(default=False)  # for colleagues alone: a work note to be
    updated_at = Instant()

    case_id: int
    user_id: int

    class Meta:
        table = "drafts"
        unique_together = (("case", "user"),)
        indexes = (("user_id", "case_id"),)
