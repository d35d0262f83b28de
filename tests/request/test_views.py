"""What a role set is not to know of does not exist in its schema, whichever way one asks for it."""

import re
from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    execute_sync,
    get_introspection_query,
    get_variable_values,
    parse,
    print_schema,
    print_type,
    validate_schema,
)

from gateway.actor import NOBODY, Actor
from gateway.errors import Refusal
from gateway.policy.rights import Rights
from gateway.request import failures
from gateway.request.documents import Documents
from gateway.request.views import Views
from gateway.schema import graph

GRAPH = graph()
CORE = GRAPH.core
ROLES = sorted({role for policy in GRAPH.policies.values() for role in policy.scopes})


def rights_of(actor: Actor) -> Rights:
    return Rights(GRAPH.policies, actor.roles, actor.scopes)


VIEWS = Views(GRAPH, rights_of)


def an_actor(*roles: str, scopes: tuple[str, ...] = ()) -> Actor:
    return Actor(user_id=1, roles=frozenset(roles), scopes=frozenset(scopes))


def view(*roles: str) -> GraphQLSchema:
    return VIEWS.of(an_actor(*roles)).schema


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_valid_schema(role: str) -> None:
    unchecked = view(role).to_kwargs()

    assert validate_schema(GraphQLSchema(**{**unchecked, "assume_valid": False})) == []


@pytest.mark.parametrize("role", ROLES)
def test_a_view_has_exactly_the_names_that_the_role_may_know(role: str) -> None:
    rights, schema = rights_of(an_actor(role)), view(role)
    for coordinate, (node, row) in GRAPH.governed.items():
        type_name, member = coordinate.split(".")
        type_ = schema.type_map.get(type_name)
        names = getattr(type_, "fields", None) or getattr(type_, "values", {})
        if type_name == "Query":
            assert (member in names) is not rights.concealed(node), coordinate
        elif row == "see":
            assert not (member in names and rights.concealed(node)), coordinate
        elif type_name == node:
            assert not (member in names and rights.concealed(node, row)), coordinate
        else:
            assert not (member in names and not rights.field(node, row).allowed), coordinate


def test_a_hidden_field_stays_in_the_view_but_can_neither_be_filtered_nor_sorted_by() -> None:
    hidden = [
        (role, node, row)
        for role in ROLES
        for node, policy in GRAPH.policies.items()
        for row in policy.rows
        if not rights_of(an_actor(role)).concealed(node, row)
        and not rights_of(an_actor(role)).field(node, row).allowed
        and f"{node}.{_camel(row)}" in GRAPH.governed
    ]

    assert hidden
    for role, node, row in hidden:
        filters = view(role).type_map.get(f"{node}Filter")
        orders = view(role).type_map.get(f"{node}OrderField")
        assert not isinstance(filters, GraphQLInputObjectType) or _camel(row) not in filters.fields
        assert not isinstance(orders, GraphQLEnumType) or row.upper() not in orders.values


@pytest.mark.parametrize("role", ROLES)
def test_no_type_is_named_that_the_role_does_not_see(role: str) -> None:
    rights, printed = rights_of(an_actor(role)), print_schema(view(role))
    unseen = [node for node in GRAPH.nodes if rights.concealed(node)]

    assert [node for node in unseen if re.search(rf"\b{node}(?!way\b|Error)\w*", printed)] == []


@pytest.mark.parametrize("role", ["agent", "osp_agent", "contact"])
def test_a_concealed_name_gets_the_very_words_of_a_misspelt_one(role: str) -> None:
    schema, asked = view(role), 0
    for name, ways in _concealed(schema):
        typo = "q" * len(name) if name[0].islower() else "Q" * len(name)
        for way in ways:
            assert _said(schema, way, name) == _said(schema, way, typo), (name, way)
            asked += 1
    assert asked > 10


