"""Reads an event log as it lies there: CSV, plain or gzipped, line by line."""

import csv
import gzip
import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

from gateway.errors import BadInput

COLUMNS = (
    "number", "incident_state", "active", "reassignment_count", "reopen_count", "sys_mod_count",
    "made_sla", "caller_id", "opened_by", "opened_at", "sys_created_by", "sys_created_at",
    "sys_updated_by", "sys_updated_at", "contact_type", "location", "category", "subcategory",
    "u_symptom", "cmdb_ci", "impact", "urgency", "priority", "assignment_group", "assigned_to",
    "knowledge", "u_priority_confirmation", "notify", "problem_id", "rfc", "vendor", "caused_by",
    "closed_code", "resolved_by", "resolved_at", "closed_at",
)  # fmt: skip

UNREADABLE = "\ufffd"  # what stands for bytes that are not UTF-8


class Line(NamedTuple):
    """One line of the log: its columns, and what is wrong with the line as such, if anything."""

    number: int  # the first line is the heading, so events begin at 2
    columns: dict[str, str]
    fault: str | None


def lines(path: Path) -> Iterator[Line]:
    """The events of the file in the order in which they are stored.

    Raises BadInput when the file cannot be read to its end or is not such a log.
    """
    try:
        with _open(path) as text:
            yield from _lines(path, text)
    except (OSError, EOFError, zlib.error) as why:
        said = why.strerror if isinstance(why, OSError) and why.strerror else why
        raise BadInput(f"{path} cannot be read: {said}.") from why


def digest(path: Path) -> str:
    """SHA-256 of the file's bytes: the same file again is the same import. Raises BadInput."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as why:
        raise BadInput(f"{path} cannot be read: {why.strerror or why}.") from why


def _open(path: Path) -> TextIO:
    with path.open("rb") as file:
        zipped = file.read(2) == b"\x1f\x8b"
    opener = gzip.open if zipped else open
    return opener(path, "rt", encoding="utf-8-sig", errors="replace", newline="")


def _lines(path: Path, text: TextIO) -> Iterator[Line]:
    reader = csv.reader(text)
    heading = [name.strip() for name in next(_cells(reader), list[str]())]
    if missing := [name for name in COLUMNS if name not in heading]:
        raise BadInput(
            f"{path} is not a ServiceNow incident event log: its first line does not name "
            f"{', '.join(missing[:3])}{' and others' if len(missing) > 3 else ''}."
        )
    for cells in _cells(reader):
        if cells:
            yield _line(reader.line_num, heading, cells)


def _cells(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    """The reader's rows; a row that CSV itself cannot take comes as one cell."""
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as why:
            yield [f"{why}"]


def _line(number: int, heading: list[str], cells: list[str]) -> Line:
    columns = dict(zip(heading, cells, strict=False))
    return Line(number, columns, _fault(heading, cells))


def _fault(heading: list[str], cells: list[str]) -> str | None:
    if len(cells) != len(heading):
        return f"has {len(cells)} columns where the heading names {len(heading)}"
    text = "".join(cells)
    if "\0" in text:
        return "contains a NUL character"
    return "is not UTF-8" if UNREADABLE in text else None
