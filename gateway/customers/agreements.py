"""What a customer is owed: contracts, what they cover, and entitlements."""

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tortoise import fields

from gateway.customers.channels import Channel
from gateway.customers.products import Asset, ProductModel, SoldProduct
from gateway.database.fields import Instant, Recorded, described
from gateway.database.indexes import Given
from gateway.people.models import User
from gateway.schedules.models import Schedule

if TYPE_CHECKING:
    from gateway.customers.models import Account, Consumer, Contact


@described(
    DRAFT="Being written.",
    IN_REVIEW="Waits for its approver or, once approved, for its first day.",
    ACTIVE="In force.",
    SUSPENDED="Interrupted; so are its entitlements.",
    EXPIRED="Its term has ended.",
    CANCELLED="Ended before its term.",
)
class ContractState(StrEnum):
    """Where a contract stands in its life."""

    DRAFT = "DRAFT"
    IN_REVIEW = "IN_REVIEW"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"


@described(
    SUBSCRIPTION="A subscription.",
    AGREEMENT="A service agreement.",
    WARRANTY="The warranty of a product.",
    CATEGORY="The category of the customer.",
)
class EntitlementBasis(StrEnum):
    """What an entitlement rests on."""

    SUBSCRIPTION = "SUBSCRIPTION"
    AGREEMENT = "AGREEMENT"
    WARRANTY = "WARRANTY"
    CATEGORY = "CATEGORY"


@described(
    CASES="A number of cases.",
    HOURS="A number of hours worked.",
)
class EntitlementUnit(StrEnum):
    """What an entitlement with a quota counts."""

    CASES = "CASES"
    HOURS = "HOURS"


