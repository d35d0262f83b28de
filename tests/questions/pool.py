"""Values that exist in a world, for filters and ids to hit."""

from collections.abc import Sequence
from typing import Any

from gateway.request.graph import Graph
from gateway.request.sources import Column
from tests.policy.oracle import World
from tests.reference.values import global_id, shown

OTHERWISE: dict[str, list[Any]] = {
    "String": ["pump", "Graz", "a", "zzz", "50%", "_", "\\", ""],
    "Int": [0, 1, 3, 100],
    "Float": [0.5, 1.0, 4.0],
    "DateTime": ["2026-11-16T05:00:00Z", "2026-11-16T09:00:00+02:00"],
    "Date": ["2026-01-04"],
    "Decimal": ["1.50"],
}
MOST = 12


class Pool:
    """Knows what stands in the columns of a world."""

    def __init__(self, graph: Graph, world: World) -> None:
        self.graph, self.world = graph, world
        self.ids = [
            global_id(name, row["id"]) for name in graph.nodes for row in list(world.rows(name))[:6]
        ]
        self._found: dict[str, list[Any]] = {}

    def __call__(self, coordinate: str, leaf: str) -> Sequence[Any]:
        """Values for a place that compares `coordinate`, of the type `leaf`."""
        if leaf == "ID":
            owner = coordinate.partition(".")[0]
            own = [each for each in self.ids if self._is_of(owner, each)]
            return [*(own or self.ids), "bm9uc2Vuc2U", global_id("Case", 999)]
        if coordinate not in self._found:
            self._found[coordinate] = self._column(coordinate)
        found = self._found[coordinate]
        return [*found, *OTHERWISE[leaf]] if leaf in OTHERWISE else found

    def _is_of(self, owner: str, id_: str) -> bool:
        return any(id_ == global_id(owner, key) for key in range(1, 7))

    def _column(self, coordinate: str) -> list[Any]:
        owner, _, name = coordinate.partition(".")
        if owner == "Query":
            return self._keys(name)
        row, source = self.graph.fields.get(owner, {}).get(name, ("", None))
        if not isinstance(source, Column) or len(source.names) > 1:
            return []
        column = (source.names or (row,))[0]
        attribute = self.graph.entities[owner].attribute(column)
        held = {each[column] for each in self.world.rows(owner) if each[column] is not None}
        return [shown(attribute, value) for value in sorted(held)][:MOST]

    def _keys(self, root: str) -> list[Any]:
        found = self.graph.roots[root]
        return [row[found.key] for row in self.world.rows(found.target)][:MOST] if found.key else []
