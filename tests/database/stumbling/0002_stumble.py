"""Makes a table, then makes it again."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL


class Migration(migrations.Migration):
    """One step too many."""

    dependencies = [("gateway", "0001_initial")]  # noqa: RUF012  # as Tortoise has it
    operations = [RunSQL("CREATE TABLE half_done (id INT)")] * 2
