"""Checks templates against the schema and their own questions, before anyone opens a page.

GraphQL validation finds fields that do not exist. A walk of each page's Jinja tree, into every
macro that it calls, finds reads of what was not asked for, and what was asked for in vain. Spreads
are opaque, as in Relay: a template sees only what its own file names.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import DocumentNode, FragmentDefinitionNode, GraphQLError, GraphQLSchema, validate
from jinja2 import nodes

from portal.lens import Fragment, Lens, LensError
from portal.shapes import Shape, Shapes, either

# What these filters give has the fields of what they are given.
TRANSPARENT = frozenset({"default", "first", "last", "list", "reverse", "sort"})
# What these filters read of what they are given; any other filter may read all of it.
READING = {"rule": (), "tally": ("totalCount", "totalCountIsExact")}

Scope = dict[str, Shape | None]


def check(lens: Lens) -> None:
    """Raises LensError naming every fault of every template."""
    faults = Check(lens).run()
    if faults:
        raise LensError("\n".join(faults))


def check_made(schema: GraphQLSchema, made: Iterable[tuple[str, DocumentNode]]) -> None:
    """The same for documents made of the schema itself, each with a name to tell it by."""
    faults = [f"{name}: {e.message}" for name, document in made for e in validate(schema, document)]
    if faults:
        raise LensError("\n".join(faults))


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro, where it stands, and what its file asks for."""

    node: nodes.Macro
    template: str
    fragment: Fragment | None

    @property
    def parameters(self) -> list[str]:
        return [parameter.name for parameter in self.node.args]


class Check:
    """One walk over all pages."""

    def __init__(self, lens: Lens) -> None:
        self.lens, self.shapes = lens, Shapes(lens)
        self._faults: dict[str, None] = {}
        self._trees: dict[str, nodes.Template] = {}
        self._callable: dict[str, Mapping[str, Macro]] = {}
        self._walking: list[Macro] = []

    def run(self) -> list[str]:
        """A line per fault: file, line, and what is wrong."""
        reached = {name for template in self.lens.operations for name in self._validate(template)}
        for template in self.lens.environment.list_templates(extensions=["html"]):
            if not template.rpartition("/")[2].startswith("_"):
                self._walk_page(template)
        for template, answer in self.shapes.answers.items():
            self._report_unread(template, answer)
        for fragment in self.lens.fragments.values():
            if fragment.name in reached:
                self._report_unread(fragment.template, self.shapes.of_fragment(fragment))
            else:
                self.fault(fragment.template, 0, f"no page uses fragment {fragment.name}")
        return list(self._faults)

    def fault(self, template: str, line: int, text: str) -> None:
        self._faults[f"{template}:{line}: {text}" if line else f"{template}: {text}"] = None

    def _report_unread(self, template: str, shape: Shape) -> None:
        for line, path in shape.unread():
            self.fault(template, line, f"asks for {path}, which it never reads")

    def _validate(self, template: str) -> Iterator[str]:
        """Reports what the schema does not have; the fragments that the page reaches."""
        document = self.lens.document(template)
        if document is None:
            return
        for error in validate(self.lens.schema, document):
            self.fault(*_place(error), error.message)
        for definition in document.definitions:
            if isinstance(definition, FragmentDefinitionNode):
                yield definition.name.value

    # -- templates -------------------------------------------------------------------------------

    def _walk_page(self, template: str) -> None:
        """A page sees the root fields of its own operation and of those that it extends."""
        ancestry = list(self._ancestry(template))
        scope: Scope = {}
        for part in ancestry:
            if part in self.shapes.answers:
                scope |= self.shapes.answers[part].fields
        for part in ancestry:
            self._walk(part, self._tree(part), dict(scope))

    def _ancestry(self, template: str) -> Iterator[str]:
        """The template and those that it extends."""
        yield template
        for extends in self._tree(template).find_all(nodes.Extends):
            yield from self._ancestry(_constant(extends.template))

    def _tree(self, template: str) -> nodes.Template:
        if template not in self._trees:
            self._trees[template] = self.lens.environment.parse(self.lens.source(template))
        return self._trees[template]

    def _macros(self, template: str) -> Mapping[str, Macro]:
        """The macros that a template can call: its own and those that it imports."""
        if template not in self._callable:
            self._callable[template] = self._find_macros(template)
        return self._callable[template]

    def _find_macros(self, template: str) -> Mapping[str, Macro]:
        tree = self._tree(template)
        fragment = next((f for f in self.lens.fragments.values() if f.template == template), None)
        found = {m.name: Macro(m, template, fragment) for m in tree.find_all(nodes.Macro)}
        for imported in tree.find_all(nodes.FromImport):
            theirs = self._macros(_constant(imported.template))
            for name in imported.names:
                original, local = name if isinstance(name, tuple) else (name, name)
                if original in theirs:
                    found[local] = theirs[original]
                else:
                    self.fault(template, imported.lineno, f"imports {original}, which is not there")
        return found

    def _walk(self, template: str, tree: nodes.Node, scope: Scope) -> None:
        Walk(self, template, self._macros(template)).visit(tree, scope)

    def call(self, macro: Macro, given: Scope, where: str, line: int) -> None:
        """Walks a macro with the shapes it is given; its file's fragment stands for its subject."""
        if macro in self._walking:
            return
        scope = dict(given)
        if macro.fragment and macro.fragment.subject in scope:
            shape, asked = scope[macro.fragment.subject], self.shapes.of_fragment(macro.fragment)
            name = macro.fragment.name
            if shape is not None and shape is not asked and name not in shape.spreads:
                self.fault(where, line, f"calls {macro.node.name}() without asking ...{name}")
            scope[macro.fragment.subject] = asked
        self._walking.append(macro)
        for child in macro.node.body:
            self._walk(macro.template, child, scope)
        self._walking.pop()


