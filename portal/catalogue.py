"""Collects what the portal says, for translators: `python -m portal.catalogue` brings every
`portal/translations/*.po` up to date; `--check` says what is missing and exits with 1.

Sentences stand in templates and in the portal's code; the gateway adds those of its schema, of its
rules and of its refusals, which pages show as they come. They are read, never imported.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.checkers import python_format
from babel.messages.pofile import read_po, write_po
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
)
from jinja2 import Environment
from jinja2.ext import InternationalizationExtension, extract_from_ast

from portal.environment import HERE, TEMPLATES
from portal.forms import PLUMBING, TOLD_OTHERWISE
from portal.language import FOLDER
from portal.lens import GraphQLBlock
from portal.refusals import VALUE
from portal.sentences import called, read, refusals
from portal.words import plain, spaced

ROOT = HERE.parent
WORDS = {
    "_": (0,),
    "N_": (0,),
    "gettext": (0,),
    "ngettext": (0, 1),
    "pgettext": (1,),
    "npgettext": (1, 2),
}  # function -> where the sentence, or both numbers, stand among its arguments
SPOKEN = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
SCHEMA = "schema.graphql"
TOO = ("CaseView",)  # enums that name what no record has
DATES = re.compile(r'"(POT-Creation|PO-Revision)-Date: [^"]*"\n')  # which would change every time

Said = tuple[str, str | tuple[str, str], str | None]  # where, the sentence or both numbers, context


def catalogue() -> Catalog:
    """Everything that is said, without translations."""
    found = Catalog(project="Caseway", charset="utf-8")
    for place, message, context in (*_templates(), *_code(), *_schema(), *_gateway()):
        found.add(message, locations=[(place, 0)], context=context)
    return found


def updated(path: Path, template: Catalog) -> Catalog:
    """The catalogue of a language with what is said now; nothing is guessed."""
    if path.exists():
        with path.open("rb") as held:
            known = read_po(held, locale=path.stem)
    else:
        known = Catalog(locale=path.stem, project="Caseway", charset="utf-8")
    known.update(template, no_fuzzy_matching=True)
    return known


def faults(path: Path, template: Catalog) -> Iterator[str]:
    """One line for each sentence that has no translation, or one that does not fit."""
    known = updated(path, template)
    for message in _messages(known):
        if not _translated(message):
            yield f"{path.name}: no translation of {message.id!r}"
        elif message.fuzzy:
            yield f"{path.name}: a doubtful translation of {message.id!r}"
        else:
            yield from _unfitting(path, known, message)
    for gone in known.obsolete.values():
        yield f"{path.name}: nobody says {gone.id!r} any more"


def _translated(message: Message) -> bool:
    """Whether there are words for it, in each number that the language has."""
    words = message.string if isinstance(message.string, tuple) else (message.string,)
    return bool(words) and all(words)


def _unfitting(path: Path, known: Catalog, message: Message) -> Iterator[str]:
    try:
        python_format(known, message)
    except ValueError as problem:
        yield f"{path.name}: {message.id!r}: {problem}"


def _messages(known: Catalog) -> Iterator[Message]:
    return (message for message in known if message.id)


# -- what is said ---------------------------------------------------------------------------------


def _templates() -> Iterator[Said]:
    reader = Environment(extensions=[GraphQLBlock, InternationalizationExtension], autoescape=True)
    for path in sorted(TEMPLATES.rglob("*.html")):
        tree = reader.parse(path.read_text())
        for _line, function, message in extract_from_ast(tree, tuple(WORDS)):
            yield from _said(f"templates/{path.relative_to(TEMPLATES)}", function, message)


def _code() -> Iterator[Said]:
    for path in sorted(HERE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and called(node.func) in WORDS:
                given = tuple(next(iter(_constants(each)), None) for each in node.args)
                yield from _said(f"portal/{path.name}", called(node.func), given)


def _said(place: str, function: str, message: Any) -> Iterator[Said]:
    """A call as it stands in a source; nothing where its words are not written out."""
    given: list[Any] = [*message] if isinstance(message, tuple) else [message]
    texts: list[Any] = [given[at] if at < len(given) else None for at in WORDS[function]]
    if all(isinstance(text, str) and text for text in texts):
        context = given[0] if function.startswith(("p", "np")) else None
        yield place, texts[0] if len(texts) == 1 else (texts[0], texts[1]), context


def _schema() -> Iterator[Said]:
    """Members of enums, and the labels and hints of forms."""
    schema = build_schema((ROOT / "schema.graphql").read_text())
    mutations = schema.mutation_type
    assert mutations is not None  # noqa: S101  # the gateway has some
    for enum in _enums(schema):
        yield from ((SCHEMA, plain(name), VALUE) for name in enum.values)
        yield from _described(enum.values.values())
    single = (f for f in mutations.fields.values() if "action" not in f.args)
    yield from _described(single)
    for form in _forms(mutations):
        asked = {n: f for n, f in form.fields.items() if n not in PLUMBING}
        yield from ((SCHEMA, spaced(name), None) for name in asked)
        yield from _described(asked.values())


def _described(parts: Iterable[Any]) -> Iterator[Said]:
    """What is said of them, without the limits that forms tell otherwise."""
    for part in parts:
        if part.description:
            yield SCHEMA, TOLD_OTHERWISE.sub("", part.description), None


def _enums(schema: GraphQLSchema) -> Iterator[GraphQLEnumType]:
    """Those whose members pages show: of the fields of records."""
    shown: set[Any] = {
        get_named_type(field.type)
        for kind in schema.type_map.values()
        if isinstance(kind, GraphQLObjectType) and "Node" in (i.name for i in kind.interfaces)
        for field in kind.fields.values()
    }
    for name, kind in sorted(schema.type_map.items()):
        if isinstance(kind, GraphQLEnumType) and (kind in shown or name in TOO):
            yield kind


def _forms(mutations: GraphQLObjectType) -> Iterator[GraphQLInputObjectType]:
    for field in mutations.fields.values():
        kind = getattr(field.args.get("input"), "type", None)
        kind = getattr(kind, "of_type", kind)
        if isinstance(kind, GraphQLInputObjectType):
            yield kind


def _gateway() -> Iterator[Said]:
    """The sentences of rules and refusals, and the labels of actions."""
    trees = read(ROOT, "gateway")
    for module, tree in trees.items():
        yield from ((module, text, None) for text in _sentences(tree))
    yield from refusals(trees)


def _sentences(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and _is_rule(node):
            yield " ".join((ast.get_docstring(node) or "").split())
        elif isinstance(node, ast.AsyncFunctionDef):
            yield from (_label(node, d) for d in node.decorator_list if _is_action(d))


def _is_rule(node: ast.FunctionDef) -> bool:
    """A condition of a grid: a function of the actor that gives a query."""
    returned = node.returns
    return isinstance(returned, ast.Name) and returned.id == "Q" and bool(ast.get_docstring(node))


def _is_action(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and called(decorator.func) == "action"


def _label(node: ast.AsyncFunctionDef, decorator: ast.expr) -> str:
    assert isinstance(decorator, ast.Call)  # noqa: S101  # as `_is_action` found
    for keyword in decorator.keywords:
        if keyword.arg == "label" and isinstance(keyword.value, ast.Constant):
            return str(keyword.value.value)
    return plain(node.name)


def _constants(node: ast.expr) -> Iterable[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


# -- the command ----------------------------------------------------------------------------------


def main(*arguments: str) -> int:
    template = catalogue()
    paths = sorted(FOLDER.glob("*.po"))
    if "--check" in arguments:
        wrong = [fault for path in paths for fault in faults(path, template)]
        sys.stderr.writelines(f"{fault}\n" for fault in wrong)
        return 1 if wrong else 0
    for path in paths:
        written = BytesIO()
        write_po(
            written,
            updated(path, template),
            no_location=True,
            omit_header=False,
            sort_output=True,
            ignore_obsolete=True,
            width=100,
        )
        text = re.sub(
            r'"(POT-Creation|PO-Revision)-Date: [^"]*"\n', "", written.getvalue().decode()
        )
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
