"""The change request."""

from typing import Any

from tortoise import fields

from gateway.changes.kinds import ChangeCloseCode, ChangeRisk, ChangeType
from gateway.changes.lifecycle import ChangeState
from gateway.database.fields import Instant, referring
from gateway.work.models import Weighed


class ChangeRequest(Weighed):
    """Something is to be altered: what, why, when and how."""

    state = fields.CharEnumField(ChangeState, max_length=16, default=ChangeState.NEW)
    type = fields.CharEnumField(ChangeType, max_length=16, default=ChangeType.NORMAL)
    category = fields.CharField(max_length=80, null=True)
    risk = fields.IntEnumField(ChangeRisk, default=ChangeRisk.MODERATE)
    account: Any = referring("Account", "changes")
    asset: Any = referring("Asset", "changes")
    requested_by: Any = referring("User")
    source_case: Any = referring("Case", "changes_made")

    # When
    planned_start = Instant(null=True)
    planned_end = Instant(null=True)
    actual_start = Instant(null=True)
    actual_end = Instant(null=True)
    cab_at = Instant(null=True)  # when those who authorise it meet
    submitted_at = Instant(null=True)  # when it was first put before those who decide

    # How
    justification: Any = fields.TextField(null=True)
    implementation_plan: Any = fields.TextField(null=True)
    risk_impact_analysis: Any = fields.TextField(null=True)
    backout_plan: Any = fields.TextField(null=True)
    test_plan: Any = fields.TextField(null=True)

    close_code: Any = fields.CharEnumField(ChangeCloseCode, max_length=16, null=True)
    close_notes: Any = fields.TextField(null=True)

    account_id: int | None
    asset_id: int | None
    requested_by_id: int | None
    source_case_id: int | None

    class Meta:
        table = "change_requests"
        indexes = (
            ("opened_at", "id"),
            ("state", "priority", "opened_at", "id"),
            ("planned_start", "planned_end", "id"),
            ("submitted_at", "id"),
            ("assigned_to_id", "opened_at", "id"),
            ("assignment_group_id", "opened_at", "id"),
            ("short_description", "id"),  # as forms offer them
            ("account_id",),
            ("asset_id", "planned_start", "planned_end"),
            ("requested_by_id",),
            ("source_case_id",),
        )
