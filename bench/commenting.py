"""The contest of comments over HTTP on SQLite: ours, by hand behind HTTP, and the bare transaction.

Each contender has a copy of the database of its own. They write the same comments on the same cases
in the same order; afterwards all that they have written must be equal.
"""

import re
import sqlite3
import statistics
import tempfile
from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import orjson

from bench import processor
from bench.comment import MUTATION, TEXT, comment, writer
from bench.data import Ground, token
from bench.loopback import Line, body, line
from bench.questions import Viewer
from bench.web import Costs, Server, serving
from gateway.actor import Actor
from gateway.database.fields import as_text, now
from gateway.request.scalars import global_id

CASES = 40  # that one slice comments on, once each
CONTENDERS = ("bare", "by_hand", "ours")
WRITTEN = ("journal_entries", "audit_entries", "outbox_events")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class Unequal(Exception):
    """Two contenders wrote different rows: their times mean nothing."""


@dataclass
class CommentResult:
    """What a comment of one viewer cost each contender, in every round."""

    viewer: str
    costs: dict[str, Costs] = field(default_factory=dict[str, Costs])

    def ratio(self, against: str) -> float:
        pairs = zip(self.costs["ours"].each, self.costs[against].each, strict=True)
        return statistics.median(a / b for a, b in pairs)


@contextmanager
def copied(path: Path) -> Generator[Path]:
    """A copy of a database, to be written to; it is gone afterwards."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix="copy-") as folder:
        copy = Path(folder).absolute() / path.name
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        yield copy


def commentable(here: Ground, viewer: Viewer) -> list[int]:
    """Cases that the viewer may comment on: the same ones every time, far apart."""
    seen = "(provider_id = ? OR assigned_to_id = ?)" if viewer.outsourced else "? IS NULL AND ?"
    text = (
        f"SELECT id FROM cases WHERE {seen} AND state NOT IN ('CLOSED', 'CANCELLED')"
        " ORDER BY id % 977, id LIMIT ?"
    )
    with closing(sqlite3.connect(here.path)) as database:
        rows = database.execute(text, (viewer.provider_id, viewer.user_id, CASES)).fetchall()
    return [row[0] for row in rows]


def request(case: int) -> bytes:
    return body(MUTATION, {"input": {"id": global_id("Case", case), "text": TEXT}})


async def comments(
    here: Ground, cases: int, viewers: list[Viewer], rounds: int
) -> list[CommentResult]:
    """Lets them comment in turn. Raises Unequal."""
    async with _contenders(here, cases) as table:
        results = [await table.run(viewer, commentable(here, viewer), rounds) for viewer in viewers]
        table.compare()
        return results


@asynccontextmanager
async def _contenders(here: Ground, cases: int) -> AsyncGenerator["_Table"]:
    with copied(here.path) as bare, copied(here.path) as other, copied(here.path) as our:
        async with (
            serving("comment_by_hand", cases, f"sqlite://{other}") as by_hand,
            serving("ours", cases, f"sqlite://{our}") as ours,
        ):
            paths = {"bare": bare, "by_hand": other, "ours": our}
            with closing(writer(bare)) as database:
                yield _Table(database, {"by_hand": by_hand, "ours": ours}, paths, Before(here.path))


class Before:
    """What was there before anyone wrote."""

    def __init__(self, path: Path) -> None:
        with closing(sqlite3.connect(path)) as database:
            last = (f"SELECT coalesce(max(id), 0) FROM {table}" for table in WRITTEN)
            self.last = [database.execute(text).fetchone()[0] for text in last]
            found = database.execute("SELECT user_id, id FROM api_clients WHERE name = 'bench'")
            self.clients: dict[int, int] = dict(found.fetchall())
        self.at = as_text(now())

    def since(self, path: Path) -> list[str]:
        """Every row written since; times and the names of requests are all alike."""
        with closing(sqlite3.connect(path)) as database:
            database.row_factory = sqlite3.Row
            rows = database.execute("SELECT * FROM cases WHERE updated_at >= ?", (self.at,))
            found = sorted(map(_alike, rows))
            for table, last in zip(WRITTEN, self.last, strict=True):
                rows = database.execute(f"SELECT * FROM {table} WHERE id > ?", (last,))
                found += sorted(map(_alike, rows))
            return found


def _alike(row: sqlite3.Row) -> str:
    """A row without its key; a time or the name of a request is only there, or is not."""
    values = {k: v for k, v in dict(row).items() if k != "id"}
    values["request_id"] = values.get("request_id") is not None
    return TIME.sub("<time>", repr(values))


@dataclass
class _Table:
    """The contenders, side by side."""

    database: sqlite3.Connection
    servers: dict[str, Server]
    paths: dict[str, Path]
    before: Before
    serial: Iterator[int] = field(default_factory=count)

    async def run(self, viewer: Viewer, cases: list[int], rounds: int) -> CommentResult:
        client = self.before.clients[viewer.user_id]
        actor = Actor(viewer.user_id, client_id=client, provider_id=viewer.provider_id)
        lines = {name: await line(s.port, token(viewer)) for name, s in self.servers.items()}
        result = CommentResult(viewer.label, {name: Costs() for name in CONTENDERS})
        for _ in range(rounds + 1):
            result.costs["bare"].each.append(self._bare(actor, cases))
            for name, each in lines.items():
                result.costs[name].each.append(await _over(self.servers[name], each, cases))
        for costs in result.costs.values():
            del costs.each[0]  # that one made statements and plans
        for each in lines.values():
            each.close()
        return result

    def _bare(self, actor: Actor, cases: list[int]) -> float:
        start = processor.own()
        for case in cases:
            comment(self.database, actor, case, TEXT, f"bare-{next(self.serial):x}")
        return (processor.own() - start) / len(cases) / 1000

    def compare(self) -> None:
        """Raises Unequal unless all have written the same, but for keys and times."""
        rows = {name: self.before.since(path) for name, path in self.paths.items()}
        for name in ("bare", "by_hand"):
            if rows[name] != rows["ours"]:
                odd = set(rows[name]).symmetric_difference(rows["ours"])
                raise Unequal(f"{name} and ours, {len(odd)} rows such as {sorted(odd)[:4]}")


async def _over(server: Server, over: Line, cases: list[int]) -> float:
    asked = [request(case) for case in cases]
    start = server.spent
    answers = [await over.ask(each) for each in asked]
    spent = server.spent - start
    for answer in answers:
        done(answer)
    return spent / len(cases) / 1000


def done(answer: bytes) -> None:
    """Raises ValueError unless a comment was written."""
    payload = orjson.loads(answer)["data"]["caseComment"]
    if payload["errors"] or not payload["case"]:
        raise ValueError(answer.decode())
