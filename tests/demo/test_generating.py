"""The generated world is the same for everybody, however it is made."""

from pathlib import Path

import pytest

from gateway.cases.models import Case
from gateway.customers.models import Account
from gateway.database import Database, migrate, open_database
from gateway.demo import generate as generating
from gateway.demo.build import build
from gateway.demo.cases import tell
from gateway.demo.draw import Draw
from gateway.demo.generate import generate, present
from gateway.demo.journal import journal
from gateway.demo.size import size
from gateway.errors import BadInput
from gateway.imports.models import ImportBatch
from gateway.people.models import User
from gateway.settings import Settings
from tests.imports.logs import holdings

# Changes with every change to the generator: then the new one is published here.
PUBLISHED = "190207f025a42bd13e6ec44cf1e638b6d1fb5b166f42ea70d4ad47ddb481d9d7"


async def test_the_hash_of_the_demo_is_the_published_one(database: Database) -> None:
    summary = await generate(database)
    assert summary.hash == PUBLISHED
    assert await Case.all().count() == summary.rows["Case"] == 400


async def test_the_size_of_transactions_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generating, "CHUNK", 37)
    monkeypatch.setattr(generating, "ROWS", 11)
    settings = Settings(data=tmp_path)
    await migrate(settings)
    async with open_database(settings) as database:
        assert (await generate(database)).hash == PUBLISHED


def test_any_case_can_be_told_on_its_own() -> None:
    world = size(400)
    whole = [tell(world, index) for index in range(400)]
    alone = tell(world, 217)
    assert alone.row == whole[217].row
    assert journal(alone) == journal(whole[217])


def test_the_dice_of_a_record_do_not_depend_on_others() -> None:
    first = [Draw("case", 1).below(1000) for _ in range(3)]
    draw = Draw("case", 1)
    assert first == [first[0]] * 3
    assert first[0] == draw.below(1000)
    assert [Draw("case", 2).below(10**9), Draw("task", 1).below(10**9)] != [draw.below(10**9)] * 2


async def test_new_records_take_up_where_the_world_ends(database: Database) -> None:
    await generate(database, 30)
    case = await Case.create(number="CS9999999", short_description="New", account_id=1)
    account = await Account.create(number="ACC9999999", name="New")
    assert (case.id, account.id) == (31, 25)


async def test_a_large_world_grows_its_customers_as_well(database: Database) -> None:
    summary = await generate(database, 2_500)
    assert summary.rows["Case"] == 2_500
    assert summary.rows["Account"] == 48
    assert summary.rows["Consumer"] == 1_000
    closed = await Case.filter(state="CLOSED").count()
    assert 0.5 < closed / 2_500 < 0.6


async def test_a_database_that_holds_anything_is_refused(database: Database) -> None:
    await Account.create(number="ACC1", name="Ours")
    with pytest.raises(BadInput, match="needs a database of its own"):
        await generate(database)
    assert not await User.all().exists()


async def test_an_interrupted_world_is_not_taken_for_a_whole_one(database: Database) -> None:
    def stop(what: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await generate(database, progress=stop)
    with pytest.raises(BadInput, match="was interrupted"):
        await present()


async def test_the_demo_is_built_once(database: Database) -> None:
    built = await build(database)
    before = await holdings()
    assert (built.cases, built.hash, built.imported) == (400, PUBLISHED, 500)
    assert PUBLISHED[:16] in built.told
    assert "CC BY 4.0" in built.told

    assert await build(database) == built
    assert await holdings() == before
    assert await ImportBatch.all().count() == 2
