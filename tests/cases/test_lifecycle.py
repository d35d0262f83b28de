"""Every state of a case and of a task answers every move: with a next state, or a refusal."""

import pytest

from gateway.cases.lifecycle import (
    CASE_FINAL,
    CASE_MOVES,
    TASK_FINAL,
    TASK_MOVES,
    CaseState,
    CaseTaskState,
    after,
    allowed,
)
from gateway.cases.priority import MATRIX, Impact, Priority, Urgency
from gateway.errors import WrongState

# The state machines of the specification, read the other way round: moves down, states across.
CASE_TABLE = """
move               unborn  NEW        OPEN           AWAITING_INFO  RESOLVED  CLOSED  CANCELLED
create             NEW     -          -              -              -         -       -
accept             -       OPEN       -              -              -         -       -
assign_to_me       -       OPEN       OPEN           AWAITING_INFO  -         -       -
assign             -       NEW        OPEN           AWAITING_INFO  -         -       -
reassign           -       NEW        OPEN           AWAITING_INFO  -         -       -
request_info       -       -          AWAITING_INFO  -              -         -       -
answer             -       -          -              OPEN           -         -       -
open               -       -          -              OPEN           OPEN      -       -
propose_solution   -       -          RESOLVED       RESOLVED       -         -       -
accept_solution    -       -          -              -              CLOSED    -       -
reject_solution    -       -          -              -              OPEN      -       -
remind             -       -          -              -              RESOLVED  -       -
auto_close         -       -          -              -              CLOSED    -       -
close              -       CLOSED     CLOSED         CLOSED         -         -       -
cancel             -       CANCELLED  CANCELLED      CANCELLED      -         -       -
transfer           -       NEW        OPEN           AWAITING_INFO  -         -       -
follow_up          -       -          -              -              -         CLOSED  CANCELLED
"""

TASK_TABLE = """
move    unborn  OPEN         IN_PROGRESS  CLOSED  CANCELLED
create  OPEN    -            -            -       -
start   -       IN_PROGRESS  -            -       -
close   -       CLOSED       CLOSED       -       -
cancel  -       CANCELLED    CANCELLED    -       -
"""


def cells(table: str) -> list[tuple[str, str, str]]:
    """(move, from, to) for each cell; a dash is a move that does not exist."""
    header, *rows = (line.split() for line in table.strip().splitlines())
    return [
        (row[0], start, to) for row in rows for start, to in zip(header[1:], row[1:], strict=True)
    ]


@pytest.mark.parametrize(("move", "start", "to"), cells(CASE_TABLE))
def test_a_case_goes_where_the_table_says_and_nowhere_else(move: str, start: str, to: str) -> None:
    state = None if start == "unborn" else CaseState[start]

    if to == "-":
        with pytest.raises(WrongState) as refused:
            after(CASE_MOVES, state, move)
        assert refused.value.extensions["allowed"] == list(allowed(CASE_MOVES, state))
    else:
        assert after(CASE_MOVES, state, move) is CaseState[to]


@pytest.mark.parametrize(("move", "start", "to"), cells(TASK_TABLE))
def test_a_task_goes_where_the_table_says_and_nowhere_else(move: str, start: str, to: str) -> None:
    state = None if start == "unborn" else CaseTaskState[start]

    if to == "-":
        with pytest.raises(WrongState):
            after(TASK_MOVES, state, move)
    else:
        assert after(TASK_MOVES, state, move) is CaseTaskState[to]


def test_the_tables_know_no_move_beyond_the_specification() -> None:
    assert {move for _, move in CASE_MOVES} == {move for move, _, _ in cells(CASE_TABLE)}
    assert {move for _, move in TASK_MOVES} == {move for move, _, _ in cells(TASK_TABLE)}


def test_a_refused_move_says_what_is_possible_instead() -> None:
    with pytest.raises(WrongState) as refused:
        after(CASE_MOVES, CaseState.RESOLVED, "cancel")

    assert refused.value.message == (
        "It is resolved, so 'cancel' is not possible. "
        "Possible: open, accept_solution, reject_solution, remind, auto_close."
    )
    assert refused.value.extensions["code"] == "INVALID_TRANSITION"


def test_what_is_finished_never_changes_its_state() -> None:
    assert all(
        CASE_MOVES[state, move] is state
        for state in CASE_FINAL
        for move in allowed(CASE_MOVES, state)
    )
    assert all(allowed(TASK_MOVES, state) == () for state in TASK_FINAL)


def test_every_state_can_be_reached_and_left_until_the_case_is_finished() -> None:
    assert set(CASE_MOVES.values()) == set(CaseState)
    assert set(TASK_MOVES.values()) == set(CaseTaskState)
    for state in set(CaseState) - CASE_FINAL:
        assert any(to is not state for (start, _), to in CASE_MOVES.items() if start is state)


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [
        (1, 1, 1),
        (1, 2, 2), (2, 1, 2),
        (1, 3, 3), (2, 2, 3), (3, 1, 3),
        (2, 3, 4), (3, 2, 4), (3, 3, 4),
    ],
)  # fmt: skip
def test_impact_and_urgency_make_the_priority(impact: int, urgency: int, priority: int) -> None:
    assert MATRIX[Impact(impact), Urgency(urgency)] is Priority(priority)


def test_the_matrix_decides_every_pair() -> None:
    assert set(MATRIX) == {(impact, urgency) for impact in Impact for urgency in Urgency}
