"""The install base: product models, the assets in the field and the products sold."""

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from tortoise import fields

from gateway.database.fields import Recorded, described
from gateway.database.indexes import Given
from gateway.people.models import Group

if TYPE_CHECKING:
    from gateway.customers.models import Account, Consumer, Contact


@described(
    IN_PRODUCTION="Still made and sold.",
    SOLD="No longer made; sold from stock.",
    RETIRED="No longer sold.",
)
class ProductStatus(StrEnum):
    """Where a product model stands in its life."""

    IN_PRODUCTION = "IN_PRODUCTION"
    SOLD = "SOLD"
    RETIRED = "RETIRED"


@described(
    IN_STOCK="Waits for its customer.",
    IN_USE="Works at the customer's.",
    RETIRED="Out of service.",
)
class AssetStatus(StrEnum):
    """Where an asset stands in its life."""

    IN_STOCK = "IN_STOCK"
    IN_USE = "IN_USE"
    RETIRED = "RETIRED"


@described(
    IN_PREPARATION="Sold, not yet delivered.",
    ACTIVE="Delivered and in force.",
    EXPIRED="Its term has ended.",
)
class SoldProductState(StrEnum):
    """Where a sold product stands in its life."""

    IN_PREPARATION = "IN_PREPARATION"
    ACTIVE = "ACTIVE"
    EXPIRED = "EXPIRED"


class ProductModel(Recorded):
    """A product as it is built and sold: model, manufacturer, version."""

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(max_length=16, unique=True)  # PRD0000001
    name = fields.CharField(max_length=160)
    model_number = fields.CharField(max_length=60, null=True)
    manufacturer = fields.CharField(max_length=120, null=True)
    category = fields.CharField(max_length=60, null=True)
    product_version = fields.CharField(max_length=40, null=True)
    support_group: fields.ForeignKeyNullableRelation[Group] = fields.ForeignKeyField(
        "gateway.Group", related_name="supported_products", on_delete=fields.RESTRICT, null=True
    )
    status = fields.CharEnumField(ProductStatus, max_length=16, default=ProductStatus.IN_PRODUCTION)
    active = fields.BooleanField(default=True)

    support_group_id: int | None

    class Meta:
        table = "product_models"
        indexes = (("support_group_id",), ("category",), ("name",))


class SoldProduct(Recorded):
    """A product that a customer bought, on its own or as part of a contract."""

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(max_length=16, unique=True)  # SLD0000001
    name = fields.CharField(max_length=160)
    product: fields.ForeignKeyRelation[ProductModel] = fields.ForeignKeyField(
        "gateway.ProductModel", related_name="sold_products", on_delete=fields.RESTRICT
    )
    account: fields.ForeignKeyNullableRelation["Account"] = fields.ForeignKeyField(
        "gateway.Account", related_name="sold_products", on_delete=fields.RESTRICT, null=True
    )
    consumer: fields.ForeignKeyNullableRelation["Consumer"] = fields.ForeignKeyField(
        "gateway.Consumer", related_name="sold_products", on_delete=fields.RESTRICT, null=True
    )
    contact: fields.ForeignKeyNullableRelation["Contact"] = fields.ForeignKeyField(
        "gateway.Contact", related_name="sold_products", on_delete=fields.RESTRICT, null=True
    )
    parent: fields.ForeignKeyNullableRelation["SoldProduct"] = fields.ForeignKeyField(
        "gateway.SoldProduct", related_name="children", on_delete=fields.RESTRICT, null=True
    )
    quantity = fields.IntField(default=1)
    starts: date | None = fields.DateField(null=True)
    ends: date | None = fields.DateField(null=True)
    state = fields.CharEnumField(SoldProductState, max_length=16, default=SoldProductState.ACTIVE)
    city = fields.CharField(max_length=80, null=True)
    country = fields.CharField(max_length=2, null=True)  # ISO 3166-1 alpha-2
    unit_price_cents = fields.IntField(null=True)  # of the enterprise's own currency

    product_id: int
    account_id: int | None
    consumer_id: int | None
    contact_id: int | None
    parent_id: int | None

    class Meta:
        table = "sold_products"
        indexes = (
            ("product_id", "number"),
            ("account_id", "number"),
            ("consumer_id", "number"),
            ("name", "id"),  # as forms offer them
            ("contact_id",),
            Given(fields=("parent_id",)),
        )


class Asset(Recorded):
    """One piece of equipment, known by its tag or serial number, at a customer's or in stock."""

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(max_length=16, unique=True)  # AST0000001
    name = fields.CharField(max_length=160)
    asset_tag = fields.CharField(max_length=60, null=True)  # this or the serial number is required
    serial_number = fields.CharField(max_length=60, null=True)
    product: fields.ForeignKeyRelation[ProductModel] = fields.ForeignKeyField(
        "gateway.ProductModel", related_name="assets", on_delete=fields.RESTRICT
    )
    account: fields.ForeignKeyNullableRelation["Account"] = fields.ForeignKeyField(
        "gateway.Account", related_name="assets", on_delete=fields.RESTRICT, null=True
    )
    consumer: fields.ForeignKeyNullableRelation["Consumer"] = fields.ForeignKeyField(
        "gateway.Consumer", related_name="assets", on_delete=fields.RESTRICT, null=True
    )
    sold_product: fields.ForeignKeyNullableRelation[SoldProduct] = fields.ForeignKeyField(
        "gateway.SoldProduct", related_name="assets", on_delete=fields.RESTRICT, null=True
    )
    parent: fields.ForeignKeyNullableRelation["Asset"] = fields.ForeignKeyField(
        "gateway.Asset", related_name="children", on_delete=fields.RESTRICT, null=True
    )
    street = fields.CharField(max_length=160, null=True)
    city = fields.CharField(max_length=80, null=True)
    country = fields.CharField(max_length=2, null=True)  # ISO 3166-1 alpha-2
    installed_on: date | None = fields.DateField(null=True)
    warranty_until: date | None = fields.DateField(null=True)
    status = fields.CharEnumField(AssetStatus, max_length=16, default=AssetStatus.IN_USE)
    cost_cents = fields.IntField(null=True)  # of the enterprise's own currency

    product_id: int
    account_id: int | None
    consumer_id: int | None
    sold_product_id: int | None
    parent_id: int | None

    class Meta:
        table = "assets"
        indexes = (
            ("product_id", "number"),
            ("account_id", "number"),
            ("consumer_id", "number"),
            ("name", "id"),  # as forms offer them
            ("sold_product_id",),
            Given(fields=("parent_id",)),
            ("serial_number",),
            ("asset_tag",),
        )


class AssetContact(Recorded):
    """A contact to turn to about an asset."""

    id = fields.BigIntField(primary_key=True)
    asset: fields.ForeignKeyRelation[Asset] = fields.ForeignKeyField(
        "gateway.Asset", related_name="contact_links", on_delete=fields.RESTRICT
    )
    contact: fields.ForeignKeyRelation["Contact"] = fields.ForeignKeyField(
        "gateway.Contact", related_name="asset_links", on_delete=fields.RESTRICT
    )

    asset_id: int
    contact_id: int

    class Meta:
        table = "asset_contacts"
        unique_together = (("asset", "contact"),)
        indexes = (("contact_id",),)
