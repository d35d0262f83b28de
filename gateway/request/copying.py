"""Copies a schema with some of its types and members left out."""

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLType,
    GraphQLUnionType,
    get_named_type,
    is_introspection_type,
)

T = TypeVar("T", GraphQLField, GraphQLInputField, GraphQLArgument)


class Copy:
    """The copy; `members` names the types to keep, and of each its fields, values or types.

    `arguments` gives some arguments, by coordinate, another description; None leaves them out.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        members: Mapping[str, tuple[str, ...]],
        arguments: Mapping[str, str | None],
    ) -> None:
        self._arguments = arguments
        self._made: dict[str, GraphQLNamedType] = {}
        for name, type_ in schema.type_map.items():
            if name in members and not is_introspection_type(type_):
                self._made[name] = self._type(type_, members[name])
        objects = (t for t in self._made.values() if isinstance(t, GraphQLObjectType))
        self.schema = GraphQLSchema(
            query=self._root(schema.query_type),
            mutation=self._root(schema.mutation_type),
            types=[t for t in objects if t.interfaces],
            directives=schema.directives,
            description=schema.description,
            assume_valid=True,  # by construction, as a test says; checking costs milliseconds
        )

    def _root(self, type_: GraphQLObjectType | None) -> GraphQLObjectType | None:
        made = self._made.get(type_.name) if type_ else None
        return made if isinstance(made, GraphQLObjectType) else None

    def _type(self, type_: GraphQLNamedType, keep: tuple[str, ...]) -> GraphQLNamedType:
        match type_:
            case GraphQLObjectType() | GraphQLInterfaceType():
                given = {**type_.to_kwargs(), "interfaces": lambda: self._interfaces(type_)}
                given["fields"] = lambda: {
                    n: self._field(f"{type_.name}.{n}", type_.fields[n]) for n in keep
                }
                given.update(_NO_RESOLVING.get(type(type_), {}))
                return type(type_)(**cast(Any, given))
            case GraphQLInputObjectType():
                fields = lambda: {n: self._retyped(type_.fields[n]) for n in keep}  # noqa: E731 (a thunk)
                return GraphQLInputObjectType(**cast(Any, {**type_.to_kwargs(), "fields": fields}))
            case GraphQLUnionType():
                types = lambda: [self._made[n] for n in keep]  # noqa: E731 (a thunk)
                return GraphQLUnionType(
                    **cast(Any, {**type_.to_kwargs(), "types": types, "resolve_type": None})
                )
            case GraphQLEnumType() if len(keep) < len(type_.values):
                values = {n: type_.values[n] for n in keep}
                return GraphQLEnumType(type_.name, values, description=type_.description)
            case _:
                return type_

    def _interfaces(
        self, type_: GraphQLObjectType | GraphQLInterfaceType
    ) -> list[GraphQLNamedType]:
        return [self._made[i.name] for i in type_.interfaces if i.name in self._made]

    def _field(self, coordinate: str, given: GraphQLField) -> GraphQLField:
        arguments: dict[str, GraphQLArgument] = {}
        for name, argument in given.args.items():
            where = f"{coordinate}.{name}"
            left_out = where in self._arguments and self._arguments[where] is None
            if get_named_type(cast(Any, argument.type)).name in self._made and not left_out:
                arguments[name] = self._retyped(argument)
                arguments[name].description = self._arguments.get(where, argument.description)
        kwargs = {
            **given.to_kwargs(),
            "type_": self._same(cast(Any, given.type)),
            "args": arguments,
        }
        return GraphQLField(**cast(Any, {**kwargs, "resolve": None, "subscribe": None}))

    def _retyped(self, given: T) -> T:
        return type(given)(
            **cast(Any, {**given.to_kwargs(), "type_": self._same(cast(Any, given.type))})
        )

    def _same(self, type_: GraphQLType) -> GraphQLType:
        """The same type, made of copies."""
        match type_:
            case GraphQLNonNull():
                return GraphQLNonNull(cast(Any, self._same(cast(Any, type_).of_type)))
            case GraphQLList():
                return GraphQLList(cast(Any, self._same(cast(Any, type_).of_type)))
            case _:
                name = cast(GraphQLNamedType, type_).name
                return self._made[name]


# A copy is read, never run: nothing of Strawberry's may be called through it.
_NO_RESOLVING: dict[type[GraphQLNamedType], dict[str, Any]] = {
    GraphQLObjectType: {"is_type_of": None},
    GraphQLInterfaceType: {"resolve_type": None},
}
