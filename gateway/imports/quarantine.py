"""Where refused lines are kept, as they were, with the reason why."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import orjson
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.expressions import Q

from gateway.imports.bulk import insert
from gateway.imports.incidents import Refused
from gateway.imports.models import QuarantinedRow

LONGEST = 2000  # characters of a column that are kept


async def keep(connection: BaseDBAsyncClient, batch: int, refused: Sequence[Refused]) -> None:
    """Keeps what is not kept yet: the same line is kept once, however often it is imported."""
    rows = {row["content_hash"]: row for row in (_row(batch, one) for one in refused)}
    lines = [one.line.number for one in refused]
    known = QuarantinedRow.filter(
        Q(content_hash__in=list(rows)) | Q(batch_id=batch, line__in=lines)
    )
    hashes, places = set[str](), set[int]()
    for content_hash, line, owner in await known.values_list("content_hash", "line", "batch_id"):
        hashes.add(content_hash)
        places |= {line} if owner == batch else set()
    new = [r for h, r in rows.items() if h not in hashes and r["line"] not in places]
    await insert(connection, QuarantinedRow, new)


def _row(batch: int, refused: Refused) -> dict[str, Any]:
    columns = {
        name: value.replace("\0", "\N{REPLACEMENT CHARACTER}")[:LONGEST]  # PostgreSQL keeps no NUL
        for name, value in refused.line.columns.items()
    }
    said = orjson.dumps([refused.reason, columns])
    return {
        "batch_id": batch,
        "line": refused.line.number,
        "reason": refused.reason[:500],
        "content_hash": sha256(said).hexdigest(),
        "row": columns,
    }
