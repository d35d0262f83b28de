"""What a mutation answers: which part the planner reads, and the typed errors as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    NamedTypeNode,
    NameNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)
from strawberry.utils.str_converters import to_camel_case

from gateway.request.actions.refusals import InvalidTransition, UserError, VersionConflict
from gateway.request.documents import Operation
from gateway.request.planning import Asked, Planning

RECORD = "recordId"  # the variable that names the record; an underscore more where it is taken


@dataclass(frozen=True, slots=True)
class Reading:
    """A question for one record, made of the selections below a mutation."""

    operation: Operation
    variable: str  # holds the record's id

    def variables(self, given: Mapping[str, Any], id_: str) -> dict[str, Any]:
        return {**given, self.variable: id_}


def reading(operation: Operation, root: str, asked: list[Asked], place: str) -> Reading:
    """The query `root(id:)` for what `asked` selects, under the same response keys.

    `place` tells it from others that are made of the same operation.
    """
    definitions = operation.definition.variable_definitions or ()
    taken = {d.variable.name.value for d in definitions}
    variable = RECORD
    while variable in taken:
        variable += "_"
    fields = tuple(_field(root, variable, one, node) for one in asked for node in one.nodes)
    selection = SelectionSetNode(selections=fields)
    fragments = tuple(
        d for d in operation.document.definitions if isinstance(d, FragmentDefinitionNode)
    )
    used = _variables(selection, fragments)
    query = OperationDefinitionNode(
        operation=OperationType.QUERY,
        selection_set=selection,
        directives=(),
        variable_definitions=(
            *(d for d in definitions if d.variable.name.value in used),
            _id_variable(variable),
        ),
    )
    document = DocumentNode(definitions=(query, *fragments))
    return Reading(Operation(f"{operation.key} {place}", document, query), variable)


def _field(root: str, variable: str, asked: Asked, node: FieldNode) -> FieldNode:
    id_ = ArgumentNode(name=NameNode(value="id"), value=VariableNode(name=NameNode(value=variable)))
    return FieldNode(
        alias=NameNode(value=asked.key),
        name=NameNode(value=root),
        arguments=(id_,),
        directives=(),
        selection_set=node.selection_set,
    )


def _id_variable(name: str) -> VariableDefinitionNode:
    type_ = NonNullTypeNode(type=NamedTypeNode(name=NameNode(value="ID")))
    return VariableDefinitionNode(
        variable=VariableNode(name=NameNode(value=name)), type=type_, directives=()
    )


class _Variables(Visitor):
    """Collects the names of the variables below a node."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_variable(self, node: VariableNode, *_rest: Any) -> None:
        self.names.add(node.name.value)


def _variables(
    selection: SelectionSetNode, fragments: tuple[FragmentDefinitionNode, ...]
) -> set[str]:
    seen = _Variables()
    for node in (selection, *fragments):
        visit(node, seen)
    return seen.names


# -- errors ---------------------------------------------------------------------------------------


def errors(planning: Planning, asked: Asked, found: tuple[UserError, ...]) -> list[dict[str, Any]]:
    """The errors as selected; a `current` record stands as None until it is read."""
    return [_error(planning, asked, error) for error in found]


def _error(planning: Planning, asked: Asked, error: UserError) -> dict[str, Any]:
    selected = planning.below(type(error).__name__, asked)
    return {field.key: _value(field.name, error) for field in selected}


def _value(name: str, error: UserError) -> Any:
    match name:
        case "__typename":
            return type(error).__name__
        case "path":
            return path(error)
        case "allowed" if isinstance(error, InvalidTransition):
            return [to_camel_case(verb) for verb in error.allowed]
        case "current":
            return None
        case _:
            return getattr(error, name)


def path(error: UserError) -> list[str]:
    """Where in the arguments the input stands."""
    return ["input", to_camel_case(error.field)] if error.field else []


def current(planning: Planning, asked: Asked) -> list[Asked]:
    """What is selected of the record that a conflict shows."""
    selected = planning.below(VersionConflict.__name__, asked)
    return [field for field in selected if field.name == "current"]
