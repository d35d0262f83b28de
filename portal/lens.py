"""Colocated GraphQL for templates: collects what they ask, composes it, keeps what a part needs.

A partial states what it needs in its own file, beside the macro of the same name that shows it:

    {% graphql %}fragment CaseRow on Case { number state priority }{% endgraphql %}
    {% macro row(case, here) %} ... {{ case.number }} ... {% endmacro %}

A page has one operation, spreading the fragments of its partials. A request for a part of the page
asks only for that part: the block, element and root field of one name, or, deeper, the partial
`_timeline.html` for the element `timeline`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    Source,
    SourceLocation,
    VariableNode,
    Visitor,
    parse,
    visit,
)
from jinja2 import Environment, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

BLOCK = re.compile(r"\{%-?\s*graphql\s*-?%\}(.*?)\{%-?\s*endgraphql\s*-?%\}", re.DOTALL)


class GraphQLBlock(Extension):
    """Makes `{% graphql %} ... {% endgraphql %}` render nothing."""

    tags = {"graphql"}  # noqa: RUF012  # as Jinja declares it

    def parse(self, parser: Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        parser.parse_statements(("name:endgraphql",), drop_needle=True)
        return nodes.Output([], lineno=line)


class LensError(ValueError):
    """Templates and schema do not fit; the message has a line per fault, with file and line."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """What the macro of one partial needs of its subject."""

    definition: FragmentDefinitionNode
    template: str

    @property
    def name(self) -> str:
        return self.definition.name.value

    @property
    def subject(self) -> str:
        """The macro's parameter that has these fields: `case` for a fragment on Case."""
        words = re.sub(r"(?<!^)(?=[A-Z])", "_", self.definition.type_condition.name.value)
        return words.lower()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page: how to ask for it and what shows it."""

    root: str  # alias of the root field
    document: DocumentNode
    macro: tuple[str, str] | None = None  # template and macro; none: the page's block named `root`
    subject: str = ""  # the macro's parameter that takes the root field's value


class Lens:
    """Every GraphQL block of an environment's templates, and the documents made of them.

    A document is made once and stays the same object, so plans can be kept by its identity.
    """

    def __init__(self, schema: GraphQLSchema, environment: Environment) -> None:
        self.schema, self.environment = schema, environment
        self.fragments: dict[str, Fragment] = {}
        self.operations: dict[str, OperationDefinitionNode] = {}  # by template
        for template in environment.list_templates(extensions=["html"]):
            self._collect(template)
        self._documents = {t: self._compose(op) for t, op in self.operations.items()}
        self._parts: dict[tuple[str, str], Part | None] = {}

    def source(self, template: str) -> str:
        loader = self.environment.loader
        assert loader is not None  # noqa: S101  # the portal's environment has one
        return loader.get_source(self.environment, template)[0]

    def document(self, template: str) -> DocumentNode | None:
        """All that a page asks; None for a page that asks nothing."""
        return self._documents.get(template)

    def part(self, template: str, name: str) -> Part | None:
        """The part of a page called `name`; None when it has none, so the whole page is due."""
        key = (template, name)
        if key not in self._parts:
            operation = self.operations.get(template)
            self._parts[key] = operation and (
                self._block(template, operation, name) or self._region(template, operation, name)
            )
        return self._parts[key]

    # -- collect ---------------------------------------------------------------------------------

    def _collect(self, template: str) -> None:
        text = self.source(template)
        for match in BLOCK.finditer(text):
            line = text.count("\n", 0, match.start(1)) + 1
            located = Source(match[1], template, SourceLocation(line, 1))
            for definition in parse(located).definitions:
                if isinstance(definition, FragmentDefinitionNode):
                    self._add(Fragment(definition, template))
                elif isinstance(definition, OperationDefinitionNode):
                    if template in self.operations:
                        raise LensError(f"{template}: a page has one operation, this has two")
                    self.operations[template] = definition

    def _add(self, fragment: Fragment) -> None:
        known = self.fragments.setdefault(fragment.name, fragment)
        if known is not fragment:
            places = f"{fragment.template} and {known.template}"
            raise LensError(f"{places}: both define the fragment {fragment.name}")

    # -- compose ---------------------------------------------------------------------------------

    def _compose(self, operation: OperationDefinitionNode) -> DocumentNode:
        reached: dict[str, FragmentDefinitionNode] = {}
        waiting: list[Node] = [operation]
        while waiting:
            for spread in _found(waiting.pop(), FragmentSpreadNode):
                fragment = self.fragments.get(spread.name.value)
                if fragment and fragment.name not in reached:
                    reached[fragment.name] = fragment.definition
                    waiting.append(fragment.definition)
        return DocumentNode(definitions=(operation, *reached.values()))

    # -- prune -----------------------------------------------------------------------------------

    def _block(self, template: str, operation: OperationDefinitionNode, name: str) -> Part | None:
        root = _roots(operation).get(name)
        if root is None or name not in self.environment.get_template(template).blocks:
            return None
        return Part(name, self._only(operation, root))

    def _region(self, template: str, operation: OperationDefinitionNode, name: str) -> Part | None:
        partial = f"{template.rpartition('/')[0]}/_{name}.html"
        fragment = next((f for f in self.fragments.values() if f.template == partial), None)
        if fragment is None:
            return None
        for alias, root in _roots(operation).items():
            spread = self._spread_of(fragment.name, root.selection_set)
            if spread is not None:
                narrowed = _with(root, selection_set=SelectionSetNode(selections=(spread,)))
                document = self._only(operation, narrowed)
                return Part(alias, document, (partial, name), fragment.subject)
        return None

    def _spread_of(self, name: str, selected: SelectionSetNode | None) -> FragmentSpreadNode | None:
        """The spread of a fragment on this very object, however many fragments lie between."""
        for selection in selected.selections if selected else ():
            if isinstance(selection, FragmentSpreadNode):
                if selection.name.value == name:
                    return selection
                between = self.fragments[selection.name.value].definition
                if found := self._spread_of(name, between.selection_set):
                    return found
        return None

    def _only(self, operation: OperationDefinitionNode, root: FieldNode) -> DocumentNode:
        """The operation with this root field alone, and the variables that it uses."""
        alone = _with(operation, selection_set=SelectionSetNode(selections=(root,)))
        document = self._compose(alone)
        used = {
            variable.name.value
            for definition in document.definitions
            for part in (
                (definition.selection_set,)
                if isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode)
                else ()
            )
            for variable in _found(part, VariableNode)
        }
        declared = tuple(
            v for v in operation.variable_definitions or () if v.variable.name.value in used
        )
        return self._compose(_with(alone, variable_definitions=declared))


def variables_of(document: DocumentNode, given: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the given variables that a document declares."""
    declared = (
        v.variable.name.value
        for d in document.definitions
        if isinstance(d, OperationDefinitionNode)
        for v in d.variable_definitions or ()
    )
    return {name: given[name] for name in declared if name in given}


def _roots(operation: OperationDefinitionNode) -> dict[str, FieldNode]:
    return {
        (s.alias or s.name).value: s
        for s in operation.selection_set.selections
        if isinstance(s, FieldNode)
    }


def _found(node: Node, kind: type[Any]) -> Iterator[Any]:
    """Every node of a kind at or below a node."""
    found: list[Any] = []

    class Finder(Visitor):
        def enter(self, node: Node, *_: Any) -> None:
            if isinstance(node, kind):
                found.append(node)

    visit(node, Finder())
    return iter(found)


def _with(node: Any, **changes: Any) -> Any:
    """A copy of a syntax node with some parts changed."""
    return replace(node, **changes)
