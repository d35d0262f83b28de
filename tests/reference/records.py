"""Records as the reference hands them through graphql-core, and the values on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.request.entities import Attribute, Kind
from gateway.request.graph import Graph
from gateway.request.sources import Column, Many, One, OneOf, Source, Whether
from tests.reference.sight import Sight
from tests.reference.values import joined

JOINED = Attribute("", Kind.TEXT)
ID = Attribute("id", Kind.INT, nullable=False)
YES_OR_NO = Attribute("", Kind.BOOL, nullable=False)


@dataclass(frozen=True)
class Record:
    """A row that the actor may see."""

    type_name: str
    row: Mapping[str, Any]

    @property
    def key(self) -> int:
        return self.row["id"]


@dataclass
class Values:
    """Reads values and relations of records as far as an actor may."""

    graph: Graph
    sight: Sight

    def source(self, type_name: str, name: str) -> tuple[str, Source]:
        """The grid row behind a field, and where its value comes from."""
        return self.graph.fields[type_name][name]

    def attribute(self, type_name: str, row: str, source: Column) -> Attribute:
        names = source.names or (row,)
        if len(names) > 1:
            return JOINED
        return self.graph.entities[type_name].attribute(names[0])

    def whether(self, record: Record, row: str, source: Whether) -> bool | None:
        """Whether the condition of a field holds; None where the field may not be read."""
        if not self.sight.reads(record.type_name, record.row, row):
            return None
        return self.sight.meets(source.condition, record.type_name, record.row)

    def column(self, record: Record, row: str, source: Column) -> Any:
        """The stored value of a scalar; null where it may not be read."""
        if not self.sight.reads(record.type_name, record.row, row):
            return None
        names = source.names or (row,)
        parts = [record.row[name] for name in names]
        return joined(parts) if len(parts) > 1 else parts[0]

    def one(self, record: Record, row: str, source: One) -> Record | None:
        """The related record, if relation and record may be seen."""
        if not self.sight.reads(record.type_name, record.row, row):
            return None
        return self.linked(record, source.via or row, source.target)

    def one_of(self, record: Record, row: str, source: OneOf) -> Record | None:
        """The first related record there is."""
        if not self.sight.reads(record.type_name, record.row, row):
            return None
        found = (self.linked(record, link, target) for target, link in source.via.items())
        return next((each for each in found if each is not None), None)

    def many(self, record: Record, row: str, source: Many) -> list[Record] | None:
        """The related records that may be seen; None where the relation itself may not."""
        sight = self.sight
        if not sight.reads(record.type_name, record.row, row):
            return None
        if not any(True for _ in sight.seeing(source.target)):
            return None
        return [
            Record(source.target, found)
            for found in self._pointing(record, source)
            if sight.sees(source.target, found)
            and all(found[name] == value for name, value in source.where.items())
        ]

    def linked(self, record: Record, link: str, target: str) -> Record | None:
        row = self.sight.row(target, record.row[f"{link}_id"])
        return None if row is None else Record(target, row)

    def _pointing(self, record: Record, source: Many) -> list[Mapping[str, Any]]:
        world = self.sight.world
        holder = source.through or source.target
        held = [r for r in world.rows(holder) if r[f"{source.by}_id"] == record.key]
        if not source.through:
            return held
        ends = [world.row(source.target, r[f"{source.to}_id"]) for r in held]
        return [end for end in ends if end is not None]
