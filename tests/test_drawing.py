"""The lifecycle drawings say what the tables say."""

from pathlib import Path

from gateway.cases.lifecycle import TASK_MOVES
from gateway.drawing import document, drawing

LIFECYCLES = Path(__file__).parents[1] / "docs" / "lifecycles.md"


def test_the_committed_drawings_are_up_to_date() -> None:
    assert LIFECYCLES.read_text(encoding="utf-8") == document(), "run `make docs`"


def test_a_drawing_has_an_arrow_for_each_pair_of_states_and_an_end_for_each_final_state() -> None:
    assert drawing(TASK_MOVES) == [
        "stateDiagram-v2",
        "    [*] --> OPEN: create",
        "    OPEN --> IN_PROGRESS: start",
        "    OPEN --> CLOSED: close",
        "    IN_PROGRESS --> CLOSED: close",
        "    OPEN --> CANCELLED: cancel",
        "    IN_PROGRESS --> CANCELLED: cancel",
        "    CLOSED --> [*]",
        "    CANCELLED --> [*]",
    ]
