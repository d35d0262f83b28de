"""A grid says what it grants, and refuses what it cannot mean."""

import pytest
from tortoise.expressions import Q

from gateway.actor import Actor
from gateway.customers.models import Consumer
from gateway.policy.grid import Bound, Cell, GridError, Policy, condition, policy


def yours(actor: Actor) -> Q:
    """the consumer is you"""
    return Q(id=actor.consumer_id)


def spanish(actor: Actor) -> Q:
    """the consumer speaks Spanish"""
    return Q(language="es")


def read(grid: str) -> Policy:
    return policy(Consumer, "customers", grid, yours, spanish)


GRID = read("""
    internal           agent  manager
    see                yes    spanish
    number first_name  R      W
    notes              -      R:spanish+W:yours
    close              do     do:spanish

    customer           consumer
    see                yours
    number             R
    first_name         A:yours
    notes              x
""")


def test_a_row_grants_to_each_role_what_its_cell_says() -> None:
    cell = GRID.cell("first_name", "agent")
    assert (cell.read is not None, cell.write, cell.append) == (True, None, None)


def test_a_row_may_name_several_fields() -> None:
    assert GRID.rows == ("number", "first_name", "notes", "close")
    assert GRID.cell("number", "manager") == GRID.cell("first_name", "manager")


def test_what_may_be_written_may_be_read() -> None:
    cell = GRID.cell("number", "manager")
    assert cell.write is not None
    assert cell.read is not None
    assert cell.read.always


def test_an_explicit_reading_condition_limits_the_reading_that_writing_brings() -> None:
    cell = GRID.cell("notes", "manager")
    assert cell.read is not None
    assert cell.write is not None
    assert (cell.read.name, cell.write.name) == ("spanish", "yours")


def test_appending_under_a_condition_still_reads_everywhere() -> None:
    cell = GRID.cell("first_name", "consumer")
    assert cell.append is not None
    assert cell.read is not None
    assert (cell.append.name, cell.read.name) == ("yours", "yes")


def test_an_action_is_performed_where_its_condition_holds() -> None:
    cell = GRID.cell("close", "manager")
    assert cell.do is not None
    assert (cell.do.name, cell.read) == ("spanish", None)


def test_absence_of_a_cell_is_no() -> None:
    assert GRID.cell("close", "consumer") == Cell()
    assert GRID.cell("number", "admin") == Cell()
    assert GRID.sees("admin") is None


def test_a_concealed_cell_grants_nothing_and_says_so() -> None:
    assert GRID.cell("notes", "consumer") == Cell(concealed=True)
    assert GRID.cell("notes", "agent") == Cell()


def test_a_condition_is_read_with_everything_about_the_actor_still_open() -> None:
    seen = GRID.sees("consumer")
    assert seen is not None
    assert seen.sentence == "the consumer is you"
    assert seen.expression.filters == {"id": Bound("consumer_id")}


def test_a_policy_knows_the_file_that_its_grid_is_written_in() -> None:
    assert GRID.file == __file__


def test_a_condition_without_a_sentence_is_refused() -> None:
    def silent(actor: Actor) -> Q:
        return Q()

    with pytest.raises(GridError, match="condition silent needs a docstring"):
        condition(silent)


@pytest.mark.parametrize(
    ("grid", "complaint"),
    [
        ("internal agent\nsee yes\nnumber R:french", "no condition is called 'french'"),
        ("internal agent\nsee yes\nnumber Q", "'Q' is none of R, W, A, do, - and x"),
        ("internal agent\nsee yes\nnumber R\nnumber W", "'number' stands twice"),
        ("internal agent manager\nsee yes yes\nnumber R", "needs a cell for each of 2 roles"),
    ],
)
def test_a_grid_that_cannot_be_meant_is_refused_by_type_and_row(grid: str, complaint: str) -> None:
    with pytest.raises(GridError, match=r"Consumer: .*number") as caught:
        read(grid)
    assert complaint in str(caught.value)
