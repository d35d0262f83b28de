"""Turns a plan into SQL: one statement for each root field's rows. Pure, no I/O.

Scalars and to-one relations become columns; each list below a record becomes one column of JSON text, with
an explicit order and its own limit, which the answer takes over unparsed. What to make of the columns is said
by a `Shape`, from which `shape.py` writes the function that runs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.policy.rights import Rights
from gateway.request.conditions import Conditions, both, ordering
from gateway.request.dialects import Dialect, quoted
from gateway.request.entities import Attribute, Kind
from gateway.request.graph import Graph
from gateway.request.plan import (
    Children,
    Edges,
    Fixed,
    GroupEntry,
    GroupKey,
    Groups,
    Info,
    Join,
    Known,
    Level,
    Measure,
    Missing,
    Nodes,
    Operand,
    Page,
    Plan,
    RootPlan,
    Selection,
    Several,
    Single,
    Total,
    Value,
    Variant,
    Viewer,
)
from gateway.request.shapes import (
    Alternatives,
    Cell,
    Constant,
    GroupsRoot,
    Keyed,
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
from gateway.request.statement import Statement, cell

COUNT_LIMIT = 10_000
ID = Attribute("id", Kind.ID, nullable=False)
NUMBER = Attribute("", Kind.INT, nullable=False)
SMALL, LARGE = "small", "large"


@dataclass(frozen=True)
class Compiled:
    """SQL and shapes of every root, ready to be written as a function."""

    plan: Plan
    roots: tuple[RootShape, ...]
    constants: tuple[Any, ...]
    scan: bool  # whether some statement may read far more rows than it returns


def compile_plan(
    graph: Graph,
    rights: Rights,
    dialect: Dialect,
    plan: Plan,
    classes: Mapping[str, str] | None = None,
) -> Compiled:
    """Compiles for one dialect. `classes` says of a type whether the actor's scope of it is small or large."""
    compiler = _Compiler(graph, rights, dialect, list(plan.constants), classes or {})
    roots = tuple(compiler.root(root) for root in plan.roots)
    return Compiled(plan, roots, tuple(compiler.constants), compiler.scan)


@dataclass
class Frame:
    """One FROM clause being filled: its joins, and in the outermost one the result columns."""

    statement: Statement
    conditions: Conditions
    joins: list[str] = field(default_factory=list[str])
    joined: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    columns: list[str] = field(default_factory=list[str])

    def column(self, sql: str) -> int:
        """The position of a result column; the same expression is selected once."""
        if sql not in self.columns:
            self.columns.append(sql)
        return self.columns.index(sql)

    def inner(self) -> "Frame":
        return Frame(self.statement, self.conditions)


