"""What may be done with a record: every state, role and relation to it, and why not the rest."""

from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import orjson
import pytest
from graphql import parse

from gateway.actor import Actor
from gateway.cases.lifecycle import CASE_MOVES, CaseState
from gateway.cases.models import Case
from gateway.cases.policy import CASE
from gateway.errors import Forbidden
from gateway.policy.grid import Cell, Policy
from gateway.request.engine import Engine
from gateway.request.entities import every_model
from gateway.request.explain import explain
from gateway.request.views import Views
from gateway.schema import graph
from tests.policy.oracle import read_world
from tests.questions.stage import operation
from tests.reference.menus import Menus
from tests.reference.sight import Sight
from tests.world import (
    World,
    a_case,
    a_consumer,
    a_contact,
    a_group,
    a_provider,
    a_task,
    a_token,
    a_user,
    actor_of,
    an_outsourced_agent,
    answer,
    ask,
    hidden,
)

pytestmark = pytest.mark.usefixtures("world")

EVERYTHING = "{ name mutation label allowed reason input { name required } }"
ONE = f"query ($n: String!) {{ caseByNumber(number: $n) {{ actions {EVERYTHING} }} }}"
ROLES = sorted({role for role in CASE.scopes if CASE.scopes[role]})


async def menu(case: Case, by: Any) -> dict[str, dict[str, Any]]:
    """What somebody is offered with a case, by name."""
    found = await ask(ONE, by, n=case.number)
    return {action["name"]: action for action in found["caseByNumber"]["actions"]}


def inputs(action: Mapping[str, Any]) -> dict[str, bool]:
    """Name -> whether it is mandatory."""
    return {given["name"]: given["required"] for given in action["input"]}


# -- sentences ------------------------------------------------------------------------------------


async def test_an_action_says_how_to_do_it_and_with_what() -> None:
    agent = await a_user("agent")
    case = await a_case(state=CaseState.OPEN, assigned_to=agent)
    assert (await menu(case, agent))["proposeSolution"] == {
        "name": "proposeSolution",
        "mutation": "caseProposeSolution",
        "label": "Propose solution",
        "allowed": True,
        "reason": None,
        "input": [
            {"name": "resolutionCode", "required": True},
            {"name": "resolutionNotes", "required": True},
            {"name": "shareResolutionNotes", "required": False},
            {"name": "postCode", "required": False},
        ],
    }


async def test_what_the_state_forbids_is_said_before_what_the_rule_forbids() -> None:
    agent = await a_user("agent")
    closed = await a_case(state=CaseState.CLOSED)
    waiting = await a_case(state=CaseState.AWAITING_INFO, assigned_to=agent)
    foreign = await a_case(state=CaseState.OPEN, assigned_to=await a_user("agent"))

    told = [(await menu(each, agent))["proposeSolution"] for each in (closed, waiting, foreign)]
    assert [(each["allowed"], each["reason"]) for each in told] == [
        (False, "Not possible while closed."),
        (True, None),
        (False, "Only where the case is assigned to you."),
    ]
    accept = (await menu(waiting, agent))["accept"]
    assert accept["reason"] == "Not possible while awaiting info."


async def test_an_input_is_listed_where_its_field_may_be_written_on_this_very_record() -> None:
    agent, manager = await a_user("agent"), await a_user("manager")
    closed = await a_case(state=CaseState.CLOSED)

    assert "shortDescription" not in inputs((await menu(closed, agent))["edit"])
    assert inputs((await menu(closed, manager))["edit"])["shortDescription"] is False
    assert "channel" not in inputs((await menu(closed, manager))["edit"])  # only at its birth


async def test_nobody_is_offered_what_no_role_of_theirs_may_ever_do() -> None:
    contact, agent = await a_contact(), await a_user("agent")
    case = await a_case(contact=contact)
    theirs, ours = await menu(case, contact), await menu(case, agent)

    assert {"comment", "acceptSolution", "close"} <= theirs.keys()
    assert theirs.keys().isdisjoint({"workNote", "assign", "cancel", "accept", "create"})
    assert ours.keys().isdisjoint({"acceptSolution", "cancel", "create", "remind", "autoClose"})


