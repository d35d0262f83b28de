"""Writes the function that answers: binds parameters, runs the statements, shapes rows into the answer.

The function is generated once per plan, because dict displays over unpacked rows are the fastest way Python
has to make JSON-ready values. Only numbers, names of our own metadata and GraphQL names reach its source;
every other constant lies in a table.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from gateway.errors import BadInput, TooCostly
from gateway.request import binding
from gateway.request.compile import Compiled
from gateway.request.cursors import Seal
from gateway.request.dialects import Dialect
from gateway.request.entities import Attribute, Kind
from gateway.request.frames import COUNT_LIMIT
from gateway.request.scalars import global_id
from gateway.request.shapes import (
    Alternatives,
    Cell,
    Constant,
    GroupsRoot,
    KnownRoot,
    ListRoot,
    Maybe,
    Object,
    OneRoot,
    Part,
    RootShape,
    Sealed,
    SeveralRoot,
    Shape,
    Splice,
    Sql,
    ViewerRoot,
)

MAX_GROUPS, DEFAULT_GROUPS = 1000, 100
BOOLEANS = {0: False, 1: True, None: None}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one question may ask for."""

    page: int = 100
    default_page: int = 25
    cost: int = 20_000


@dataclass(frozen=True)
class Function:
    """A compiled answer: call with (fetch, variables, actor's values, actor's key)."""

    call: Callable[..., Any]  # -> (data, errors, cost); awaitable when the dialect is
    source: str
    statements: tuple[str, ...]
    parameters: tuple[tuple[str, ...], ...]  # per statement, the sources of what it binds


def write(
    compiled: Compiled, dialect: Dialect, seal: Seal, limits: Limits, *, parsed: bool
) -> Function:
    """Generates the function. `parsed`: lists come as Python values, for pages; else as spliced JSON."""
    return _Writer(compiled, dialect, seal, limits, parsed=parsed).function()


