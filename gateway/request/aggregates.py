"""Aggregates as SQL: rows grouped and measured inside, related records joined outside."""

from dataclasses import dataclass, field

from gateway.request import columns
from gateway.request.conditions import both
from gateway.request.entities import Attribute, Kind
from gateway.request.frames import Frame, Row
from gateway.request.plan import Fixed, GroupEntry, GroupKey, Groups, Join, Measure
from gateway.request.shapes import Cell, Constant, Maybe, Object, Shape

NUMBER = Attribute("", Kind.INT, nullable=False)
MEAN = Attribute("", Kind.FLOAT)


def groups(question: Groups, frame: Frame) -> tuple[str, Object]:
    """The statement and what to make of its columns."""
    return _Aggregate(question, frame, frame.row()).compile()


@dataclass
class _Aggregate:
    question: Groups
    frame: Frame
    row: Row  # of the table that is grouped
    inside: dict[str, str] = field(default_factory=dict[str, str])  # name -> expression
    keys: list[str] = field(default_factory=list[str])

    def compile(self) -> tuple[str, Object]:
        shape = Object(tuple(self._entry(entry) for entry in self.question.entries))
        outer = "".join(f", g.{key} NULLS LAST" for key in self.keys)
        selected = ", ".join(self.frame.columns) or "1"
        source = f"({self._rows()}) AS g{self.frame.joining}"
        return f"SELECT {selected} FROM {source} ORDER BY g.n DESC{outer}", shape

    def _rows(self) -> str:
        """One row per group, the largest first."""
        type_name = self.question.type_name
        where = both(
            self.row.chosen(type_name, self.question.where), self.row.seen(type_name, swept=True)
        )
        chosen = f" WHERE {where}" if where else ""
        grouped = f" GROUP BY {', '.join(self.keys)}" if self.keys else ""
        listed = "".join(f", {sql} AS {name}" for name, sql in self.inside.items())
        order = "".join(f", {key} NULLS LAST" for key in self.keys)
        size = self.frame.statement.bind(self.question.first, Kind.INT)
        source = f"{self.frame.table(type_name)} {self.row.alias}{chosen}{grouped}"
        return f"SELECT count(*) AS n{listed} FROM {source} ORDER BY n DESC{order} LIMIT {size}"

    def _entry(self, entry: GroupEntry) -> tuple[str, Shape]:
        match entry:
            case str():
                return entry, Cell(self.frame.column("g.n"), NUMBER, "")
            case Fixed():
                return entry.key, Constant(entry.value)
            case GroupKey():
                return entry.key, self._key(entry)
            case (key, measures):
                return key, Object(tuple((m.key, self._measured(m)) for m in measures))

    def _named(self, sql: str) -> str:
        name = f"k{len(self.inside)}"
        self.inside[name] = sql
        return name

    def _key(self, entry: GroupKey) -> Shape:
        value = self.row.value(entry.reference)
        name = self._named(self._seen(entry.join, value) if entry.join else value)
        self.keys.append(name)
        if entry.join:
            return self._related(entry.join, name)
        attribute = entry.reference.attribute
        position = self.frame.column(self.frame.dialect.plain(attribute, f"g.{name}"))
        return Cell(position, attribute, self.question.type_name)

    def _seen(self, join: Join, value: str) -> str:
        """The related record's key, or null where it may not be seen: the unseen form one group."""
        there = self.frame.row()
        seen = there.seen(join.level.type_name)
        if not seen:
            return value
        table = self.frame.table(join.level.type_name)
        wanted = f"{there.alias}.id = {value} AND {seen}"
        return f"(SELECT {there.alias}.id FROM {table} {there.alias} WHERE {wanted})"

    def _related(self, join: Join, name: str) -> Shape:
        there = self.frame.row()
        on = both(f"{there.alias}.id = g.{name}", there.seen(join.level.type_name))
        table = self.frame.table(join.level.type_name)
        self.frame.joins.append(f"LEFT JOIN {table} {there.alias} ON {on}")
        return Maybe(self.frame.column(f"{there.alias}.id"), columns.record(join.level, there))

    def _measured(self, entry: Measure | Fixed) -> Shape:
        if isinstance(entry, Fixed):
            return Constant(entry.value)
        name = self._named(f"{entry.function}({self.row.value(entry.reference)})")
        if entry.function == "avg":
            return Cell(self.frame.column(self.frame.dialect.mean(f"g.{name}")), MEAN, "")
        attribute = entry.reference.attribute
        position = self.frame.column(self.frame.dialect.plain(attribute, f"g.{name}"))
        return Cell(position, attribute, "")
