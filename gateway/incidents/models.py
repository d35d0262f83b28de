"""The incident."""

from typing import Any

from tortoise import fields

from gateway.database.fields import Instant, referring
from gateway.incidents.kinds import HoldReason, IncidentCloseCode
from gateway.incidents.lifecycle import IncidentState
from gateway.work.models import Weighed


class Incident(Weighed):
    """Something does not work as it should, and is to work again soon."""

    state = fields.CharEnumField(IncidentState, max_length=16, default=IncidentState.NEW)
    caller: Any = referring("Contact", "incidents")
    asset: Any = referring("Asset", "incidents")
    source_case: Any = referring("Case", "incidents_made")
    hold_reason: Any = fields.CharEnumField(HoldReason, max_length=16, null=True)
    resolved_at = Instant(null=True)
    close_code: Any = fields.CharEnumField(IncidentCloseCode, max_length=16, null=True)
    close_notes: Any = fields.TextField(null=True)

    caller_id: int | None
    asset_id: int | None
    source_case_id: int | None

    class Meta:
        table = "incidents"
        indexes = (
            ("opened_at", "id"),
            ("state", "priority", "opened_at", "id"),
            ("state", "resolved_at"),
            ("assigned_to_id", "opened_at", "id"),
            ("assignment_group_id", "opened_at", "id"),
            ("short_description", "id"),  # as forms offer them
            ("caller_id",),
            ("asset_id",),
            ("source_case_id",),
        )