@dataclass
class _Writer:
    compiled: Compiled
    dialect: Dialect
    seal: Seal
    limits: Limits
    parsed: bool
    lines: list[str] = field(default_factory=list[str])
    names: dict[str, Any] = field(default_factory=dict[str, Any])
    statements: list[str] = field(default_factory=list[str])
    variables: int = 0
    parameters: list[tuple[str, ...]] = field(default_factory=list[tuple[str, ...]])

    def function(self) -> Function:
        self._names()
        entries = [f"{root.key!r}: {self._root(root)}" for root in self.compiled.roots]
        rest = "\n    ".join([*self.lines, f"return {{{', '.join(entries)}}}, errors, cost"])
        body = "\n    ".join([*self._head(rest), rest])
        prefix = "async " if self.dialect.is_async else ""
        source = f"{prefix}def answer(F, V, A, who):\n    errors = []\n    {body}\n"
        exec(compile(source, "<plan>", "exec"), self.names)  # noqa: S102 (made of our own metadata, see above)
        return Function(
            self.names["answer"], source, tuple(self.statements), tuple(self.parameters)
        )

    def _names(self) -> None:
        splice: Callable[[Any], Any] = orjson.loads if self.parsed else orjson.Fragment
        self.names |= {
            "K": self.compiled.constants,
            "B": BOOLEANS,
            "gid": global_id,
            "key": binding.key,
            "keys": binding.keys,
            "listed": binding.listed,
            "contains": binding.contains,
            "starts_with": binding.starts_with,
            "word": binding.word,
            "splice": splice,
            "context": self.seal.context,
            "opened": self.seal.open,
            "close": self.seal.close,
            "close_at": self.seal.close_at,
            "size": self._size,
            "group_size": _group_size,
            "dear": self._dear,
            "absent": absent,
        }

    def _head(self, rest: str) -> list[str]:
        """Page sizes, the cost, and whatever cursors are tied to, where any is read or made."""
        plan = self.compiled.plan
        lines = [f"{name} = {source}" for name, source in plan.sizes]
        costs = [root.cost.source() for root in plan.roots] or ["0"]
        lines.append(f"cost = {' + '.join(costs)}")
        lines.append(f"if cost > {self.limits.cost}: dear(cost)")
        opened = [f"{name} = opened({source}, {context})" for name, source, context in plan.cursors]
        for context in plan.contexts:
            if re.search(rf"\b{context.name}\b", rest + " ".join(opened)):
                list_ = self._keep(f"{context.coordinate} {context.order}")
                lines.append(
                    f"{context.name} = context(who, {list_}, [{', '.join(context.bound)}])"
                )
        return [*lines, *opened]

    def _keep(self, value: Any) -> str:
        name = f"N{len(self.names)}"
        self.names[name] = value
        return name

    # -- statements ------------------------------------------------------------------------------

    def _fetch(self, sql: Sql) -> str:
        name = f"Q{len(self.statements)}"
        self.statements.append(sql.text)
        self.parameters.append(tuple(p.source for p in sql.parameters))
        self.names[name] = sql.text
        bound = "".join(f"{self._bound(p)}, " for p in sql.parameters)
        return f"{'await ' if self.dialect.is_async else ''}F({name}, ({bound}))"

    def _bound(self, parameter: Any) -> str:
        if parameter.source.startswith("A["):
            return parameter.source
        converts = binding.POSTGRES if self.dialect.is_async else binding.SQLITE
        convert = converts.get(parameter.kind)
        if parameter.many:
            name = f"many_{parameter.kind}"
            self.names[name] = binding.many(convert, as_json=not self.dialect.is_async)
            return f"{name}({parameter.source})"
        if convert is None:
            return parameter.source
        self.names[f"bind_{parameter.kind}"] = convert
        return f"bind_{parameter.kind}({parameter.source})"

    def _variable(self) -> str:
        self.variables += 1
        return f"r{self.variables}"

    # -- roots -----------------------------------------------------------------------------------

    def _root(self, root: RootShape) -> str:
        match root:
            case ListRoot():
                return self._list(root)
            case OneRoot():
                return self._one(root, root.key)
            case SeveralRoot():
                return self._several(root)
            case GroupsRoot():
                return (
                    f"[{self._shape(root.record)} for {_row(root.sql)} in {self._fetch(root.sql)}]"
                )
            case ViewerRoot():
                return self._viewer(root)
            case KnownRoot():
                if root.missing:
                    self.lines.append(f"errors.append(absent({root.key!r}))")
                return self._keep(root.value)

    def _one(self, root: OneRoot, key: str) -> str:
        name = self._variable()
        record = self._shape(root.record)
        self.lines.append(f"{name} = None")
        self.lines.append(f"for {_row(root.sql)} in {self._fetch(root.sql)}: {name} = {record}")
        self.lines.append(f"if {name} is None: errors.append(absent({key!r}))")
        return name

    def _several(self, root: SeveralRoot) -> str:
        name = self._variable()
        self.lines.append(f"{name} = {{}}")
        for found in root.found:
            wanted = (
                f"{name}[gid({found.type_name!r}, x{found.position})] = {self._shape(found.record)}"
            )
            self.lines.append(f"for {_row(found.sql)} in {self._fetch(found.sql)}: {wanted}")
        return f"[{name}.get(i) for i in listed({root.ids})]"

    def _viewer(self, root: ViewerRoot) -> str:
        known = {
            "name": "A['name']",
            "roles": "A['roles']",
            "scopes": "A['scopes']",
            "__typename": "'Viewer'",
        }
        entries: list[str] = []
        for key, entry in root.entries:
            if isinstance(entry, str):
                entries.append(f"{key!r}: {known.get(entry, 'None')}")
            else:
                entries.append(f"{key!r}: {self._own(entry)}")
        return f"{{{', '.join(entries)}}}"

    def _own(self, root: OneRoot) -> str:
        return f"next(({self._shape(root.record)} for {_row(root.sql)} in {self._fetch(root.sql)}), None)"

    def _list(self, root: ListRoot) -> str:
        name = self._variable()
        if root.sql.text:
            self._page_rows(root, name)
        if root.total is not None:
            total = f"({self._fetch(root.total)})[0][0]"
            self.lines.append(f"{name}_total = {total}")
        return (
            "{"
            + ", ".join(
                f"{part.key!r}: {self._list_part(part, root, name)}"
                for part in root.parts or _counts(root)
            )
            + "}"
        )

    def _page_rows(self, root: ListRoot, name: str) -> None:
        self.lines.append(f"{name} = {self._fetch(root.sql)}")
        self.lines.append(f"{name}_more = len({name}) > {root.page.size}")
        self.lines.append(f"if {name}_more: {name} = {name}[:{root.page.size}]")
        if root.page.window.backward:
            self.lines.append(f"{name} = {name}[::-1]")

    def _list_part(self, part: Part, root: ListRoot, name: str) -> str:
        match part.kind:
            case "nodes":
                assert isinstance(part.shape, Object)  # noqa: S101 (the compiler makes it so)
                return f"[{self._shape(part.shape)} for {_row(root.sql)} in {name}]"
            case "edges":
                entries = ", ".join(
                    f"{key!r}: {self._edge(entry, root)}" for key, entry in part.entries
                )
                return f"[{{{entries}}} for {_row(root.sql)} in {name}]"
            case "pageInfo":
                entries = ", ".join(
                    f"{key!r}: {self._info(entry, root, name)}" for key, entry in part.entries
                )
                return f"{{{entries}}}"
            case "total":
                return f"min({name}_total, {COUNT_LIMIT})"
            case "exact":
                return f"{name}_total <= {COUNT_LIMIT}"
            case _:
                assert part.shape is not None  # noqa: S101 (the compiler makes it so)
                return self._shape(part.shape)

    def _edge(self, entry: Any, root: ListRoot) -> str:
        if isinstance(entry, Object):
            return self._shape(entry)
        return self._cursor(root, "x") if entry == "cursor" else repr(f"{root.page.type_name}Edge")

    def _cursor(self, root: ListRoot, row: str) -> str:
        values = ", ".join(f"x{i}" if row == "x" else f"{row}[{i}]" for i, _ in root.cursor)
        return f"close([{values}], {root.page.context})"

    def _info(self, entry: str, root: ListRoot, name: str) -> str:
        behind = repr(bool(root.page.window.cursor))
        ahead, back = (
            ("hasPreviousPage", "hasNextPage")
            if root.page.window.backward
            else ("hasNextPage", "hasPreviousPage")
        )
        found = {
            ahead: f"{name}_more",
            back: behind,
            "startCursor": f"{self._cursor(root, f'{name}[0]')} if {name} else None",
            "endCursor": f"{self._cursor(root, f'{name}[-1]')} if {name} else None",
        }
        return found.get(entry, "'PageInfo'")

    # -- rows ------------------------------------------------------------------------------------

    def _shape(self, shape: Shape) -> str:
        match shape:
            case Cell():
                return self._cell(shape.position, shape.attribute, shape.type_name)
            case Constant():
                return "None" if shape.value is None else self._keep(shape.value)
            case Splice():
                return f"splice(x{shape.position}) if x{shape.position} is not None else None"
            case Sealed():
                return self._sealed(shape)
            case Maybe():
                return f"None if x{shape.position} is None else {self._shape(shape.shape)}"
            case Alternatives():
                return self._alternatives(shape)
            case Object():
                return (
                    "{"
                    + ", ".join(f"{key!r}: {self._shape(inner)}" for key, inner in shape.entries)
                    + "}"
                )

    def _alternatives(self, shape: Alternatives) -> str:
        options = [
            f"{self._shape(o.shape)} if x{o.position} is not None else " for o in shape.options
        ]
        return f"({''.join(options)}None)"

    def _sealed(self, shape: Sealed) -> str:
        paths = "".join(f"({path!r}, {page.context}), " for path, page in shape.paths)
        return f"close_at(x{shape.position}, ({paths})) if x{shape.position} is not None else None"

    def _cell(self, position: int, attribute: Attribute, type_name: str) -> str:
        x = f"x{position}"
        match attribute.kind:
            case Kind.ID:
                return f"gid({type_name!r}, {x})"
            case Kind.BOOL:
                return x if self.dialect.is_async else f"B[{x}]"
            case Kind.CODED:
                return f"{self._codes(attribute)}[{x}]"
            case Kind.JSON:
                return f"splice({x}) if {x} is not None else None"
            case _:
                return x

    def _codes(self, attribute: Attribute) -> str:
        members: Mapping[Any, Any] = {m.value: m.name for m in attribute.enum or ()}
        return self._keep({**members, None: None})

    def _size(self, asked: int | None, which: str) -> int:
        if asked is None:
            return self.limits.default_page
        if asked < 0:
            raise BadInput(f"`{which}` must be 0 or more.")
        if asked > self.limits.page:
            raise BadInput(f"`{which}` may be at most {self.limits.page}.")
        return asked

    def _dear(self, cost: int) -> None:
        raise TooCostly(
            f"This question may read {cost:,} records; one may read {self.limits.cost:,}. Ask for smaller pages.",
            cost={"requested": cost, "limit": self.limits.cost},
        )


def absent(key: str) -> dict[str, Any]:
    """The error of a record that is not there, or not for this reader."""
    return {
        "message": "There is no such record, or you may not see it.",
        "path": [key],
        "extensions": {"code": "NOT_FOUND"},
    }


def _group_size(asked: int | None) -> int:
    if asked is None:
        return DEFAULT_GROUPS
    if not 0 <= asked <= MAX_GROUPS:
        raise BadInput(f"`first` must lie between 0 and {MAX_GROUPS}.")
    return asked


def _counts(root: ListRoot) -> tuple[Part, ...]:
    """The parts of a list of which only the count is asked."""
    found: list[Part] = []
    for part in root.page.parts:
        exact = getattr(part, "exact", None)
        if exact is None:
            found.append(Part(part.key, "fixed", Constant(getattr(part, "value", None))))
        else:
            found.append(Part(part.key, "exact" if exact else "total"))
    return tuple(found)


def _row(sql: Sql) -> str:
    """Names for the columns of one row: x0, x1 ..."""
    return "".join(f"x{i}, " for i in range(sql.width))
