"""What identifies a caller: API clients, sessions and one-time login links."""

from enum import StrEnum
from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.models import Model

from gateway.database.fields import Instant, Recorded, described

if TYPE_CHECKING:
    from gateway.people.models import Provider, User


@described(
    ALL="Every record that its scopes cover.",
    ACCOUNT="Only the records of one account.",
    PROVIDER="Only the records of one provider.",
)
class RowBinding(StrEnum):
    """Which records an API client without a user may reach."""

    ALL = "ALL"
    ACCOUNT = "ACCOUNT"
    PROVIDER = "PROVIDER"


class ApiClient(Recorded):
    """A program that calls the gateway with a token; with a user, it has that user's rights."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=120)
    scopes = fields.CharField(max_length=500, default="")  # separated by spaces; they only narrow
    row_binding = fields.CharEnumField(RowBinding, max_length=16, default=RowBinding.ALL)
    user: fields.ForeignKeyNullableRelation["User"] = fields.ForeignKeyField(
        "gateway.User", related_name="api_clients", on_delete=fields.RESTRICT, null=True
    )
    provider: fields.ForeignKeyNullableRelation["Provider"] = fields.ForeignKeyField(
        "gateway.Provider", related_name="api_clients", on_delete=fields.RESTRICT, null=True
    )
    account: fields.ForeignKeyNullableRelation[Model] = fields.ForeignKeyField(
        "gateway.Account", related_name="api_clients", on_delete=fields.RESTRICT, null=True
    )
    secret_hash = fields.CharField(max_length=128, unique=True)
    expires = Instant(null=True)
    last_used = Instant(null=True)
    active = fields.BooleanField(default=True)

    user_id: int | None
    provider_id: int | None
    account_id: int | None

    class Meta:
        table = "api_clients"
        indexes = (("user_id",), ("provider_id",), ("account_id",))


class Session(Model):
    """A browser that has signed in; only a hash of its cookie is kept."""

    id = fields.BigIntField(primary_key=True)
    token_hash = fields.CharField(max_length=128, unique=True)
    user: fields.ForeignKeyRelation["User"] = fields.ForeignKeyField(
        "gateway.User", related_name="sessions", on_delete=fields.RESTRICT
    )
    created_at = Instant()
    last_seen_at = Instant()
    expires_at = Instant()
    revoked_at = Instant(null=True)
    address = fields.CharField(max_length=64, null=True)
    user_agent = fields.CharField(max_length=255, null=True)

    user_id: int

    class Meta:
        table = "sessions"
        indexes = (("user_id",), ("expires_at",))


class LoginLink(Model):
    """A link that signs a user in once; only a hash of its token is kept."""

    id = fields.BigIntField(primary_key=True)
    token_hash = fields.CharField(max_length=128, unique=True)
    user: fields.ForeignKeyRelation["User"] = fields.ForeignKeyField(
        "gateway.User", related_name="login_links", on_delete=fields.RESTRICT
    )
    created_at = Instant()
    expires_at = Instant()
    used_at = Instant(null=True)

    user_id: int

    class Meta:
        table = "login_links"
        indexes = (("user_id",), ("expires_at",))
