"""The two ways of SQL: what SQLite and PostgreSQL say differently, and nothing else."""

from collections.abc import Sequence
from enum import Enum
from typing import ClassVar, Protocol

from gateway.database.words import code, index_of
from gateway.request.entities import Attribute, Kind

MAX_PAIRS = 40  # both databases bound the arguments of one call: 100 on the tightest build


class Dialect(Protocol):
    """How one database writes what the compiler needs."""

    name: ClassVar[str]
    is_async: ClassVar[bool]

    def placeholder(self, number: int, kind: Kind, *, many: bool) -> str:
        """Stands for the bound value with this number, the first being 1; `many`: for a list."""
        ...

    def within(self, expression: str, placeholder: str) -> str:
        """Whether a value is one of a bound list."""
        ...

    def like(self, expression: str, placeholder: str) -> str:
        r"""Whether a text fits a pattern, whatever its case; `\` escapes."""
        ...

    def small(self, expression: str) -> str:
        """The text with capitals of ASCII, and no others, made small."""
        ...

    def words(self, table: str, columns: Sequence[str], source: str, *, near: bool) -> str:
        """Python source of what to ask the index of a table's words, given that of a search."""
        ...

    def found(self, table: str, placeholder: str) -> str:
        """The keys of the rows that a bound question to the index finds."""
        ...

    def same(self, expression: str, other: str) -> str:
        """Whether two values are equal, or both missing."""
        ...

    def plain(self, attribute: Attribute, expression: str) -> str:
        """The value as a result column."""
        ...

    def json(self, attribute: Attribute, expression: str, type_name: str) -> str:
        """The value as an argument of `object`."""
        ...

    def object(self, pairs: Sequence[tuple[str, str]]) -> str:
        """A JSON object: key and value."""
        ...

    def array(self, items: Sequence[str]) -> str:
        """A JSON array of result columns."""
        ...

    def collected(self, inner: str) -> str:
        """The rows of `inner`, each one JSON value named j, as the text of a JSON array."""
        ...

    def embedded(self, text: str) -> str:
        """JSON text as an argument of `object`."""
        ...

    def flag(self, expression: str) -> str:
        """A condition as a JSON value."""
        ...

    def text(self, made: str) -> str:
        """A JSON value of `object` or `array` as text."""
        ...

    def nested(self, made: str) -> str:
        """A JSON value that went through a sub-select, as an argument of `object`."""
        ...

    def mean(self, average: str) -> str:
        """An average as a plain floating-point number."""
        ...

    def least(self, one: str, other: str) -> str:
        """The smaller of two numbers."""
        ...

    def steer(self, column: str) -> str:
        """The column, so written that the database does not walk the index on it."""
        ...


def quoted(text: str) -> str:
    """A text literal. Only names from our own metadata and GraphQL names come here."""
    return "'" + text.replace("'", "''") + "'"


def by_name(attribute: Attribute, expression: str) -> str:
    """A number shown as the name of its enum member."""
    members: type[Enum] = attribute.enum or Enum
    cases = " ".join(f"WHEN {int(member.value)} THEN {quoted(member.name)}" for member in members)
    return f"CASE {expression} {cases} END"


class SQLite:
    name: ClassVar[str] = "sqlite"
    is_async: ClassVar[bool] = False

    def placeholder(self, number: int, kind: Kind, *, many: bool) -> str:
        del kind, many
        return f"?{number}"

    def within(self, expression: str, placeholder: str) -> str:
        return f"{expression} IN (SELECT value FROM json_each({placeholder}))"

    def like(self, expression: str, placeholder: str) -> str:
        return f"{expression} LIKE {placeholder} ESCAPE '\\'"

    def small(self, expression: str) -> str:
        return f"lower({expression})"

    def words(self, table: str, columns: Sequence[str], source: str, *, near: bool) -> str:
        del table
        return f"{'match_near' if near else 'match'}({source}, {tuple(columns)!r})"

    def found(self, table: str, placeholder: str) -> str:
        index = index_of(table)
        return f'SELECT rowid FROM "{index}" WHERE "{index}" MATCH {placeholder}'

    def same(self, expression: str, other: str) -> str:
        return f"{expression} IS {other}"

    def plain(self, attribute: Attribute, expression: str) -> str:
        del attribute
        return expression

    def json(self, attribute: Attribute, expression: str, type_name: str) -> str:
        match attribute.kind:
            case Kind.ID:
                return f"global_id('{type_name}', {expression})"
            case Kind.BOOL:
                return f"json(CASE {expression} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)"
            case Kind.CODED:
                return by_name(attribute, expression)
            case Kind.JSON:
                return f"json({expression})"
            case _:
                return expression

    def object(self, pairs: Sequence[tuple[str, str]]) -> str:
        chunks = [pairs[i : i + MAX_PAIRS] for i in range(0, max(len(pairs), 1), MAX_PAIRS)]
        made = [
            "json_object(" + ", ".join(f"{quoted(k)}, {v}" for k, v in chunk) + ")"
            for chunk in chunks
        ]
        if len(made) == 1:
            return made[0]
        inside = " || ',' || ".join(f"substr({m}, 2, length({m}) - 2)" for m in made)
        return f"json('{{' || {inside} || '}}')"

    def array(self, items: Sequence[str]) -> str:
        return f"json_array({', '.join(items)})"

    def collected(self, inner: str) -> str:
        return f"(SELECT '[' || coalesce(group_concat(j, ','), '') || ']' FROM ({inner}))"

    def embedded(self, text: str) -> str:
        return f"json({text})"

    def flag(self, expression: str) -> str:
        return f"json(CASE WHEN {expression} THEN 'true' ELSE 'false' END)"

    def text(self, made: str) -> str:
        return made

    def nested(self, made: str) -> str:
        return f"json({made})"

    def mean(self, average: str) -> str:
        return average

    def least(self, one: str, other: str) -> str:
        return f"min({one}, {other})"

    def steer(self, column: str) -> str:
        return f"+{column}"


