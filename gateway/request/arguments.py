"""Reads argument values: what decides the plan apart from what is only bound into it.

A plan may depend on which keys a filter has, never on the values behind them: the same shape with
other values runs the same plan. `Arguments` notes for each variable how the plan depends on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, cast

from graphql import (
    FieldNode,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLType,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    get_named_type,
    is_leaf_type,
    value_from_ast,  # pyright: ignore[reportUnknownVariableType]  # its types are partly generic
)

from gateway.errors import BadInput
from gateway.request import terms
from gateway.request.scalars import read_id

SHAPE, VALUE, TYPE_OF_ID, WORDS = "shape", "value", "type of id", "words"
_WEIGHT = {SHAPE: 0, TYPE_OF_ID: 1, WORDS: 1, VALUE: 2}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value that will be bound: where to find it when the question is asked."""

    source: str  # Python: V['name'] for variables, K[3] for constants of the document
    value: Any  # as it is now; only for what decides the plan
    variable: str = ""


Tree = Leaf | dict[str, "Tree"] | list["Tree"]

NULL = Leaf("None", None)  # what an object says outright; what it does not say is not there


@dataclass
class Arguments:
    """The argument values of one operation, its variables already coerced."""

    variables: Mapping[str, Any]
    depends: dict[str, str] = field(default_factory=dict[str, str])
    constants: list[Any] = field(default_factory=list[Any])

    def tree(self, node: FieldNode, name: str, type_: GraphQLType) -> Tree | None:
        """The argument as objects, lists and leaves; None when absent or null."""
        given = next((a for a in node.arguments or () if a.name.value == name), None)
        tree = None if given is None else self._literal(given.value, type_)
        return None if tree is NULL else tree

    def decided(self, tree: Tree | None, how: str = VALUE) -> Any:
        """The plain value, noting that the plan depends on it."""
        match tree:
            case None:
                return None
            case Leaf():
                if tree.variable:
                    self._depend(tree.variable, how)
                return _plain(tree.value)
            case dict():
                return {k: self.decided(v, how) for k, v in tree.items()}
            case list():
                return [self.decided(v, how) for v in tree]

    def flag(self, value: ValueNode) -> bool:
        """The condition of @skip or @include."""
        if isinstance(value, VariableNode):
            self._depend(value.name.value, VALUE)
            self._refuse_null(value, needed=True)
            return bool(self.variables.get(value.name.value))
        return bool(getattr(value, "value", False))

    def constant(self, value: Any) -> str:
        """Keeps a value for the plan to bind; returns its Python source."""
        self.constants.append(value)
        return f"K[{len(self.constants) - 1}]"

    def _depend(self, variable: str, how: str) -> None:
        held = self.depends.get(variable)
        if held is None or _WEIGHT[how] > _WEIGHT[held]:
            self.depends[variable] = how

    def _literal(self, node: ValueNode, type_: GraphQLType) -> Tree | None:
        bare = _bare(type_)
        if isinstance(node, NullValueNode):
            return NULL
        if isinstance(node, VariableNode):
            name = node.name.value
            self._depend(name, SHAPE)
            self._refuse_null(node, needed=isinstance(type_, GraphQLNonNull))
            if name not in self.variables:
                return None
            return self._given(self.variables[name], f"V[{name!r}]", bare, name)
        if isinstance(bare, GraphQLInputObjectType) and isinstance(node, ObjectValueNode):
            return self._object(node, bare)
        if _lists_objects(bare):
            items = node.values if isinstance(node, ListValueNode) else (node,)
            trees = (self._literal(item, _item(bare)) for item in items)
            return [tree for tree in trees if tree is not None]
        return self._leaf(node, bare)

    def _object(self, node: ObjectValueNode, type_: GraphQLInputObjectType) -> Tree:
        given = {f.name.value: f.value for f in node.fields}
        found: dict[str, Tree] = {}
        for name, input_field in type_.fields.items():
            tree = self._literal(given[name], input_field.type) if name in given else None
            if tree is None and input_field.default_value not in (Undefined, None):
                default = input_field.default_value
                tree = Leaf(self.constant(default), default)
            if tree is not None:
                found[name] = tree
        return found

    def _leaf(self, node: ValueNode, type_: GraphQLType) -> Leaf:
        listed = isinstance(node, ListValueNode) and any(
            isinstance(v, VariableNode) for v in node.values
        )
        source = self._listed(cast("ListValueNode", node), type_) if listed else ""
        value = value_from_ast(node, cast("Any", type_), dict(self.variables))
        if listed:
            return Leaf(source, value)
        return Leaf(self.constant(value), value)

    def _refuse_null(self, node: VariableNode, *, needed: bool) -> None:
        """A variable with a default may stand where a value is needed, and still be sent as null.

        Raises BadInput.
        """
        name = node.name.value
        if needed and self.variables.get(name, Undefined) is None:
            raise BadInput(f"${name} is null where a value is needed: send one, or leave it out.")

    def _listed(self, node: ListValueNode, type_: GraphQLType) -> str:
        """A list literal with variables in it: read anew each time."""
        parts: list[str] = []
        for item in node.values:
            if isinstance(item, VariableNode):
                self._depend(item.name.value, SHAPE)
                self._refuse_null(item, needed=isinstance(_item(type_), GraphQLNonNull))
                parts.append(f"V.get({item.name.value!r})")
            else:
                parts.append(self.constant(value_from_ast(item, cast("Any", _item(type_)))))
        return f"[{', '.join(parts)}]"

    def _given(self, value: Any, source: str, type_: GraphQLType, variable: str) -> Tree:
        """The value of a variable, already coerced."""
        bare = _bare(type_)
        if value is None:
            return NULL
        if isinstance(bare, GraphQLInputObjectType):
            return {
                k: self._given(v, f"{source}[{k!r}]", bare.fields[k].type, variable)
                for k, v in cast("dict[str, Any]", value).items()
            }
        if _lists_objects(bare):
            return [
                self._given(v, f"{source}[{i}]", _item(bare), variable)
                for i, v in enumerate(cast("list[Any]", value))
            ]
        return Leaf(source, value, variable)


