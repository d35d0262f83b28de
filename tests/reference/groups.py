"""Aggregates of the reference: records that share the selected keys, counted and measured."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gateway.request.sources import Column, NodeType, One
from tests.reference.records import Record, Values
from tests.reference.values import ordered, shown

MOST_GROUPS = 100


@dataclass
class Group:
    """Records that share their keys."""

    node: NodeType
    keys: Mapping[str, Any]  # field -> what clients see
    records: list[Record] = field(default_factory=list[Record])


@dataclass(frozen=True)
class Part:
    """The smallest, largest or average values of a group."""

    group: Group
    function: str


@dataclass
class Groups:
    values: Values

    def of(self, node: NodeType, records: Sequence[Record], names: Sequence[str]) -> list[Group]:
        """Groups by the named fields, largest group first."""
        found: dict[tuple[Any, ...], Group] = {}
        if not names:
            found[()] = Group(node, {})
        for record in records:
            keys = tuple(self._key(node, record, name) for name in names)
            group = found.setdefault(keys, Group(node, self._shown(node, names, keys)))
            group.records.append(record)
        return self._ordered(node, names, found)

    def _ordered(
        self, node: NodeType, names: Sequence[str], found: Mapping[tuple[Any, ...], Group]
    ) -> list[Group]:
        """Largest first; among equals by their keys, those without a value last."""
        pairs = list(found.items())

        def place(at: int) -> Callable[[Any], Any]:
            return lambda pair: pair[0][at]

        by_keys = [(place(at), False, False) for at in range(len(names))]
        sorted_ = ordered(pairs, [(lambda pair: len(pair[1].records), True, False), *by_keys])
        return [group for _, group in sorted_]

    def measure(self, part: Part, name: str) -> Any:
        """One measure over the values that may be read; null when there are none."""
        node = part.group.node
        row, source = self.values.source(node.name, name)
        assert isinstance(source, Column)
        held = [self.values.column(record, row, source) for record in part.group.records]
        present = [value for value in held if value is not None]
        if not present:
            return None
        value = MEASURES[part.function](present)
        if part.function == "average":
            return value
        return shown(self.values.attribute(node.name, row, source), value)

    def _key(self, node: NodeType, record: Record, name: str) -> Any:
        """What groups the record: a stored value, or the key of the related record."""
        row, source = self.values.source(node.name, name)
        if isinstance(source, One):
            found = self.values.one(record, row, source)
            return None if found is None else found.key
        assert isinstance(source, Column)
        return self.values.column(record, row, source)

    def _shown(self, node: NodeType, names: Sequence[str], keys: Sequence[Any]) -> dict[str, Any]:
        return {name: self._seen(node, name, key) for name, key in zip(names, keys, strict=True)}

    def _seen(self, node: NodeType, name: str, key: Any) -> Any:
        row, source = self.values.source(node.name, name)
        if isinstance(source, One):
            found = self.values.sight.row(source.target, key)
            return None if found is None else Record(source.target, found)
        assert isinstance(source, Column)
        return shown(self.values.attribute(node.name, row, source), key)


MEASURES: Mapping[str, Callable[[Sequence[Any]], Any]] = {
    "minimum": min,
    "maximum": max,
    "average": lambda values: sum(values) / len(values),
}
