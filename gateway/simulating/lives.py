"""What a case was, from each instant on at which anything of it changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gateway.cases.priority import Priority

Values = dict[str, Any]  # attribute of a case -> value
Told = Callable[[str, int, int], None]  # what is being done; how much of how much


def silent(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Life:
    """One case: how it is called, its priority now, and its states in order."""

    key: int
    number: str
    priority: Priority
    states: Sequence[tuple[datetime, Values]]
    kept: bool | None = None  # what its source says of its service level; None: nothing
