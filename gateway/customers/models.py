"""Customers: accounts and their contacts, consumers, and how they belong together."""

from enum import StrEnum

from tortoise import fields

from gateway.customers.agreements import (
    Contract,
    ContractAsset,
    ContractSoldProduct,
    ContractState,
    Entitlement,
    EntitlementBasis,
    EntitlementChannel,
    EntitlementState,
    EntitlementUnit,
)
from gateway.customers.channels import Channel
from gateway.customers.products import (
    Asset,
    AssetContact,
    AssetStatus,
    ProductModel,
    ProductStatus,
    SoldProduct,
    SoldProductState,
)
from gateway.database.fields import Recorded, described
from gateway.database.indexes import Spaced
from gateway.people.models import User

__all__ = [
    "Account",
    "AccountRelation",
    "Asset",
    "AssetContact",
    "AssetStatus",
    "Channel",
    "Consumer",
    "Contact",
    "ContactRelation",
    "Contract",
    "ContractAsset",
    "ContractSoldProduct",
    "ContractState",
    "Entitlement",
    "EntitlementBasis",
    "EntitlementChannel",
    "EntitlementState",
    "EntitlementUnit",
    "PortalRole",
    "ProductModel",
    "ProductStatus",
    "SoldProduct",
    "SoldProductState",
]


@described(
    CONTACT="Sees the cases that are the contact's own.",
    CASE_MANAGER="Sees the cases of the account, its descendants and related accounts.",
    ACCOUNT_ADMIN="Administers the contacts of the account as well.",
)
class PortalRole(StrEnum):
    """How far a contact sees in the portal."""

    CONTACT = "CONTACT"
    CASE_MANAGER = "CASE_MANAGER"
    ACCOUNT_ADMIN = "ACCOUNT_ADMIN"


class Account(Recorded):
    """A company that is a customer, a partner or both; accounts form trees."""

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(max_length=16, unique=True)  # ACC0000001
    name = fields.CharField(max_length=160)
    parent: fields.ForeignKeyNullableRelation["Account"] = fields.ForeignKeyField(
        "gateway.Account", related_name="children", on_delete=fields.RESTRICT, null=True
    )
    is_customer = fields.BooleanField(default=True)
    is_partner = fields.BooleanField(default=False)
    primary_contact: fields.ForeignKeyNullableRelation["Contact"] = fields.ForeignKeyField(
        "gateway.Contact", related_name="primary_for", on_delete=fields.RESTRICT, null=True
    )
    registration_code = fields.CharField(max_length=40, null=True)
    account_code = fields.CharField(max_length=80, null=True)  # path in the tree, set by the system
    duns = fields.CharField(max_length=13, null=True)
    phone = fields.CharField(max_length=40, null=True)
    website = fields.CharField(max_length=255, null=True)
    street = fields.CharField(max_length=160, null=True)
    city = fields.CharField(max_length=80, null=True)
    state_province = fields.CharField(max_length=80, null=True)
    postal_code = fields.CharField(max_length=20, null=True)
    country = fields.CharField(max_length=2, null=True)  # ISO 3166-1 alpha-2
    region = fields.CharField(max_length=40, null=True)
    language = fields.CharField(max_length=8, null=True)  # ISO 639-1
    timezone = fields.CharField(max_length=64, null=True)  # IANA name
    notes = fields.TextField(null=True)
    special_handling = fields.TextField(null=True)  # told to staff at once, never to customers
    tier = fields.CharField(max_length=40, null=True)
    escalated = fields.BooleanField(default=False)
    active = fields.BooleanField(default=True)

    parent_id: int | None
    primary_contact_id: int | None

    class Meta:
        table = "accounts"
        indexes = (("parent_id",), ("primary_contact_id",), ("name",), ("country",), ("language",))


