"""Writes the function that answers: binds parameters, runs statements, shapes rows into data.

It is generated once per plan, because dict displays over unpacked rows are the fastest way Python
has to make JSON-ready values.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from gateway.errors import NOT_THERE
from gateway.request import binding, snippets, terms
from gateway.request.actions.menu import pick
from gateway.request.allowance import Limits, group_size
from gateway.request.compile import Compiled
from gateway.request.cursors import Seal
from gateway.request.dialects import Dialect
from gateway.request.finishing import finished
from gateway.request.pages import connection, findings
from gateway.request.plan import Plan
from gateway.request.rows import shaped
from gateway.request.scalars import global_id
from gateway.request.script import Script, display, row
from gateway.request.shapes import (
    Constant,
    FindRoot,
    GroupsRoot,
    KnownRoot,
    ListRoot,
    OneRoot,
    RootShape,
    SeveralRoot,
    ViewerRoot,
)

BOOLEANS = {0: False, 1: True, None: None}
VIEWER = {
    "name": "A['name']",
    "roles": "A['roles']",
    "scopes": "A['scopes']",
    "__typename": "'Viewer'",
}


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
    """Generates the function.

    `parsed`: lists below records come as Python values, for pages; else as JSON to be spliced in.
    """
    script = Script(dialect, _known(compiled, seal, limits, parsed=parsed))
    entries = display([(root.key, _root(root, script)) for root in compiled.roots])
    lines = [*script.lines, f"return {entries}, errors, cost"]
    body = "\n    ".join(["errors = []", *_head(compiled.plan, limits, lines, script), *lines])
    prefix = "async " if dialect.is_async else ""
    source = f"{prefix}def answer(F, V, A, who):\n    {body}\n"
    exec(compile(source, "<plan>", "exec"), script.names)  # noqa: S102 (of our own making: `script`)
    made: Callable[..., Any] = script.names["answer"]
    return Function(made, source, tuple(script.statements), tuple(script.parameters))


def _known(compiled: Compiled, seal: Seal, limits: Limits, *, parsed: bool) -> dict[str, Any]:
    """What the source may name, besides what is kept on the way."""
    splice: Callable[[Any], Any] = orjson.loads if parsed else orjson.Fragment
    whole: Callable[[Any], Any] = _as_it_is if parsed else _written
    return {
        "K": compiled.constants,
        "B": BOOLEANS,
        "gid": global_id,
        "key": binding.key,
        "keys": binding.keys,
        "number": binding.number,
        "listed": binding.listed,
        "named": binding.named,
        "contains": binding.contains,
        "starts_with": binding.starts_with,
        "match": terms.match,
        "match_near": terms.match_near,
        "lexemes": terms.lexemes,
        "lexemes_near": terms.lexemes_near,
        "splice": splice,
        "whole": whole,
        "finished": finished,
        "context": seal.context,
        "opened": seal.open,
        "close": seal.close,
        "closer": seal.closer,
        "size": limits.size,
        "found_size": snippets.found_size,
        "snippets": snippets.snippets,
        "pick": pick,
        "group_size": group_size,
        "refuse": limits.refuse,
        "absent": absent,
    }


def _written(value: Any) -> orjson.Fragment:
    return orjson.Fragment(orjson.dumps(value))


def _as_it_is(value: Any) -> Any:
    return value


def _head(plan: Plan, limits: Limits, lines: list[str], script: Script) -> list[str]:
    """Page sizes, the cost, and what the cursors that `lines` read or make are tied to."""
    head = [f"{name} = {source}" for name, source in plan.sizes]
    costs = [root.cost.source() for root in plan.roots] or ["0"]
    head.append(f"cost = {' + '.join(costs)}")
    head.append(f"if cost > {limits.cost}: refuse(cost)")
    opened = [f"{name} = opened({source}, {context})" for name, source, context in plan.cursors]
    for context in plan.contexts:
        if re.search(rf"\b{context.name}\b", "\n".join([*lines, *opened])):
            list_ = script.keep(f"{context.coordinate} {context.order}")
            bound = ", ".join(context.bound)
            head.append(f"{context.name} = context(who, {list_}, [{bound}])")
    return [*head, *opened]


# -- roots ----------------------------------------------------------------------------------------


def _root(root: RootShape, script: Script) -> str:
    """The expression for one root field; adds the lines that must run before it."""
    match root:
        case OneRoot():
            return _one(root, script)
        case SeveralRoot():
            return _several(root, script)
        case GroupsRoot():
            record = shaped(root.record, script)
            return f"[{record} for {row(root.sql)} in {script.fetch(root.sql)}]"
        case ListRoot() | FindRoot():
            return _listed(root, script)
        case ViewerRoot():
            return _viewer(root, script)
        case KnownRoot():
            return _value(root, script)


def _listed(root: ListRoot | FindRoot, script: Script) -> str:
    return findings(root, script) if isinstance(root, FindRoot) else connection(root, script)


def _one(root: OneRoot, script: Script) -> str:
    name, record = script.variable(), shaped(root.record, script)
    script.lines.append(f"{name} = None")
    script.lines.append(f"for {row(root.sql)} in {script.fetch(root.sql)}: {name} = {record}")
    script.lines.append(f"if {name} is None: errors.append(absent({root.key!r}))")
    return name


def _several(root: SeveralRoot, script: Script) -> str:
    name = script.variable()
    script.lines.append(f"{name}, {name}_ids = {{}}, named({root.ids})")
    for found in root.found:
        record = shaped(found.record, script)
        wanted = f"{name}[gid({found.type_name!r}, x{found.position})] = {record}"
        script.lines.append(f"for {row(found.sql)} in {script.fetch(found.sql)}: {wanted}")
    return f"[{name}.get(i) for i in {name}_ids]"


def _viewer(root: ViewerRoot, script: Script) -> str:
    return display([(key, _of_viewer(entry, script)) for key, entry in root.entries])


def _of_viewer(entry: str | OneRoot | Constant, script: Script) -> str:
    """A field of Viewer; the absence of the own user record is no error."""
    if isinstance(entry, Constant):
        return script.keep(entry.value)
    if isinstance(entry, str):
        return VIEWER.get(entry, "None")
    record = shaped(entry.record, script)
    return f"next(({record} for {row(entry.sql)} in {script.fetch(entry.sql)}), None)"


def _value(root: KnownRoot, script: Script) -> str:
    if root.missing:
        script.lines.append(f"errors.append(absent({root.key!r}))")
    return script.keep(root.value)


def absent(key: str) -> dict[str, Any]:
    """The error of a record that is not there, or not for this reader."""
    return {
        "message": NOT_THERE,
        "path": [key],
        "extensions": {"code": "NOT_FOUND"},
    }
