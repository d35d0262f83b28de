"""A log becomes cases with their real history, and adds up."""

import random
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from gateway.cases.kinds import JournalSource, ResolutionCode
from gateway.cases.models import Case, JournalEntry, StateInterval
from gateway.database import Database
from gateway.errors import BadInput
from gateway.imports.casting import Casting
from gateway.imports.models import ImportedRecord, QuarantinedRow
from gateway.imports.servicenow import replay_log
from gateway.people.models import Group, GroupMember, Provider, User, UserClass
from gateway.problems.models import Problem
from gateway.work.models import CaseRelation
from tests.imports.logs import a_life, a_log, event, holdings, sample_rows


def march(day: int, hour: int = 8, minute: int = 10) -> datetime:
    return datetime(2016, 3, day, hour, minute, tzinfo=UTC)


async def test_an_incident_becomes_a_case_with_its_history(
    database: Database, tmp_path: Path
) -> None:
    outcome = await replay_log(a_log(tmp_path, a_life()))

    case = await Case.get(external_id="INC1").prefetch_related(
        "account", "contact", "assignment_group", "assigned_to", "opened_by", "closed_by"
    )
    assert outcome.cases == {"created": 1}
    assert (case.state, case.channel, case.priority) == ("CLOSED", "PHONE", 3)
    assert (case.opened_at, case.resolved_at) == (march(1, 8, 0), march(3))
    assert (case.accepted_at, case.first_response_at) == (march(2), march(3))
    assert (case.closed_at, case.updated_at) == (march(9, 12, 0), march(4))
    assert case.resolution_code is ResolutionCode.FIXED
    assert case.account.name == "Location 1"  # type: ignore[union-attr]
    assert case.contact.last_name == "1"
    assert case.assignment_group.name == "Group 70"
    assert case.assigned_to.last_name == "17"
    assert case.opened_by.last_name == "8"  # type: ignore[union-attr]
    assert case.closed_by.last_name == "21"  # type: ignore[union-attr]
    assert "Synthetic" in (case.description or "")

    history = await StateInterval.filter(case=case).order_by("started_at")
    assert [(one.state.value, one.started_at, one.ended_at) for one in history] == [
        ("NEW", march(1, 8, 0), march(2)),
        ("OPEN", march(2), march(3)),
        ("RESOLVED", march(3), march(4)),
        ("CLOSED", march(4), None),
    ]
    notes = await JournalEntry.filter(case=case).order_by("at")
    assert {note.source for note in notes} == {JournalSource.SYSTEM}
    assert [note.text.splitlines()[0] for note in notes] == [
        "Opened in state New, in group Group 70.",
        "State: New → Active",
        "State: Active → Resolved",
        "State: Resolved → Closed",
    ]


async def test_what_a_case_has_no_room_for_is_kept_as_facts(
    database: Database, tmp_path: Path
) -> None:
    links = {"problem_id": "Problem ID  7", "rfc": "CHG0000132", "vendor": "Vendor 1"}
    await replay_log(a_log(tmp_path, a_life(made_sla="false", knowledge="true", **links)))

    record = await ImportedRecord.get(target_type="Case")
    assert record.facts["made_sla"] is False
    assert record.facts["knowledge"] is True
    assert record.facts["path"] == ["New", "Active", "Resolved", "Closed"]
    assert record.facts["labels"] == {
        "location": "Location 1", "caller": "Caller 1", "symptom": "Symptom 5",
        "problem": "Problem ID 7", "change": "CHG0000132", "vendor": "Vendor 1",
        "closed_code": "code 6",
    }  # fmt: skip


async def test_what_the_log_ties_an_incident_to_is_tied_to_its_case(
    database: Database, tmp_path: Path
) -> None:
    first = {"problem_id": "Problem ID  7", "rfc": "CHG0000132", "caused_by": "CHG0000009"}
    lives = [*a_life(**first), *a_life("INC2", problem_id="Problem ID  7")]
    outcome = await replay_log(a_log(tmp_path, lives))

    found = await CaseRelation.all().order_by("id").prefetch_related("case", "problem", "change")
    assert [
        (one.case.external_id, one.kind.value, (one.problem or one.change).short_description)
        for one in found
    ] == [
        ("INC1", "PROBLEM", "Problem ID 7"),
        ("INC1", "CHANGE", "CHG0000132"),
        ("INC1", "CAUSED_BY_CHANGE", "CHG0000009"),
        ("INC2", "PROBLEM", "Problem ID 7"),
    ]
    assert await Problem.all().count() == 1
    assert outcome.parties["ChangeRequest"] == 2
    assert outcome.reconciliation
    assert outcome.reconciliation.agrees
    counted = {one.name: one.database for one in outcome.reconciliation.figures}
    assert (counted["with_problem_id"], counted["with_change_rfc"]) == (2, 1)

    await CaseRelation.filter(kind="CHANGE").delete()
    again = await replay_log(a_log(tmp_path, lives))
    assert again.reconciliation
    assert not again.reconciliation.agrees


