"""The change request, what it collides with, and the windows in which changes may happen or not."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from gateway.changes.kinds import (
    ChangeCloseCode,
    ChangeRisk,
    ChangeType,
    ConflictKind,
    ConflictStatus,
    WindowKind,
)
from gateway.changes.lifecycle import ChangeState
from gateway.database.fields import Instant, Recorded, belonging, referring
from gateway.database.indexes import Given
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
    parent: Any = referring("ChangeRequest", "children")

    # When
    planned_start = Instant(null=True)
    planned_end = Instant(null=True)
    actual_start = Instant(null=True)
    actual_end = Instant(null=True)
    cab_at = Instant(null=True)  # when those who authorise it meet
    submitted_at = Instant(null=True)  # when it was first put before those who decide

    conflict_status = fields.CharEnumField(
        ConflictStatus, max_length=16, default=ConflictStatus.NOT_RUN
    )
    conflict_run_at = Instant(null=True)

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
    parent_id: int | None

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
            ("assigned_to_id", "planned_start", "planned_end"),
            ("conflict_status", "planned_start", "id"),
            Given(fields=("parent_id",)),
            ("requested_by_id",),
            ("source_case_id",),
        )


class ChangeWindow(Recorded):
    """When nothing may be altered, or when alone something may: once, or by the hours of a week.

    It is about one asset and its parts, about all of a product, or about everything.
    """

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=120)
    description: Any = fields.TextField(null=True)
    kind = fields.CharEnumField(WindowKind, max_length=16)
    starts = Instant(null=True)  # none: it has always held; only where a schedule says when
    ends = Instant(null=True)
    schedule: Any = referring("Schedule", "change_windows")  # whose hours; none: all the time
    product: Any = referring("ProductModel", "change_windows")
    asset: Any = referring("Asset", "change_windows")
    active = fields.BooleanField(default=True)

    schedule_id: int | None
    product_id: int | None
    asset_id: int | None

    class Meta:
        table = "change_windows"
        indexes = (
            ("starts", "id"),
            ("name", "id"),
            ("schedule_id",),
            ("product_id",),
            ("asset_id",),
        )


class ChangeConflict(Model):
    """Something with which the plan of a change collided when that was looked at."""

    id = fields.BigIntField(primary_key=True)
    change: Any = belonging("ChangeRequest", "conflicts")
    kind = fields.CharEnumField(ConflictKind, max_length=24)
    other: Any = referring("ChangeRequest")  # the change that it collides with ...
    window: Any = referring("ChangeWindow")  # ... or the window
    starts = Instant()  # of the time that both claim, or that is not free
    ends = Instant()

    change_id: int
    other_id: int | None
    window_id: int | None

    class Meta:
        table = "change_conflicts"
        indexes = (("change_id", "starts", "id"), ("other_id",), ("window_id",))