async def test_a_token_that_may_only_read_is_offered_nothing() -> None:
    agent = await a_user("agent")
    case = await a_case(state=CaseState.OPEN)

    assert await menu(case, await a_token(agent, "cases:read")) == {}
    assert "workNote" not in await menu(case, await a_token(agent, "cases:write"))
    assert "workNote" in await menu(case, await a_token(agent, "cases:write", "notes"))


async def test_the_viewer_is_told_what_may_be_created() -> None:
    asked = "{ viewer { actions { __typename mutation allowed reason input { name required } } } }"
    agent, contact = await a_user("agent"), await a_contact()
    of_agent, of_contact = [
        {each["mutation"]: each for each in (await ask(asked, who))["viewer"]["actions"]}
        for who in (agent, contact)
    ]

    assert of_agent.keys() == {
        *("accountCreate", "accountRelationCreate", "assetCreate", "caseCreate", "caseTaskCreate"),
        *("caseRelationCreate", "serviceRequestCreate"),
        *("consumerCreate", "contactCreate", "contactRelationCreate", "listLookCreate"),
        *("macroCreate", "notificationPreferenceCreate", "savedViewCreate", "soldProductCreate"),
    }
    assert of_contact.keys() == {
        *("caseCreate", "listLookCreate", "notificationPreferenceCreate"),
    }
    assert of_contact["caseCreate"]["allowed"] is True
    assert of_contact["caseCreate"]["reason"] is None
    assert inputs(of_contact["caseCreate"])["shortDescription"] is True
    assert "assignmentGroup" not in inputs(of_contact["caseCreate"])
    assert "assignmentGroup" in inputs(of_agent["caseCreate"])


# -- every state, role and relation ---------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
async def test_each_state_and_relation_is_answered_as_the_grid_and_the_lifecycle_say(
    world: World, role: str
) -> None:
    actor = await _somebody(role)
    offered = {True: set[str](), False: set[str]()}
    cases, rows = await _all_actions(world, actor)
    sight = Sight(await read_world(every_model()), graph().policies, actor)
    menus = Menus(graph(), sight)
    for state, number, actions in cases:
        assert actions == menus.of("Case", rows[number]), (role, state)
        for action in actions:
            verb = _snake(action["name"])
            moves = {move for _, move in CASE_MOVES}
            leads = verb not in moves or (CaseState(state), verb) in CASE_MOVES
            assert leads or action["reason"] == f"Not possible while {_said(state)}."
            assert not action["allowed"] or leads
            offered[action["allowed"]].add(verb)
    assert offered[True] or not any(CASE.cell(v, role).do for v in CASE.rows), "nothing to do?"
    assert sight.rows("Case"), "sees no case: nothing was compared"


async def _somebody(role: str) -> Actor:
    """An actor of the role, with cases in every state and relation to it."""
    provider, me, other = await a_provider(), await a_user("agent"), await a_user("agent")
    contact, consumer = await a_contact(), await a_consumer()
    group = await a_group(me, provider=provider)
    asker = {"consumer": consumer} if role == "consumer" else {"contact": contact}
    for state in CaseState:
        for relation in _relations(me, other, group):
            await a_case(state=state, **asker, **relation)
    return Actor(
        user_id=me.id,
        roles=frozenset({role}),
        name="Ana",
        contact_id=contact.id,
        consumer_id=consumer.id,
        provider_id=provider.id,
        group_ids=(group.id,),
        managed_provider_ids=(provider.id,),
        account_ids=(contact.account_id,),
    )


def _relations(me: Any, other: Any, group: Any) -> Iterator[dict[str, Any]]:
    for assigned in (None, me, other):
        for placed in ({}, {"assignment_group": group}):
            yield {"assigned_to": assigned, **placed}


