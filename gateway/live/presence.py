"""Who is viewing a case, or typing on it: rows that live as long as somebody's page says so."""

from tortoise import fields
from tortoise.models import Model

from gateway.cases.models import Case
from gateway.database.fields import Instant, now
from gateway.people.models import User


class Presence(Model):
    """Somebody of the staff looks at a case; gone within a minute of the last sign of it."""

    id = fields.BigIntField(primary_key=True)
    case: fields.ForeignKeyRelation[Case] = fields.ForeignKeyField(
        "gateway.Case", related_name="presences", on_delete=fields.RESTRICT
    )
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "gateway.User", related_name="presences", on_delete=fields.RESTRICT
    )
    typing = fields.BooleanField(default=False)
    since = Instant(default=now)
    beat_at = Instant(default=now)  # the last sign

    case_id: int
    user_id: int

    class Meta:
        table = "presences"
        unique_together = (("case", "user"),)
        indexes = (("beat_at",), ("user_id",))
