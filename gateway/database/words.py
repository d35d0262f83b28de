"""Keeps an index of the words in searched columns, in the very transaction that changes them.

SQLite has a full-text table beside each searched one, PostgreSQL a table of lexemes; triggers keep
both. `establish` makes what is missing or was made otherwise, and fills it from the rows that are
there: after each migration, so that a changed list of columns, or a table that was made anew and
lost its triggers, needs no thought.
"""
# ruff: noqa: S608  # every name in a statement is one of ours

import hashlib
from collections.abc import Mapping, Sequence
from string import ascii_lowercase
from typing import Any

# Tables and their searched columns. The order is part of the index.
SEARCHED: Mapping[str, tuple[str, ...]] = {
    "cases": (
        "number", "external_id", "order_reference", "short_description", "description",
        "resolution_notes",
    ),
    "case_tasks": ("number", "short_description"),
    "incidents": ("number", "short_description"),
    "problems": ("number", "short_description"),
    "change_requests": ("number", "short_description"),
    "change_windows": ("name",),
    "service_requests": ("number", "short_description"),
    "accounts": ("number", "name", "city"),
    "contacts": ("first_name", "last_name", "email"),
    "consumers": ("number", "first_name", "last_name", "email"),
    "product_models": ("number", "name", "model_number"),
    "assets": ("number", "name", "asset_tag", "serial_number"),
    "sold_products": ("number", "name"),
    "contracts": ("number", "name"),
    "entitlements": ("number", "name"),
    "users": ("first_name", "last_name"),
    "groups": ("name",),
    "providers": ("name", "city"),
    "jobs": ("kind", "key"),
    "macros": ("name", "description"),
    "schedules": ("name",),
    "holiday_calendars": ("name", "region"),
    "sla_definitions": ("name",),
}  # fmt: skip
PREFIX = "words_"  # of an index's table, triggers and function
LONGEST = 100  # characters of a lexeme of PostgreSQL; what follows them is not looked at
FOLDING = "und-x-icu"  # the collation that knows letters of every script, where PostgreSQL has ICU


def index_of(table: str) -> str:
    """The table that holds the words of another."""
    return PREFIX + table


def code(table: str, column: str) -> str:
    """The letter before each lexeme that stands in this column, on PostgreSQL."""
    return ascii_lowercase[SEARCHED[table].index(column)]


async def establish(connection: Any, dialect: str) -> list[str]:
    """Makes and fills every index that is not there as it should be; returns their names."""
    made: list[str] = []
    if dialect == "postgres":
        await _run(connection, [await _words_of(connection)])
    there = {row["name"] for row in await connection.execute_query_dict(TABLES[dialect])}
    for table, columns in SEARCHED.items():
        if table not in there:
            continue
        statements = SCRIPTS[dialect](table, columns)
        if await KNOWN[dialect](connection, table) != _fingerprint(dialect, statements):
            await _run(connection, [*DROPS[dialect](table), *statements, *FILLS[dialect](table)])
            made.append(index_of(table))
    return made


async def _run(connection: Any, statements: Sequence[str]) -> None:
    for statement in statements:
        await connection.execute_query(statement)


def _fingerprint(dialect: str, statements: Sequence[str]) -> Any:
    """By what an index is known again: all that made it, or on PostgreSQL a digest of that."""
    if dialect == "sqlite":
        return sorted(statements)
    return hashlib.sha256("\n".join(statements).encode()).hexdigest()


# -- SQLite ---------------------------------------------------------------------------------------


def _sqlite(table: str, columns: Sequence[str]) -> list[str]:
    """The full-text table, which keeps no text of its own, and three triggers."""
    index, names = index_of(table), ", ".join(f'"{c}"' for c in columns)
    old, new = (", ".join(f'{row}."{c}"' for c in columns) for row in ("old", "new"))
    forget = f'INSERT INTO "{index}" ("{index}", rowid, {names}) VALUES (\'delete\', old.id, {old})'
    learn = f'INSERT INTO "{index}" (rowid, {names}) VALUES (new.id, {new})'
    differs = " OR ".join(f'old."{c}" IS NOT new."{c}"' for c in columns)
    return [
        f'CREATE VIRTUAL TABLE "{index}" USING fts5({", ".join(columns)}, content="{table}", '
        'content_rowid="id", prefix=\'2 3\', tokenize="unicode61 remove_diacritics 2")',
        f'CREATE TRIGGER "{index}_insert" AFTER INSERT ON "{table}" BEGIN {learn}; END',
        f'CREATE TRIGGER "{index}_delete" AFTER DELETE ON "{table}" BEGIN {forget}; END',
        f'CREATE TRIGGER "{index}_update" AFTER UPDATE OF {names} ON "{table}" WHEN {differs} '
        f"BEGIN {forget}; {learn}; END",
    ]


