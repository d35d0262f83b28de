"""Turns a plan into SQL: one statement for each root field's rows. Pure, no I/O.

Scalars and to-one relations become columns (`columns`); each list below a record becomes one
column of JSON text (`nested`), which the answer takes over unparsed; aggregates group inside and
join outside (`aggregates`). What to make of the columns is said by a `Shape`, from which `shape`
writes the function that runs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from strawberry.utils.str_converters import to_camel_case
from tortoise.expressions import Q

from gateway.policy.rights import Rights
from gateway.request import aggregates, columns
from gateway.request.branches import branches
from gateway.request.conditions import Conditions, both, ordering
from gateway.request.criteria import Operand
from gateway.request.dialects import Dialect
from gateway.request.entities import Kind
from gateway.request.filters import searched
from gateway.request.frames import Frame, Row, counting
from gateway.request.gathering import DENSE, LARGE, SMALL
from gateway.request.graph import Graph
from gateway.request.plan import (
    Edges,
    Find,
    Fixed,
    Groups,
    Info,
    Known,
    Level,
    Missing,
    Nodes,
    Page,
    Part,
    Plan,
    RootPlan,
    Several,
    Single,
    Sought,
    Step,
    Total,
    Viewer,
)
from gateway.request.shapes import (
    Constant,
    EdgesPart,
    FindRoot,
    FoundKind,
    FoundStep,
    GroupsRoot,
    InfoPart,
    Keyed,
    KnownRoot,
    ListPart,
    ListRoot,
    OneRoot,
    RootShape,
    SeveralRoot,
    Sql,
    TotalPart,
    ViewerRoot,
)
from gateway.request.snippets import MANY
from gateway.request.statement import Statement, cell


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
    """Compiles for one dialect.

    `classes` says of a type whether the actor's scope of it is small or large, which decides the
    index that a list walks.
    """
    compiler = _Compiler(graph, rights, dialect, list(plan.constants), classes or {})
    roots = tuple(compiler.root(root) for root in plan.roots)
    return Compiled(plan, roots, tuple(compiler.constants), compiler.scan)


@dataclass
class _Compiler:
    graph: Graph
    rights: Rights
    dialect: Dialect
    constants: list[Any]
    classes: Mapping[str, str]
    scan: bool = False

    def root(self, root: RootPlan) -> RootShape:
        question = root.question
        match question:
            case Page():
                return self._list(root.key, question)
            case Groups() | Find():
                return self._gathered(root.key, question)
            case Single():
                return self._single(root.key, question.level, question.by, question.operand)
            case Several():
                return self._several(root.key, question)
            case Viewer():
                return self._viewer(root.key, question)
            case Known() | Missing():
                value = question.value if isinstance(question, Known) else None
                return KnownRoot(root.key, value, missing=isinstance(question, Missing))

    def _frame(self) -> Frame:
        given = self.dialect, self.graph.entities, self.rights, self.constants
        return Frame(Statement(*given, sizes=self.classes))

    def _sql(self, frame: Frame, text: str) -> Sql:
        return Sql(text, tuple(frame.statement.parameters), max(len(frame.columns), 1))

    def _select(self, frame: Frame, source: str, *clauses: str) -> Sql:
        selected = ", ".join(frame.columns) or "1"
        text = " ".join([f"SELECT {selected} FROM {source}{frame.joining}", *filter(None, clauses)])
        return self._sql(frame, text)

    # -- lists -----------------------------------------------------------------------------------

    def _list(self, key: str, page: Page) -> RootShape:
        total = self._total(page) if page.counted else None
        row = self._frame().row()
        parts = tuple((part.key, self._part(part, row)) for part in page.parts)
        if not page.listed:
            return ListRoot(key, page, None, parts, (), total)
        keys = tuple(row.frame.column(row.plain(k.reference)) for k in page.order)
        self.scan = self.scan or bool(page.where)
        return ListRoot(key, page, self._page(page, row), parts, keys, total)

    def _page(self, page: Page, row: Row, *, sorted_: bool = False) -> Sql:
        """The rows of one page and one more, which tells whether the list goes on."""
        limit = f"LIMIT {row.frame.statement.bind(f'{page.size} + 1', Kind.INT)}"
        size_class = SMALL if sorted_ else self.classes.get(page.type_name, "")
        choices = () if sorted_ else self._choices(page)
        if choices and size_class != DENSE:
            return self._walked(page, row, choices, limit)
        where = _where(row.listed(page, steer=size_class in (LARGE, DENSE), swept=True))
        order = ordering(page, row.alias, row.conditions, hint=size_class == SMALL)
        source = f"{row.frame.table(page.type_name)} {row.alias}"
        if not self._sorts(page, size_class):
            return self._select(row.frame, source, where, order, limit)
        # The page's ids first, the columns afterwards: sorting many rows carries only their keys.
        ids = f"(SELECT {row.alias}.id FROM {source} {where} {order} {limit}) AS page"
        return self._select(row.frame, f"{ids} JOIN {source} ON {row.alias}.id = page.id", order)

    def _choices(self, page: Page) -> tuple[Q, ...]:
        scope = self.rights.records(page.type_name).when
        return branches(scope, self.graph.entities[page.type_name], page)

    def _walked(self, page: Page, row: Row, choices: tuple[Q, ...], limit: str) -> Sql:
        """Each branch of the scope walks its own index as far as the page goes; then they merge."""
        alias, order = row.alias, ordering(page, row.alias, row.conditions)
        source = f"{row.frame.table(page.type_name)} {alias}"
        keys = ", ".join(cell(alias, key.reference.attribute.column) for key in page.order)
        asked = both(row.chosen(page.type_name, page.where), row.conditions.keyset(page, alias))
        walks = [
            f"SELECT {keys} FROM {source} WHERE {both(row.meets(choice, page.type_name), asked)}"
            f" {order} {limit}"
            for choice in choices
        ]
        merged = " UNION ".join(f"SELECT * FROM ({walk}) AS w{at}" for at, walk in enumerate(walks))
        ids = f"(SELECT {alias}.id FROM ({merged}) AS {alias} {order} {limit}) AS page"
        return self._select(row.frame, f"{ids} JOIN {source} ON {alias}.id = page.id", order)

    def _sorts(self, page: Page, size_class: str) -> bool:
        """Whether the rows may have to be sorted before the page is cut."""
        if size_class == SMALL or any(k.reference.guard is not None for k in page.order):
            return True
        walked = tuple(k.reference.attribute.column for k in page.order)
        return not self.graph.entities[page.type_name].leads_index(walked)

    def _total(self, page: Page) -> Sql:
        row = self._frame().row()
        self.scan = True
        source = f"{row.frame.table(page.type_name)} {row.alias}"
        return self._sql(
            row.frame, f"SELECT {counting(source, row.listed(page, paged=False, swept=True))}"
        )

    def _part(self, part: Part, row: Row) -> ListPart:
        match part:
            case Nodes():
                return columns.record(part.level, row)
            case Edges():
                entries = tuple(
                    (key, columns.record(entry, row) if isinstance(entry, Level) else entry)
                    for key, entry in part.entries
                )
                return EdgesPart(entries)
            case Info():
                return InfoPart(part.entries)
            case Total():
                return TotalPart(part.exact)
            case Fixed():
                return Constant(part.value)

    def _gathered(self, key: str, question: Groups | Find) -> RootShape:
        self.scan = True
        found = isinstance(question, Find)
        return self._find(key, question) if found else self._groups(key, question)

    # -- what is found ---------------------------------------------------------------------------

    def _find(self, key: str, question: Find) -> FindRoot:
        kinds = tuple(self._kind(sought) for sought in question.sought)
        return FindRoot(key, question.operand.source, question.size, kinds)

    def _kind(self, sought: Sought) -> FoundKind:
        exact, shown = self._found(sought, sought.exact)
        near = self._step(sought, sought.near)
        steps = tuple(self._step(sought, step) for step in sought.steps)
        return FoundKind(self._many(sought.exact), exact, near, steps, *shown)

    def _step(self, sought: Sought, step: Step) -> FoundStep:
        rank = str(step.rank)
        few, _ = self._found(sought, step.sorted, rank=rank, sorted_=True)
        met, _ = self._found(sought, step.met, rank=rank)
        return FoundStep(self._many(step.sorted), few, met)

    def _many(self, page: Page) -> Sql:
        frame, search = self._frame(), searched(page.where)
        assert search is not None  # noqa: S101  # it was planned for one
        return self._sql(frame, Conditions(frame.statement).many(search, MANY + 1))

    def _found(
        self, sought: Sought, page: Page, *, rank: str = "", sorted_: bool = False
    ) -> tuple[Sql, Any]:
        """One statement, and where its columns stand: id, rank, values, and what was selected."""
        row = self._frame().row()
        key = row.frame.column(f"{row.alias}.id")
        place = row.frame.column(rank or row.plain(page.order[0].reference))
        values = tuple(
            (to_camel_case(one.attribute.column), row.frame.column(row.value(one)))
            for one in sought.values
        )
        entries = tuple(
            (name, columns.record(entry, row) if isinstance(entry, Level) else entry)
            for name, entry in sought.entries
        )
        return self._page(page, row, sorted_=sorted_), (key, place, values, entries)

    # -- single records --------------------------------------------------------------------------

    def _single(self, key: str, level: Level, by: str, operand: Operand) -> OneRoot:
        row = self._frame().row()
        record = columns.record(level, row)
        attribute = self.graph.entities[level.type_name].attribute(by)
        wanted = row.frame.statement.bind(operand.source, attribute.kind)
        found = f"{cell(row.alias, attribute.column)} = {wanted}"
        where = both(found, row.seen(level.type_name, level.known))
        source = f"{row.frame.table(level.type_name)} {row.alias}"
        return OneRoot(key, self._select(row.frame, source, _where(where)), record)

    def _several(self, key: str, question: Several) -> RootShape:
        found = tuple(self._keyed(level, question.operand) for level in question.levels)
        return SeveralRoot(key, question.operand.source, found)

    def _keyed(self, level: Level, ids: Operand) -> Keyed:
        row = self._frame().row()
        record = columns.record(level, row)
        position = row.frame.column(f"{row.alias}.id")
        keys = row.frame.statement.bind(
            f"keys({ids.source}, {level.type_name!r})", Kind.ID, many=True
        )
        where = both(self.dialect.within(f"{row.alias}.id", keys), row.seen(level.type_name))
        source = f"{row.frame.table(level.type_name)} {row.alias}"
        sql = self._select(row.frame, source, _where(where))
        return Keyed(level.type_name, position, sql, record)

    def _viewer(self, key: str, question: Viewer) -> RootShape:
        return ViewerRoot(key, tuple((k, self._of_viewer(k, e)) for k, e in question.entries))

    def _of_viewer(self, key: str, entry: str | Level | Known) -> str | OneRoot | Constant:
        match entry:
            case Level():
                return self._single(key, entry, "id", Operand("A['user_id']"))
            case Known():
                return Constant(entry.value)
            case _:
                return entry

    def _groups(self, key: str, question: Groups) -> RootShape:
        frame = self._frame()
        text, record = aggregates.groups(question, frame)
        return GroupsRoot(key, self._sql(frame, text), record)


def _where(condition: str) -> str:
    return f"WHERE {condition}" if condition else ""
