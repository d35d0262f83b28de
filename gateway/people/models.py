"""People and their organisation: users, roles, groups and outsourced service providers."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from gateway.database.fields import Instant, Recorded, described
from gateway.database.indexes import Spaced
from gateway.people.credentials import ApiClient, LoginLink, RowBinding, Session
from gateway.request.ledger import AuditEntry, IdempotencyKey, OutboxEvent
from gateway.schedules.models import Schedule

__all__ = [
    "ApiClient",
    "AuditEntry",
    "Group",
    "GroupMember",
    "GroupType",
    "IdempotencyKey",
    "LoginLink",
    "OutboxEvent",
    "Provider",
    "ProviderType",
    "Role",
    "RoleInclusion",
    "RowBinding",
    "Session",
    "User",
    "UserClass",
    "UserRole",
]


@described(
    INTERNAL="Works for the enterprise itself.",
    PROVIDER="Works for an outsourced service provider.",
    CUSTOMER="Is a contact of an account, or a consumer.",
)
class UserClass(StrEnum):
    """For whom a user works; the classes exclude one another."""

    INTERNAL = "INTERNAL"
    PROVIDER = "PROVIDER"
    CUSTOMER = "CUSTOMER"


@described(
    SERVICE="Handles cases.",
    CATALOG="Fulfils catalogue requests.",
    APPROVAL="Approves escalations, changes and contracts.",
)
class GroupType(StrEnum):
    """What a group is for."""

    SERVICE = "SERVICE"
    CATALOG = "CATALOG"
    APPROVAL = "APPROVAL"


@described(
    CUSTOMER="Serves customers and consumers.",
    FIELD="Sends field agents.",
)
class ProviderType(StrEnum):
    """What a provider does for the enterprise."""

    CUSTOMER = "CUSTOMER"
    FIELD = "FIELD"


class User(Recorded):
    """A person who can sign in: of the enterprise, of a provider, or a customer."""

    id = fields.BigIntField(primary_key=True)
    user_id = fields.CharField(max_length=64, unique=True)  # the name used to sign in
    first_name = fields.CharField(max_length=80)
    last_name = fields.CharField(max_length=80)
    email = fields.CharField(max_length=254)
    business_phone = fields.CharField(max_length=40, null=True)
    mobile_phone = fields.CharField(max_length=40, null=True)
    title = fields.CharField(max_length=80, null=True)
    user_class = fields.CharEnumField(UserClass, max_length=16)
    provider: fields.ForeignKeyNullableRelation["Provider"] = fields.ForeignKeyField(
        "gateway.Provider", related_name="staff", on_delete=fields.RESTRICT, null=True
    )
    timezone = fields.CharField(max_length=64, default="UTC")  # IANA name
    language = fields.CharField(max_length=8, default="en")  # ISO 639-1
    schedule: fields.ForeignKeyNullableRelation[Schedule] = fields.ForeignKeyField(
        "gateway.Schedule", related_name="users", on_delete=fields.RESTRICT, null=True
    )
    active = fields.BooleanField(default=True)
    mfa = fields.BooleanField(default=False)
    last_login = Instant(null=True)
    password_hash = fields.CharField(max_length=255, null=True)  # Argon2; null: no password

    provider_id: int | None
    schedule_id: int | None

    class Meta:
        table = "users"
        indexes = (
            ("provider_id", "active"),
            ("last_name", "first_name"),
            Spaced(fields=("first_name", "last_name"), name="idx_users_display_name"),
            ("email",),
            ("schedule_id",),
        )


class Role(Model):
    """A named set of rights; the grids give each name its meaning."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=64, unique=True)
    description = fields.CharField(max_length=255)

    class Meta:
        table = "roles"