@dataclass
class _Compiler:
    graph: Graph
    rights: Rights
    dialect: Dialect
    constants: list[Any]
    classes: Mapping[str, str]
    scan: bool = False

    def root(self, root: RootPlan) -> RootShape:
        match root.question:
            case Page():
                return self._list(root, root.question)
            case Groups():
                return self._groups(root, root.question)
            case Single():
                return self._single(
                    root.key, root.question.level, root.question.by, root.question.operand
                )
            case Several():
                return self._several(root.key, root.question)
            case Viewer():
                return self._viewer(root.key, root.question)
            case Known():
                return KnownRoot(root.key, root.question.value)
            case Missing():
                return KnownRoot(root.key, None, missing=True)

    def _frame(self) -> Frame:
        statement = Statement(self.dialect, self.graph.entities, self.rights, self.constants)
        return Frame(statement, Conditions(statement))

    def _table(self, type_name: str) -> str:
        return f'"{self.graph.entities[type_name].table}"'

    def _sql(self, frame: Frame, text: str) -> Sql:
        return Sql(text, tuple(frame.statement.parameters), max(len(frame.columns), 1))

    # -- roots -----------------------------------------------------------------------------------

    def _list(self, root: RootPlan, page: Page) -> RootShape:
        frame = self._frame()
        total = self._total(page) if page.counted else None
        if not page.listed:
            return ListRoot(root.key, page, Sql("", ()), (), (), total)
        alias = frame.statement.alias()
        size_class = self.classes.get(page.type_name, "")
        parts = tuple(self._list_part(part, alias, frame) for part in page.parts)
        keys = tuple(
            (frame.column(self.dialect.plain(k.reference.attribute, frame.conditions.value(k.reference, alias))), k.reference.attribute.kind)
            for k in page.order
        )  # fmt: skip
        where = self._page_where(page, alias, frame, steer=size_class == LARGE)
        limit = f"LIMIT {frame.statement.bind(f'{page.size} + 1', Kind.INT)}"
        order = ordering(page, alias, frame.conditions, hint=size_class == SMALL)
        if self._sorts(page, size_class):
            text = self._late(page, alias, frame, where, order, limit)
        else:
            text = self._select(
                frame, f"{self._table(page.type_name)} {alias}", where, order, limit
            )
        self.scan = self.scan or bool(page.where)
        return ListRoot(root.key, page, self._sql(frame, text), parts, keys, total)

    def _sorts(self, page: Page, size_class: str) -> bool:
        """Whether the rows may have to be sorted, so that columns should wait until the page is cut."""
        if size_class == SMALL or any(k.reference.guard is not None for k in page.order):
            return True
        columns = tuple(k.reference.attribute.column for k in page.order)
        return not self.graph.entities[page.type_name].leads_index(columns)

    def _select(self, frame: Frame, source: str, where: str, order: str, limit: str) -> str:
        columns = ", ".join(frame.columns) or "1"
        narrowed = f" WHERE {where}" if where else ""
        joins = "".join(f" {join}" for join in frame.joins)
        return f"SELECT {columns} FROM {source}{joins}{narrowed} {order} {limit}".rstrip()

    def _late(
        self, page: Page, alias: str, frame: Frame, where: str, order: str, limit: str
    ) -> str:
        """The page's ids first, the columns afterwards: sorting many rows carries only their keys."""
        table = self._table(page.type_name)
        narrowed = f" WHERE {where}" if where else ""
        ids = f"(SELECT {alias}.id FROM {table} {alias}{narrowed} {order} {limit}) AS page"
        return self._select(
            frame, f"{ids} JOIN {table} {alias} ON {alias}.id = page.id", "", order, ""
        )

    def _page_where(self, page: Page, alias: str, frame: Frame, *, steer: bool = False) -> str:
        scope = frame.statement.visible(page.type_name, alias, page.known, steer=steer)
        narrowed = frame.conditions.where(page.where, page.type_name, alias) if page.where else ""
        return both(narrowed, scope, frame.conditions.keyset(page, alias))

    def _total(self, page: Page) -> Sql:
        frame = self._frame()
        alias = frame.statement.alias()
        scope = frame.statement.visible(page.type_name, alias, page.known)
        narrowed = frame.conditions.where(page.where, page.type_name, alias) if page.where else ""
        self.scan = True
        return self._sql(
            frame,
            f"SELECT {self._count(f'{self._table(page.type_name)} {alias}', both(narrowed, scope))}",
        )

    def _count(self, source: str, where: str) -> str:
        narrowed = f" WHERE {where}" if where else ""
        return f"(SELECT count(*) FROM (SELECT 1 FROM {source}{narrowed} LIMIT {COUNT_LIMIT + 1}) AS counted)"

    def _list_part(self, part: Any, alias: str, frame: Frame) -> Part:
        match part:
            case Nodes():
                return Part(part.key, "nodes", self._record(part.level, alias, frame))
            case Edges():
                entries = tuple(
                    (key, self._record(entry, alias, frame) if isinstance(entry, Level) else entry)
                    for key, entry in part.entries
                )
                return Part(part.key, "edges", entries=entries)
            case Info():
                return Part(part.key, "pageInfo", entries=part.entries)
            case Total():
                return Part(part.key, "exact" if part.exact else "total")
            case _:
                return Part(part.key, "fixed", Constant(part.value))

    def _single(self, key: str, level: Level, by: str, operand: Operand) -> RootShape:
        frame = self._frame()
        alias = frame.statement.alias()
        record = self._record(level, alias, frame)
        attribute = self.graph.entities[level.type_name].attribute(by)
        source = f"key({operand.source}, {level.type_name!r})" if by == "id" else operand.source
        wanted = f"{cell(alias, attribute.column)} = {frame.statement.bind(source, attribute.kind)}"
        where = both(wanted, frame.statement.visible(level.type_name, alias, level.known))
        text = self._select(frame, f"{self._table(level.type_name)} {alias}", where, "", "")
        return OneRoot(key, level.type_name, by, self._sql(frame, text), record)

    def _several(self, key: str, question: Several) -> RootShape:
        found: list[Keyed] = []
        for level in question.levels:
            frame = self._frame()
            alias = frame.statement.alias()
            record = self._record(level, alias, frame)
            position = frame.column(f"{alias}.id")
            source = f"keys({question.operand.source}, {level.type_name!r})"
            listed = self.dialect.within(
                f"{alias}.id", frame.statement.bind(source, Kind.ID, many=True)
            )
            where = both(listed, frame.statement.visible(level.type_name, alias))
            text = self._select(frame, f"{self._table(level.type_name)} {alias}", where, "", "")
            found.append(Keyed(level.type_name, position, self._sql(frame, text), record))
        return SeveralRoot(key, question.operand.source, tuple(found))

    def _viewer(self, key: str, question: Viewer) -> RootShape:
        entries: list[tuple[str, str | OneRoot]] = []
        for name, entry in question.entries:
            if isinstance(entry, str):
                entries.append((name, entry))
                continue
            user = self._single(name, entry, "id", Operand("own"))
            assert isinstance(user, OneRoot)  # noqa: S101 (for the type checker: _single returns nothing else)
            own = tuple(
                p.__class__("A['user_id']", p.kind) if "own" in p.source else p
                for p in user.sql.parameters
            )
            entries.append(
                (
                    name,
                    OneRoot(
                        name,
                        user.type_name,
                        "id",
                        Sql(user.sql.text, own, user.sql.width),
                        user.record,
                    ),
                )
            )
        return ViewerRoot(key, tuple(entries))

    # -- records as result columns ---------------------------------------------------------------

    def _record(self, level: Level, alias: str, frame: Frame) -> Object:
        return Object(
            tuple((s.key, self._selected(s, level, alias, frame)) for s in level.selections)
        )

    def _selected(self, selection: Selection, level: Level, alias: str, frame: Frame) -> Shape:
        match selection:
            case Value():
                attribute = selection.reference.attribute
                sql = self.dialect.plain(
                    attribute, frame.conditions.value(selection.reference, alias)
                )
                return Cell(frame.column(sql), attribute, level.type_name)
            case Fixed():
                return Constant(selection.value)
            case Join():
                return self._joined(selection, level, alias, frame)
            case Variant():
                return Alternatives(
                    tuple(self._joined(j, level, alias, frame) for j in selection.joins)
                )
            case Children():
                return self._children(selection, alias, frame)

    def _joined(self, join: Join, level: Level, alias: str, frame: Frame) -> Maybe:
        there = self._join(join, level, alias, frame)
        return Maybe(frame.column(f"{there}.id"), self._record(join.level, there, frame))

    def _join(self, join: Join, level: Level, alias: str, frame: Frame) -> str:
        """Joins the related row, under its own scope and the right to the relation; returns its alias."""
        found = frame.joined.get((alias, join.link))
        if found:
            return found
        there = frame.joined[alias, join.link] = frame.statement.alias()
        entity = self.graph.entities[level.type_name]
        on = both(
            f"{there}.id = {cell(alias, entity.links[join.link].column)}",
            frame.conditions.guard(join.guard, level.type_name, alias),
            frame.statement.visible(join.level.type_name, there, join.level.known),
        )
        frame.joins.append(f"LEFT JOIN {self._table(join.level.type_name)} {there} ON {on}")
        return there

    def _children(self, children: Children, alias: str, frame: Frame) -> Shape:
        """A connection below a row: each of its parts is a column of its own."""
        guard = frame.conditions.guard(children.guard, children.page.owner, alias)
        entries: list[tuple[str, Shape]] = []
        for part in children.page.parts:
            sql, paths = self._part_json(part, children, alias, frame)
            if sql is None:
                entries.append((part.key, Constant(getattr(part, "value", None))))
                continue
            guarded = f"CASE WHEN {guard} THEN {sql} END" if guard else sql
            position = frame.column(guarded)
            if isinstance(part, Total):
                entries.append(
                    (
                        part.key,
                        Cell(position, Attribute("", Kind.BOOL if part.exact else Kind.INT), ""),
                    )
                )
            else:
                entries.append((part.key, Sealed(position, paths) if paths else Splice(position)))
        if not guard:
            return Object(tuple(entries))
        return Maybe(frame.column(f"CASE WHEN {guard} THEN 1 END"), Object(tuple(entries)))

    # -- records as JSON text --------------------------------------------------------------------

    def _part_json(
        self, part: Any, children: Children, alias: str, frame: Frame
    ) -> tuple[str | None, "Paths"]:
        match part:
            case Nodes():
                return self._nodes_json(part, children, alias, frame)
            case Edges():
                return self._edges_json(part, children, alias, frame)
            case Info():
                return self._info_json(part, children, alias, frame)
            case Total():
                return self._total_json(part, children, alias, frame), ()
            case _:
                return None, ()

    def _nodes_json(
        self, part: Nodes, children: Children, alias: str, frame: Frame
    ) -> tuple[str, "Paths"]:
        inner, there = frame.inner(), frame.statement.alias()
        made, paths = self._record_json(part.level, there, inner)
        rows = self._rows(children, alias, there, inner, made)
        return self.dialect.collected(rows), tuple((("*", *path), list_) for path, list_ in paths)

    def _edges_json(
        self, part: Edges, children: Children, alias: str, frame: Frame
    ) -> tuple[str, "Paths"]:
        inner, there = frame.inner(), frame.statement.alias()
        pairs: list[tuple[str, str]] = []
        paths: list[tuple[tuple[str, ...], Page]] = []
        for key, entry in part.entries:
            if isinstance(entry, Level):
                made, below = self._record_json(entry, there, inner)
                paths += [(("*", key, *path), list_) for path, list_ in below]
            elif entry == "cursor":
                made = self._cursor_json(children.page, there, inner)
                paths.append((("*", key), children.page))
            else:
                made = quoted(f"{children.page.type_name}Edge")
            pairs.append((key, made))
        rows = self._rows(children, alias, there, inner, self.dialect.object(pairs))
        return self.dialect.collected(rows), tuple(paths)

    def _cursor_json(self, page: Page, alias: str, frame: Frame) -> str:
        """The values of the order keys, to be sealed."""
        values = [
            self.dialect.plain(k.reference.attribute, frame.conditions.value(k.reference, alias))
            for k in page.order
        ]
        return self.dialect.array(values)

    def _info_json(
        self, part: Info, children: Children, alias: str, frame: Frame
    ) -> tuple[str, "Paths"]:
        page, pairs, paths = (
            children.page,
            list[tuple[str, str]](),
            list[tuple[tuple[str, ...], Page]](),
        )
        for key, name in part.entries:
            if name in ("startCursor", "endCursor"):
                pairs.append(
                    (key, self._end_json(children, alias, frame, first=name == "startCursor"))
                )
                paths.append(((key,), page))
            elif name in ("hasNextPage", "hasPreviousPage"):
                ahead = (name == "hasNextPage") is not page.window.backward
                more = (
                    self._more(children, alias, frame)
                    if ahead
                    else "TRUE"
                    if page.window.cursor
                    else "FALSE"
                )
                pairs.append((key, self.dialect.flag(more)))
            else:
                pairs.append((key, quoted("PageInfo")))
        made = self.dialect.object(pairs)
        return (f"({made})::text" if self.dialect.is_async else made), tuple(paths)

    def _more(self, children: Children, alias: str, frame: Frame) -> str:
        """Whether the list goes on behind this page."""
        size = frame.statement.bind(children.page.size, Kind.INT)
        inner, there = frame.inner(), frame.statement.alias()
        source, where = self._below(children, alias, there, inner)
        ahead = f"SELECT 1 FROM {source} WHERE {where} LIMIT {size} + 1"
        return f"(SELECT count(*) FROM ({ahead}) AS ahead) > {size}"

    def _end_json(self, children: Children, alias: str, frame: Frame, *, first: bool) -> str:
        """The order keys of the first or last row of the page."""
        inner, there = frame.inner(), frame.statement.alias()
        made = self._cursor_json(children.page, there, inner)
        rows = self._rows(children, alias, there, inner, made, numbered=True)
        end = "ASC" if first else "DESC"
        text = f"(SELECT j FROM ({rows}) AS page ORDER BY place {end} LIMIT 1)"
        return self.dialect.embedded(text) if self.dialect.name == "sqlite" else text

    def _total_json(self, part: Total, children: Children, alias: str, frame: Frame) -> str:
        inner, there = frame.inner(), frame.statement.alias()
        source, where = self._below(children, alias, there, inner, paged=False)
        count = self._count(source, where)
        if part.exact:
            return f"({count} <= {COUNT_LIMIT})"
        return self.dialect.least(count, str(COUNT_LIMIT))

    def _rows(
        self,
        children: Children,
        alias: str,
        there: str,
        inner: Frame,
        made: str,
        *,
        numbered: bool = False,
    ) -> str:
        """The rows of a nested page in their order, each as `j`."""
        page = children.page
        source, where = self._below(children, alias, there, inner)
        size = inner.statement.bind(page.size, Kind.INT)
        order = ordering(page, there, inner.conditions)
        joins = "".join(f" {join}" for join in inner.joins)
        if not page.window.backward and not numbered:
            return f"SELECT {made} AS j FROM {source}{joins} WHERE {where} {order} LIMIT {size}"
        place = f"row_number() OVER ({order}) AS place"
        rows = (
            f"SELECT {made} AS j, {place} FROM {source}{joins} WHERE {where} {order} LIMIT {size}"
        )
        turned = "DESC" if page.window.backward else "ASC"
        forward = f"SELECT j, row_number() OVER (ORDER BY place {turned}) AS place FROM ({rows}) AS taken ORDER BY 2"
        return forward if numbered else f"SELECT j FROM ({forward}) AS turned ORDER BY place"

    def _below(
        self, children: Children, alias: str, there: str, inner: Frame, *, paged: bool = True
    ) -> tuple[str, str]:
        """FROM and WHERE of the rows below `alias`."""
        page, way = children.page, children.way
        source, reached = inner.conditions.reach(way, page.type_name, alias, there)
        scope = inner.statement.visible(page.type_name, there, page.known)
        narrowed = inner.conditions.where(page.where, page.type_name, there) if page.where else ""
        keyset = inner.conditions.keyset(page, there) if paged else ""
        return source, both(reached, narrowed, scope, keyset)

    def _record_json(self, level: Level, alias: str, frame: Frame) -> tuple[str, "Paths"]:
        pairs: list[tuple[str, str]] = []
        paths: list[tuple[tuple[str, ...], Page]] = []
        for selection in level.selections:
            made, below = self._selected_json(selection, level, alias, frame)
            pairs.append((selection.key, made))
            paths += [((selection.key, *path), list_) for path, list_ in below]
        return self.dialect.object(pairs), tuple(paths)

    def _selected_json(
        self, selection: Selection, level: Level, alias: str, frame: Frame
    ) -> tuple[str, "Paths"]:
        match selection:
            case Value():
                value = frame.conditions.value(selection.reference, alias)
                return self.dialect.json(selection.reference.attribute, value, level.type_name), ()
            case Fixed():
                return "NULL" if selection.value is None else quoted(selection.value), ()
            case Join():
                return self._joined_json(selection, level, alias, frame)
            case Variant():
                return self._variant_json(selection, level, alias, frame)
            case Children():
                return self._children_json(selection, alias, frame)

    def _joined_json(
        self, join: Join, level: Level, alias: str, frame: Frame
    ) -> tuple[str, "Paths"]:
        there = self._join(join, level, alias, frame)
        made, paths = self._record_json(join.level, there, frame)
        return f"CASE WHEN {there}.id IS NOT NULL THEN {made} END", paths

    def _variant_json(
        self, variant: Variant, level: Level, alias: str, frame: Frame
    ) -> tuple[str, "Paths"]:
        cases: list[str] = []
        paths: Paths = ()
        for join in variant.joins:
            there = self._join(join, level, alias, frame)
            made, below = self._record_json(join.level, there, frame)
            cases.append(f"WHEN {there}.id IS NOT NULL THEN {made}")
            paths += below
        return (f"CASE {' '.join(cases)} END" if cases else "NULL"), paths

    def _children_json(self, children: Children, alias: str, frame: Frame) -> tuple[str, "Paths"]:
        pairs: list[tuple[str, str]] = []
        paths: list[tuple[tuple[str, ...], Page]] = []
        for part in children.page.parts:
            sql, below = self._part_json(part, children, alias, frame)
            if sql is None:
                value = getattr(part, "value", None)
                pairs.append((part.key, "NULL" if value is None else quoted(value)))
                continue
            if isinstance(part, Total):
                made = self.dialect.flag(sql) if part.exact else sql
            else:
                made = self.dialect.embedded(sql)
            pairs.append((part.key, made))
            paths += [((part.key, *path), list_) for path, list_ in below]
        whole = self.dialect.object(pairs)
        guard = frame.conditions.guard(children.guard, children.page.owner, alias)
        return (f"CASE WHEN {guard} THEN {whole} END" if guard else whole), tuple(paths)

    # -- aggregates ------------------------------------------------------------------------------

    def _groups(self, root: RootPlan, groups: Groups) -> RootShape:
        """Groups inside, related records of the keys joined outside."""
        frame = self._frame()
        alias = frame.statement.alias()
        inside: dict[str, str] = {}  # name -> expression
        keys: list[str] = []
        entries: list[tuple[str, Shape]] = []
        for entry in groups.entries:
            entries.append(self._group_entry(entry, groups, alias, frame, inside, keys))
        listed = "".join(f", {sql} AS {name}" for name, sql in inside.items())
        scope = frame.statement.visible(groups.type_name, alias)
        narrowed = (
            frame.conditions.where(groups.where, groups.type_name, alias) if groups.where else ""
        )
        where = both(narrowed, scope)
        chosen = f" WHERE {where}" if where else ""
        grouped = f" GROUP BY {', '.join(keys)}" if keys else ""
        order = "".join(f", {key} NULLS LAST" for key in keys)
        size = frame.statement.bind(groups.first, Kind.INT)
        rows = (
            f"SELECT count(*) AS n{listed} FROM {self._table(groups.type_name)} {alias}{chosen}{grouped}"
            f" ORDER BY n DESC{order} LIMIT {size}"
        )
        outer = "".join(f", g.{key} NULLS LAST" for key in keys)
        text = self._select(frame, f"({rows}) AS g", "", f"ORDER BY g.n DESC{outer}", "")
        self.scan = True
        return GroupsRoot(root.key, self._sql(frame, text), Object(tuple(entries)))

    def _group_entry(
        self,
        entry: GroupEntry,
        groups: Groups,
        alias: str,
        frame: Frame,
        inside: dict[str, str],
        keys: list[str],
    ) -> tuple[str, Shape]:
        match entry:
            case str():
                return entry, Cell(frame.column("g.n"), NUMBER, "")
            case Fixed():
                return entry.key, Constant(entry.value)
            case GroupKey():
                return entry.key, self._group_key(entry, groups, alias, frame, inside, keys)
            case Measure():
                return entry.key, self._measure(entry, alias, frame, inside)
            case (key, measures):
                shapes = [
                    (
                        m.key,
                        Constant(m.value)
                        if isinstance(m, Fixed)
                        else self._measure(m, alias, frame, inside),
                    )
                    for m in measures
                ]
                return key, Object(tuple(shapes))

    def _group_key(
        self,
        entry: GroupKey,
        groups: Groups,
        alias: str,
        frame: Frame,
        inside: dict[str, str],
        keys: list[str],
    ) -> Shape:
        name = f"k{len(inside)}"
        value = frame.conditions.value(entry.reference, alias)
        if entry.join is not None:
            value = self._seen_key(entry.join, value, frame)
        inside[name] = value
        keys.append(name)
        if entry.join is None:
            attribute = entry.reference.attribute
            return Cell(
                frame.column(self.dialect.plain(attribute, f"g.{name}")),
                attribute,
                groups.type_name,
            )
        there = frame.statement.alias()
        on = both(
            f"{there}.id = g.{name}", frame.statement.visible(entry.join.level.type_name, there)
        )
        frame.joins.append(f"LEFT JOIN {self._table(entry.join.level.type_name)} {there} ON {on}")
        return Maybe(frame.column(f"{there}.id"), self._record(entry.join.level, there, frame))

    def _seen_key(self, join: Join, value: str, frame: Frame) -> str:
        """The related record's key, or null where it may not be seen: hidden ones form one group."""
        target = join.level.type_name
        there = frame.statement.alias()
        seen = frame.statement.visible(target, there)
        if not seen:
            return value
        return f"(SELECT {there}.id FROM {self._table(target)} {there} WHERE {there}.id = {value} AND {seen})"

    def _measure(self, measure: Measure, alias: str, frame: Frame, inside: dict[str, str]) -> Shape:
        name = f"k{len(inside)}"
        attribute = measure.reference.attribute
        inside[name] = f"{measure.function}({frame.conditions.value(measure.reference, alias)})"
        if measure.function == "avg":
            kind = Attribute("", Kind.FLOAT)
            sql = f"g.{name}::double precision" if self.dialect.is_async else f"g.{name}"
            return Cell(frame.column(sql), kind, "")
        return Cell(frame.column(self.dialect.plain(attribute, f"g.{name}")), attribute, "")


Paths = tuple[tuple[tuple[str, ...], Page], ...]