class AccountRelation(Recorded):
    """One account's tie to another, seen from `source`; the mirrored row is seen from the other."""

    id = fields.BigIntField(primary_key=True)
    source: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "gateway.Account", related_name="relations", on_delete=fields.RESTRICT
    )
    target: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "gateway.Account", related_name="relations_from", on_delete=fields.RESTRICT
    )
    type = fields.CharField(max_length=60)
    reverse_label = fields.CharField(max_length=60, null=True)

    source_id: int
    target_id: int

    class Meta:
        table = "account_relations"
        unique_together = (("source", "target", "type"),)
        indexes = (("target_id",),)


class Contact(Recorded):
    """A person who acts for an account."""

    id = fields.BigIntField(primary_key=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "gateway.Account", related_name="contacts", on_delete=fields.RESTRICT
    )
    first_name = fields.CharField(max_length=80)
    last_name = fields.CharField(max_length=80)
    email = fields.CharField(max_length=254, unique=True)
    business_phone = fields.CharField(max_length=40, null=True)
    mobile_phone = fields.CharField(max_length=40, null=True)
    title = fields.CharField(max_length=80, null=True)
    language = fields.CharField(max_length=8, null=True)  # ISO 639-1
    timezone = fields.CharField(max_length=64, null=True)  # IANA name
    country = fields.CharField(max_length=2, null=True)  # ISO 3166-1 alpha-2
    preferred_channel = fields.CharEnumField(Channel, max_length=16, null=True)
    user: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "gateway.User", related_name="contacts", on_delete=fields.RESTRICT, null=True
    )
    portal_role = fields.CharEnumField(PortalRole, max_length=16, default=PortalRole.CONTACT)
    special_handling = fields.TextField(null=True)  # told to staff at once, never to customers
    active = fields.BooleanField(default=True)

    account_id: int
    user_id: int | None

    class Meta:
        table = "contacts"
        unique_together = (("user",),)
        indexes = (
            ("account_id", "last_name"),
            ("last_name", "first_name"),
            Spaced(fields=("first_name", "last_name"), name="idx_contacts_display_name"),
        )


class ContactRelation(Recorded):
    """A contact's responsibility for an account that is not his own."""

    id = fields.BigIntField(primary_key=True)
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "gateway.Contact", related_name="relations", on_delete=fields.RESTRICT
    )
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "gateway.Account", related_name="contact_relations", on_delete=fields.RESTRICT
    )
    responsibility = fields.CharField(max_length=80)

    contact_id: int
    account_id: int

    class Meta:
        table = "contact_relations"
        unique_together = (("contact", "account", "responsibility"),)
        indexes = (("account_id",),)


class Consumer(Recorded):
    """A person who buys for himself, without an account."""

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(max_length=16, unique=True)  # CNS0000001
    first_name = fields.CharField(max_length=80)
    last_name = fields.CharField(max_length=80)
    email = fields.CharField(max_length=254, null=True)
    phone = fields.CharField(max_length=40, null=True)
    language = fields.CharField(max_length=8, null=True)  # ISO 639-1
    locale = fields.CharField(max_length=16, null=True)  # BCP 47
    preferred_channel = fields.CharEnumField(Channel, max_length=16, null=True)
    street = fields.CharField(max_length=160, null=True)
    city = fields.CharField(max_length=80, null=True)
    state_province = fields.CharField(max_length=80, null=True)
    postal_code = fields.CharField(max_length=20, null=True)
    country = fields.CharField(max_length=2, null=True)  # ISO 3166-1 alpha-2
    timezone = fields.CharField(max_length=64, null=True)  # IANA name
    household = fields.CharField(max_length=80, null=True)
    notes = fields.TextField(null=True)
    special_handling = fields.TextField(null=True)  # told to staff at once, never to customers
    user: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "gateway.User", related_name="consumers", on_delete=fields.RESTRICT, null=True
    )
    active = fields.BooleanField(default=True)

    user_id: int | None

    class Meta:
        table = "consumers"
        unique_together = (("user",),)
        indexes = (
            ("last_name", "first_name"),
            Spaced(fields=("first_name", "last_name"), name="idx_consumers_display_name"),
            ("language",),
            ("country",),
            ("email",),
        )
