"""What a case took from the quota of its right to service, and what was given back."""

from typing import TYPE_CHECKING

from tortoise import fields

from gateway.customers.models import Entitlement
from gateway.database.fields import Instant, Recorded, now

if TYPE_CHECKING:
    from gateway.cases.models import Case


class EntitlementUse(Recorded):
    """A case that drew on a quota; written once. A reversal is a use of its own, below zero."""

    id = fields.BigIntField(primary_key=True)
    entitlement: fields.ForeignKeyRelation[Entitlement] = fields.ForeignKeyField(
        "gateway.Entitlement", related_name="uses", on_delete=fields.RESTRICT
    )
    case: "fields.ForeignKeyRelation[Case]" = fields.ForeignKeyField(
        "gateway.Case", related_name="entitlement_uses", on_delete=fields.RESTRICT
    )
    units = fields.FloatField()  # taken from the quota
    beyond = fields.FloatField(default=0.0)  # what the quota had no longer, and the case took
    at = Instant(default=now)
    reversal_of: "fields.ForeignKeyNullableRelation[EntitlementUse]" = fields.ForeignKeyField(
        "gateway.EntitlementUse", related_name="reversals", on_delete=fields.RESTRICT, null=True
    )
    reason = fields.CharField(max_length=1000, null=True)  # why it was given back

    entitlement_id: int
    case_id: int
    reversal_of_id: int | None

    class Meta:
        table = "entitlement_uses"
        unique_together = (("reversal_of",),)
        indexes = (("entitlement_id", "at"), ("case_id",))