async def _known_to_sqlite(connection: Any, table: str) -> list[str]:
    names = [index_of(table) + end for end in ("", "_insert", "_delete", "_update")]
    marks = ", ".join("?" * len(names))
    sql = f"SELECT sql FROM sqlite_master WHERE name IN ({marks})"
    return sorted(row["sql"] for row in await connection.execute_query_dict(sql, names))


def _drop_from_sqlite(table: str) -> list[str]:
    index = index_of(table)
    triggers = [f'DROP TRIGGER IF EXISTS "{index}_{on}"' for on in ("insert", "delete", "update")]
    return [*triggers, f'DROP TABLE IF EXISTS "{index}"']


def _fill_sqlite(table: str) -> list[str]:
    index = index_of(table)
    learn = f'INSERT INTO "{index}" ("{index}") VALUES'
    return [f"{learn} ('rebuild')", f"{learn} ('optimize')"]


# -- PostgreSQL -----------------------------------------------------------------------------------

# The words of a text, as SQLite cuts and folds them, each behind the letter of its column.
WORDS_OF = f"""CREATE OR REPLACE FUNCTION words_of(code text, value text) RETURNS text[]
LANGUAGE sql IMMUTABLE AS $$
    SELECT array_agg(DISTINCT code || left(word, {LONGEST}))
    FROM regexp_split_to_table(
        regexp_replace(normalize(lower(value{{folding}}), NFD), '[\\u0300-\\u036f]', '', 'g')
            {{folding}},
        '[^[:alnum:]]+'
    ) AS word WHERE word <> ''
$$"""


async def _words_of(connection: Any) -> str:
    """The function, with the rules of every script where the server has them."""
    sql = "SELECT 1 FROM pg_collation WHERE collname = $1"
    there = await connection.execute_query_dict(sql, [FOLDING])
    return WORDS_OF.format(folding=f' COLLATE "{FOLDING}"' if there else "")


def _postgres(table: str, columns: Sequence[str]) -> list[str]:
    """A table of lexemes, a function that writes a row's, and its trigger."""
    index = index_of(table)
    words = _lexemes(table, columns, "new.")
    named = ", ".join(f'"{c}"' for c in columns)
    return [
        f'CREATE TABLE "{index}" (id bigint PRIMARY KEY, words tsvector NOT NULL)',
        f'CREATE INDEX "{index}_words" ON "{index}" USING gin (words)',
        f"""CREATE FUNCTION "{index}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP = 'DELETE' THEN
                DELETE FROM "{index}" WHERE id = old.id;
                RETURN NULL;
            END IF;
            INSERT INTO "{index}" VALUES (new.id, {words})
                ON CONFLICT (id) DO UPDATE SET words = excluded.words;
            RETURN NULL;
        END $$""",
        f'CREATE TRIGGER "{index}" AFTER INSERT OR DELETE OR UPDATE OF {named} ON "{table}" '
        f'FOR EACH ROW EXECUTE FUNCTION "{index}"()',
    ]


def _lexemes(table: str, columns: Sequence[str], row: str) -> str:
    parts = " || ".join(f"words_of('{code(table, c)}', {row}\"{c}\")" for c in columns)
    return f"array_to_tsvector(coalesce({parts}, '{{}}'))"


async def _known_to_postgres(connection: Any, table: str) -> str | None:
    sql = """SELECT obj_description(i.oid, 'pg_class') AS made
             FROM pg_class i JOIN pg_trigger t ON t.tgname = i.relname
             WHERE i.relname = $1 AND i.relnamespace = 'public'::regnamespace"""
    rows = await connection.execute_query_dict(sql, [index_of(table)])
    return rows[0]["made"] if rows else None


def _drop_from_postgres(table: str) -> list[str]:
    index = index_of(table)
    return [f'DROP TABLE IF EXISTS "{index}"', f'DROP FUNCTION IF EXISTS "{index}" CASCADE']


def _fill_postgres(table: str) -> list[str]:
    index, columns = index_of(table), SEARCHED[table]
    digest = _fingerprint("postgres", _postgres(table, columns))
    return [
        f'INSERT INTO "{index}" SELECT id, {_lexemes(table, columns, "")} FROM "{table}"',
        f"COMMENT ON TABLE \"{index}\" IS '{digest}'",
    ]


TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgres": "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
}
SCRIPTS = {"sqlite": _sqlite, "postgres": _postgres}
KNOWN = {"sqlite": _known_to_sqlite, "postgres": _known_to_postgres}
DROPS = {"sqlite": _drop_from_sqlite, "postgres": _drop_from_postgres}
FILLS = {"sqlite": _fill_sqlite, "postgres": _fill_postgres}
