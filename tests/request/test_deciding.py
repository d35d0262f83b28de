"""What a state decides of a rule, and what is asked of the row: together, what the rule says."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tortoise.expressions import Q

from gateway.actor import Actor
from gateway.cases.lifecycle import CaseState
from gateway.policy.grid import Bound
from gateway.request.actions.deciding import holds, questions, same
from gateway.request.entities import every_model
from tests.policy import oracle
from tests.policy.oracle import Row, relations

RELATIONS = relations(every_model())
ACTOR = Actor(user_id=1, provider_id=None, managed_group_ids=(1, 2))
KEYS = st.sampled_from([None, 1, 2])
STATES = [state.value for state in CaseState]

FILTERS: list[dict[str, Any]] = [
    {"state": CaseState.OPEN},
    {"state__in": [CaseState.NEW, CaseState.OPEN]},
    {"state__not": CaseState.CLOSED},
    {"state__gt": "NEW"},
    {"id__isnull": True},
    {"id__isnull": False},
    {"assigned_to_id": Bound("user_id")},
    {"provider_id": Bound("provider_id")},
    {"assigned_to_id__isnull": True},
    {"assigned_to_id__isnull": False},
    {"assignment_group_id__in": Bound("managed_group_ids")},
    {"parent__state": CaseState.OPEN},
    {"parent__state": CaseState.OPEN, "parent__assigned_to_id": 1},
    {"state": CaseState.OPEN, "assigned_to_id": 1},
    {},
]


def _joined(parts: st.SearchStrategy[Q]) -> st.SearchStrategy[Q]:
    joined = st.builds(
        lambda found, how: Q(*found, join_type=how),
        st.lists(parts, min_size=1, max_size=3),
        st.sampled_from([Q.AND, Q.OR]),
    )
    return joined | parts.map(lambda part: ~part)


RULES = st.recursive(st.sampled_from(FILTERS).map(lambda f: Q(**f)), _joined, max_leaves=8)
ROWS = st.fixed_dictionaries(
    {
        "state": st.sampled_from(STATES),
        "provider_id": KEYS,
        "assigned_to_id": KEYS,
        "assignment_group_id": KEYS,
        "parent_id": st.sampled_from([None, 2]),
    }
)


@given(rule=RULES, row=ROWS, parent=ROWS)
def test_a_rule_holds_as_it_holds_for_the_row(rule: Q, row: Row, parent: Row) -> None:
    rows = [{**row, "id": 1}, {**parent, "id": 2, "parent_id": None}]
    world = oracle.World({"Case": rows}, RELATIONS)

    def true(question: Q) -> bool:
        found = oracle.holds(question, "Case", rows[0], world, ACTOR, lambda *_: True)
        return found is True

    assert holds(rule, row["state"], true) == true(rule)


@given(rule=RULES, state=st.sampled_from(STATES))
def test_the_questions_of_a_rule_are_the_same_in_every_state(rule: Q, state: str) -> None:
    asked = {same(question) for question in questions([rule], state)}
    for other in STATES:
        assert {same(question) for question in questions([rule], other)} == asked


def test_a_rule_of_the_state_alone_asks_nothing_of_the_row() -> None:
    alone = Q(state__in=[CaseState.NEW, CaseState.OPEN]) & Q(id__isnull=False)
    assert questions([alone], "NEW") == ()


def test_the_same_comparison_is_asked_once() -> None:
    mine, free = Q(assigned_to_id=Bound("user_id")), Q(assigned_to_id__isnull=True)
    busy = Q(assigned_to_id__isnull=False) & Q(state=CaseState.OPEN)
    assert len(questions([mine, free, busy, mine | busy], "NEW")) == 2
