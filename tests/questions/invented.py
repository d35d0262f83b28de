"""Invents valid documents from a schema: any shape a client could send, with values that exist."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
)
from hypothesis import strategies as st

PAGING = ("first", "after", "last", "before")
DEPTH = 5
MOST_FIELDS = 40
Draw = Callable[[st.SearchStrategy[Any]], Any]

# The values of a field that exist somewhere, by "Type.field"; `ID` and leaf types by their name.
Pool = Callable[[str, str], Sequence[Any]]


@dataclass(frozen=True)
class Question:
    """A document with the variables that it takes."""

    text: str
    variables: Mapping[str, Any] = field(default_factory=dict[str, Any])


@st.composite
def questions(draw: Draw, schema: GraphQLSchema, pool: Pool, roots: Sequence[str]) -> Question:
    """A query over one to three of the `roots`, at most about forty fields in all."""
    return _Author(draw, schema, pool).question(roots)


class Name(str):
    """An enum value: written bare in a document, as text in variables."""

    __slots__ = ()


@dataclass
class _Author:
    draw: Draw
    schema: GraphQLSchema
    pool: Pool
    written: int = 0
    declared: list[str] = field(default_factory=list[str])
    variables: dict[str, Any] = field(default_factory=dict[str, Any])
    fragments: list[str] = field(default_factory=list[str])

    def question(self, roots: Sequence[str]) -> Question:
        query = self.schema.query_type
        assert query is not None
        names = self.draw(st.lists(st.sampled_from(roots), min_size=1, max_size=3))
        body = " ".join(self._field(query, name, DEPTH) for name in names)
        head = f"({', '.join(self.declared)})" if self.declared else ""
        text = "\n".join([f"query Invented{head} {{ {body} }}", *self.fragments])
        return Question(text, self.variables)

    def _pick(self, choices: Sequence[Any]) -> Any:
        return self.draw(st.sampled_from(choices))

    def _chance(self, percent: int) -> bool:
        return self.draw(st.integers(0, 99)) >= 100 - percent

    # Selections

    def _selection(self, kind: Any, depth: int) -> str:
        if isinstance(kind, GraphQLObjectType):
            return self._fields_of(kind, depth)
        return self._abstract(kind, depth)

    def _fields_of(self, kind: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> str:
        leaves = [n for n, f in kind.fields.items() if is_leaf_type(get_named_type(f.type))]
        trees = [n for n in kind.fields if n not in leaves]
        names = self.draw(st.lists(st.sampled_from(leaves), max_size=5)) if leaves else []
        if trees and depth > 0 and self.written < MOST_FIELDS:
            few = 1 if depth < DEPTH - 1 else 2
            names += self.draw(st.lists(st.sampled_from(trees), max_size=few))
        parts = [self._field(kind, name, depth) for name in names] or ["__typename"]
        return self._wrapped(kind.name, parts)

    def _wrapped(self, type_name: str, parts: list[str]) -> str:
        """Moves a part of a selection into a fragment, now and then."""
        how = self.draw(st.integers(0, 9))
        if how == 0:
            parts[-1] = f"... on {type_name} {{ {parts[-1]} }}"
        elif how == 1:
            name = f"F{len(self.fragments)}"
            self.fragments.append(f"fragment {name} on {type_name} {{ {' '.join(parts)} }}")
            parts = [f"...{name}"]
        elif how == 2:
            parts = [f"... {self._directive()} {{ {' '.join(parts)} }}", "__typename"]
        return " ".join(parts)

    def _abstract(self, kind: GraphQLInterfaceType | GraphQLUnionType, depth: int) -> str:
        parts = ["__typename"]
        if isinstance(kind, GraphQLInterfaceType):
            parts.append(self._fields_of(kind, depth))
        members = self.schema.get_possible_types(kind)
        chosen = self.draw(st.lists(st.sampled_from(members), max_size=3, unique_by=id))
        parts += [f"... on {m.name} {{ {self._fields_of(m, depth - 1)} }}" for m in chosen]
        return " ".join(parts)

    def _field(self, kind: Any, name: str, depth: int) -> str:
        spec: GraphQLField = kind.fields[name]
        arguments = self._arguments(kind.name, name, spec.args)
        self.written += 1
        plain = not arguments and is_leaf_type(get_named_type(spec.type)) and not self._chance(20)
        alias = "" if plain else f"{name}{self.written}: "
        directive = f" {self._directive()}" if self._chance(6) else ""
        inner = get_named_type(spec.type)
        if is_leaf_type(inner):
            return f"{alias}{name}{arguments}{directive}"
        return f"{alias}{name}{arguments}{directive} {{ {self._selection(inner, depth - 1)} }}"

    def _directive(self) -> str:
        name, value = self._pick(["include", "skip"]), self.draw(st.booleans())
        if self.draw(st.booleans()):
            return f"@{name}(if: {str(value).lower()})"
        return f"@{name}(if: {self._variable('Boolean!', value)})"

    # Arguments

    def _arguments(self, kind: str, name: str, args: Mapping[str, GraphQLArgument]) -> str:
        given: dict[str, Any] = {}
        for argument, spec in args.items():
            if argument in PAGING:
                continue
            if isinstance(spec.type, GraphQLNonNull) or self._chance(40):
                given[argument] = self._value(f"{kind}.{name}", argument, spec.type, 3)
        if "last" in args:
            given |= self._page()
        elif "first" in args and self._chance(30):
            given["first"] = self.draw(st.integers(1, 4))
        if not given:
            return ""
        written = ", ".join(f"{k}: {self._written(args[k], v)}" for k, v in given.items())
        return f"({written})"

    def _page(self) -> dict[str, int]:
        which = self._pick(["", "first", "first", "last"])
        return {which: self.draw(st.integers(1, 6))} if which else {}

    def _written(self, spec: GraphQLArgument, value: Any) -> str:
        if self._chance(50):
            return self._variable(str(spec.type), value)
        return literal(value)

    def _variable(self, kind: str, value: Any) -> str:
        name = f"v{len(self.declared)}"
        self.declared.append(f"${name}: {kind}")
        self.variables[name] = value
        return f"${name}"

    def _value(self, where: str, name: str, kind: Any, depth: int) -> Any:
        if isinstance(kind, GraphQLNonNull):
            return self._value(where, name, kind.of_type, depth)
        if isinstance(kind, GraphQLList):
            most = 2 if isinstance(get_named_type(kind), GraphQLInputObjectType) else 4
            each = range(self.draw(st.integers(1, most)))
            return [self._value(where, name, kind.of_type, depth) for _ in each]
        if isinstance(kind, GraphQLInputObjectType):
            return self._object(where, name, kind, depth)
        return self._leaf(where, kind)

    def _object(self, where: str, name: str, kind: GraphQLInputObjectType, depth: int) -> Any:
        needed = [n for n, f in kind.fields.items() if isinstance(f.type, GraphQLNonNull)]
        nested = {n for n, f in kind.fields.items() if _nests(f.type)}
        free = [n for n in kind.fields if n not in needed and (depth > 0 or n not in nested)]
        chosen = [*needed, *self._some(free)]
        owner = kind.name.removesuffix("Filter")
        return {
            n: self._value(
                f"{owner}.{n}" if kind.name.endswith("Filter") and n not in nested else where,
                n,
                kind.fields[n].type,
                depth - 1,
            )
            for n in dict.fromkeys(chosen)
        }

    def _some(self, free: list[str]) -> list[str]:
        return self.draw(st.lists(st.sampled_from(free), min_size=1, max_size=2)) if free else []

    def _leaf(self, where: str, kind: Any) -> Any:
        if isinstance(kind, GraphQLEnumType):
            return Name(self._pick(sorted(kind.values)))
        if kind.name == "Boolean":
            return self.draw(st.booleans())
        return self._pick(list(self.pool(where, kind.name)))


def _nests(kind: Any) -> bool:
    """Whether an input holds a filter of its own, so that it could go on without end."""
    named = get_named_type(kind)
    return isinstance(named, GraphQLInputObjectType) and named.name.endswith("Filter")


def literal(value: Any) -> str:
    """A value as a document writes it."""
    if isinstance(value, Name):
        return str(value)
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k}: {literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(literal, value)) + "]"
    return str(value)