async def _all_actions(
    world: World, actor: Actor
) -> tuple[list[tuple[str, str, Any]], dict[str, Any]]:
    """State, number and actions of every case that is seen; and the rows as they are stored."""
    document = parse(f"{{ cases(first: 100) {{ nodes {{ state number actions {EVERYTHING} }} }} }}")
    found = await world.engine.read(document, {}, actor)
    stored = (await read_world(every_model())).rows("Case")
    nodes = found.data["cases"]["nodes"]
    cases = [(node["state"], node["number"], node["actions"]) for node in nodes]
    return cases, {row["number"]: row for row in stored}


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)


def _said(state: str) -> str:
    return {"AWAITING_INFO": "awaiting info"}.get(state, state.lower())


# -- wherever it stands ---------------------------------------------------------------------------


async def test_a_record_says_the_same_wherever_it_is_met() -> None:
    agent = await a_user("agent")
    parent = await a_case(state=CaseState.OPEN, assigned_to=agent)
    case = await a_case(state=CaseState.RESOLVED, parent=parent)
    task = await a_task(case)
    direct = list((await menu(case, agent)).values())
    of_task = await ask(f"{{ caseTasks {{ nodes {{ actions {EVERYTHING} }} }} }}", agent)
    listed = await ask(
        f"""query ($n: String!) {{
          caseByNumber(number: $n) {{
            children {{ nodes {{ ...Shown tasks {{ edges {{ node {{ ...Done }} }} }} }} }}
          }}
          caseTasks {{
            nodes {{ case {{ ...Shown parent {{ tasks {{ nodes {{ ...Done }} }} }} }} }}
          }}
        }}
        fragment Shown on Case {{ actions {EVERYTHING} brief: actions {{ verb: name }} }}
        fragment Done on CaseTask {{ actions {EVERYTHING} case {{ actions {EVERYTHING} }} }}""",
        agent,
        n=parent.number,
    )

    (child,) = listed["caseByNumber"]["children"]["nodes"]
    (below,) = child["tasks"]["edges"]
    (above,) = listed["caseTasks"]["nodes"]
    assert child["actions"] == direct
    assert child["brief"] == [{"verb": action["name"]} for action in direct]
    assert below["node"]["actions"] == of_task["caseTasks"]["nodes"][0]["actions"]
    assert below["node"]["case"]["actions"] == direct
    assert above["case"]["actions"] == direct
    assert above["case"]["parent"]["tasks"]["nodes"] == []
    assert task.case_id == case.id


async def test_actions_cost_nothing_beside_the_record(world: World) -> None:
    actor = await actor_of(await a_user("agent"))
    costs = [
        (await world.engine.answer(operation(parse(text)), {}, actor))[1]
        for text in (
            "{ cases(first: 10) { nodes { number } } }",
            f"{{ cases(first: 10) {{ nodes {{ number actions {EVERYTHING} }} }} }}",
        )
    ]
    assert costs[0] == costs[1]


# -- what roles are not to know -------------------------------------------------------------------


@asynccontextmanager
async def ruled(world: World, cells: Mapping[tuple[str, str], Cell]) -> AsyncGenerator[Engine]:
    """The engine over the same database, under a grid of cases with other cells."""
    strict = graph().policies["Case"]
    lax: Policy = replace(strict, cells={**strict.cells, **cells})
    other = replace(graph(), policies={**graph().policies, "Case": lax})
    yield Engine(other, world.engine.reader, world.engine.seal)


ACTIONS = parse("{ cases { nodes { number actions { name allowed reason } } } }")


async def test_a_role_from_which_actions_are_concealed_has_no_such_field(world: World) -> None:
    await a_case()
    actor = Actor(user_id=1, roles=frozenset({"agent"}))
    async with ruled(world, {("actions", "agent"): Cell(concealed=True)}) as engine:
        schema = Views(engine.graph, engine.rights).of(actor).schema
        kind: Any = schema.type_map["Case"]
        assert "actions" not in kind.fields
        assert "Action" in schema.type_map  # the viewer still creates


