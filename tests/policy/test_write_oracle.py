"""What the runner's guards decide of a record, the oracle decides too: writing, adding, doing."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.actor import Actor
from gateway.policy.grid import YES, Cell, Condition, Policy
from gateway.policy.rights import Rights, Way
from gateway.request.actions.guards import conditional
from tests.policy.growing import reaches, worlds
from tests.policy.oracle import Row, World, holds
from tests.policy.test_oracle import COLUMNS, GRAPH, GROUND, Plot, examples, plot
from tests.reference.sight import Sight, granted

__all__ = ["plot"]  # the fixture: a database to plant worlds in

WAYS: tuple[Way, ...] = ("write", "append", "do")
CREATED = {action.type_name for action in GRAPH.actions.values() if action.creates}
Decisions = set[tuple[str, Way]]  # (row, way) of what is allowed

# Roles that people hold together, and what their tokens are narrowed to; empty: not at all.
TOGETHER: list[tuple[str, str]] = [
    ("contact case_manager consumer", ""),
    ("osp_agent osp_manager provider_lead", ""),
    ("api_account api_provider", ""),
    ("agent osp_agent contact", ""),
    ("agent", "cases:read"),
    ("agent", "cases:write"),
    ("api", "cases:read cases:write notes"),
    ("api", "cases"),
    ("osp_manager provider_lead", "cases:write customers:read"),
    ("contact case_manager", "notes cases:write"),
    ("admin manager", "administration:write cases:read"),
]


def decided(plot: Plot, type_name: str, rights: Rights, actor: Actor, row: Row) -> Decisions | None:
    """What the guards allow with a record; None where it is not to be seen."""
    return _decided(plot, "lock", type_name, rights, actor, row)


def born(plot: Plot, type_name: str, rights: Rights, actor: Actor, row: Row) -> Decisions:
    """What they would have allowed had the record no id yet."""
    return _decided(plot, "born", type_name, rights, actor, row) or set()


def _decided(
    plot: Plot, how: str, type_name: str, rights: Rights, actor: Actor, row: Row
) -> Decisions | None:
    guards = plot.engine.runner.guards
    rows = plot.engine.graph.policies[type_name].rows
    accesses = {(name, way): rights.may(type_name, name, way) for name in rows for way in WAYS}
    rules = conditional(accesses.values())
    question = getattr(guards, how)(type_name, rights, rules)
    found = plot.garden.first(question.text, question.values(row["id"], actor, guards.dialect))
    if found is None:
        return None
    holds = {rule.name: found[f"f{at}"] == 1 for at, rule in enumerate(rules)}
    allowed = {at: access for at, access in accesses.items() if access.allowed}
    return {at for at, access in allowed.items() if access.always or holds[access.name]}


def expected(sight: Sight, type_name: str, row: Row) -> Decisions:
    """What the grids allow, by the oracle."""
    rows = sight.policies[type_name].rows
    return {(n, way) for n in rows for way in WAYS if sight.may(type_name, row, n, way)}


def compare(plot: Plot, world: World, actor: Actor) -> None:
    sight, rights = Sight(world, GRAPH.policies, actor), plot.engine.rights(actor)
    for type_name in GRAPH.nodes:
        for row in world.rows(type_name):
            seen = sight.sees(type_name, row)
            wanted = expected(sight, type_name, row) if seen else None
            assert decided(plot, type_name, rights, actor, row) == wanted, (type_name, row, actor)
            if seen and type_name in CREATED:
                unborn = expected(sight, type_name, {**row, "id": None})
                assert born(plot, type_name, rights, actor, row) == unborn, (type_name, row, actor)


@examples(8)
@given(data=st.data())
def test_every_role_may_do_with_every_record_exactly_what_the_grids_say(
    plot: Plot, data: st.DataObject
) -> None:
    world = data.draw(worlds(GROUND))
    somebody = data.draw(reaches(world))
    plot.garden.plant(world)
    for role in COLUMNS:
        compare(plot, world, replace(somebody, roles=frozenset({role}), bound={}))


@examples(8)
@given(data=st.data())
def test_several_roles_add_up_and_scopes_take_writing_away(plot: Plot, data: st.DataObject) -> None:
    world = data.draw(worlds(GROUND))
    somebody = data.draw(reaches(world))
    plot.garden.plant(world)
    for names, narrowed in TOGETHER:
        roles, scopes = frozenset(names.split()), frozenset(narrowed.split())
        compare(plot, world, replace(somebody, roles=roles, scopes=scopes, bound={}))


def test_a_token_that_only_reads_writes_nothing() -> None:
    for role in COLUMNS:
        rights = Rights(GRAPH.policies, frozenset({role}), frozenset({"cases:read", "notes"}))
        for policy in GRAPH.policies.values():
            open_ = [(n, w) for n in policy.rows for w in WAYS if _granted(rights, policy, n, w)]
            under_notes = {(name, way) for name, way in open_ if policy.areas.get(name) == "notes"}
            assert set(open_) == under_notes, (role, policy.type_name)


def _granted(rights: Rights, policy: Policy, name: str, way: Way) -> bool:
    return rights.may(policy.type_name, name, way).allowed


@pytest.mark.parametrize(
    ("role", "way"), [("osp_agent", "write"), ("agent", "append"), ("api", "do")]
)
def test_a_condition_that_the_guards_forget_is_noticed(plot: Plot, role: str, way: str) -> None:
    strict = GRAPH.policies["Case"]
    cells = {at: _freed(cell, way) if at[1] == role else cell for at, cell in strict.cells.items()}
    lax = plot.with_policy(replace(strict, cells=cells))

    @examples(15)
    @given(data=st.data())
    def look(data: st.DataObject) -> None:
        world = data.draw(worlds(GROUND))
        somebody = data.draw(reaches(world))
        plot.garden.plant(world)
        compare(lax, world, replace(somebody, roles=frozenset({role}), bound={}))

    with pytest.raises(AssertionError):
        look()


def _freed(cell: Cell, way: str) -> Cell:
    return replace(cell, **{way: YES}) if getattr(cell, way) else cell


def test_the_worlds_hold_for_every_rule_a_record_that_meets_it_and_one_that_does_not() -> None:
    met: dict[tuple[str, str], set[bool]] = {}

    @examples(100)
    @given(data=st.data())
    def look(data: st.DataObject) -> None:
        world = data.draw(worlds(GROUND))
        somebody = data.draw(reaches(world))
        for role in COLUMNS:
            sight = Sight(world, GRAPH.policies, replace(somebody, roles=frozenset({role})))
            for type_name, rule in _rules_of(role):
                found = met.setdefault((type_name, rule.name), set())
                for row in world.rows(type_name) if found != {True, False} else ():
                    known = row, {**row, "id": None}
                    found |= {_meets(sight, rule, type_name, each) for each in known}

    look()
    assert [rule for rule, found in met.items() if found != {True, False}] == []


def _rules_of(role: str) -> Iterator[tuple[str, Condition]]:
    """What decides over the deeds of a role, type by type."""
    for type_name, policy in GRAPH.policies.items():
        for name in policy.rows if policy.sees(role) else ():
            for way in WAYS:
                rule: Any = granted(policy.cell(name, role), way)
                if rule and not rule.always:
                    yield type_name, rule


def _meets(sight: Sight, rule: Condition, type_name: str, row: Row) -> bool:
    world, actor = sight.world, sight.actor
    return holds(rule.expression, type_name, row, world, actor, sight.sees) is True


def test_guards_tell_rules_apart_that_are_said_alike() -> None:
    roles = frozenset({"contact"}), frozenset({"consumer"})
    contact, consumer = (Rights(GRAPH.policies, held).records("Case") for held in roles)
    assert contact.rule == consumer.rule
    assert len(conditional([contact, consumer, contact])) == 2
