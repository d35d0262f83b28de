"""How large an actor's scope of a type is, which decides the index that a list walks."""

import time
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from gateway.actor import Actor
from gateway.policy.rights import Rights
from gateway.request.binding import values_of
from gateway.request.gathering import DENSE, LARGE, SMALL
from gateway.request.graph import Graph
from gateway.request.run import Reader
from gateway.request.statement import Statement

# Rows. Below it, sorting what the scope's index finds beats walking the order's index.
LARGE_SCOPE = 2000
SAMPLE = 400  # of the newest records of a type, to see what part of them a large scope holds
DENSE_SCOPE = SAMPLE // 4  # above it, walking the order's index finds a page without much loss
KEPT = 2000  # sizes
TRUSTED = 300  # seconds


class Sizes:
    """Counted once in a while: scopes grow, and being wrong costs time, never a row."""

    def __init__(self, graph: Graph, reader: Reader) -> None:
        self._graph, self._reader = graph, reader
        self._kept: OrderedDict[tuple[Any, ...], tuple[str, float]] = OrderedDict()

    async def of(self, type_name: str, rights: Rights, actor: Actor) -> str:
        """SMALL, LARGE or DENSE."""
        key = (type_name, actor.key, actor.roles)
        found = self._kept.get(key)
        if found is None or found[1] < time.monotonic():
            size = await self._counted(type_name, rights, actor)
            found = self._kept[key] = (size, time.monotonic() + TRUSTED)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found[0]

    async def _counted(self, type_name: str, rights: Rights, actor: Actor) -> str:
        table = f'"{self._graph.entities[type_name].table}"'
        if await self._seen(type_name, rights, actor, table, LARGE_SCOPE) < LARGE_SCOPE:
            return SMALL
        newest = f"(SELECT * FROM {table} ORDER BY id DESC LIMIT {SAMPLE})"
        share = await self._seen(type_name, rights, actor, newest, DENSE_SCOPE)
        return DENSE if share >= DENSE_SCOPE else LARGE

    async def _seen(
        self, type_name: str, rights: Rights, actor: Actor, source: str, most: int
    ) -> int:
        """How many records of `source` the actor may see, counted no further than `most`."""
        dialect = self._reader.dialect
        statement = Statement(dialect, self._graph.entities, rights, [])
        alias = statement.alias()
        seen = statement.visible(type_name, alias) or "TRUE"
        few = f"SELECT 1 FROM {source} AS {alias} WHERE {seen} LIMIT {most}"
        values = values_of(actor, as_json=not dialect.is_async)
        bound = [_value(p.source, values, statement.constants) for p in statement.parameters]
        rows = await self._reader.rows(f"SELECT count(*) FROM ({few}) AS few", bound)
        return int(rows[0][0])


def _value(source: str, values: Mapping[str, Any], constants: list[Any]) -> Any:
    """What a parameter of a policy condition binds: an actor's attribute or a constant."""
    if source.startswith("A["):
        return values[source[3:-2]]
    return constants[int(source[2:-1])]