@pytest.mark.parametrize("role", ["agent", "contact", "api"])
def test_a_concealed_filter_in_a_variable_gets_the_words_of_a_misspelt_one(role: str) -> None:
    schema = view(role)
    for type_name, whole in CORE.type_map.items():
        seen = schema.type_map.get(type_name)
        if not isinstance(whole, GraphQLInputObjectType) or not isinstance(
            seen, GraphQLInputObjectType
        ):
            continue
        for name in whole.fields.keys() - seen.fields.keys():
            typo = "q" * len(name)
            assert _coerced(schema, type_name, name) == _coerced(schema, type_name, typo)


@pytest.mark.parametrize("role", ["agent", "contact", "stakeholder"])
def test_introspection_is_answered_from_the_view(role: str) -> None:
    schema = view(role)
    result = execute_sync(schema, parse(get_introspection_query()))

    assert result.errors is None
    assert result.data is not None
    named = {t["name"] for t in result.data["__schema"]["types"]}
    assert named == set(schema.type_map)
    assert not named & {node for node in GRAPH.nodes if rights_of(an_actor(role)).concealed(node)}


@pytest.mark.parametrize("role", ROLES)
def test_something_leads_to_every_type(role: str) -> None:
    schema = view(role)
    asked = _query(schema), schema.mutation_type
    led_to = {t.name for t in asked if t}
    while ahead := {name for near in led_to for name in _named(schema, near)} - led_to:
        led_to |= ahead

    own = {name for name in schema.type_map if not name.startswith("__")}
    assert own - led_to <= {"String", "Boolean", "Int", "Float", "ID"}


def _named(schema: GraphQLSchema, type_name: str) -> Iterator[str]:
    """The types that a type mentions where it is written down, and those that implement it."""
    printed = print_type(schema.type_map[type_name])
    yield from (
        n
        for n in re.findall(r"\w+", re.sub(r'"""(?s:.*?)"""', "", printed))
        if n in schema.type_map
    )
    yield from (n for n, t in schema.type_map.items() if type_name in _interfaces(t))


def _interfaces(type_: GraphQLNamedType) -> set[str]:
    return {i.name for i in type_.interfaces} if isinstance(type_, GraphQLObjectType) else set()


@pytest.mark.parametrize("role", ["analytics_admin", "change_read", "project_manager"])
def test_whoever_may_do_nothing_hears_of_no_action_and_of_no_error(role: str) -> None:
    printed = print_schema(view(role))

    assert view(role).mutation_type is None
    assert not re.search(r"\w*(Payload|UserError|ActResult|CaseAction)\b", printed)
    assert "FieldForbidden" not in printed


def test_a_token_that_only_reads_still_hears_why_it_may_not_act() -> None:
    reading = VIEWS.of(an_actor("agent", scopes=("cases:read",))).schema
    assert reading.mutation_type is not None
    assert "caseClose" in reading.mutation_type.fields


@pytest.mark.parametrize("role", ROLES)
def test_a_view_offers_the_actions_and_inputs_that_the_role_may_know(role: str) -> None:
    rights, schema = rights_of(an_actor(role)), view(role)
    acts = any(rights.granted(a.type_name, a.row, a.right) for a in GRAPH.actions.values())
    for coordinate, (node, row, named) in GRAPH.offered.items():
        unknown = rights.concealed(node, row) or (bool(named) and rights.concealed(named))
        type_name, member = coordinate.split(".")
        type_ = schema.type_map.get(type_name)
        names = getattr(type_, "fields", None) or getattr(type_, "values", {})
        assert not (member in names and unknown), coordinate
        if type_name == "Mutation":
            assert (member in names) is (acts and not unknown), coordinate


def test_a_stranger_sees_nothing_but_the_question_who_they_are() -> None:
    assert list(_query(VIEWS.of(NOBODY).schema).fields) == ["viewer"]


def test_the_scopes_of_a_token_take_types_away() -> None:
    whole = view("agent")
    narrow = VIEWS.of(an_actor("agent", scopes=("cases:read",))).schema

    assert "cases" in _query(narrow).fields
    assert "Contract" in whole.type_map
    assert "Contract" not in narrow.type_map


