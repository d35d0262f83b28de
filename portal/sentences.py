"""The sentences of the gateway's refusals, found in its code, which is read and never imported.

A refusal is given its sentence as it stands, as a constant, as one of several, or as an argument of
whoever makes the refusal: all of these are followed. `f"At most {MOST} records."` becomes
"At most %(MOST)s records.", in the context `REFUSAL`.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from portal.refusals import REFUSAL

Sentence = tuple[str, str, str | None]  # where it stands, what it says, its context
Function = ast.FunctionDef | ast.AsyncFunctionDef
KINDS = {
    *("ActionForbidden", "BadReference", "Duplicate", "FieldForbidden", "InvalidInput"),
    *("InvalidTransition", "KeyRefused", "MissingInput", "NotFound", "TooMany", "Unauthenticated"),
    "Unfit",
}
BEHIND = {"wrong": 1}  # what is called with the sentence behind other arguments: a fault's place


@dataclass(frozen=True, slots=True)
class _Place:
    """Where names mean something: a function of a module, or the module itself."""

    module: str  # dotted
    tree: ast.Module
    function: Function | None = None


def refusals(trees: dict[str, ast.Module]) -> Iterator[Sentence]:
    """The sentences of modules, which are given by their dotted names."""
    calls: dict[str, list[tuple[_Place, ast.Call]]] = defaultdict(list)
    for module, tree in trees.items():
        for place, call in _calls(_Place(module, tree), tree):
            calls[called(call.func) or _reached(call.func)].append((place, call))
    search = _Search(trees, calls)
    for kind in sorted(KINDS | BEHIND.keys()):
        for place, call in calls[kind]:
            for given in call.args[BEHIND.get(kind, 0) :][:1]:
                for text, context in search.said(place, given):
                    yield place.module, text, context


def _calls(place: _Place, within: ast.AST) -> Iterator[tuple[_Place, ast.Call]]:
    for node in ast.iter_child_nodes(within):
        inner = _Place(place.module, place.tree, node) if isinstance(node, Function) else place
        if isinstance(node, ast.Call):
            yield place, node
        yield from _calls(inner, node)


@dataclass(frozen=True, slots=True)
class _Search:
    trees: dict[str, ast.Module]
    calls: dict[str, list[tuple[_Place, ast.Call]]]  # by the name of what is called

    def said(self, place: _Place, node: ast.expr) -> Iterator[tuple[str, str | None]]:
        """What an expression may say."""
        match node:
            case ast.Constant(value=str(text)):
                yield text, None
            case ast.JoinedStr():
                yield _template(node), REFUSAL
            case _:
                for where, choice in self._choices(place, node):
                    yield from self.said(where, choice)

    def _choices(self, place: _Place, node: ast.expr) -> Iterator[tuple[_Place, ast.expr]]:
        """The expressions of which another is one; none for what comes from elsewhere."""
        match node:
            case ast.IfExp():
                yield from ((place, node.body), (place, node.orelse))
            case ast.Subscript():
                yield place, node.value
            case ast.Dict():
                yield from ((place, value) for value in node.values)
            case ast.Name():
                yield from self._meant(place, node.id)
            case _:
                pass

    def _meant(self, place: _Place, name: str) -> Iterator[tuple[_Place, ast.expr]]:
        """What a name stands for: in the function, for its callers, in the module, in another."""
        function = place.function
        parameters = [each.arg for each in function.args.args] if function else []
        if function and name in parameters:
            at = parameters.index(name)
            for where, call in self.calls[function.name]:
                yield from ((where, each) for each in call.args[at : at + 1])
            return
        for within in filter(None, (function, place.tree)):
            found = list(_assigned(within, name))
            if found:
                yield from ((place, each) for each in found)
                return
        for origin in _origins(place.tree, name):
            if origin in self.trees:
                yield from self._meant(_Place(origin, self.trees[origin]), name)


def _assigned(within: ast.AST, name: str) -> Iterator[ast.expr]:
    nodes = ast.walk(within) if isinstance(within, Function) else ast.iter_child_nodes(within)
    for node in nodes:
        if isinstance(node, ast.Assign) and name in map(called, node.targets):
            yield node.value


def _origins(tree: ast.Module, name: str) -> Iterator[str]:
    """The modules from which a name is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and name in (each.name for each in node.names):
            yield str(node.module)


def _template(node: ast.JoinedStr) -> str:
    """A sentence with places for values, each of which has a name of its own."""
    parts: list[str] = []
    for value in node.values:
        if isinstance(value, ast.Constant):
            parts.append(str(value.value).replace("%", "%%"))
        else:
            name = called(cast("ast.FormattedValue", value).value) or "value"
            parts.append(f"%({name}{len(parts) if f'%({name})s' in parts else ''})s")
    return "".join(parts)


def called(node: ast.expr) -> str:
    """The name of a name, "" of everything else."""
    return node.id if isinstance(node, ast.Name) else ""


def _reached(node: ast.expr) -> str:
    """The name of a refusal that is called over another name; "" of everything else."""
    name = node.attr if isinstance(node, ast.Attribute) else ""
    return name if name in KINDS | BEHIND.keys() else ""


def read(root: Path, package: str) -> dict[str, ast.Module]:
    """The modules of a package by their dotted names."""
    paths = sorted((root / package).rglob("*.py"))
    names = [".".join(path.relative_to(root).with_suffix("").parts) for path in paths]
    return dict(zip(names, map(ast.parse, (path.read_text() for path in paths)), strict=True))
