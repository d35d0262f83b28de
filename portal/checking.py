"""Checks templates against the schema and against their own questions, before anyone opens a page.

GraphQL validation finds fields that do not exist. A walk of each page's Jinja tree, into every macro
that it calls, finds reads of fields that were not asked for, and fields asked for in vain. Spreads are
opaque, as in Relay: a template sees only what its own fragment names.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    SelectionSetNode,
    validate,
)
from jinja2 import nodes

from portal.lens import Fragment, Lens, LensError

# What these filters give has the fields of what they are given.
TRANSPARENT = frozenset({"default", "first", "last", "list", "reverse", "sort"})


@dataclass(eq=False, slots=True)
class Shape:
    """What was asked about a value: its fields, its spreads, and whether anyone read it."""

    fields: dict[str, "Shape"] = field(default_factory=dict["str", "Shape"])
    spreads: set[str] = field(default_factory=set[str])
    line: int = 0
    read: bool = False

    def use(self) -> None:
        """Everything below counts as read: it went to code that this check does not see."""
        self.read = True
        for part in self.fields.values():
            part.use()

    def unread(self, path: str = "") -> Iterator[tuple[int, str]]:
        for name, part in self.fields.items():
            if not part.read:
                yield part.line, f"{path}{name}"
            yield from part.unread(f"{path}{name}.")


Scope = dict[str, Shape | None]


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro, where it stands, and what its file asks for."""

    node: nodes.Macro
    template: str
    fragment: Fragment | None


class Check:
    """One walk over all pages; `faults` holds what it found, one line each."""

    def __init__(self, lens: Lens) -> None:
        self.lens = lens
        self.faults: dict[str, None] = {}
        self._trees: dict[str, nodes.Template] = {}
        self._shapes = {
            name: _shape(fragment.definition.selection_set, 0)
            for name, fragment in lens.fragments.items()
        }
        self._answers = {t: _shape(op.selection_set, 0) for t, op in lens.operations.items()}
        self._walking: list[Macro] = []

    def run(self) -> list[str]:
        reached: set[str] = set()
        for template in self.lens.operations:
            reached |= self._validate(self.lens.document(template))
        for template in self.lens.environment.list_templates(extensions=["html"]):
            if not template.rpartition("/")[2].startswith("_"):
                self._walk_page(template)
        for template, answer in self._answers.items():
            self._report_unread(template, answer)
        for fragment in self.lens.fragments.values():
            if fragment.name not in reached:
                self._fault(fragment.template, 0, f"no page uses fragment {fragment.name}")
            else:
                self._report_unread(fragment.template, self._shapes[fragment.name])
        return list(self.faults)

    def _fault(self, template: str, line: int, text: str) -> None:
        self.faults[f"{template}:{line}: {text}" if line else f"{template}: {text}"] = None

    def _report_unread(self, template: str, shape: Shape) -> None:
        for line, path in shape.unread():
            self._fault(template, line, f"asks for {path}, which it never reads")

    # -- the questions ---------------------------------------------------------------------------

    def _validate(self, document: DocumentNode | None) -> set[str]:
        """Reports what the schema does not have; the fragments that the document reaches."""
        if document is None:
            return set()
        for error in validate(self.lens.schema, document):
            self._fault(*_place(error), error.message)
        named = [d for d in document.definitions if isinstance(d, FragmentDefinitionNode)]
        return {fragment.name.value for fragment in named}

    # -- the templates ---------------------------------------------------------------------------

    def _tree(self, template: str) -> nodes.Template:
        if template not in self._trees:
            self._trees[template] = self.lens.environment.parse(self.lens.source(template))
        return self._trees[template]

    def _walk_page(self, template: str) -> None:
        """A page sees the root fields of its own operation and of those that it extends."""
        ancestry = list(self._ancestry(template))
        scope: Scope = {}
        for part in ancestry:
            if part in self._answers:
                scope |= self._answers[part].fields
        for part in ancestry:
            self._walk_in(part, self._tree(part), dict(scope))

    def _ancestry(self, template: str) -> Iterator[str]:
        """The template and those that it extends."""
        yield template
        for extends in self._tree(template).find_all(nodes.Extends):
            if isinstance(extends.template, nodes.Const):
                yield from self._ancestry(str(extends.template.value))

    def _macros(self, template: str) -> Mapping[str, Macro]:
        """The macros that a template can call: its own and those that it imports."""
        tree = self._tree(template)
        fragment = next((f for f in self.lens.fragments.values() if f.template == template), None)
        found = {m.name: Macro(m, template, fragment) for m in tree.find_all(nodes.Macro)}
        for imported in tree.find_all(nodes.FromImport):
            if isinstance(imported.template, nodes.Const):
                theirs = self._macros(str(imported.template.value))
                for name in imported.names:
                    original, local = name if isinstance(name, tuple) else (name, name)
                    if original in theirs:
                        found[local] = theirs[original]
        return found

    def _walk_in(self, template: str, tree: nodes.Node, scope: Scope) -> None:
        _Walk(self, template, self._macros(template)).visit(tree, scope)

    def call(self, macro: Macro, given: Scope, where: str, line: int) -> None:
        """Walks a macro with the shapes it is given; its file's fragment stands for its subject."""
        if macro in self._walking:
            return
        fragment, scope = macro.fragment, dict(given)
        if fragment and fragment.subject in scope:
            shape = scope[fragment.subject]
            if shape is not None and fragment.name not in shape.spreads:
                name = f"{macro.node.name}()"
                self._fault(where, line, f"calls {name} without having spread ...{fragment.name}")
            scope[fragment.subject] = self._shapes[fragment.name]
        self._walking.append(macro)
        for child in macro.node.body:
            self._walk_in(macro.template, child, scope)
        self._walking.pop()


