"""How long a case was in which state, with whom: the ground of every figure over time."""

from typing import TYPE_CHECKING, Any

from tortoise import fields
from tortoise.models import Model

from gateway.cases.lifecycle import CaseState
from gateway.database.fields import Instant
from gateway.people.models import Group, Provider, User

if TYPE_CHECKING:
    from gateway.cases.models import Case


def _key(model: str) -> fields.ForeignKeyNullableRelation[Any]:
    return fields.ForeignKeyField(
        f"gateway.{model}", related_name="state_intervals", on_delete=fields.RESTRICT, null=True
    )


class StateInterval(Model):
    """A stretch of time in which state, group, provider and assignee of a case did not change.

    The intervals of a case tile its life: each begins when the one before it ended, the last is
    open. Times are UTC, the start included, the end not.
    """

    id = fields.BigIntField(primary_key=True)
    case: "fields.ForeignKeyRelation[Case]" = fields.ForeignKeyField(
        "gateway.Case", related_name="state_intervals", on_delete=fields.RESTRICT
    )
    state = fields.CharEnumField(CaseState, max_length=16)
    group: fields.ForeignKeyNullableRelation[Group] = _key("Group")
    provider: fields.ForeignKeyNullableRelation[Provider] = _key("Provider")
    assignee: fields.ForeignKeyNullableRelation[User] = _key("User")
    started_at = Instant()
    ended_at = Instant(null=True)  # null: still so

    case_id: int
    group_id: int | None
    provider_id: int | None
    assignee_id: int | None

    class Meta:
        table = "state_intervals"
        indexes = (
            ("case_id", "started_at", "id"),
            ("state", "ended_at", "started_at"),
            ("provider_id", "started_at", "id"),
        )