class RoleInclusion(Model):
    """Whoever has `role` has `included` as well."""

    id = fields.BigIntField(primary_key=True)
    role: fields.ForeignKeyRelation[Role] = fields.ForeignKeyField(
        "gateway.Role", related_name="inclusions", on_delete=fields.RESTRICT
    )
    included: fields.ForeignKeyRelation[Role] = fields.ForeignKeyField(
        "gateway.Role", related_name="included_by", on_delete=fields.RESTRICT
    )

    role_id: int
    included_id: int

    class Meta:
        table = "role_inclusions"
        unique_together = (("role", "included"),)
        indexes = (("included_id",),)


class UserRole(Recorded):
    """A role granted to a user."""

    id = fields.BigIntField(primary_key=True)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "gateway.User", related_name="role_grants", on_delete=fields.RESTRICT
    )
    role: fields.ForeignKeyRelation[Role] = fields.ForeignKeyField(
        "gateway.Role", related_name="grants", on_delete=fields.RESTRICT
    )

    user_id: int
    role_id: int

    class Meta:
        table = "user_roles"
        unique_together = (("user", "role"),)
        indexes = (("role_id",),)


class Group(Recorded):
    """A team that cases are assigned to; a provider's team when it has a provider."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=120, unique=True)
    email = fields.CharField(max_length=254, null=True)
    manager: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "gateway.User", related_name="managed_groups", on_delete=fields.RESTRICT, null=True
    )
    type = fields.CharEnumField(GroupType, max_length=16, default=GroupType.SERVICE)
    description = fields.TextField(null=True)
    provider: fields.ForeignKeyNullableRelation["Provider"] = fields.ForeignKeyField(
        "gateway.Provider", related_name="groups", on_delete=fields.RESTRICT, null=True
    )
    schedule: fields.ForeignKeyNullableRelation[Schedule] = fields.ForeignKeyField(
        "gateway.Schedule", related_name="groups", on_delete=fields.RESTRICT, null=True
    )
    active = fields.BooleanField(default=True)

    manager_id: int | None
    provider_id: int | None
    schedule_id: int | None

    class Meta:
        table = "groups"
        indexes = (("provider_id", "active"), ("manager_id",), ("schedule_id",))


class GroupMember(Recorded):
    """A user's place in a group."""

    id = fields.BigIntField(primary_key=True)
    group: fields.ForeignKeyRelation[Group] = fields.ForeignKeyField(
        "gateway.Group", related_name="memberships", on_delete=fields.RESTRICT
    )
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "gateway.User", related_name="memberships", on_delete=fields.RESTRICT
    )

    group_id: int
    user_id: int

    class Meta:
        table = "group_members"
        unique_together = (("group", "user"),)
        indexes = (("user_id", "group_id"),)


class Provider(Recorded):
    """An outsourced service provider (OSP): a company that handles cases for the enterprise."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=120, unique=True)
    type = fields.CharEnumField(ProviderType, max_length=16, default=ProviderType.CUSTOMER)
    manager: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "gateway.User", related_name="managed_providers", on_delete=fields.RESTRICT
    )
    # The enterprise's own group that receives what the provider hands back.
    case_transfer_group: fields.ForeignKeyRelation[Group] = fields.ForeignKeyField(
        "gateway.Group", related_name="transfers_from", on_delete=fields.RESTRICT
    )
    website = fields.CharField(max_length=255, null=True)
    notes = fields.TextField(null=True)
    phone = fields.CharField(max_length=40, null=True)
    fax = fields.CharField(max_length=40, null=True)
    street = fields.CharField(max_length=160, null=True)
    city = fields.CharField(max_length=80, null=True)
    state_province = fields.CharField(max_length=80, null=True)
    postal_code = fields.CharField(max_length=20, null=True)
    country = fields.CharField(max_length=2, null=True)  # ISO 3166-1 alpha-2
    latitude = fields.FloatField(null=True)  # degrees, north positive
    longitude = fields.FloatField(null=True)  # degrees, east positive
    active = fields.BooleanField(default=True)

    manager_id: int
    case_transfer_group_id: int

    class Meta:
        table = "providers"
        indexes = (("manager_id",), ("case_transfer_group_id",))