async def test_the_sample_adds_up_in_the_file_and_in_the_database(
    database: Database, tmp_path: Path
) -> None:
    rows = sample_rows()
    outcome = await replay_log(a_log(tmp_path, rows, "log.csv.gz"))

    lives: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        lives.setdefault(row["number"], []).append(row)
    last = [life[-1] for life in lives.values()]
    changes = Counter(
        f"{a['incident_state']} -> {b['incident_state']}"
        for life in lives.values()
        for a, b in pairwise(life)
        if a["incident_state"] != b["incident_state"]
    )
    compared = outcome.reconciliation
    assert compared
    assert compared.agrees
    assert compared.block["events"] == len(rows) == 3067
    assert compared.block["incidents"] == len(lives) == 500
    assert compared.block["incident_state_event_counts"] == Counter(
        row["incident_state"] for row in rows
    )
    assert compared.block["final_priority"] == Counter(row["priority"] for row in last)
    assert compared.block["top_state_changes"] == dict(changes.most_common(12))
    assert compared.block["sla_missed_at_last_event"] == sum(r["made_sla"] == "false" for r in last)
    assert compared.block["used_knowledge"] == sum(r["knowledge"] == "true" for r in last)
    assert all(figure.database == figure.file for figure in compared.figures if figure.database)
    assert await Case.filter(reassignment_count__gt=0).count() == 239
    assert await JournalEntry.all().count() == 3067


async def test_the_order_of_the_lines_does_not_matter(database: Database, tmp_path: Path) -> None:
    rows = sample_rows()[:600]
    shuffled = random.Random(7).sample(rows, len(rows))  # noqa: S311

    await replay_log(a_log(tmp_path, rows))
    before = await holdings()
    again = await replay_log(a_log(tmp_path, shuffled, "shuffled.csv"))

    assert again.cases.keys() == {"unchanged"}
    assert again.reconciliation
    assert again.reconciliation.agrees
    assert await holdings() == before | {"ImportBatch": 2}


async def test_a_first_event_with_the_count_of_a_later_one_still_comes_first(
    database: Database, tmp_path: Path
) -> None:
    first, *others = a_life()
    await replay_log(a_log(tmp_path, [first | {"sys_mod_count": "3"}, *others]))
    states = await StateInterval.all().order_by("started_at").values_list("state", flat=True)
    assert states == ["NEW", "OPEN", "RESOLVED", "CLOSED"]


async def test_without_a_reopening_nothing_comes_back_from_resolved(
    database: Database, tmp_path: Path
) -> None:
    first, *others = a_life()
    late = first | {"sys_mod_count": "1", "sys_updated_at": "3/3/2016 09:00"}
    await replay_log(a_log(tmp_path, [late, *others[1:]]))
    states = await StateInterval.all().order_by("started_at", "id").values_list("state", flat=True)
    assert states == ["NEW", "RESOLVED", "CLOSED"]


async def test_a_reopening_starts_service_levels_anew(database: Database, tmp_path: Path) -> None:
    back = event(
        incident_state="Active",
        sys_mod_count="4",
        sys_updated_at="6/3/2016 10:00",
        reopen_count="1",
    )
    await replay_log(a_log(tmp_path, [*a_life()[:3], back]))
    case = await Case.get()
    assert (case.state, case.reopen_count, case.sla_anchor_at) == ("OPEN", 1, march(6, 10, 0))
    assert (case.resolved_at, case.closed_at) == (None, None)


async def test_groups_and_users_that_exist_can_take_the_parts_of_labels(
    database: Database, tmp_path: Path
) -> None:
    lead = await User.create(
        user_id="lead", first_name="A", last_name="B", email="a@b.example",
        user_class=UserClass.INTERNAL,
    )  # fmt: skip
    inside = await Group.create(name="Inside")
    osp = await Provider.create(name="Sol", manager=lead, case_transfer_group=inside)
    desk = await Group.create(name="Night desk", provider=osp)
    ana = await User.create(
        user_id="ana", first_name="Ana", last_name="C", email="ana@sol.example",
        user_class=UserClass.PROVIDER, provider=osp,
    )  # fmt: skip
    rows = a_life() + a_life("INC2", assigned_to="Resolver 99")
    casting = Casting(groups={"Group 70": "Night desk"}, users={"Resolver 17": "ana"})

    await replay_log(a_log(tmp_path, rows), casting=casting)

    case = await Case.get(external_id="INC1")
    assert (case.assignment_group_id, case.provider_id, case.assigned_to_id) == (
        desk.id,
        osp.id,
        ana.id,
    )
    newcomer = await User.get(user_id="log-resolver-99")
    assert (newcomer.user_class, newcomer.provider_id) == (UserClass.PROVIDER, osp.id)
    assert await GroupMember.filter(group=desk, user=ana).count() == 1
    assert not await JournalEntry.filter(case=case, enterprise_only=True).exists()


async def test_a_casting_that_names_nobody_is_refused(database: Database, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no group called Nowhere"):
        await replay_log(a_log(tmp_path, a_life()), casting=Casting(groups={"Group 70": "Nowhere"}))
    assert await holdings() == {}


async def test_a_dry_run_writes_nothing_and_says_what_would_happen(
    database: Database, tmp_path: Path
) -> None:
    path = a_log(tmp_path, [*a_life(), event("INC2", priority="9 - Never")])
    tried = await replay_log(path, dry_run=True)
    assert await holdings() == {}
    assert tried.batch is None

    done = await replay_log(path)
    assert (tried.cases, tried.parties, tried.refused) == (done.cases, done.parties, done.refused)
    assert await QuarantinedRow.all().count() == 1
