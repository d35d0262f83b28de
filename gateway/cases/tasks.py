"""A piece of work on a case, with an assignee and a due time of its own."""

from typing import TYPE_CHECKING, Any

from tortoise import fields

from gateway.cases.kinds import CaseTaskKind
from gateway.cases.lifecycle import CaseTaskState
from gateway.cases.priority import Priority
from gateway.customers.models import Account, Consumer, Contact
from gateway.database.fields import Instant, Recorded, now
from gateway.people.models import Group, User

if TYPE_CHECKING:
    from gateway.cases.models import Case


def _key(model: str, related_name: str) -> fields.ForeignKeyNullableRelation[Any]:
    return fields.ForeignKeyField(
        f"gateway.{model}", related_name=related_name, on_delete=fields.RESTRICT, null=True
    )


def _user() -> fields.ForeignKeyNullableRelation[User]:
    return fields.ForeignKeyField(
        "gateway.User", related_name=False, on_delete=fields.RESTRICT, null=True
    )


class CaseTask(Recorded):
    """A piece of work on a case; customer and account are the case's, kept for quick lists."""

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(max_length=16, unique=True)
    case: "fields.ForeignKeyRelation[Case]" = fields.ForeignKeyField(
        "gateway.Case", related_name="tasks", on_delete=fields.RESTRICT
    )
    kind = fields.CharEnumField(CaseTaskKind, max_length=16, default=CaseTaskKind.WORK)
    state = fields.CharEnumField(CaseTaskState, max_length=16, default=CaseTaskState.OPEN)
    short_description = fields.CharField(max_length=160)
    description = fields.TextField(null=True)
    priority = fields.IntEnumField(Priority, default=Priority.LOW)
    account: fields.ForeignKeyNullableRelation[Account] = _key("Account", "case_tasks")
    contact: fields.ForeignKeyNullableRelation[Contact] = _key("Contact", "case_tasks")
    consumer: fields.ForeignKeyNullableRelation[Consumer] = _key("Consumer", "case_tasks")
    assignment_group: fields.ForeignKeyNullableRelation[Group] = _key("Group", "case_tasks")
    assigned_to: fields.ForeignKeyNullableRelation[User] = _key("User", "case_tasks")
    due_at = Instant(null=True)
    visible_to_customer = fields.BooleanField(default=False)
    opened_at = Instant(default=now)
    opened_by: fields.ForeignKeyNullableRelation[User] = _user()
    closed_at = Instant(null=True)
    closed_by: fields.ForeignKeyNullableRelation[User] = _user()

    case_id: int
    account_id: int | None
    contact_id: int | None
    consumer_id: int | None
    assignment_group_id: int | None
    assigned_to_id: int | None
    opened_by_id: int | None
    closed_by_id: int | None

    class Meta:
        table = "case_tasks"
        indexes = (
            ("case_id", "opened_at", "id"),
            ("opened_at", "id"),
            ("assigned_to_id", "state", "due_at", "id"),
            ("assignment_group_id", "state", "due_at", "id"),
            ("contact_id", "opened_at", "id"),
            ("consumer_id", "opened_at", "id"),
            ("account_id", "opened_at", "id"),
        )
