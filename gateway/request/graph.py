"""The schema, and everything that the planner asks about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import strawberry
from graphql import GraphQLSchema
from tortoise.models import Model

from gateway.policy.grid import Policy
from gateway.request.actions.declaring import Action
from gateway.request.entities import Attribute, Entities, Kind
from gateway.request.sources import Column, NodeType, One, Source


class RootKind(StrEnum):
    """The ways into the graph."""

    LIST = "list"
    BY_ID = "by_id"
    BY_KEY = "by_key"
    GROUPS = "groups"
    NODE = "node"
    NODES = "nodes"
    FIND = "find"
    VIEWER = "viewer"
    VOCABULARY = "vocabulary"


@dataclass(frozen=True, slots=True)
class Root:
    """One field of Query."""

    kind: RootKind
    target: str = ""  # node type
    key: str = ""  # BY_KEY: the unique column


@dataclass(frozen=True, slots=True)
class GroupField:
    """A field of an aggregate: a key to group by, or a measure."""

    row: str
    source: Column | One


@dataclass(frozen=True)
class Graph:
    """The built schema. Names are GraphQL names unless said otherwise."""

    schema: strawberry.Schema
    nodes: Mapping[str, NodeType]
    abstracts: Mapping[str, tuple[str, ...]]  # interface or union -> member types
    entities: Entities
    policies: Mapping[str, Policy]
    fields: Mapping[str, Mapping[str, tuple[str, Source]]]  # type -> field -> (grid row, source)
    roots: Mapping[str, Root]
    governed: Mapping[str, tuple[str, str]]  # coordinate -> (type, grid row or "see")
    groups: Mapping[str, Mapping[str, GroupField]]  # group type -> field -> what it stands for
    offered: Mapping[str, tuple[str, str, str]]  # what is written -> type, grid row, type named
    actions: Mapping[str, Action]  # mutation -> what it does
    found: Mapping[str, str]  # member of FindType -> type
    subjects: Mapping[str, str]  # member of ConditionSubject -> type
    bulks: Mapping[str, str]  # mutation over many records -> their type
    models: Mapping[str, type[Model]]

    @property
    def core(self) -> GraphQLSchema:
        core: GraphQLSchema = getattr(self.schema, "_schema")  # noqa: B009 (private to Strawberry)
        return core

    def attribute(self, type_name: str, source: Column, row: str) -> Attribute:
        """The table column behind a scalar; a joined one counts as text, and is never null."""
        first, *others = source.columns(row)
        if others:
            return Attribute(" ".join((first, *others)), Kind.TEXT, nullable=False)
        return self.entities[type_name].attribute(first)
