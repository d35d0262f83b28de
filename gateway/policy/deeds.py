"""Finds where a grid and the actions on its type do not agree."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from gateway.policy.grid import Cell, Policy

DO = "do"
WORDS = {"do": "do", "write": "W", "append": "A", "read": "R"}  # as a cell says it


@dataclass(frozen=True, slots=True)
class Deed:
    """An action as its grid knows it."""

    name: str
    row: str  # the row that grants it ...
    right: str = DO  # ... by this right: do, write or append
    inputs: Mapping[str, str] = field(default_factory=dict[str, str])  # that write: row, right


def disagreements(policy: Policy, names: Collection[str], deeds: Collection[Deed]) -> Iterator[str]:
    """One sentence for each action, input or cell that has no counterpart.

    `names` are the fields of the type.
    """
    for deed in deeds:
        yield from _unheld(policy, deed.row, deed.right, f"action {deed.name}")
        for row, right in deed.inputs.items():
            yield from _unheld(policy, row, right, f"action {deed.name}, input {row}")
    performed = {deed.row for deed in deeds if deed.right == DO}
    for row in policy.rows:
        if row in names:
            yield from _first(policy, row, _of_field)
        elif row in performed:
            yield from _first(policy, row, _of_action)


def _first(policy: Policy, row: str, fault: Callable[[Cell], str]) -> Iterator[str]:
    """The first cell of a row that has the fault."""
    told = ((role, fault(policy.cell(row, role))) for role in policy.scopes)
    yield from islice((f"row {row}, role {role}: {said}" for role, said in told if said), 1)


def _unheld(policy: Policy, row: str, right: str, who: str) -> Iterator[str]:
    """What is wrong where nobody has a right that an action needs."""
    if row not in policy.rows:
        yield f"row {row} is missing: nobody may use it ({who})"
    elif not any(policy.cell(row, role).grants(right) for role in policy.scopes):
        yield f"row {row}: no role has `{WORDS[right]}` ({who})"


def _of_field(cell: Cell) -> str:
    return "`do` in the row of a field" if cell.do else ""


def _of_action(cell: Cell) -> str:
    read = cell.read or cell.write or cell.append
    return "an action is not read or written; write `do`" if read else ""
