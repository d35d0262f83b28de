"""Bad lines are kept aside with their reason; what is beside them is imported."""

import gzip
from pathlib import Path

import pytest

from gateway.cases.models import Case, JournalEntry
from gateway.database import Database
from gateway.errors import BadInput
from gateway.imports.log import COLUMNS
from gateway.imports.models import QuarantinedRow
from gateway.imports.servicenow import replay_log
from tests.imports.logs import a_life, a_log, event, holdings

BAD = [
    ({"incident_state": "-100"}, "incident_state '-100' is not a state that this importer knows."),
    ({"sys_updated_at": "31/2/2016 08:10"}, "is not a time like 29/2/2016 01:16."),
    ({"opened_at": "2016-02-29T01:16"}, "is not a time like"),
    ({"priority": "0 - Burning"}, "priority '0 - Burning' is none of 1 - Critical,"),
    ({"impact": "?"}, "impact '?' is none of"),
    ({"sys_mod_count": "-1"}, "sys_mod_count '-1' is not a count."),
    ({"reassignment_count": "9999999"}, "is not a count."),
    ({"made_sla": "maybe"}, "made_sla 'maybe' is none of true, false."),
    ({"number": "?"}, "number '?' is missing."),
    ({"assignment_group": "G" * 81}, "is longer than 80 characters."),
    ({"caller_id": "Call\0er"}, "The line contains a NUL character."),
]


async def test_bad_lines_go_to_quarantine_with_their_reasons(
    database: Database, tmp_path: Path
) -> None:
    bad = [event(f"BAD{place}") | columns for place, (columns, _) in enumerate(BAD)]
    outcome = await replay_log(a_log(tmp_path, [*a_life(), *bad]))

    kept = await QuarantinedRow.all().order_by("line")
    assert [row.line for row in kept] == list(range(6, 6 + len(BAD)))
    for row, (_, reason) in zip(kept, BAD, strict=True):
        assert reason in row.reason
    assert outcome.refused == len(BAD)
    assert outcome.cases == {"created": 1}
    assert outcome.reconciliation
    assert outcome.reconciliation.agrees


async def test_a_bad_line_does_not_take_its_incident_with_it(
    database: Database, tmp_path: Path
) -> None:
    life = a_life()
    outcome = await replay_log(
        a_log(tmp_path, [*life[:2], life[2] | {"incident_state": "-100"}, life[3]])
    )

    assert await JournalEntry.all().count() == 3
    compared = {figure.name: figure for figure in outcome.reconciliation.figures}  # type: ignore[union-attr]
    events = compared["events"]
    assert (events.file, events.refused, events.database) == (4, 1, 3)
    assert all(figure.agrees for figure in compared.values())


async def test_a_line_that_comes_twice_is_taken_once(database: Database, tmp_path: Path) -> None:
    life = a_life()
    outcome = await replay_log(a_log(tmp_path, [*life, life[1]]))
    assert outcome.refused == 1
    assert (await QuarantinedRow.get()).reason == "The line repeats line 3."
    assert await JournalEntry.all().count() == 4


async def test_lines_of_the_wrong_shape_are_kept_aside(database: Database, tmp_path: Path) -> None:
    path = a_log(tmp_path, a_life())
    with path.open("ab") as file:
        file.write(b"INC9,New\n")
        file.write(b"INC8" + b",\xff\xfe" * 35 + b"\n")
        file.write(b'"' + b"x" * 200_000 + b'"\n')

    outcome = await replay_log(path)

    reasons = await QuarantinedRow.all().order_by("line").values_list("reason", flat=True)
    assert outcome.cases == {"created": 1}
    assert [str(reason)[:30] for reason in reasons] == [
        "The line has 2 columns where t",
        "The line is not UTF-8.",
        "The line has 1 columns where t",
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "is not a ServiceNow incident event log"),
        ("other.csv", b"a,b\n1,2\n", "does not name number, incident_state, active and others"),
        (
            "cut.csv.gz",
            gzip.compress(",".join(COLUMNS).encode() + b"\n" * 999)[:-9],
            "cannot be read",
        ),
        ("broken.csv.gz", b"\x1f\x8b\x08\x00" + b"junk" * 30, "cannot be read"),
    ],
    ids=["empty", "other", "cut", "broken"],
)
async def test_a_file_that_is_no_log_is_refused_whole(
    database: Database, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadInput, match=said):
        await replay_log(path)
    assert await holdings() == {}


async def test_a_missing_file_is_said_to_be_missing(database: Database, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No such file"):
        await replay_log(tmp_path / "nowhere.csv")
    assert await Case.all().count() == 0