class Walk:
    """Follows values through one template."""

    def __init__(self, check: Check, template: str, macros: Mapping[str, Macro]) -> None:
        self._check, self._template, self._macros = check, template, macros
        self._follow: Mapping[type[Any], Callable[[Any, Scope], Shape | None]] = {
            nodes.Name: self._name,
            nodes.Getattr: self._attribute,
            nodes.Getitem: self._item,
            nodes.Or: self._choice,
            nodes.And: self._choice,
            nodes.CondExpr: self._condition,
            nodes.Filter: self._filtered,
            nodes.Call: self._called,
        }  # expressions that lead from one value to another

    def visit(self, node: nodes.Node, scope: Scope) -> None:
        if isinstance(node, nodes.Macro):  # walked where it is called, with what it is given
            return
        if isinstance(node, nodes.Expr):
            self.shape(node, scope)
            return
        inner = self._bind(node, scope)
        for child in node.iter_child_nodes():
            self.visit(child, inner)

    def _bind(self, node: nodes.Node, scope: Scope) -> Scope:
        """The names for what stands inside a statement; a `set` adds its name for what follows."""
        if isinstance(node, nodes.For):
            return scope | {"loop": None} | _bound(node.target, self.shape(node.iter, scope))
        if isinstance(node, nodes.With):
            inner = dict(scope)
            for target, value in zip(node.targets, node.values, strict=True):
                inner |= _bound(target, self.shape(value, scope))
            return inner
        if isinstance(node, nodes.Assign):
            scope.update(_bound(node.target, self.shape(node.node, scope)))
        return scope

    def shape(self, node: nodes.Node | None, scope: Scope) -> Shape | None:
        """What was asked about an expression's value; None when it is not part of an answer."""
        follow = self._follow.get(type(node))
        if follow is not None:
            return follow(node, scope)
        for child in node.iter_child_nodes() if node else ():
            self.shape(child, scope)
        return None

    def _name(self, node: nodes.Name, scope: Scope) -> Shape | None:
        shape = scope.get(node.name)
        if shape is not None:
            shape.read = True
        return shape

    def _attribute(self, node: nodes.Getattr, scope: Scope) -> Shape | None:
        return self._member(self.shape(node.node, scope), node.attr, node.lineno)

    def _item(self, node: nodes.Getitem, scope: Scope) -> Shape | None:
        """A field by its name, else a part of a list, which has the same shape."""
        shape = self.shape(node.node, scope)
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self._member(shape, node.arg.value, node.lineno)
        self.shape(node.arg, scope)
        return shape

    def _choice(self, node: nodes.BinExpr, scope: Scope) -> Shape | None:
        return either(self.shape(node.left, scope), self.shape(node.right, scope))

    def _condition(self, node: nodes.CondExpr, scope: Scope) -> Shape | None:
        self.shape(node.test, scope)
        return either(self.shape(node.expr1, scope), self.shape(node.expr2, scope))

    def _filtered(self, node: nodes.Filter, scope: Scope) -> Shape | None:
        shape = self.shape(node.node, scope)
        for argument in (*node.args, *node.kwargs):
            self.shape(argument, scope)
        if node.name in TRANSPARENT:
            return shape
        if shape is not None and node.name in READING:
            for name in READING[node.name]:
                self._member(shape, name, node.lineno)
        elif shape is not None:
            shape.use()
        return None

    def _called(self, node: nodes.Call, scope: Scope) -> Shape | None:
        listed = [self.shape(argument, scope) for argument in node.args]
        named = {keyword.key: self.shape(keyword.value, scope) for keyword in node.kwargs}
        macro = self._macros.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        if macro is not None:
            given = dict(zip(macro.parameters, listed, strict=False)) | named
            given = dict.fromkeys(macro.parameters) | given
            self._check.call(macro, given, self._template, node.lineno)
            return None
        self.shape(node.node, scope)
        for shape in (*listed, *named.values()):
            if shape is not None:
                shape.use()
        return None

    def _member(self, shape: Shape | None, name: str, line: int) -> Shape | None:
        if shape is None:
            return None
        found = shape.member(name)
        if found is None:
            asked = ", ".join(sorted(shape.asked())) or "nothing"
            text = f"reads .{name}, which is not asked for here (asked for: {asked})"
            self._check.fault(self._template, line, text)
        return found


def _bound(target: nodes.Node, shape: Shape | None) -> Scope:
    if isinstance(target, nodes.Name):
        return {target.name: shape}
    return dict.fromkeys(name.name for name in target.find_all(nodes.Name))


def _constant(expression: nodes.Expr) -> str:
    """The name of a template, which is always written out."""
    return str(expression.as_const())


def _place(error: GraphQLError) -> tuple[str, int]:
    for node in error.nodes or ():
        if node.loc:
            source = node.loc.source
            return source.name, source.location_offset.line + node.loc.start_token.line - 1
    return "a page", 0