async def test_hidden_actions_are_null_and_the_answer_says_why(world: World) -> None:
    await a_case()
    actor = Actor(user_id=1, roles=frozenset({"agent"}))
    async with ruled(world, {("actions", "agent"): Cell()}) as engine:
        body, _ = await engine.answer(operation(ACTIONS), {}, actor)
        told = orjson.loads(body)
        assert [node["actions"] for node in told["data"]["cases"]["nodes"]] == [None]
        (withheld,) = told["extensions"]["authorization"]["hidden"]
        assert (withheld["coordinate"], withheld["rows"]) == ("Case.actions", "ALL")
        with pytest.raises(Forbidden, match=r"Case\.actions"):
            await engine.answer(operation(ACTIONS), {}, actor, reject=True)


async def test_actions_may_be_shown_on_some_records_alone(world: World) -> None:
    agent = await a_user("agent")
    cases = [await a_case(assigned_to=agent), await a_case()]
    actor = await actor_of(agent)
    mine = graph().policies["Case"].cell("accept", "agent").do
    async with ruled(world, {("actions", "agent"): Cell(read=mine)}) as engine:
        found = await engine.read(ACTIONS, {}, actor)
    shown = {n["number"]: n["actions"] is not None for n in found.data["cases"]["nodes"]}
    assert shown == {cases[0].number: True, cases[1].number: False}


async def test_what_may_not_be_done_is_no_withheld_field() -> None:
    agent = await a_user("agent")
    await a_case(state=CaseState.CLOSED)
    asked = "{ cases { nodes { actions { name allowed } } } }"
    assert await hidden(asked, agent) == []
    assert "extensions" not in await answer(asked, agent)


async def test_rules_that_are_said_alike_are_not_taken_for_one_another(world: World) -> None:
    """Both `ours` and `own` say that it is your own case: of the contact, and of the consumer."""
    contact = await a_contact()
    case = await a_case(contact=contact, state=CaseState.OPEN)
    actor = Actor(user_id=1, roles=frozenset({"contact", "consumer"}), contact_id=contact.id)
    ours, own = (graph().policies["Case"].scopes[role] for role in ("contact", "consumer"))
    assert ours.sentence == own.sentence
    cells = {
        ("close", "contact"): Cell(do=ours),
        ("close", "consumer"): Cell(),
        ("cancel", "contact"): Cell(),
        ("cancel", "consumer"): Cell(do=own),
    }
    async with ruled(world, cells) as engine:
        found = await engine.read(ACTIONS, {}, actor)
    (node,) = found.data["cases"]["nodes"]
    said: Sequence[Any] = node["actions"]
    allowed = {each["name"]: each["allowed"] for each in said}
    assert (allowed["close"], allowed["cancel"]) == (True, False), case.number


async def test_two_actors_of_a_role_share_a_plan_and_nothing_else() -> None:
    provider = await a_provider()
    team = await a_group(provider=provider)
    ann, bob = await an_outsourced_agent(provider), await an_outsourced_agent(provider)
    case = await a_case(state=CaseState.OPEN, assigned_to=ann, assignment_group=team)

    for _ in range(2):
        assert (await menu(case, ann))["proposeSolution"]["allowed"] is True
        assert (await menu(case, bob))["proposeSolution"]["allowed"] is False


async def test_an_explanation_names_what_is_offered_and_what_decides(world: World) -> None:
    actor = await actor_of(await a_user("agent"))
    ready = await world.engine.plan_of(operation(ACTIONS), {}, actor)
    told = explain(ready, world.engine.rights(actor), sql=False)
    (number, offered) = told["plan"][0]["nodes"]

    assert number == "number"
    assert offered["key"] == "actions"
    assert {"accept", "close", "work_note"} <= set(offered["offers"])
    assert "the case is assigned to you" in offered["decided by"]
