"""The one table that the transaction hazards are shown on."""

from tortoise import fields
from tortoise.models import Model


class Row(Model):
    """Something written down."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=100, unique=True)

    class Meta:
        table = "rows"
