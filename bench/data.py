"""The data to measure on: generated once, kept in .cache, spread over a thousand groups."""

import asyncio
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from rich.progress import Progress as Bar

from bench.questions import Viewer
from gateway.database import migrate, migrations, open_database
from gateway.demo.generate import generate
from gateway.people.secret import fingerprint
from gateway.settings import Settings

FOLDER = Path(".cache/bench")
GROUPS = 1000
SHARES = (1, 30, 100, 500)  # how many of the groups each outsourced provider has
OWN = 40  # cases assigned to the outsourced agent himself
TOKEN = "cw_bench_{}"  # noqa: S105 (of a database that holds generated data alone)


@dataclass(frozen=True)
class Ground:
    """A folder with the database, and who asks."""

    settings: Settings
    viewers: tuple[Viewer, ...]

    @property
    def path(self) -> Path:
        return self.settings.data / "caseway.db"

    def numbers(self, viewer: Viewer, count: int) -> list[str]:
        """The numbers of some cases that the viewer sees: the same ones every time."""
        seen = (
            "c.provider_id = ? OR c.assigned_to_id = ?" if viewer.outsourced else "? IS NULL OR ?"
        )
        text = f"SELECT number FROM cases c WHERE {seen} ORDER BY c.id % 977, c.id LIMIT ?"
        with sqlite3.connect(self.path) as database:
            rows = database.execute(text, (viewer.provider_id, viewer.user_id, count)).fetchall()
        return [row[0] for row in rows]


def ground(cases: int) -> Ground:
    """The database with so many cases; generates it when it is not there yet."""
    folder = FOLDER / str(cases)
    settings = Settings(data=folder, max_page_size=500, max_cost=100_000, budget=1 << 40)
    done, stamp = folder / "spread", _stamp()
    if not done.exists() or done.read_text() != stamp:
        _remove(folder)
        asyncio.run(_generated(settings, cases))
        with sqlite3.connect(folder / "caseway.db") as database:
            _spread(database)
            database.execute("ANALYZE")
        database.close()
        done.write_text(stamp)
    with sqlite3.connect(folder / "caseway.db") as database:
        return Ground(settings, tuple(_viewers(database)))


def _stamp() -> str:
    """Changes with the tables: what was generated for others is of no use."""
    digest = sha256()
    for path in sorted(Path(migrations.__path__[0]).glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _remove(folder: Path) -> None:
    for path in folder.glob("caseway.db*"):
        path.unlink()


async def _generated(settings: Settings, cases: int) -> None:
    await migrate(settings)
    async with open_database(settings) as database:
        with Bar() as bar:
            task = bar.add_task(f"generating {cases:,} cases", total=None)

            def step(*told: object) -> None:
                bar.update(task, description=" ".join(str(each) for each in told)[:70])

            await generate(database, cases, step)


def _spread(database: sqlite3.Connection) -> None:
    """A thousand groups share the cases; providers of several sizes share the groups."""
    now = "2026-11-16T09:00:00Z"
    manager = database.execute(
        "SELECT min(id) FROM users WHERE user_class = 'INTERNAL'"
    ).fetchone()[0]
    back = database.execute('SELECT min(id) FROM "groups" WHERE provider_id IS NULL').fetchone()[0]
    group = database.execute('SELECT max(id) + 1 FROM "groups"').fetchone()[0]
    first = group
    for share in SHARES:
        provider = _provider(database, share, manager, back, now)
        for _ in range(share):
            _group(database, group, provider, now)
            group += 1
    for key in range(group, first + GROUPS):
        _group(database, key, None, now)
    # Consecutive cases go to groups far apart, as in life.
    database.execute(f"UPDATE cases SET assignment_group_id = {first} + (id * 617) % {GROUPS}")
    database.execute(
        'UPDATE cases SET provider_id = (SELECT g.provider_id FROM "groups" g'
        " WHERE g.id = cases.assignment_group_id)"
    )
    database.execute(
        "UPDATE state_intervals SET provider_id = (SELECT c.provider_id FROM cases c"
        " WHERE c.id = state_intervals.case_id)"
    )
    for viewer in list(_viewers(database)):
        if viewer.outsourced:
            database.execute(
                "UPDATE cases SET assigned_to_id = ? WHERE id IN (SELECT id FROM cases"
                " WHERE provider_id = ? ORDER BY id LIMIT ?)",
                (viewer.user_id, viewer.provider_id, OWN),
            )
        _token(database, viewer, now)


def _provider(database: sqlite3.Connection, share: int, manager: int, back: int, now: str) -> int:
    """A provider with one agent."""
    made = database.execute(
        "INSERT INTO providers (name, type, manager_id, case_transfer_group_id, active,"
        " created_at, updated_at, version) VALUES (?, 'CUSTOMER', ?, ?, 1, ?, ?, 1)",
        (f"Provider of {share}", manager, back, now, now),
    )
    user = database.execute(
        "INSERT INTO users (user_id, first_name, last_name, email, user_class, provider_id,"
        " timezone, language, active, mfa, created_at, updated_at, version)"
        " VALUES (?, 'Olga', ?, ?, 'PROVIDER', ?, 'UTC', 'en', 1, 0, ?, ?, 1)",
        (f"bench-{share}", f"Of{share}", f"bench{share}@example.org", made.lastrowid, now, now),
    )
    database.execute(
        "INSERT INTO user_roles (user_id, role_id, created_at, updated_at, version)"
        " SELECT ?, id, ?, ?, 1 FROM roles WHERE name = 'osp_agent'",
        (user.lastrowid, now, now),
    )
    return int(made.lastrowid or 0)


def _group(database: sqlite3.Connection, key: int, provider: int | None, now: str) -> None:
    database.execute(
        'INSERT INTO "groups" (id, name, type, provider_id, active, created_at, updated_at,'
        " version) VALUES (?, ?, 'SERVICE', ?, 1, ?, ?, 1)",
        (key, f"Team {key}", provider, now, now),
    )


def _token(database: sqlite3.Connection, viewer: Viewer, now: str) -> None:
    database.execute(
        "INSERT INTO api_clients (name, user_id, scopes, row_binding, secret_hash, active,"
        " created_at, updated_at, version) VALUES ('bench', ?, '', 'ALL', ?, 1, ?, ?, 1)",
        (viewer.user_id, fingerprint(token(viewer)), now, now),
    )


def token(viewer: Viewer) -> str:
    return TOKEN.format(viewer.label)


def _viewers(database: sqlite3.Connection) -> Iterator[Viewer]:
    agent = database.execute("SELECT id FROM users WHERE user_id = 'agent'").fetchone()[0]
    yield Viewer("agent", "agent", agent)
    for share in SHARES:
        user, provider = database.execute(
            "SELECT id, provider_id FROM users WHERE user_id = ?", (f"bench-{share}",)
        ).fetchone()
        yield Viewer(f"osp_{share}", "osp_agent", user, provider, share)
