"""An import can be taken back, as long as nobody has built on it."""

from pathlib import Path

import pytest

from gateway.cases.kinds import JournalKind
from gateway.cases.models import Case, CaseTask, JournalEntry
from gateway.database import Database
from gateway.errors import BadInput, WrongState
from gateway.imports.models import ImportBatch
from gateway.imports.servicenow import replay_log
from gateway.imports.undo import undo
from gateway.people.models import Group, GroupMember, User, UserClass
from tests.imports.logs import a_life, a_log, event, holdings, sample_rows


async def test_nothing_is_left_of_an_import_that_was_undone(
    database: Database, tmp_path: Path
) -> None:
    outcome = await replay_log(a_log(tmp_path, [*sample_rows(), event("BAD", opened_at="?")]))
    assert outcome.batch

    undone = await undo(outcome.batch)

    assert await holdings() == {}
    assert undone.removed["Case"] == 500
    assert not undone.kept


async def test_what_was_there_before_stays_as_it_was(database: Database, tmp_path: Path) -> None:
    group = await Group.create(name="Group 70")
    case = await Case.create(number="CS0900000", short_description="Ours", assignment_group=group)
    before = await holdings()
    outcome = await replay_log(a_log(tmp_path, a_life()))
    assert outcome.batch
    await undo(outcome.batch)
    assert await holdings() == before
    assert (await Case.get()).number == case.number


async def test_a_continued_case_goes_back_to_where_the_first_import_left_it(
    database: Database, tmp_path: Path
) -> None:
    life = a_life()
    await replay_log(a_log(tmp_path, life[:2], "early.csv"))
    before = await holdings()
    early = await Case.all().values()
    later = await replay_log(a_log(tmp_path, [*life, *a_life("INC2")], "late.csv"))
    assert later.batch

    undone = await undo(later.batch)

    assert undone.restored == 1
    assert await holdings() == before
    assert await Case.all().values() == early
    again = await replay_log(a_log(tmp_path, life, "again.csv"))
    assert again.cases == {"changed": 1}
    assert again.reconciliation
    assert again.reconciliation.agrees


async def test_imports_are_undone_in_reverse_order(database: Database, tmp_path: Path) -> None:
    first = await replay_log(a_log(tmp_path, a_life(), "one.csv"))
    second = await replay_log(a_log(tmp_path, a_life("INC2"), "two.csv"))
    assert first.batch
    assert second.batch
    with pytest.raises(WrongState, match=f"Import {second.batch} came later"):
        await undo(first.batch)
    await undo(second.batch)
    await undo(first.batch)
    assert await holdings() == {}


async def test_an_unknown_import_cannot_be_undone(database: Database) -> None:
    with pytest.raises(BadInput, match="There is no import 7"):
        await undo(7)


async def _edit() -> None:
    await Case.all().update(short_description="Edited", version=2)


async def _comment() -> None:
    await JournalEntry.create(case=await Case.get(), kind=JournalKind.COMMENT, text="Any news?")


async def _add_task() -> None:
    await CaseTask.create(number="CST1", case=await Case.get(), short_description="Call back")


async def _reuse_group() -> None:
    group = await Group.get(name="Group 70")
    await Case.create(number="CS0900000", short_description="Ours", assignment_group=group)


@pytest.mark.parametrize(
    ("meddle", "said"),
    [
        (_edit, "has been changed"),
        (_comment, "has further journal entries"),
        (_add_task, "has rows in case_tasks"),
        (_reuse_group, "1 rows of cases need what it made as Group"),
    ],
)
async def test_an_import_that_others_built_on_is_kept(
    database: Database, tmp_path: Path, meddle: object, said: str
) -> None:
    outcome = await replay_log(a_log(tmp_path, a_life()))
    await meddle()  # type: ignore[operator]
    before = await holdings()
    assert outcome.batch

    with pytest.raises(WrongState, match=said):
        await undo(outcome.batch)
    assert await holdings() == before


async def test_with_force_it_goes_with_what_others_added_to_its_cases(
    database: Database, tmp_path: Path
) -> None:
    outcome = await replay_log(a_log(tmp_path, a_life()))
    await _comment()
    await _add_task()
    assert outcome.batch
    await undo(outcome.batch, force=True)
    assert await holdings() == {}


async def test_with_force_people_whom_others_need_stay(database: Database, tmp_path: Path) -> None:
    outcome = await replay_log(a_log(tmp_path, a_life()))
    ours = await User.create(
        user_id="ana", first_name="A", last_name="B", email="a@b.example",
        user_class=UserClass.INTERNAL,
    )  # fmt: skip
    await GroupMember.create(group=await Group.get(name="Group 70"), user=ours)
    assert outcome.batch

    undone = await undo(outcome.batch, force=True)

    assert undone.kept == {"Group": 1}
    assert await holdings() == {"Group": 1, "GroupMember": 1, "User": 1}
    assert not await ImportBatch.all().exists()