PG_TYPES = {
    Kind.ID: "bigint",
    Kind.INT: "bigint",
    Kind.CODED: "bigint",
    Kind.FLOAT: "double precision",
    Kind.TEXT: "text",
    Kind.ENUM: "text",
    Kind.JSON: "text",
    Kind.BOOL: "boolean",
    Kind.INSTANT: "timestamptz",
    Kind.DATE: "date",
    Kind.DECIMAL: "numeric",
}


class Postgres:
    name: ClassVar[str] = "postgres"
    is_async: ClassVar[bool] = True

    def placeholder(self, number: int, kind: Kind, *, many: bool) -> str:
        return f"${number}::{PG_TYPES[kind]}{'[]' if many else ''}"

    def within(self, expression: str, placeholder: str) -> str:
        return f"{expression} = ANY({placeholder})"

    def like(self, expression: str, placeholder: str) -> str:
        return f"{expression} ILIKE {placeholder} ESCAPE '\\'"

    def small(self, expression: str) -> str:
        return f'lower({expression} COLLATE "C")'

    def words(self, table: str, columns: Sequence[str], source: str, *, near: bool) -> str:
        codes = "".join(code(table, column) for column in columns)
        return f"{'lexemes_near' if near else 'lexemes'}({source}, {codes!r})"

    def found(self, table: str, placeholder: str) -> str:
        return f'SELECT id FROM "{index_of(table)}" WHERE words @@ ({placeholder})::tsquery'

    def same(self, expression: str, other: str) -> str:
        return f"{expression} IS NOT DISTINCT FROM {other}"

    def plain(self, attribute: Attribute, expression: str) -> str:
        match attribute.kind:
            case Kind.INSTANT:
                return f"""to_char({expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""
            case Kind.DATE | Kind.DECIMAL | Kind.JSON:
                return f"({expression})::text"
            case _:
                return expression

    def json(self, attribute: Attribute, expression: str, type_name: str) -> str:
        match attribute.kind:
            case Kind.ID:
                encoded = f"encode(convert_to('{type_name}:' || {expression}, 'UTF8'), 'base64')"
                return f"rtrim(translate({encoded}, '+/', '-_'), '=')"
            case Kind.CODED:
                return by_name(attribute, expression)
            case Kind.JSON:
                return f"({expression})::json"
            case _:
                return self.plain(attribute, expression)

    def object(self, pairs: Sequence[tuple[str, str]]) -> str:
        chunks = [pairs[i : i + MAX_PAIRS] for i in range(0, max(len(pairs), 1), MAX_PAIRS)]
        made = [
            "json_build_object(" + ", ".join(f"{quoted(k)}, {v}" for k, v in c) + ")"
            for c in chunks
        ]
        if len(made) == 1:
            return made[0]
        texts = [f"({m})::text" for m in made]
        inside = " || ',' || ".join(f"substr({t}, 2, length({t}) - 2)" for t in texts)
        return f"('{{' || {inside} || '}}')::json"

    def array(self, items: Sequence[str]) -> str:
        return f"json_build_array({', '.join(items)})"

    def collected(self, inner: str) -> str:
        return f"(SELECT coalesce(json_agg(j), '[]')::text FROM ({inner}) AS collected)"

    def embedded(self, text: str) -> str:
        return f"({text})::json"

    def flag(self, expression: str) -> str:
        return f"coalesce({expression}, FALSE)"

    def text(self, made: str) -> str:
        return f"({made})::text"

    def nested(self, made: str) -> str:
        return made

    def mean(self, average: str) -> str:
        return f"{average}::double precision"

    def least(self, one: str, other: str) -> str:
        return f"least({one}, {other})"

    def steer(self, column: str) -> str:
        return column
