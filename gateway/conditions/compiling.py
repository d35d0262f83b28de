"""A condition as SQL over the rows of its table: unknown or false where it does not hold."""

from dataclasses import dataclass
from typing import Any

from gateway.conditions.folding import capitals
from gateway.conditions.tree import Condition, Leaf
from gateway.conditions.vocabulary import ABOVE
from gateway.policy.rights import rights
from gateway.request.binding import contains, starts_with
from gateway.request.dialects import Dialect
from gateway.request.entities import Entities, Kind
from gateway.request.script import Script
from gateway.request.shapes import Sql
from gateway.request.statement import Statement, cell

ROW = "t1"
COMPARISONS = {"is": "=", "is_not": "<>", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
PATTERNS = {"starts_with": starts_with, "contains": contains}


def matching(
    condition: Condition, about: str, dialect: Dialect, tables: Entities
) -> tuple[str, tuple[Any, ...]]:
    """The statement that finds the keys of all rows for which it holds, and what to bind."""
    constants: list[Any] = []
    statement = Statement(dialect, tables, rights((), ()), constants, aliases=1)
    found = where(condition, statement, ROW)
    text = f'SELECT {ROW}.id FROM "{tables[about].table}" {ROW} WHERE {found} ORDER BY {ROW}.id'
    script = Script(dialect, {"K": tuple(constants)})
    bound = script.bound(Sql(text, tuple(statement.parameters)))
    return text, eval(bound, script.names)  # noqa: S307 (of our own making)


def where(condition: Condition, statement: Statement, alias: str) -> str:
    """The condition over the row `alias`, with its values bound in the statement."""
    if isinstance(condition, Leaf):
        return _walked(_Comparison(condition, statement), condition.term.about, 0, alias)
    if not condition.parts:
        return "FALSE"
    how = " AND " if condition.every else " OR "
    return f"({how.join(where(part, statement, alias) for part in condition.parts)})"


def _walked(comparison: "_Comparison", owner: str, step: int, alias: str) -> str:
    """The comparison at the end of its references: there is such a record, and it matches."""
    path, statement = comparison.leaf.term.path, comparison.statement
    if step == len(path) - 1:
        return comparison.sql(alias)
    link = statement.entities[owner].links[path[step]]
    there, table = statement.alias(), statement.entities[link.target].table
    inner = _walked(comparison, link.target, step + 1, there)
    here = cell(alias, link.column)
    return f'EXISTS (SELECT 1 FROM "{table}" {there} WHERE {there}.id = {here} AND {inner})'


@dataclass(frozen=True, slots=True)
class _Comparison:
    """One leaf over the row that has its field."""

    leaf: Leaf
    statement: Statement

    def sql(self, alias: str) -> str:
        operator, value = self.leaf.operator, self.leaf.value
        column = cell(alias, self.leaf.term.attribute.column)
        match operator:
            case "is_empty" | "is_not_empty":
                return f"{column} IS {'NULL' if operator == 'is_empty' else 'NOT NULL'}"
            case "is_descendant_of":
                return f"{column} IN ({self.below(value)})"
            case "in" | "not_in":
                listed = ", ".join(map(self.bound, value))
                return f"{self.held(column)} {'NOT ' if operator == 'not_in' else ''}IN ({listed})"
            case "between":
                low, high = map(self.bound, value)
                return f"({column} >= {low} AND {column} <= {high})"
            case "starts_with" | "contains":
                pattern = self.bound(PATTERNS[operator](value))
                return self.statement.dialect.like(self.held(column), pattern)
            case _:
                return f"{self.held(column)} {COMPARISONS[operator]} {self.bound(value)}"

    def bound(self, value: Any) -> str:
        return self.statement.constant(value, self.leaf.term.attribute.kind)

    def held(self, column: str) -> str:
        """What the column holds; a text without regard to the case of the letters looked for."""
        term = self.leaf.term
        if term.attribute.kind is not Kind.TEXT or term.code:
            return column
        expression = self.statement.dialect.small(column)
        for large, small in capitals(self.leaf.values):
            bound = (self.statement.constant(letter, Kind.TEXT) for letter in (large, small))
            expression = f"replace({expression}, {', '.join(bound)})"
        return expression

    def below(self, key: int) -> str:
        """The keys of all rows below a row of their kind, found once for the whole statement."""
        entity = self.statement.entities[self.leaf.term.refers]
        table, above = f'"{entity.table}"', f'"{entity.links[ABOVE].column}"'
        name = self.statement.alias()
        return (
            f"WITH RECURSIVE {name}(id) AS (SELECT id FROM {table} WHERE {above} = "
            f"{self.statement.constant(key, Kind.INT)} UNION SELECT d.id FROM {table} d "
            f"JOIN {name} ON d.{above} = {name}.id) SELECT id FROM {name}"
        )
