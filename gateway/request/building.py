"""Turns the declared types into one Strawberry schema that knows where every value comes from."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Union

import strawberry
from strawberry.schema.config import StrawberryConfig
from tortoise.models import Model

from gateway.database.words import SEARCHED
from gateway.request.actions.schema import Deeds
from gateway.request.drafts import Draft
from gateway.request.entities import Entities, entities, every_model
from gateway.request.entries import Entries
from gateway.request.graph import Graph
from gateway.request.narrowing import Narrowing
from gateway.request.outputs import Outputs
from gateway.request.scalars import SCALARS
from gateway.request.sources import (
    Abstract,
    Column,
    Many,
    Menu,
    NodeType,
    One,
    OneOf,
    Source,
    Whether,
)
from gateway.request.workshop import GraphError


def build(
    nodes: Mapping[str, NodeType],
    abstracts: Mapping[str, Abstract],
    models: Iterable[type[Model]] | None = None,
) -> Graph:
    """Builds the schema. Raises GraphError where a declaration names what does not exist."""
    known = list(models or every_model())
    draft = Draft(nodes, abstracts, entities(known))
    for node in nodes.values():
        _check(node, draft.tables)
    _shared(draft)
    narrowing, outputs = Narrowing(draft), Outputs(draft)
    narrowing.common()
    for node in nodes.values():
        narrowing.filter(node)
        narrowing.order(node)
        narrowing.views(node)
    for node in nodes.values():
        outputs.node(node)
        outputs.connection(node)
        outputs.aggregates(node)
    return _graph(draft, {model.__name__: model for model in known})


def _graph(draft: Draft, models: Mapping[str, type[Model]]) -> Graph:
    query = Entries(draft).query()
    schema = strawberry.Schema(
        query=query,
        mutation=Deeds(draft, models).mutation(),
        types=[
            draft.shop.get(name) for name in (*draft.nodes, *draft.members.get("UserError", ()))
        ],
        config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=True),
    )
    members = {name: tuple(types) for name, types in draft.members.items()}
    return Graph(
        schema=schema,
        nodes=draft.nodes,
        abstracts=members | {"Node": tuple(draft.nodes)},
        entities=draft.tables,
        policies={node.name: node.policy for node in draft.nodes.values()},
        fields=draft.fields,
        roots=draft.roots,
        governed=draft.governed,
        groups=draft.groups,
        offered=draft.offered,
        actions=draft.actions,
        found=draft.found,
        subjects=draft.subjects,
        bulks=draft.bulks,
        models=models,
    )


# -- what all types share -------------------------------------------------------------------------


def _shared(draft: Draft) -> None:
    id_ = {"id": ("ID", "Opaque and lasting; never to be taken apart.")}
    said = "A record that `node(id:)` finds again by its id."
    draft.shop.make_type("Node", said, id_, kind="interface")
    draft.shop.make_type(
        "PageInfo",
        "Where a page lies in its list.",
        {
            "has_next_page": ("bool", "Whether more follows this page."),
            "has_previous_page": ("bool", "Whether anything stands before this page."),
            "start_cursor": ("Optional[str]", "The cursor of the first record on this page."),
            "end_cursor": ("Optional[str]", "The cursor of the last record on this page."),
        },
    )
    draft.members.update({name: [] for name in draft.abstracts})
    for node in draft.nodes.values():
        _members(draft, node)
    for abstract in draft.abstracts.values():
        _abstract(draft, abstract)


def _members(draft: Draft, node: NodeType) -> None:
    for name in node.interfaces:
        draft.members[name].append(node.name)
    for source in node.sources.values():
        if isinstance(source, OneOf) and not draft.abstracts[source.abstract].fields:
            members = draft.members[source.abstract]
            members.extend(t for t in source.via if t not in members)


def _abstract(draft: Draft, abstract: Abstract) -> None:
    if abstract.fields:
        fields = {k: (f"Optional[{t}]", d) for k, (t, d) in abstract.fields.items()}
        draft.shop.make_type(abstract.name, abstract.description, fields, kind="interface")
        return
    union = strawberry.union(abstract.name, description=abstract.description)
    members = tuple(draft.members[abstract.name])
    draft.shop.put(**{abstract.name: Annotated[Union[members], union]})  # type: ignore[valid-type]  # noqa: UP007 (dynamic)


# -- checks ---------------------------------------------------------------------------------------


def _check(node: NodeType, tables: Entities) -> None:
    if node.name != node.policy.type_name:
        raise GraphError(f"{node.name} is declared over the policy of {node.policy.type_name}")
    if not node.description:
        raise GraphError(f"{node.name} needs a docstring: it becomes its description")
    table = tables[node.name].table
    if unindexed := [s for s in node.search if node.plural and s not in SEARCHED.get(table, ())]:
        raise GraphError(f"{node.name}: database/words.py does not index {', '.join(unindexed)}")
    for row, source in node.sources.items():
        if missing := list(_missing(tables, node.name, row, source)):
            named = ", ".join(missing)
            raise GraphError(f"{node.name}.{row}: the model has no field {named}")


def _missing(tables: Entities, name: str, row: str, source: Source) -> Iterable[str]:
    """The model fields that a declaration names and that do not exist."""
    entity = tables[name]
    match source:
        case Column():
            return set(source.columns(row)) - entity.attributes.keys()
        case One():
            return {source.via or row} - entity.links.keys()
        case OneOf():
            return set(source.via.values()) - entity.links.keys()
        case Many():
            holder = tables.get(source.through or source.target)
            return {source.by} - (holder.links.keys() if holder else set())
        case Menu() | Whether():
            return ()
