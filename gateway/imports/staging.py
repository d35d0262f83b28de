"""Keeps the events of a log on disk until each incident's are together: memory stays bounded."""

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from itertools import groupby, islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import TracebackType

import orjson

from gateway.imports.log import Line, lines

CHUNK = 500


class Staging:
    """The lines of one file, grouped by incident. A temporary file, gone after use."""

    def __enter__(self) -> "Staging":
        with NamedTemporaryFile(prefix="caseway-import-", suffix=".db", delete=False) as file:
            self._path = Path(file.name)
        self._database = sqlite3.connect(self._path, isolation_level=None)
        self._database.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
            "CREATE TABLE line "
            "(number INTEGER PRIMARY KEY, incident TEXT, columns BLOB, fault TEXT)"
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._database.close()
        with suppress(FileNotFoundError):
            self._path.unlink()

    def take(self, path: Path) -> int:
        """Reads the whole file; returns the number of its events. Raises BadInput."""
        self._database.execute("BEGIN")
        self._database.executemany(
            "INSERT INTO line VALUES (?, ?, ?, ?)",
            map(_stored, lines(path)),
        )
        self._database.execute("CREATE INDEX by_incident ON line (incident, number)")
        self._database.execute("COMMIT")
        return self._database.execute("SELECT count(*) FROM line").fetchone()[0]

    def incidents(self) -> Iterator[list[Line]]:
        """The lines of each incident, in the order in which they are stored."""
        rows = self._database.execute(
            "SELECT incident, number, columns, fault FROM line ORDER BY incident, number"
        )
        for _, group in groupby(rows, key=lambda row: row[0]):
            yield [Line(row[1], orjson.loads(row[2]), row[3]) for row in group]

    def chunks(self) -> Iterator[list[list[Line]]]:
        """The incidents, some hundred at a time: as many as are in memory, and in a transaction."""
        incidents = self.incidents()
        while chunk := list(islice(incidents, CHUNK)):
            yield chunk

    def count(self) -> int:
        """How many incidents there are."""
        return self._database.execute("SELECT count(DISTINCT incident) FROM line").fetchone()[0]


def _stored(line: Line) -> tuple[int, str, bytes, str | None]:
    incident = line.columns.get("number", "").strip()
    return line.number, incident, orjson.dumps(line.columns), line.fault
