"""Answers what a document asks about the schema itself, from the actor's view of it."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    execute_sync,  # pyright: ignore[reportUnknownVariableType]  # its executor class is generic
)

from gateway.errors import BadInput
from gateway.request import failures
from gateway.request.documents import Operation
from gateway.request.views import View

META = frozenset({"__schema", "__type"})
OWN = META | {"__typename"}  # root fields that need no data

Fragments = Mapping[str, FragmentDefinitionNode]


async def answer(
    view: View,
    operation: Operation,
    variables: dict[str, Any],
    answer_rest: Callable[[Operation], Awaitable[bytes]],
) -> bytes:
    """The whole response; whatever is not about the schema is left to `answer_rest`."""
    if operation.roots <= OWN:
        return _remembered(view, operation, variables)
    ours = about(view, _only(operation, about_schema=True), variables)
    response = orjson.loads(await answer_rest(_only(operation, about_schema=False)))
    values: dict[str, Any] = {**(response["data"] or {}), **ours}
    keys = dict.fromkeys(_keys(operation.definition.selection_set, _fragments(operation)))
    response["data"] = {key: values[key] for key in keys if key in values}
    return orjson.dumps(response)


def about(view: View, operation: Operation, variables: dict[str, Any]) -> dict[str, Any]:
    """What the view says of itself. Raises BadInput when the variables do not fit."""
    name = operation.definition.name.value if operation.definition.name else None
    result = execute_sync(
        view.schema, operation.document, variable_values=variables, operation_name=name
    )
    if result.data is None:
        raise failures.refuse(BadInput, result.errors or [])
    return result.data


def field(
    schema: GraphQLSchema,
    operation: Operation,
    nodes: Sequence[FieldNode],
    variables: Mapping[str, Any],
) -> Any:
    """The value of one root field about the schema, which `nodes` select."""
    only = replace(operation.definition, selection_set=SelectionSetNode(selections=tuple(nodes)))
    document = DocumentNode(definitions=(only, *_fragments(operation).values()))
    result = execute_sync(schema, document, variable_values=dict(variables))
    return next(iter((result.data or {}).values()), None)


def _remembered(view: View, operation: Operation, variables: dict[str, Any]) -> bytes:
    if operation.definition.variable_definitions:
        return orjson.dumps({"data": about(view, operation, variables)})
    found = view.answers.get(operation.key)
    if found is None:
        found = orjson.dumps({"data": about(view, operation, variables)})
        view.remember(operation.key, found)
    return found


def _only(operation: Operation, *, about_schema: bool) -> Operation:
    """The operation with only those root fields that are about the schema, or only the others."""
    fragments = _fragments(operation)
    root = _pruned(operation.definition.selection_set, fragments, about_schema=about_schema)
    definition = replace(operation.definition, selection_set=root)
    kept = (definition, *fragments.values())
    key = f"{operation.key}-{'schema' if about_schema else 'data'}"
    return Operation(key, replace(operation.document, definitions=kept), definition)


def _pruned(
    selections: SelectionSetNode, fragments: Fragments, *, about_schema: bool
) -> SelectionSetNode:
    kept: list[SelectionNode] = []
    for selection in selections.selections:
        if isinstance(selection, FieldNode):
            if (selection.name.value in META) is about_schema:
                kept.append(selection)
            continue
        inline = _inline(selection, fragments)
        inner = _pruned(inline.selection_set, fragments, about_schema=about_schema)
        if inner.selections:
            kept.append(replace(inline, selection_set=inner))
    return SelectionSetNode(selections=tuple(kept))


def _inline(selection: SelectionNode, fragments: Fragments) -> InlineFragmentNode:
    """A fragment at the root, written out."""
    if isinstance(selection, InlineFragmentNode):
        return selection
    if not isinstance(selection, FragmentSpreadNode):
        raise TypeError(f"{selection} is no fragment")
    fragment = fragments[selection.name.value]
    return InlineFragmentNode(
        type_condition=fragment.type_condition,
        directives=selection.directives,
        selection_set=fragment.selection_set,
    )


def _keys(selections: SelectionSetNode, fragments: Fragments) -> Iterator[str]:
    """The response names at the root, in the order of the response."""
    for selection in selections.selections:
        if isinstance(selection, FieldNode):
            yield (selection.alias or selection.name).value
        else:
            yield from _keys(_inline(selection, fragments).selection_set, fragments)


def _fragments(operation: Operation) -> dict[str, FragmentDefinitionNode]:
    definitions = operation.document.definitions
    return {d.name.value: d for d in definitions if isinstance(d, FragmentDefinitionNode)}
