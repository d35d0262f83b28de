"""Asks the database which rules hold for a row: compiled once, bound to the actor at each use.

The very expressions that scope a list decide here as well; there is no second reading of the grid.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.actor import Actor
from gateway.policy.rights import Access, Rights
from gateway.request.binding import values_of
from gateway.request.dialects import Dialect
from gateway.request.entities import Entities, Entity, Kind
from gateway.request.script import Script
from gateway.request.shapes import Sql
from gateway.request.statement import Statement

Bind = Callable[[dict[str, Any], dict[str, Any]], tuple[Any, ...]]
ROW = "t1"


@dataclass(frozen=True, slots=True)
class Question:
    """One statement and how to bind it: to the key of the row, and to who asks."""

    text: str
    bind: Bind

    def values(self, key: Any, actor: Actor, dialect: Dialect) -> Sequence[Any]:
        return self.bind({"key": key}, values_of(actor, as_json=not dialect.is_async))


class Guards:
    """The questions in use over one database."""

    def __init__(self, tables: Entities, dialect: Dialect) -> None:
        self._tables, self.dialect = tables, dialect
        self._kept: dict[Any, Question] = {}

    def lock(self, type_name: str, rights: Rights, rules: Sequence[Access]) -> Question:
        """The row by its key, if it may be seen, locked; beside its columns f0, f1 ... say which
        of the rules hold.
        """
        return self._question("lock", type_name, rights, rules)

    def holding(self, type_name: str, rights: Rights, rules: Sequence[Access]) -> Question:
        """Whether the row may be seen (f0), and which of the rules hold (f1 ...)."""
        return self._question("holding", type_name, rights, rules)

    def born(self, type_name: str, rights: Rights, rules: Sequence[Access]) -> Question:
        """Which of the rules hold (f0 ...) for a new row, as if it had no id yet; no row where it
        could not be seen.
        """
        return self._question("born", type_name, rights, rules)

    def visible(self, type_name: str, rights: Rights) -> Question:
        """The rows with these keys that may be seen."""
        return self._question("visible", type_name, rights, ())

    def among(self, type_name: str, rights: Rights) -> Question:
        """Those of these keys whose rows may be seen."""
        return self._question("among", type_name, rights, ())

    def _question(
        self, how: str, type_name: str, rights: Rights, rules: Sequence[Access]
    ) -> Question:
        named = tuple(rule.name for rule in rules)
        key = (how, type_name, rights.roles, rights.scopes, named)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = self._compile(how, type_name, rights, rules)
        return found

    def _compile(
        self, how: str, type_name: str, rights: Rights, rules: Sequence[Access]
    ) -> Question:
        entity = self._tables[type_name]
        constants: list[Any] = []
        statement = Statement(self.dialect, self._tables, rights, constants, aliases=1)
        conditions = [_holds(statement, rule, entity) for rule in rules]
        text = getattr(self, f"_{how}")(statement, entity, conditions)
        script = Script(self.dialect, {"K": tuple(constants)})
        bound = script.bound(Sql(text, tuple(statement.parameters)))
        exec(f"def bind(V, A): return {bound}", script.names)  # noqa: S102 (of our own making)
        return Question(text, script.names["bind"])

    def _lock(self, statement: Statement, entity: Entity, conditions: list[str]) -> str:
        key, seen = statement.bind("V['key']", Kind.INT), statement.visible(entity.name, ROW)
        flags = "".join(f", {_flag(c)} AS f{i}" for i, c in enumerate(conditions))
        where = f"{ROW}.id = {key}" + (f" AND {seen}" if seen else "")
        lock = f" FOR NO KEY UPDATE OF {ROW}" if self.dialect.is_async else ""
        return f'SELECT {ROW}.*{flags} FROM "{entity.table}" {ROW} WHERE {where}{lock}'

    def _holding(self, statement: Statement, entity: Entity, conditions: list[str]) -> str:
        key, seen = statement.bind("V['key']", Kind.INT), statement.visible(entity.name, ROW)
        flags = _flags([seen or "TRUE", *conditions])
        return f'SELECT {flags} FROM "{entity.table}" {ROW} WHERE {ROW}.id = {key}'

    def _born(self, statement: Statement, entity: Entity, conditions: list[str]) -> str:
        key = statement.bind("V['key']", Kind.INT)
        names = {a.column for a in entity.attributes.values()} - {"id"}
        names |= {link.column for link in entity.links.values()}
        unborn = ", ".join(["CAST(NULL AS BIGINT) AS id", *(f'"{name}"' for name in sorted(names))])
        row = f'(SELECT {unborn} FROM "{entity.table}" WHERE id = {key}) AS {ROW}'
        seen = statement.visible(entity.name, ROW)
        where = f" WHERE {seen}" if seen else ""
        return f"SELECT {_flags(conditions) or '1'} FROM {row}{where}"

    def _visible(self, statement: Statement, entity: Entity, conditions: list[str]) -> str:
        del conditions
        keys = statement.bind("V['key']", Kind.INT, many=True)
        seen = statement.visible(entity.name, ROW)
        where = self.dialect.within(f"{ROW}.id", keys) + (f" AND {seen}" if seen else "")
        return f'SELECT {ROW}.* FROM "{entity.table}" {ROW} WHERE {where} ORDER BY {ROW}.id'

    def _among(self, statement: Statement, entity: Entity, conditions: list[str]) -> str:
        return self._visible(statement, entity, conditions).replace(f"{ROW}.*", f"{ROW}.id", 1)


def _holds(statement: Statement, rule: Access, entity: Entity) -> str:
    if rule.when is None:
        return "TRUE" if rule.allowed else "FALSE"
    return statement.holds(rule.when, entity, ROW)


def _flag(condition: str) -> str:
    """One for a condition that holds; NULL, which never matches, is zero."""
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"


def _flags(conditions: Iterable[str]) -> str:
    return ", ".join(f"{_flag(c)} AS f{i}" for i, c in enumerate(conditions))


def conditional(rules: Iterable[Access]) -> tuple[Access, ...]:
    """The rules that a row must decide, each once."""
    return tuple({rule.name: rule for rule in rules if rule.when is not None}.values())
