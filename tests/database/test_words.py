"""The index of words says what the rows say, whatever happens to them, on both databases."""

from collections.abc import Iterable
from random import Random
from typing import Any

import pytest
from tortoise.transactions import in_transaction

from gateway.customers.models import Account
from gateway.database import Database
from gateway.database.tidying import PIECES, tidy
from gateway.database.words import SEARCHED, establish, index_of
from gateway.request import terms
from gateway.request.dialects import Dialect, Postgres, SQLite
from gateway.schema import graph

WORDS = ["pump", "Köln", "GASKET", "señal", "a-b", "x_y", "4711", "pumpe", "it's", "ﬁlter", "ß"]
NASTY = [
    '"', "'", "*", "(", "NEAR(a b)", "name:x", "{name} : x", "-x", "AND", "OR NOT", "^a", "a\\b",
    "%", "_", "😀", "का हिन्दी", "\u0301", "x" * 1_000, "a b c d e f g h i j k", "ﬁ", "İstanbul",
    "&|!<->", ":*", "''", "\ue000", "🄰", "a\u200db", "ÀÉ", "ǅ",
]  # fmt: skip


def dialect(database: Database) -> Dialect:
    return SQLite() if database.dialect == "sqlite" else Postgres()


async def found(database: Database, text: str, *columns: str, near: bool = False) -> set[int]:
    """The keys of the accounts that the index finds."""
    names = {"match": terms.match, "match_near": terms.match_near}
    names |= {"lexemes": terms.lexemes, "lexemes_near": terms.lexemes_near}
    spoken = dialect(database)
    source = spoken.words("accounts", sorted(columns or ("name",)), "text", near=near)
    asked = eval(source, {**names, "text": text})  # noqa: S307 (as a plan has it)
    mark = "?" if database.dialect == "sqlite" else "$1::text"
    sql = spoken.found("accounts", mark)
    rows = await database.client.execute_query_dict(sql, [asked])
    return {row.get("id", row.get("rowid")) for row in rows}


async def an_account(name: str, **given: Any) -> Account:
    number = f"ACC{await Account.all().count() + 1:07}"
    return await Account.create(name=name, number=number, **given)


def said(names: Iterable[tuple[int, str]], text: str) -> set[int]:
    """Which of these have the words, found by reading them all."""
    *others, last = [terms.folded(word) for word in terms.words(text)]
    held = {key: {terms.folded(w) for w in _cut(name)} for key, name in names}
    return {
        key
        for key, words in held.items()
        if words.issuperset(others) and any(word.startswith(last) for word in words)
    }


def _cut(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text).split()


async def test_every_searched_column_is_indexed() -> None:
    tables = {e.name: e.table for e in graph().entities.values()}
    searched = {tables[n.name]: set(n.search) for n in graph().nodes.values() if n.search}
    searched.pop("journal_entries", None)  # they have no list of their own

    assert {table: set(columns) for table, columns in SEARCHED.items()} == searched


@pytest.mark.parametrize("seed", range(3))
async def test_the_index_says_what_the_rows_say_after_any_edits(
    database: Database, seed: int
) -> None:
    random = Random(seed)  # noqa: S311 (no secret)
    accounts: list[Account] = []
    for _ in range(60):
        name = " ".join(random.choices(WORDS, k=random.randint(1, 4)))
        deed = random.choice(["create", "create", "rename", "delete", "regret"])
        if deed == "create" or not accounts:
            number = f"ACC{random.randrange(10**9):09}"
            accounts.append(await Account.create(name=name, number=number))
        elif deed == "rename":
            await Account.filter(id=random.choice(accounts).pk).update(name=name)
        elif deed == "delete":
            await accounts.pop(random.randrange(len(accounts))).delete()
        else:
            with pytest.raises(ZeroDivisionError):
                async with in_transaction():
                    await Account.filter(id=random.choice(accounts).pk).update(name="regretted")
                    raise ZeroDivisionError

    names = [(a.pk, a.name) for a in await Account.all()]
    assert await found(database, "regretted") == set()
    for text in [*WORDS, "pump gasket", "köln pu", "GASKET senal", "47", "a b", "x y"]:
        assert await found(database, text) == said(names, text), text
    if database.dialect == "sqlite":  # raises where the index has more or less than the rows
        table = index_of("accounts")
        check = f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)"
        await database.client.execute_query(check)


async def test_both_databases_cut_and_fold_alike(database: Database) -> None:
    one = await an_account("Señal: KÖLN/Süd-3 x_y (it's) 4711")

    for text in ("senal", "köln", "sud 3", "x", "y", "it", "s", "4711", "KOLN sÜd", "se"):
        assert await found(database, text) == {one.pk}, text
    for text in ("enal", "koln1", "sen koln", "47 koln"):
        assert await found(database, text) == set(), text


@pytest.mark.parametrize("text", NASTY)
async def test_nothing_odd_breaks_a_search(database: Database, text: str) -> None:
    named = await an_account(text[:160])
    await an_account("pump")

    for near in (False, True):
        assert await found(database, text, near=near) <= {named.pk}


async def test_a_column_is_asked_alone(database: Database) -> None:
    by_name, by_city = await an_account("Berlin"), await an_account("x", city="Berlin")

    assert await found(database, "berlin", "name") == {by_name.pk}
    assert await found(database, "berlin", "city") == {by_city.pk}
    assert await found(database, "berlin", "city", "name") == {by_name.pk, by_city.pk}


async def test_one_slip_is_forgiven_and_no_more(database: Database) -> None:
    one = await an_account("compressor")

    for typed in ("compresor", "compresssor", "comrpessor", "compressar", "ompressor"):
        assert await found(database, typed, near=True) == {one.pk}, typed
    assert await found(database, "komprezor", near=True) == set()


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
async def test_pieces_of_an_index_are_joined_and_find_the_same(database: Database) -> None:
    names = [f"{word} {number}" for number in range(15) for word in ("gasket", "valve")]
    made = [await an_account(name) for name in names]
    wanted = {one.pk for one in made if one.name.startswith("gasket")}
    assert await _pieces(database) > PIECES

    assert await tidy() == ["words_accounts"]
    assert await _pieces(database) == 1
    assert await tidy() == []
    assert await found(database, "gaskte", near=True) == await found(database, "gasket") == wanted


async def _pieces(database: Database) -> int:
    sql = "SELECT count(DISTINCT segid) AS pieces FROM words_accounts_idx"
    return (await database.client.execute_query_dict(sql))[0]["pieces"]


async def test_rows_that_were_there_before_are_indexed(database: Database) -> None:
    one = await an_account("gasket")
    async with in_transaction() as transaction:
        for statement in _losing(database):
            await transaction.execute_query(statement)
    await Account.filter(id=one.pk).update(name="valve")
    async with in_transaction() as transaction:
        assert await establish(transaction, database.dialect) == ["words_accounts"]
        assert await establish(transaction, database.dialect) == []

    assert await found(database, "gasket") == set()
    assert await found(database, "valve") == {one.pk}


def _losing(database: Database) -> list[str]:
    """A table that is made anew loses its triggers."""
    if database.dialect == "sqlite":
        return [f"DROP TRIGGER words_accounts_{on}" for on in ("insert", "update", "delete")]
    return ["DROP TRIGGER words_accounts ON accounts"]
