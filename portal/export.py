"""A list as a file: all its rows, in the columns that one has chosen, as comma-separated values."""

import csv
import re
from collections.abc import AsyncIterator, Iterable
from io import StringIO

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from portal.cases import Cases, Visit
from portal.columns import Columns, Lines
from portal.language import gettext as _
from portal.render import Renderer

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets would run


class Export:
    """The handler of files."""

    def __init__(self, renderer: Renderer, cases: Cases, columns: Columns) -> None:
        self._renderer, self._cases, self._columns = renderer, cases, columns

    def routes(self) -> list[Route]:
        return [Route("/cases.csv", self.file)]

    async def file(self, request: Request) -> Response:
        """The first page is read before anything is answered, so that a refusal is one."""
        visit = await self._cases.visit(request)
        pages = self._columns.all(self._renderer, visit.here, visit.actor)
        first = await anext(pages, None)
        name = re.sub(r"[^a-z0-9]+", "-", _(visit.here.current.title).lower()).strip("-")
        return StreamingResponse(
            _lines(visit, first, pages),
            media_type="text/csv",
            headers={
                "content-disposition": f'attachment; filename="{name or "cases"}.csv"',
                "cache-control": "private, no-store",
                "x-content-type-options": "nosniff",
            },
        )


async def _lines(
    visit: Visit, first: Lines | None, pages: AsyncIterator[Lines]
) -> AsyncIterator[str]:
    """The heading, then the rows of each page; a column that is withheld everywhere is not there.

    Which ones these are, the first page tells: it is the same for every row.
    """
    columns = first.columns if first and first.rows else visit.here.facts
    yield written([[one.label for one in columns]])
    if first is None:
        return
    yield written(first.rows)
    async for page in pages:
        yield written(page.rows)


def written(rows: Iterable[list[str]]) -> str:
    """These rows as lines of a file."""
    lines = StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerows([_harmless(value) for value in row] for row in rows)
    return lines.getvalue()


def _harmless(value: str) -> str:
    """What a spreadsheet would take for a formula is text to it."""
    return f"'{value}" if value.startswith(FORMULA) else value
