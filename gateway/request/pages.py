"""Writes the expression that makes a root connection of the rows of one page."""

from dataclasses import dataclass

from gateway.request.frames import COUNT_LIMIT
from gateway.request.plan import Passages
from gateway.request.rows import shaped
from gateway.request.script import Script, display, row
from gateway.request.shapes import (
    EdgesPart,
    FindRoot,
    FoundKind,
    InfoPart,
    ListPart,
    ListRoot,
    Object,
    Sql,
    TotalPart,
)
from gateway.request.snippets import FEW


def connection(root: ListRoot, script: Script) -> str:
    """The connection; adds the lines that fetch its rows and count them."""
    rows = script.variable()
    if root.sql is not None:
        _fetch(root, root.sql, rows, script)
    if root.total is not None:
        script.lines.append(f"{rows}_total = ({script.fetch(root.total)})[0][0]")
    parts = _Parts(root, rows, row(root.sql) if root.sql else "", script)
    return display([(key, parts.part(part)) for key, part in root.parts])


def _fetch(root: ListRoot, sql: Sql, rows: str, script: Script) -> None:
    """The statement asks for one row more than the page has: it tells whether the list goes on."""
    size = root.page.size
    script.lines.append(f"{rows} = {script.fetch(sql)}")
    script.lines.append(f"{rows}_more = len({rows}) > {size}")
    script.lines.append(f"if {rows}_more: {rows} = {rows}[:{size}]")
    if root.page.window.backward:
        script.lines.append(f"{rows} = {rows}[::-1]")


def findings(root: FindRoot, script: Script) -> str:
    """What was found, the best first; adds the lines that look for it, at first without slips."""
    name = script.variable()
    script.lines += [f"{name}, {name}_keys = [], set()"]
    for place, kind in enumerate(root.kinds):
        _look(root, kind, kind.exact, place, name, script)
    script.lines.append(f"{name}_few = len({name}) < {FEW}")
    for place, kind in enumerate(root.kinds):
        _look(root, kind, kind.near, place, name, script, near=True)
    return f"[made for _, _, _, made in sorted({name}, key=lambda one: one[:3])]"


def _look(
    root: FindRoot, kind: FoundKind, sql: Sql, place: int, name: str, script: Script, *,
    near: bool = False,
) -> None:  # fmt: skip
    """Adds what one statement finds and no other did: as (near, -rank, place of its type, made)."""
    made = display([(key, _of_found(root, kind, e, script, near)) for key, e in kind.entries])
    rows = f"({script.fetch(sql)})[:{root.size}]"
    once = f"({place}, x{kind.key}) not in {name}_keys"
    rows = f"({rows} if {name}_few else ())" if near else rows
    script.lines += [
        f"for {row(sql)} in {rows}:",
        f"    if {once}:",
        f"        {name}_keys.add(({place}, x{kind.key}))",
        f"        {name}.append(({near}, -x{kind.rank}, {place}, {made}))",
    ]


def _of_found(
    root: FindRoot,
    kind: FoundKind,
    entry: str | Object | Passages,
    script: Script,
    near: bool,  # noqa: FBT001
) -> str:
    if isinstance(entry, Object):
        return shaped(entry, script)
    if isinstance(entry, Passages):
        values = "".join(f"({field!r}, x{position}), " for field, position in kind.values)
        said = f"snippets({root.text}, ({values}), near={near})"
        return f"pick({said}, {script.keep(entry.wanted)})"
    return {"rank": f"x{kind.rank}", "near": repr(near)}.get(entry, "'Found'")


@dataclass(frozen=True, slots=True)
class _Parts:
    """The fields of one connection."""

    root: ListRoot
    rows: str  # the variable that holds them
    columns: str  # the names of a row's columns
    script: Script

    def part(self, part: ListPart) -> str:
        match part:
            case Object():
                return f"[{shaped(part, self.script)} for {self.columns} in {self.rows}]"
            case EdgesPart():
                edge = display([(key, self._edge(entry)) for key, entry in part.entries])
                return f"[{edge} for {self.columns} in {self.rows}]"
            case InfoPart():
                return display([(key, self._info(name)) for key, name in part.entries])
            case TotalPart():
                total = f"{self.rows}_total"
                return f"{total} <= {COUNT_LIMIT}" if part.exact else f"min({total}, {COUNT_LIMIT})"
            case _:
                return shaped(part, self.script)

    def _edge(self, entry: Object | str) -> str:
        if isinstance(entry, Object):
            return shaped(entry, self.script)
        if entry == "cursor":
            return self._cursor([f"x{position}" for position in self.root.cursor])
        return repr(f"{self.root.page.type_name}Edge")

    def _info(self, name: str) -> str:
        window = self.root.page.window
        ends = ("hasNextPage", "hasPreviousPage")
        ahead, behind = ends[::-1] if window.backward else ends
        found = {
            ahead: f"{self.rows}_more",
            behind: repr(bool(window.cursor)),
            "startCursor": self._end(0),
            "endCursor": self._end(-1),
        }
        return found.get(name, "'PageInfo'")

    def _end(self, place: int) -> str:
        """The cursor of the first or last row; none on an empty page."""
        keys = [f"{self.rows}[{place}][{position}]" for position in self.root.cursor]
        return f"{self._cursor(keys)} if {self.rows} else None"

    def _cursor(self, keys: list[str]) -> str:
        return f"close([{', '.join(keys)}], {self.root.page.context})"
