"""What is promised in time, and the clocks that count on cases."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from gateway.cases.models import Case
from gateway.customers.models import Account, Contract, ProductModel
from gateway.database.fields import Instant, Recorded
from gateway.levels.kinds import (
    CancelWhen,
    ResumeWhen,
    ScheduleSource,
    SlaKind,
    SlaStage,
    SlaTarget,
    StartFrom,
    TimezoneSource,
)
from gateway.schedules.models import Schedule


def _key(model: str, related_name: str) -> fields.ForeignKeyNullableRelation[Any]:
    return fields.ForeignKeyField(
        f"gateway.{model}", related_name=related_name, on_delete=fields.RESTRICT, null=True
    )


class SlaDefinition(Recorded):
    """What is promised in time, for which cases, and which hours count.

    Conditions are JSON text, see `gateway.conditions`; none never holds.
    """

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=120, unique=True)
    target = fields.CharEnumField(SlaTarget, max_length=16)
    kind = fields.CharEnumField(SlaKind, max_length=16, default=SlaKind.SLA)
    duration = fields.IntField()  # seconds
    position = fields.IntField(default=0)  # among all definitions
    active = fields.BooleanField(default=True)

    # For which cases; none: for all
    account: fields.ForeignKeyNullableRelation[Account] = _key("Account", "sla_definitions")
    contract: fields.ForeignKeyNullableRelation[Contract] = _key("Contract", "sla_definitions")
    product: fields.ForeignKeyNullableRelation[ProductModel] = _key(
        "ProductModel", "sla_definitions"
    )

    start = fields.TextField()
    stop = fields.TextField()
    pause = fields.TextField(null=True)
    resume = fields.TextField(null=True)
    cancel = fields.TextField(null=True)
    reset = fields.TextField(null=True)
    when_to_cancel = fields.CharEnumField(CancelWhen, max_length=16, default=CancelWhen.START_UNMET)
    when_to_resume = fields.CharEnumField(ResumeWhen, max_length=16, default=ResumeWhen.PAUSE_UNMET)
    retroactive_start = fields.BooleanField(default=True)
    set_start_to = fields.CharEnumField(StartFrom, max_length=16, default=StartFrom.ANCHOR)
    retroactive_pause = fields.BooleanField(default=True)

    schedule_source = fields.CharEnumField(
        ScheduleSource, max_length=16, default=ScheduleSource.NONE
    )
    schedule: fields.ForeignKeyNullableRelation[Schedule] = _key("Schedule", "sla_definitions")
    timezone_source = fields.CharEnumField(
        TimezoneSource, max_length=16, default=TimezoneSource.SCHEDULE
    )
    warn_at = fields.CharField(max_length=40, default="50, 75")  # percentages below 100
    customer_visible = fields.BooleanField(default=False)

    account_id: int | None
    contract_id: int | None
    product_id: int | None
    schedule_id: int | None

    class Meta:
        table = "sla_definitions"
        indexes = (
            *(("active", "position"), ("account_id",), ("contract_id",), ("product_id",)),
            ("schedule_id",),
        )


class CaseSla(Model):
    """A clock: one promise on one case.

    Written when something happens to the case, and when a warning or the breach is due; between
    these it is not touched. `next_event_at` says when the worker has to look at it next.
    """

    id = fields.BigIntField(primary_key=True)
    case: fields.ForeignKeyRelation[Case] = fields.ForeignKeyField(
        "gateway.Case", related_name="slas", on_delete=fields.RESTRICT
    )
    definition: fields.ForeignKeyRelation[SlaDefinition] = fields.ForeignKeyField(
        "gateway.SlaDefinition", related_name="clocks", on_delete=fields.RESTRICT
    )
    # What was promised, as it was when the clock began
    name = fields.CharField(max_length=120)
    target = fields.CharEnumField(SlaTarget, max_length=16)
    customer_visible = fields.BooleanField(default=False)
    duration = fields.IntField()  # seconds
    warn_at = fields.CharField(max_length=40, default="")
    schedule: fields.ForeignKeyNullableRelation[Schedule] = _key("Schedule", "clocks")
    timezone = fields.CharField(max_length=64)  # IANA name
    zone_of_customer = fields.BooleanField(default=False)  # else the schedule's, also a later one

    stage = fields.CharEnumField(SlaStage, max_length=16)
    start_at = Instant()
    attached_at = Instant()
    changed_at = Instant()  # when it came into its stage
    stop_at = Instant(null=True)
    breach_at = Instant(null=True)  # none: the schedule never has that much time
    original_breach_at = Instant(null=True)
    paused_at = Instant(null=True)
    pauses: fields.JSONField[list[list[str]]] = fields.JSONField(default=list)
    next_event_at = Instant(null=True)
    warned = fields.IntField(default=0)  # percent
    has_breached = fields.BooleanField(default=False)

    # How far it had come at `reckoned_at`; in seconds, and in percent of the promise
    reckoned_at = Instant()
    pause_business = fields.IntField(default=0)
    pause_actual = fields.IntField(default=0)
    business_elapsed = fields.IntField(default=0)
    actual_elapsed = fields.IntField(default=0)
    business_percent = fields.FloatField(default=0)
    actual_percent = fields.FloatField(default=0)
    time_left = fields.IntField(default=0)

    case_id: int
    definition_id: int
    schedule_id: int | None

    class Meta:
        table = "case_slas"
        indexes = (
            ("case_id", "id"),
            ("next_event_at", "id"),
            ("stage", "breach_at", "id"),
            ("breach_at", "id"),
            ("has_breached", "stage"),
            ("schedule_id", "stage"),
            ("definition_id", "stage"),
        )
