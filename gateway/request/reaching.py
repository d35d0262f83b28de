"""Finds the types of a schema to which something leads; no other is worth knowing of."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
)

Members = Mapping[str, tuple[str, ...]]  # type -> its fields, values or types
ENTRIES = ("Query", "Mutation")


def reached(schema: GraphQLSchema, members: Members) -> dict[str, tuple[str, ...]]:
    """The types that a question can come to, of those that `members` leaves of the schema."""
    found: set[str] = set()
    ahead = set(ENTRIES)
    while ahead := (ahead & members.keys()) - found:
        found |= ahead
        ahead = {far for near in ahead for far in _beyond(schema, near, members[near])}
    return {name: kept for name, kept in members.items() if name in found}


def _beyond(schema: GraphQLSchema, name: str, kept: tuple[str, ...]) -> Iterator[str]:
    """The types that a type names, and those that stand for it."""
    type_ = schema.type_map[name]
    match type_:
        case GraphQLInterfaceType():
            yield from (t.name for t in schema.get_implementations(type_).objects)
            yield from _of_fields(type_.fields, kept)
        case GraphQLObjectType():
            yield from (interface.name for interface in type_.interfaces)
            yield from _of_fields(type_.fields, kept)
        case GraphQLInputObjectType():
            yield from _of_fields(type_.fields, kept)
        case GraphQLUnionType():
            yield from kept
        case _:
            pass  # scalars and enums name no type


def _of_fields(
    fields: Mapping[str, GraphQLField] | Mapping[str, GraphQLInputField], kept: tuple[str, ...]
) -> Iterator[str]:
    for name in kept:
        member: Any = fields[name]
        types = [member.type]
        if isinstance(member, GraphQLField):
            types += [argument.type for argument in member.args.values()]
        yield from (get_named_type(type_).name for type_ in types)
