"""What tables there are, as the models say and as either database says, in the same words."""
# ruff: noqa: SLF001  # `_meta` is where Tortoise keeps what a model says

from dataclasses import dataclass

from tortoise.indexes import Index
from tortoise.models import Model

from gateway.database import Database
from gateway.database.indexes import Spaced

JOINED, PARTIAL = "joined", "given"  # columns in one expression; rows that have a value


@dataclass(frozen=True)
class Table:
    """What matters about a table, whichever the database."""

    name: str
    columns: frozenset[tuple[str, bool]]  # name, may be null
    keys: frozenset[tuple[str, str, str]]  # column, table, rule
    indexes: frozenset[tuple[str, ...]]  # columns; the unique ones as well; last, if it is partial

    @property
    def leaders(self) -> set[str]:
        """The columns that an index begins with."""
        return {columns[0] for columns in self.indexes}


def models(database: Database) -> list[type[Model]]:
    """Every model there is."""
    assert database.context.apps is not None
    return list(database.context.apps["gateway"].values())


def said(model: type[Model]) -> Table:
    """What the model says about its table."""
    meta = model._meta
    columns = {name: meta.fields_map[field] for field, name in meta.fields_db_projection.items()}
    keys = [meta.fields_map[name] for name in meta.fk_fields]
    groups = [*meta.unique_together, *map(_columns, meta.indexes)]
    groups += [(name,) for name, field in columns.items() if field.unique and not field.pk]
    return Table(
        meta.db_table,
        frozenset((name, field.null) for name, field in columns.items()),
        frozenset(
            (key.source_field, key.related_model._meta.db_table, key.on_delete.value)
            for key in keys
        ),
        frozenset(
            tuple(
                meta.fields_map[name].source_field or name if name in meta.fields_map else name
                for name in group
            )
            for group in groups
        ),
    )


def _columns(index: Index | tuple[str, ...]) -> tuple[str, ...]:
    if isinstance(index, Spaced):
        return JOINED, "id"
    if isinstance(index, Index):
        return (*index.fields, *([PARTIAL] if index.extra else []))
    return index


async def tables(database: Database) -> dict[str, Table]:
    """What the database says about its tables."""
    catalogue = {"sqlite": SQLITE, "postgres": POSTGRES}[database.dialect]
    rows = [await database.client.execute_query_dict(statement) for statement in catalogue]
    columns, keys, indexes = rows
    return {
        name: Table(
            name,
            frozenset((row["name"], bool(row["null"])) for row in columns if row["of"] == name),
            frozenset((row["name"], row["to"], row["rule"]) for row in keys if row["of"] == name),
            frozenset(tuple(row["names"].split()) for row in indexes if row["of"] == name),
        )
        for name in {row["of"] for row in columns}
    }


OURS = "NOT LIKE 'words\\_%' ESCAPE '\\'"  # the indexes of words have tests of their own
TABLES = f"""(SELECT name FROM sqlite_master
              WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name {OURS}) t"""
SQLITE = (
    f"""SELECT t.name AS "of", c.name, NOT c."notnull" AS "null"
        FROM {TABLES}, pragma_table_info(t.name) c""",
    f"""SELECT t.name AS "of", k."from" AS name, k."table" AS "to", k.on_delete AS rule
        FROM {TABLES}, pragma_foreign_key_list(t.name) k""",
    f"""SELECT t.name AS "of", group_concat(coalesce(c.name, '{JOINED}'), ' ')
               || CASE WHEN i.partial THEN ' {PARTIAL}' ELSE '' END AS names
        FROM {TABLES}, pragma_index_list(t.name) i, pragma_index_info(i.name) c
        GROUP BY t.name, i.name""",
)
POSTGRES = (
    f"""SELECT table_name AS "of", column_name AS name, is_nullable = 'YES' AS "null"
        FROM information_schema.columns WHERE table_schema = 'public' AND table_name {OURS}""",
    """SELECT k.conrelid::regclass::text AS "of", a.attname AS name,
              k.confrelid::regclass::text AS "to",
              CASE k.confdeltype WHEN 'r' THEN 'RESTRICT' ELSE k.confdeltype::text END AS rule
       FROM pg_constraint k
       JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
       WHERE k.contype = 'f'""",
    f"""SELECT i.indrelid::regclass::text AS "of",
              (SELECT string_agg(coalesce(a.attname, '{JOINED}'), ' ' ORDER BY n)
               FROM unnest(i.indkey) WITH ORDINALITY u(k, n)
               LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.k)
              || CASE WHEN i.indpred IS NULL THEN '' ELSE ' {PARTIAL}' END AS names
       FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
       WHERE c.relnamespace = 'public'::regnamespace AND NOT i.indisprimary
         AND c.relname NOT LIKE 'words%'""",
)
