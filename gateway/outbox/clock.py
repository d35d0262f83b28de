"""The present moment, by one clock for all workers: leases of several machines must agree."""

from datetime import datetime
from typing import Any

from tortoise.connection import get_connection

from gateway.database.fields import as_instant, now


async def present() -> datetime:
    """The clock of PostgreSQL, which machines share; that of the machine where the file is."""
    connection: Any = get_connection("default")
    if connection.capabilities.dialect == "sqlite":
        return now()
    rows = await connection.execute_query_dict("SELECT clock_timestamp() AS moment")
    return as_instant(rows[0]["moment"])