class _Walk:
    """Follows values through one template."""

    def __init__(self, check: Check, template: str, macros: Mapping[str, Macro]) -> None:
        self.check, self.template, self.macros = check, template, macros

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
        """The names that a statement adds for what stands inside it, or after it."""
        if isinstance(node, nodes.For):
            return scope | {"loop": None} | _bound(node.target, self.shape(node.iter, scope))
        if isinstance(node, nodes.With):
            pairs = zip(node.targets, node.values, strict=True)
            return scope | {k: v for t, e in pairs for k, v in _bound(t, self.shape(e, scope)).items()}
        if isinstance(node, nodes.Assign):
            scope.update(_bound(node.target, self.shape(node.node, scope)))
        return scope

    def shape(self, node: nodes.Node | None, scope: Scope) -> Shape | None:
        """What was asked about the value of an expression; None when it is not from an answer."""
        match node:
            case nodes.Name():
                found = scope.get(node.name)
                if found is not None:
                    found.read = True
            case nodes.Getattr():
                return self._member(self.shape(node.node, scope), node.attr, node.lineno)
            case nodes.Getitem(arg=nodes.Const(value=str(key))):
                return self._member(self.shape(node.node, scope), key, node.lineno)
            case nodes.Getitem():
                found = self.shape(node.node, scope)
                self.shape(node.arg, scope)
            case nodes.Or() | nodes.And():
                found = _joined(self.shape(node.left, scope), self.shape(node.right, scope))
            case nodes.CondExpr():
                self.shape(node.test, scope)
                found = _joined(self.shape(node.expr1, scope), self.shape(node.expr2, scope))
            case nodes.Filter():
                return self._filtered(node, scope)
            case nodes.Call():
                return self._called(node, scope)
            case _:
                for child in node.iter_child_nodes() if node else ():
                    self.shape(child, scope)
                return None
        return found

    def _member(self, shape: Shape | None, name: str, line: int) -> Shape | None:
        if shape is None:
            return None
        if name not in shape.fields:
            asked = ", ".join(sorted(shape.fields)) or "nothing"
            text = f"reads .{name}, which is not asked for here (asked for: {asked})"
            self.check._fault(self.template, line, text)  # noqa: SLF001  # its own walk
            return None
        shape.fields[name].read = True
        return shape.fields[name]

    def _filtered(self, node: nodes.Filter, scope: Scope) -> Shape | None:
        shape = self.shape(node.node, scope)
        for argument in (*node.args, *(k.value for k in node.kwargs)):
            self.shape(argument, scope)
        if node.name in TRANSPARENT:
            return shape
        if shape is not None:
            shape.use()
        return None

    def _called(self, node: nodes.Call, scope: Scope) -> Shape | None:
        named = {k.key: self.shape(k.value, scope) for k in node.kwargs}
        listed = [self.shape(a, scope) for a in node.args]
        macro = self.macros.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        if macro is None:
            self.shape(node.node, scope)
            for shape in (*listed, *named.values()):
                if shape is not None:
                    shape.use()
            return None
        parameters = [p.name for p in macro.node.args]
        given: Scope = dict.fromkeys(parameters) | dict(zip(parameters, listed, strict=False)) | named
        self.check.call(macro, given, self.template, node.lineno)
        return None


def check(lens: Lens) -> None:
    """Raises LensError naming every fault of every template."""
    faults = Check(lens).run()
    if faults:
        raise LensError("\n".join(faults))


def _bound(target: nodes.Node, shape: Shape | None) -> Scope:
    if isinstance(target, nodes.Name):
        return {target.name: shape}
    return {name.name: None for name in target.find_all(nodes.Name)}


def _joined(one: Shape | None, other: Shape | None) -> Shape | None:
    """A value that is one or the other: it has the fields of both."""
    if one is None or other is None:
        return one or other
    return Shape(one.fields | other.fields, one.spreads | other.spreads, one.line)


def _shape(selected: SelectionSetNode | None, line: int) -> Shape:
    shape = Shape(line=line)
    for selection in selected.selections if selected else ():
        match selection:
            case FieldNode():
                named = selection.alias or selection.name
                shape.fields[named.value] = _shape(selection.selection_set, _line(selection))
            case FragmentSpreadNode():
                shape.spreads.add(selection.name.value)
            case InlineFragmentNode():
                inner = _shape(selection.selection_set, line)
                shape.fields |= inner.fields
                shape.spreads |= inner.spreads
            case _:
                pass
    return shape


def _line(node: FieldNode) -> int:
    """The line in the template, from the line within its GraphQL block."""
    if node.loc is None:
        return 0
    return node.loc.source.location_offset.line + node.loc.start_token.line - 1


def _place(error: GraphQLError) -> tuple[str, int]:
    for node in error.nodes or ():
        if node.loc:
            source = node.loc.source
            return source.name, source.location_offset.line + node.loc.start_token.line - 1
    return "a page", 0
