"""The service request."""

from typing import Any

from tortoise import fields

from gateway.database.fields import Instant, referring
from gateway.fulfilment.lifecycle import RequestState
from gateway.work.models import Work


class ServiceRequest(Work):
    """Somebody orders something that is done or delivered as a matter of course."""

    state = fields.CharEnumField(RequestState, max_length=24, default=RequestState.DRAFT)
    contact: Any = referring("Contact", "requests")
    consumer: Any = referring("Consumer", "requests")
    source_case: Any = referring("Case", "requests_made")
    item = fields.CharField(max_length=160)
    quantity = fields.IntField(default=1)
    variables: Any = fields.TextField(null=True)  # what the item needs to know: a JSON object
    stage = fields.CharField(max_length=80, null=True)  # of its fulfilment, in the group's words
    needs_approval = fields.BooleanField(default=True)
    submitted_at = Instant(null=True)
    close_notes: Any = fields.TextField(null=True)

    contact_id: int | None
    consumer_id: int | None
    source_case_id: int | None

    class Meta:
        table = "service_requests"
        indexes = (
            ("opened_at", "id"),
            ("state", "priority", "opened_at", "id"),
            ("assigned_to_id", "opened_at", "id"),
            ("assignment_group_id", "opened_at", "id"),
            ("short_description", "id"),  # as forms offer them
            ("contact_id", "opened_at", "id"),
            ("consumer_id", "opened_at", "id"),
            ("submitted_at", "id"),
            ("source_case_id",),
        )