def test_search_speaks_only_of_what_can_be_searched() -> None:
    users = _query(CORE).fields["users"].args
    assert "firstName" in (users["search"].description or "")

    for role in ROLES:
        shown = _query(view(role)).fields.get("users")
        readable = rights_of(an_actor(role)).field("User", "first_name").allowed
        assert shown is None or ("search" in shown.args) is readable


def test_roles_from_which_the_same_is_concealed_share_a_view() -> None:
    views = Views(GRAPH, rights_of)

    assert views.of(an_actor("agent")) is views.of(an_actor("agent"))
    assert views.of(an_actor("agent")) is views.of(an_actor("agent", "no such role"))
    assert views.of(an_actor("agent")) is not views.of(an_actor("contact"))


def _query(schema: GraphQLSchema) -> GraphQLObjectType:
    assert schema.query_type is not None
    return schema.query_type


def _concealed(schema: GraphQLSchema) -> Iterator[tuple[str, list[str]]]:
    """Every name that the view lacks, with the documents that ask for it in the place of `@`."""
    for type_name, whole in CORE.type_map.items():
        seen = schema.type_map.get(type_name)
        if seen is None:
            yield (
                type_name,
                [
                    "{ node(id: 1) { ... on @ { id } } }",
                    "{ ...F } fragment F on @ { id }",
                    "query($x: @) { viewer { name } }",
                ],
            )
        elif isinstance(whole, GraphQLObjectType) and isinstance(seen, GraphQLObjectType):
            yield from (
                (name, _output_ways(type_name)) for name in whole.fields.keys() - seen.fields.keys()
            )
        elif isinstance(whole, GraphQLInputObjectType) and isinstance(seen, GraphQLInputObjectType):
            way = f"query($x: {type_name} = {{ @: null }}) {{ viewer {{ name }} }}"
            yield from ((name, [way]) for name in whole.fields.keys() - seen.fields.keys())
        elif isinstance(whole, GraphQLEnumType) and isinstance(seen, GraphQLEnumType):
            way = f"query($x: {type_name} = @) {{ viewer {{ name }} }}"
            yield from ((name, [way]) for name in whole.values.keys() - seen.values.keys())


def _output_ways(type_name: str) -> list[str]:
    if type_name == "Query":
        return [
            "{ @ }",
            "{ @ { id } }",
            "{ a: @(id: 1) { id } }",
            "{ @(filter: {}) { nodes { id } } }",
        ]
    inside = [
        f"{{ node(id: 1) {{ ... on {type_name} {{ {f} }} }} }}" for f in ("@", "a: @", "@ { id }")
    ]
    fragment = f"{{ ...F }} fragment F on {type_name} {{ @ }}"
    return [*inside, fragment, f"{{ ...F }} fragment F on {type_name} {{ @(first: 1) {{ id }} }}"]


def _said(schema: GraphQLSchema, way: str, name: str) -> str:
    """The whole error response, with the name taken out."""
    documents = Documents()
    with pytest.raises(Refusal) as refused:
        documents.check(documents.read(way.replace("@", name), None), "view", schema)
    return _without(name, failures.body_of(refused.value).decode())


def _coerced(schema: GraphQLSchema, type_name: str, name: str) -> list[str]:
    (definition,) = parse(f"query($x: {type_name}) {{ viewer {{ name }} }}").definitions
    errors = get_variable_values(
        schema,
        definition.variable_definitions,  # type: ignore[attr-defined]
        {"x": {name: None}},
        hide_suggestions=True,
    )
    assert isinstance(errors, list)
    return [_without(name, error.message) for error in errors]


def _without(name: str, text: str) -> str:
    """The text without the name that was asked for: it stands in quotes or as a key."""
    return (
        text.replace(f"'{name}'", "'@'").replace(f"{{ {name}:", "{ @:").replace(f" {name}.", " @.")
    )


def _camel(row: str) -> str:
    first, *rest = row.split("_")
    return first + "".join(word.capitalize() for word in rest)