@described(
    DRAFT="Not yet begun.",
    ACTIVE="May be used.",
    EXHAUSTED="Its quota is used up.",
    EXPIRED="Its term has ended.",
    SUSPENDED="Interrupted.",
    CANCELLED="Ended before its term.",
)
class EntitlementState(StrEnum):
    """Where an entitlement stands in its life."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    EXHAUSTED = "EXHAUSTED"
    EXPIRED = "EXPIRED"
    SUSPENDED = "SUSPENDED"
    CANCELLED = "CANCELLED"


class Contract(Recorded):
    """An agreement with a customer: what is served, from when to when, for how much."""

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(max_length=16, unique=True)  # CON0000001
    name = fields.CharField(max_length=160)
    account: fields.ForeignKeyNullableRelation["Account"] = fields.ForeignKeyField(
        "gateway.Account", related_name="contracts", on_delete=fields.RESTRICT, null=True
    )
    consumer: fields.ForeignKeyNullableRelation["Consumer"] = fields.ForeignKeyField(
        "gateway.Consumer", related_name="contracts", on_delete=fields.RESTRICT, null=True
    )
    contact: fields.ForeignKeyNullableRelation["Contact"] = fields.ForeignKeyField(
        "gateway.Contact", related_name="contracts", on_delete=fields.RESTRICT, null=True
    )
    customer_reference = fields.CharField(max_length=80, null=True)
    administrator: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "gateway.User", related_name="administered_contracts", on_delete=fields.RESTRICT, null=True
    )
    approver: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "gateway.User", related_name="contracts_to_approve", on_delete=fields.RESTRICT, null=True
    )
    state = fields.CharEnumField(ContractState, max_length=16, default=ContractState.DRAFT)
    starts: date = fields.DateField()
    ends: date | None = fields.DateField(null=True)
    renewed_from: fields.ForeignKeyNullableRelation["Contract"] = fields.ForeignKeyField(
        "gateway.Contract", related_name="renewals", on_delete=fields.RESTRICT, null=True
    )
    approved_at = Instant(null=True)  # set while it waits for its first day, and ever after
    state_reason = fields.CharField(max_length=1000, null=True)  # why it was stopped or sent back
    terms = fields.TextField(null=True)
    value = fields.IntField(null=True)  # in whole units of the enterprise's own currency

    account_id: int | None
    consumer_id: int | None
    contact_id: int | None
    administrator_id: int | None
    approver_id: int | None
    renewed_from_id: int | None

    class Meta:
        table = "contracts"
        indexes = (
            ("account_id", "state"),
            ("consumer_id", "state"),
            ("name", "id"),  # as forms offer them
            ("contact_id",),
            ("administrator_id",),
            ("approver_id", "state"),
            Given(fields=("renewed_from_id",)),
            ("state", "starts"),
            ("state", "ends"),
        )


class ContractSoldProduct(Recorded):
    """A line of a contract: a sold product that it covers."""

    id = fields.BigIntField(primary_key=True)
    contract: fields.ForeignKeyRelation[Contract] = fields.ForeignKeyField(
        "gateway.Contract", related_name="sold_product_lines", on_delete=fields.RESTRICT
    )
    sold_product: fields.ForeignKeyRelation[SoldProduct] = fields.ForeignKeyField(
        "gateway.SoldProduct", related_name="contract_lines", on_delete=fields.RESTRICT
    )

    contract_id: int
    sold_product_id: int

    class Meta:
        table = "contract_sold_products"
        unique_together = (("contract", "sold_product"),)
        indexes = (("sold_product_id",),)


class ContractAsset(Recorded):
    """A line of a contract: an asset that it covers."""

    id = fields.BigIntField(primary_key=True)
    contract: fields.ForeignKeyRelation[Contract] = fields.ForeignKeyField(
        "gateway.Contract", related_name="asset_lines", on_delete=fields.RESTRICT
    )
    asset: fields.ForeignKeyRelation[Asset] = fields.ForeignKeyField(
        "gateway.Asset", related_name="contract_lines", on_delete=fields.RESTRICT
    )

    contract_id: int
    asset_id: int

    class Meta:
        table = "contract_assets"
        unique_together = (("contract", "asset"),)
        indexes = (("asset_id",),)


class Entitlement(Recorded):
    """A customer's right to service, for all that he has or for one product, asset or contract."""

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(max_length=16, unique=True)  # ENT0000001
    name = fields.CharField(max_length=160)
    basis = fields.CharEnumField(EntitlementBasis, max_length=16)
    account: fields.ForeignKeyNullableRelation["Account"] = fields.ForeignKeyField(
        "gateway.Account", related_name="entitlements", on_delete=fields.RESTRICT, null=True
    )
    consumer: fields.ForeignKeyNullableRelation["Consumer"] = fields.ForeignKeyField(
        "gateway.Consumer", related_name="entitlements", on_delete=fields.RESTRICT, null=True
    )
    product: fields.ForeignKeyNullableRelation[ProductModel] = fields.ForeignKeyField(
        "gateway.ProductModel", related_name="entitlements", on_delete=fields.RESTRICT, null=True
    )
    asset: fields.ForeignKeyNullableRelation[Asset] = fields.ForeignKeyField(
        "gateway.Asset", related_name="entitlements", on_delete=fields.RESTRICT, null=True
    )
    sold_product: fields.ForeignKeyNullableRelation[SoldProduct] = fields.ForeignKeyField(
        "gateway.SoldProduct", related_name="entitlements", on_delete=fields.RESTRICT, null=True
    )
    contract: fields.ForeignKeyNullableRelation[Contract] = fields.ForeignKeyField(
        "gateway.Contract", related_name="entitlements", on_delete=fields.RESTRICT, null=True
    )
    business_hours: fields.ForeignKeyNullableRelation[Schedule] = fields.ForeignKeyField(
        "gateway.Schedule", related_name="entitlements", on_delete=fields.RESTRICT, null=True
    )  # in which it is served
    starts: date = fields.DateField()
    ends: date | None = fields.DateField(null=True)
    per_unit = fields.BooleanField(default=False)  # a quota; otherwise unlimited within the term
    unit: Any = fields.CharEnumField(EntitlementUnit, max_length=16, null=True)
    total_units = fields.FloatField(null=True)
    remaining_units = fields.FloatField(null=True)
    state = fields.CharEnumField(EntitlementState, max_length=16, default=EntitlementState.DRAFT)
    state_reason = fields.CharField(max_length=1000, null=True)  # why somebody stopped it
    stopped_with_contract = fields.BooleanField(default=False)  # it resumes when that does

    account_id: int | None
    consumer_id: int | None
    product_id: int | None
    asset_id: int | None
    sold_product_id: int | None
    contract_id: int | None
    business_hours_id: int | None

    class Meta:
        table = "entitlements"
        indexes = (
            ("account_id", "state"),
            ("consumer_id", "state"),
            ("name", "id"),  # as forms offer them
            ("product_id",),
            ("asset_id",),
            Given(fields=("sold_product_id",)),
            ("contract_id",),
            ("business_hours_id",),
            ("state", "starts"),
            ("state", "ends"),
        )


class EntitlementChannel(Recorded):
    """A channel on which an entitlement may be used; without any it covers all channels."""

    id = fields.BigIntField(primary_key=True)
    entitlement: fields.ForeignKeyRelation[Entitlement] = fields.ForeignKeyField(
        "gateway.Entitlement", related_name="channels", on_delete=fields.RESTRICT
    )
    channel = fields.CharEnumField(Channel, max_length=16)

    entitlement_id: int

    class Meta:
        table = "entitlement_channels"
        unique_together = (("entitlement", "channel"),)
