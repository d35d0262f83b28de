"""Draws the lifecycle tables as diagrams, for docs/lifecycles.md."""

from enum import StrEnum
from typing import TypeVar, cast

from gateway.cases.lifecycle import CASE_MOVES, TASK_MOVES, CaseState, CaseTaskState, Moves

S = TypeVar("S", bound=StrEnum)

HEAD = """# Lifecycles

Generated from the tables in `gateway/cases/lifecycle.py` by `make docs`; do not edit.
"""


def document() -> str:
    """All lifecycles as Markdown: a drawing, what each state means, where each move leads."""
    parts = [
        _chapter("Case", CaseState, CASE_MOVES),
        _chapter("Case task", CaseTaskState, TASK_MOVES),
    ]
    return "\n".join([HEAD, *parts])


def _chapter(title: str, states: type[S], moves: Moves[S]) -> str:
    lines = [
        f"## {title}",
        "",
        "```mermaid",
        *drawing(moves),
        "```",
        "",
        "| state | meaning |",
        "|---|---|",
        *(f"| `{state}` | {meaning} |" for state, meaning in _meanings(states).items()),
        "",
        "| move | " + " | ".join(f"from `{state}`" for state in states) + " |",
        "|---|" + "---|" * len(states),
        *(_row(move, states, moves) for move in dict.fromkeys(m for start, m in moves if start)),
        "",
    ]
    return "\n".join(lines)


def drawing(moves: Moves[S]) -> list[str]:
    """The lines of a Mermaid state diagram; moves between the same two states share an arrow."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for (start, move), to in moves.items():
        arrows.setdefault((start or "[*]", to), []).append(move)
    last = [state for state in dict.fromkeys(moves.values()) if _ends(state, moves)]
    return [
        "stateDiagram-v2",
        *(f"    {start} --> {to}: {', '.join(names)}" for (start, to), names in arrows.items()),
        *(f"    {state} --> [*]" for state in last),
    ]


def _ends(state: S, moves: Moves[S]) -> bool:
    return all(to == state for (start, _), to in moves.items() if start == state)


def _row(move: str, states: type[S], moves: Moves[S]) -> str:
    targets = (moves.get((state, move)) for state in states)
    return f"| {move} | " + " | ".join(f"`{to}`" if to else "" for to in targets) + " |"


def _meanings(states: type[S]) -> dict[str, str]:
    return cast("dict[str, str]", getattr(states, "__member_descriptions__", {}))


if __name__ == "__main__":
    print(document(), end="")  # noqa: T201  # the command's output
