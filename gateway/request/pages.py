"""Writes the expression that makes a root connection of the rows of one page."""

from dataclasses import dataclass

from gateway.request.plan import Passages
from gateway.request.rows import shaped, told
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
from gateway.request.snippets import FEW, MANY


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
        _exact(_Looking(root, kind, place, name, script))
    script.lines.append(f"{name}_few = len({name}) < {FEW}")
    for place, kind in enumerate(root.kinds):
        _near(_Looking(root, kind, place, name, script))
    return f"[made for _, _, _, made in sorted({name}, key=lambda one: one[:3])]"


def _exact(looking: "_Looking") -> None:
    """All at once where few rows have the words; else rank by rank, until there are enough."""
    kind, name, script = looking.kind, looking.name, looking.script
    script.lines.append(f"{name}_many = {_first(script, kind.many)}")
    looking.add(kind.exact, f"0 < {name}_many <= {MANY}")
    script.lines.append(f"{name}_open = len({name}) + {looking.root.size}")
    for step in kind.steps:
        wanted = f"{name}_many > {MANY} and len({name}) < {name}_open"
        script.lines.append(f"{name}_rank = {_first(script, step.many)} if {wanted} else 0")
        looking.add(step.sorted, f"0 < {name}_rank <= {MANY}", ends=True)
        looking.add(step.met, f"{name}_rank > {MANY}", ends=True)


def _near(looking: "_Looking") -> None:
    """What has a word with a slip in it, where few rows have the words themselves."""
    near, name = looking.kind.near, looking.name
    many = _first(looking.script, near.many)
    looking.script.lines.append(f"{name}_many = {many} if {name}_few else 0")
    looking.add(near.sorted, f"0 < {name}_many <= {MANY}", near=True)
    looking.add(near.met, f"{name}_many > {MANY}", near=True)


def _first(script: Script, sql: Sql) -> str:
    return f"({script.fetch(sql)})[0][0]"


@dataclass(frozen=True, slots=True)
class _Looking:
    """The search of one type, as lines of the function."""

    root: FindRoot
    kind: FoundKind
    place: int  # of the type among the others
    name: str
    script: Script

    def add(self, sql: Sql, when: str, *, near: bool = False, ends: bool = False) -> None:
        """Adds what a statement finds and none did before: (near, -rank, place of its type, made).

        `ends`: at most as many as are still wanted.
        """
        name, kind = self.name, self.kind
        entries = [(k, _of_found(self.root, kind, e, self.script, near)) for k, e in kind.entries]
        rows = f"({self.script.fetch(sql)})" + ("" if ends else f"[:{self.root.size}]")
        full = f" and len({name}) < {name}_open" if ends else ""
        once = f"({self.place}, x{kind.key})"
        self.script.lines += [
            f"for {row(sql)} in ({rows} if {when} else ()):",
            f"    if {once} not in {name}_keys{full}:",
            f"        {name}_keys.add({once})",
            f"        {name}.append(({near}, -x{kind.rank}, {self.place}, {display(entries)}))",
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
                return told(f"{self.rows}_total", exact=part.exact)
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
