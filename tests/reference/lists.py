"""Which records a list has, in which order, and which part of it a page shows."""

import base64
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.request.entities import Attribute, Kind
from gateway.request.sources import Column, Many, NodeType, One, Whether
from tests.policy.oracle import holds
from tests.reference.records import ID, YES_OR_NO, Record, Values
from tests.reference.values import (
    Truth,
    compare,
    either,
    every,
    joined,
    key_of,
    ordered,
    stored,
)

DEFAULT_SIZE = 25
MOST_COUNTED = 10_000
MAX_WORDS = 8  # of a search
NOBODY = -1  # the key of an id that is none of this type


class Withheld(Exception):
    """The question filters or orders by what the actor may never read."""


class Null(Exception):
    """The question filters by an explicit null."""


@dataclass(frozen=True)
class Page:
    """One page of a list."""

    records: Sequence[Record]
    total: int
    has_previous: bool
    has_next: bool


@dataclass
class Lists:
    """Narrows, sorts and cuts lists of records."""

    values: Values

    def root(self, node: NodeType, args: Mapping[str, Any]) -> list[Record]:
        """The records of a root field, narrowed by filter, view and search."""
        found = [Record(node.name, row) for row in self.values.sight.rows(node.name)]
        self._check(node, args.get("filter"))
        return [record for record in found if self._wanted(node, record, args)]

    def narrowed(self, node: NodeType, found: list[Record], filter_: Any) -> list[Record]:
        self._check(node, filter_)
        return [record for record in found if self.matches(node, record, filter_) is True]

    def page(
        self, node: NodeType, found: list[Record], args: Mapping[str, Any], default: Sequence[str]
    ) -> Page:
        """Sorts and cuts."""
        keys = self._keys(node, args.get("orderBy"), default)
        if (words := args.get("search") or "").strip() and args.get("orderBy") is None:
            keys.insert(0, (self._rank(node, words), True, False))
        rows = ordered(found, keys)
        start, end = self._window(rows, args)
        return Page(rows[start:end], len(found), start > 0, end < len(rows))

    def matches(self, node: NodeType, record: Record, tree: Mapping[str, Any] | None) -> Truth:
        """Whether a filter holds for a record, in SQL's logic of three values."""
        parts = [self._part(node, record, name, part) for name, part in (tree or {}).items()]
        return every(parts)

    # Filters

    def _wanted(self, node: NodeType, record: Record, args: Mapping[str, Any]) -> bool:
        truths = [
            self.matches(node, record, args.get("filter")),
            self._in_view(node, record, args.get("view")),
            self._found(node, record, args.get("search")),
        ]
        return every(truths) is True

    def _in_view(self, node: NodeType, record: Record, view: str | None) -> Truth:
        sight = self.values.sight
        if view is None:
            return True
        rule = node.views[view].expression
        return holds(rule, node.name, record.row, sight.world, sight.actor, sight.sees)

    def _found(self, node: NodeType, record: Record, words: str | None) -> bool:
        """Whether each word stands in one of the values that may be read, the last as a start."""
        return not (words or "").strip() or self._stands(node, record, words or "", node.search)

    def _stands(self, node: NodeType, record: Record, words: str, rows: Sequence[str]) -> bool:
        """Whether each of the words stands in these values."""
        held = {word for row in rows for word in _cut(self._text(node, record, row))}
        *others, last = _cut(words)[:MAX_WORDS] or [""]
        begun = any(word.startswith(last) for word in held)
        return bool(last) and begun and all(word in held for word in others)

    def _rank(self, node: NodeType, words: str) -> Callable[[Record], Any]:
        """How telling the columns are that hold all of the words."""

        def rank(record: Record) -> int:
            tiers = [t for t in node.tiers if any(self._readable(node, row) for row in t)]
            found = (
                len(tiers) - place
                for place, tier in enumerate(tiers)
                if self._stands(node, record, words, tier)
            )
            return next(found, 0)

        return rank

    def _text(self, node: NodeType, record: Record, row: str) -> str:
        source = node.sources[row]
        assert isinstance(source, Column)
        return self.values.column(record, row, source) or ""

    def _part(self, node: NodeType, record: Record, name: str, part: Any) -> Truth:
        if name in ("and", "or"):
            items = part if isinstance(part, list) else [part]
            truths = [self.matches(node, record, item) for item in items]
            return every(truths) if name == "and" else either(truths)
        if name == "not":
            return self.matches(node, record, part) is not True
        if name == "id":
            return self._compared(ID, record.key, self._keys_of(node, part))
        return self._field(node, record, name, part)

    def _field(self, node: NodeType, record: Record, name: str, part: Mapping[str, Any]) -> Truth:
        row, source = self.values.source(node.name, name)
        match source:
            case Column():
                attribute = self.values.attribute(node.name, row, source)
                return self._compared(attribute, self.values.column(record, row, source), part)
            case Whether():
                held = self.values.whether(record, row, source)
                return self._compared(YES_OR_NO, held, part)
            case One():
                return self._to_one(record, row, source, part)
            case Many():
                return self._related(record, row, source, part)
            case _:
                raise Withheld(name)

    def _to_one(self, record: Record, row: str, source: One, part: Mapping[str, Any]) -> Truth:
        """The related record matches, or is missing where its id is asked to be null."""
        found = self.values.one(record, row, source)
        target = self.values.graph.nodes[source.target]
        by_id = dict(part.get("id", {}))
        missing = by_id.pop("isNull", None)
        rest = {n: p for n, p in part.items() if n != "id"} | ({"id": by_id} if by_id else {})
        truths: list[Truth] = [] if missing is None else [(found is None) is missing]
        if rest or not truths:
            truths.append(found is not None and self.matches(target, found, rest) is True)
        return every(truths)

    def _related(self, record: Record, row: str, source: Many, part: Mapping[str, Any]) -> Truth:
        target = self.values.graph.nodes[source.target]
        found = self.values.many(record, row, source) or []
        truths: list[Truth] = []
        for how, tree in part.items():
            some = any(self.matches(target, each, tree) is True for each in found)
            truths.append(some if how == "some" else not some)
        return every(truths)

    def _compared(self, attribute: Attribute, value: Any, part: Mapping[str, Any]) -> Truth:
        truths: list[Truth] = []
        for operator, other in part.items():
            plain = other if operator == "isNull" else stored(attribute, other)
            truths.append(compare(operator, value, plain))
        return every(truths)

    def _keys_of(self, node: NodeType, part: Mapping[str, Any]) -> dict[str, Any]:
        def key(text: str) -> int:
            found = key_of(node.name, text)
            return NOBODY if found is None else found

        def keys(value: Any) -> Any:
            if isinstance(value, list):
                return [key(each) for each in value]
            return key(value) if isinstance(value, str) else value

        return {name: keys(value) for name, value in part.items()}

    def _check(self, node: NodeType, tree: Any) -> None:
        """Raises Null for nulls, Withheld when a filter names what no role of theirs may read."""
        _check_nulls(tree or {})
        for name, part in (tree or {}).items():
            if name in ("and", "or", "not"):
                for item in part if isinstance(part, list) else [part]:
                    self._check(node, item)
            elif name != "id":
                self._check_field(node, name, part)

    def _check_field(self, node: NodeType, name: str, part: Any) -> None:
        row, source = self.values.source(node.name, name)
        sight = self.values.sight
        if not sight.granting(node.name, row):
            raise Withheld(f"{node.name}.{name}")
        if isinstance(source, One | Many):
            if not any(True for _ in sight.seeing(source.target)):
                raise Withheld(f"{node.name}.{name}")
            target = self.values.graph.nodes[source.target]
            for tree in [part] if isinstance(source, One) else part.values():
                self._check(target, tree)

    # Order and pages

    def _keys(
        self, node: NodeType, asked: Sequence[Mapping[str, Any]] | None, default: Sequence[str]
    ) -> list[tuple[Callable[[Record], Any], bool, bool]]:
        if asked is None:
            wanted = [(n.removeprefix("-"), n.startswith("-"), False) for n in default]
            wanted = [w for w in wanted if self._readable(node, w[0])]
        else:
            wanted = [
                (
                    entry["field"].lower(),
                    entry.get("direction", "ASC") == "DESC",
                    entry.get("nulls", "LAST") == "FIRST",
                )
                for entry in asked
            ]
        for name, _, _ in wanted:
            if not self._readable(node, name):
                raise Withheld(f"{node.name}.{name}")
        if all(name != "id" for name, _, _ in wanted):
            wanted.append(("id", wanted[-1][1] if wanted else False, False))
        return [(self._sort_value(node, name), down, first) for name, down, first in wanted]

    def _readable(self, node: NodeType, name: str) -> bool:
        return name == "id" or bool(self.values.sight.granting(node.name, name))

    def _sort_value(self, node: NodeType, name: str) -> Callable[[Record], Any]:
        if name == "id":
            return lambda record: record.key
        source = node.sources[name]
        assert isinstance(source, Column)
        return lambda record: self.values.column(record, name, source)

    def _window(self, rows: Sequence[Record], args: Mapping[str, Any]) -> tuple[int, int]:
        last = args.get("last")
        if last is not None:
            end = self._place(rows, args.get("before"), len(rows), 0)
            return max(0, end - last), end
        first = args.get("first")
        start = self._place(rows, args.get("after"), 0, 1)
        return start, min(len(rows), start + (DEFAULT_SIZE if first is None else first))

    def _place(self, rows: Sequence[Record], cursor: str | None, otherwise: int, step: int) -> int:
        if cursor is None:
            return otherwise
        keys = [cursor_of(record) for record in rows]
        return keys.index(cursor) + step


def _cut(text: str) -> list[str]:
    """The words of a text, without case and accents."""
    apart = unicodedata.normalize("NFD", text.lower())
    bare = "".join(c for c in apart if not unicodedata.combining(c))
    return re.findall(r"[^\W_]+", bare)


def _check_nulls(part: Any) -> None:
    if part is None:
        raise Null
    for inner in part.values() if isinstance(part, dict) else part:
        if inner is None or isinstance(inner, dict | list):
            _check_nulls(inner)


def cursor_of(record: Record) -> str:
    """The reference's own cursors: a name for the record and nothing else."""
    return base64.b64encode(f"{record.type_name}/{record.key}".encode()).decode()


__all__ = ["Attribute", "Kind", "Lists", "Null", "Page", "Withheld", "cursor_of", "joined"]