def _bare(type_: GraphQLType) -> GraphQLType:
    """The type without its `!`."""
    return cast("Any", type_).of_type if isinstance(type_, GraphQLNonNull) else type_


def _item(type_: GraphQLType) -> GraphQLType:
    return cast("GraphQLList[Any]", type_).of_type


def _lists_objects(type_: GraphQLType) -> bool:
    """Whether it is a list of input objects; a list of plain values is bound as one value."""
    return isinstance(type_, GraphQLList) and not is_leaf_type(get_named_type(cast("Any", type_)))


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def shape(value: Any) -> Any:
    """What of a value decides a plan: keys, and what is null or absent, never the values."""
    if isinstance(value, dict):
        return tuple((k, shape(v)) for k, v in cast("dict[str, Any]", value).items())
    if isinstance(value, list):
        items = cast("list[Any]", value)
        return tuple(shape(v) for v in items) if items and isinstance(items[0], dict) else "list"
    return None if value is Undefined else value is not None


def frozen(value: Any) -> Any:
    """The whole value, hashable."""
    if isinstance(value, dict):
        return tuple((k, frozen(v)) for k, v in cast("dict[str, Any]", value).items())
    if isinstance(value, list):
        return tuple(frozen(v) for v in cast("list[Any]", value))
    return value


def _types(value: Any) -> Any:
    if value in (None, Undefined):
        return value
    ids = cast("list[Any]", value) if isinstance(value, list) else [value]
    return tuple(sorted({read_id(str(i))[0] for i in ids if i is not None}))


DEPENDENCE = {SHAPE: shape, VALUE: frozen, TYPE_OF_ID: _types, WORDS: terms.telling}
