"""The tables of the desk: saved lists, what somebody has seen of a case, and has yet to send."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from gateway.cases.kinds import ResolutionCode
from gateway.cases.models import Case
from gateway.cases.priority import Impact, Priority, Urgency
from gateway.database.fields import Instant, Recorded, belonging, described, referring
from gateway.people.models import Group, User


class SavedView(Recorded):
    """A list of cases that somebody has put together and named."""

    id = fields.BigIntField(primary_key=True)
    owner: fields.ForeignKeyRelation[User] = belonging("User")
    name = fields.CharField(max_length=80)
    query = fields.CharField(max_length=2000, default="")  # of the list's address, without "?"
    group: fields.ForeignKeyNullableRelation[Group] = referring("Group")
    position = fields.IntField(default=0)
    removed_at = Instant(null=True)

    owner_id: int
    group_id: int | None

    class Meta:
        table = "saved_views"
        indexes = (("owner_id", "position"), ("group_id", "position"))


class ListLook(Model):
    """How a user has a list shown; who has none sees it as it comes."""

    id = fields.BigIntField(primary_key=True)
    user: fields.ForeignKeyRelation[User] = belonging("User")
    place = fields.CharField(max_length=40)  # what the list's address begins with: cases
    as_table = fields.BooleanField(default=False)  # else as rows
    columns = fields.CharField(max_length=1000, default="")  # of the table, joined by commas

    user_id: int

    class Meta:
        table = "list_looks"
        unique_together = (("user", "place"),)


class ReadMark(Model):
    """What a user has seen of a case. Who has none has not opened it, and was not given it."""

    id = fields.BigIntField(primary_key=True)
    case: fields.ForeignKeyRelation[Case] = belonging("Case", "read_marks")
    user: fields.ForeignKeyRelation[Any] = belonging("User")
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
    case: fields.ForeignKeyRelation[Case] = belonging("Case", "drafts")
    user: fields.ForeignKeyRelation[Any] = belonging("User")
    text = fields.TextField()
    internal = fields.BooleanField(default=False)  # for colleagues alone: a work note to be
    updated_at = Instant()

    case_id: int
    user_id: int

    class Meta:
        table = "drafts"
        unique_together = (("case", "user"),)
        indexes = (("user_id", "case_id"),)


class DraftMention(Model):
    """A person whom somebody is about to call upon."""

    id = fields.BigIntField(primary_key=True)
    draft: fields.ForeignKeyRelation[Draft] = belonging("Draft", "mentions")
    user: fields.ForeignKeyRelation[Any] = belonging("User")

    draft_id: int
    user_id: int

    class Meta:
        table = "draft_mentions"
        unique_together = (("draft", "user"),)
        indexes = (("user_id", "draft_id"),)


@described(
    REQUEST_INFO="The requester is asked for information: the reply asks.",
    PROPOSE_SOLUTION="A solution is proposed.",
)
class MacroEnd(StrEnum):
    """What a macro does with the case in the end."""

    REQUEST_INFO = "REQUEST_INFO"
    PROPOSE_SOLUTION = "PROPOSE_SOLUTION"


class Macro(Recorded):
    """Several steps that are often taken together on a case: changes, words, and what ends them."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=80)
    description = fields.CharField(max_length=200, null=True)
    owner: fields.ForeignKeyRelation[User] = belonging("User")
    group: fields.ForeignKeyNullableRelation[Group] = referring("Group")  # with whom it is shared
    everyone = fields.BooleanField(default=False)  # shared with all of the enterprise's staff
    active = fields.BooleanField(default=True)

    reply = fields.TextField(null=True)
    note = fields.TextField(null=True)
    category = fields.CharField(max_length=80, null=True)
    subcategory = fields.CharField(max_length=80, null=True)
    impact = fields.IntEnumField(Impact, null=True)
    urgency = fields.IntEnumField(Urgency, null=True)
    priority = fields.IntEnumField(Priority, null=True)
    assignment_group: fields.ForeignKeyNullableRelation[Group] = referring("Group")
    assigned_to: fields.ForeignKeyNullableRelation[User] = referring("User")
    follow_up_days = fields.IntField(null=True)  # from the day on which it is applied
    end = fields.CharEnumField(MacroEnd, max_length=24, null=True)
    resolution_code = fields.CharEnumField(ResolutionCode, max_length=24, null=True)
    resolution_notes = fields.TextField(null=True)

    owner_id: int
    group_id: int | None
    assignment_group_id: int | None
    assigned_to_id: int | None

    class Meta:
        table = "macros"
        indexes = (
            *(("owner_id", "name"), ("group_id", "name"), ("everyone", "name")),
            *(("assignment_group_id",), ("assigned_to_id",)),
        )
