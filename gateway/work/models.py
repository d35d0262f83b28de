"""What all work beside cases is made of, and what ties such a piece of work to a case."""

from typing import Any

from tortoise import fields

from gateway.cases.priority import Impact, Urgency
from gateway.database.fields import Instant, Recorded, belonging, now, referring
from gateway.work.kinds import RelationKind
from gateway.work.priority import WorkPriority


class Work(Recorded):
    """A piece of work with a number, a line that says what it is, and somebody who does it."""

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(max_length=16, unique=True)
    short_description = fields.CharField(max_length=160)
    description: Any = fields.TextField(null=True)
    priority = fields.IntEnumField(WorkPriority, default=WorkPriority.PLANNING)
    assignment_group: Any = referring("Group")
    assigned_to: Any = referring("User")
    opened_at = Instant(default=now)
    opened_by: Any = referring("User")
    closed_at = Instant(null=True)
    closed_by: Any = referring("User")
    state_reason: Any = fields.TextField(
        null=True
    )  # what was said when it was last held up or ended

    assignment_group_id: int | None
    assigned_to_id: int | None
    opened_by_id: int | None
    closed_by_id: int | None

    class Meta:
        abstract = True


class Weighed(Work):
    """Work whose priority follows from impact and urgency, unless somebody sets it."""

    impact = fields.IntEnumField(Impact, default=Impact.LOW)
    urgency = fields.IntEnumField(Urgency, default=Urgency.LOW)

    class Meta:
        abstract = True


class CaseRelation(Recorded):
    """Ties a case to one record: an incident, a problem, a change or a service request (K3)."""

    id = fields.BigIntField(primary_key=True)
    case: Any = belonging("Case", "relations")
    kind = fields.CharEnumField(RelationKind, max_length=24)
    incident: Any = referring("Incident", "case_relations")
    problem: Any = referring("Problem", "case_relations")
    change: Any = referring("ChangeRequest", "case_relations")
    request: Any = referring("ServiceRequest", "case_relations")
    primary = fields.BooleanField(default=False)  # of its kind, the one that matters most

    case_id: int
    incident_id: int | None
    problem_id: int | None
    change_id: int | None
    request_id: int | None

    class Meta:
        table = "case_relations"
        unique_together = (
            ("case", "kind", "incident"),
            ("case", "kind", "problem"),
            ("case", "kind", "change"),
            ("case", "kind", "request"),
        )
        indexes = (
            ("case_id", "id"),
            ("incident_id", "id"),
            ("problem_id", "id"),
            ("change_id", "id"),
            ("request_id", "id"),
        )
